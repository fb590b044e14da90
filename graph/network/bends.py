"""Curves parallel links apart, so that each can be seen and clicked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from graph.network.projection import Link

STEP: Final = 0.2


def bends(links: Iterable[Link]) -> dict[str, float]:
    """Give each link its bend: 0 is straight, positive curves to the left of source to target.

    Links between the same two actors get evenly spread bends, seen from the
    alphabetically first actor; so none covers another.
    """
    pairs: dict[tuple[str, str], list[Link]] = {}
    for link in links:
        pairs.setdefault(link.ends, []).append(link)
    found = {}
    for ends, parallel in pairs.items():
        ordered = sorted(parallel, key=lambda link: link.key)
        for index, link in enumerate(ordered):
            bend = STEP * (index - (len(ordered) - 1) / 2)
            found[link.key] = round(bend if link.source == ends[0] else -bend, 3)
    return found
