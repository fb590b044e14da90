"""Finds where a text of somebody's own stands in comparison with the lines that the graph knows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from graph.knowledge.plain_text import PlainText
from graph.knowledge.printed import Passage

_NEAREST: Final = 12
"""Places that are weighed for one anchor; a common word stands in too many."""
_GAIN: Final = 20
"""What one more anchor in its order is worth."""
_DEAREST: Final = 10
"""What a change of the shift costs at most, in lines: less than an anchor."""
_WRAPPED: Final = 4
"""A text counts as wrapped otherwise if the shift changes so often, and once in so many anchors."""

_EMPTY: Final = 10
"""How much worse an empty line in a passage is than a line of text in none."""
Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Anchor:
    """Something printed, in the lines of the graph; a heading with its section and the mark before it (``2``)."""

    iri: str
    printed: str
    first: int
    last: int
    mark: str = ""
    whole: str = ""


@dataclass(frozen=True, slots=True)
class Stand:
    """A place of an anchor in the text, the best chain of places up to it, and how many lines lower it is."""

    anchor: Anchor
    place: int
    shift: int
    score: int
    before: Stand | None


@dataclass(frozen=True, slots=True)
class Stretch:
    """From a line of the graph on, at the latest, the text stands so many lines lower (higher if below 0)."""

    first: int
    shift: int


@dataclass(frozen=True, slots=True)
class Alignment:
    """How a text lies on the lines of the graph.

    Attributes
    ----------
    chain : list of Stand
        The anchors that stand in their order.
    wrapped : bool
        Whether lines break elsewhere throughout, so that no line of the graph is one of the text.
    stretches : list of Stretch
        Where the shift changes; empty if wrapped.
    """

    chain: list[Stand]
    wrapped: bool
    stretches: list[Stretch]

    def move(self, line: int) -> int:
        """Give the line of the text for one of the graph."""
        return line + next((one.shift for one in reversed(self.stretches) if one.first <= line), 0)

    def surround(self, anchor: Anchor) -> tuple[int, int]:
        """Give the places between which an anchor has to stand; the second is -1 where nothing follows."""
        low = max((one.place for one in self.chain if one.anchor.last < anchor.first), default=0)
        high = min((one.place for one in self.chain if one.anchor.first > anchor.last), default=-1)
        return low, high


def align(text: PlainText, anchors: Iterable[Anchor], passages: list[Passage]) -> Alignment:
    """Lay a text on the lines of the graph by what is printed in both."""
    chain = _find_chain(text, sorted(anchors, key=lambda one: (one.first, one.last)))
    shifts = [0, *(one.shift for one in chain)]
    changes = sum(before != after for before, after in pairwise(shifts))
    if changes >= _WRAPPED and changes * _WRAPPED > len(chain):
        return Alignment(chain, True, [])
    return Alignment(chain, False, list(_find_stretches(text, chain, passages)))


def follows_mark(text: PlainText, place: int, mark: str) -> bool:
    """Tell whether the mark of a section, as in ``2.`` or ``B)``, stands before a place."""
    return bool(re.search(rf"(?:^|\s){re.escape(mark)}\s?[.)]\s?$", text.flat[max(0, place - len(mark) - 4) : place]))


def _find_chain(text: PlainText, anchors: list[Anchor]) -> list[Stand]:
    """Choose places that keep the order, as many as can be and with as few shifts as can be."""
    ratio = len(text.lines) / max((one.last for one in anchors), default=1)
    stands: list[Stand] = []
    for anchor in anchors:
        places = text.places(anchor.printed)
        marked = [place for place in places if anchor.mark and follows_mark(text, place, anchor.mark)]
        nearest = sorted(marked or places, key=lambda place: abs(text.line_at(place) - anchor.first * ratio))
        stands += [_stand(text, anchor, place, stands) for place in nearest[:_NEAREST]]
    chain: list[Stand] = []
    last = max(stands, key=lambda one: one.score, default=None)
    while last is not None:
        chain.append(last)
        last = last.before
    return chain[::-1]


def _stand(text: PlainText, anchor: Anchor, place: int, stands: list[Stand]) -> Stand:
    end = text.line_at(place + len(anchor.printed) - 1)
    # Where lines break inside it that did not, the two are the other way round.
    low, high = sorted((end - anchor.last, text.line_at(place) - anchor.first))
    shift = min(max(0, low), high)
    best = Stand(anchor, place, shift, _GAIN - min(_DEAREST, abs(shift)), None)
    for one in stands:
        if one.place < place and one.anchor is not anchor:
            shift = min(max(one.shift, low), high)
            score = one.score + _GAIN - min(_DEAREST, abs(shift - one.shift))
            if score > best.score:
                best = Stand(anchor, place, shift, score, one)
    return best


def _find_stretches(text: PlainText, chain: list[Stand], passages: list[Passage]) -> Iterator[Stretch]:
    """Find where the shift changes; a single anchor that is elsewhere makes no stretch."""
    shift, since = 0, 0
    for number, one in enumerate(chain):
        is_alone = number + 1 < len(chain) and chain[number + 1].shift == shift
        if one.shift != shift and not is_alone:
            yield Stretch(_find_change(text, passages, (since, one.anchor.first), (shift, one.shift)), one.shift)
            shift = one.shift
        since = one.anchor.last


def _find_change(text: PlainText, passages: list[Passage], within: Range, shifts: Range) -> int:
    """Find the line between two anchors at which the passages suit a change of the shift best."""
    parts = [one for one in passages if one.type != "section" and within[0] < one.last and one.first <= within[1]]
    between = range(within[0] + 1 + shifts[0], within[1] + shifts[1] + 1)

    def weigh(line: int) -> int:
        covered: set[int] = set()
        empty = 0
        for one in parts:
            first, last = (edge + shifts[edge >= line] for edge in (one.first, one.last))
            covered.update(range(first, last + 1))
            empty += text.is_blank(first) + text.is_blank(last)
            if one.first < line <= one.last:
                empty += sum(text.is_blank(number) for number in range(first, last + 1))
        # Text between passages may have been added, even much of it.
        return _EMPTY * empty + sum(number not in covered and not text.is_blank(number) for number in between)

    edges = {edge for one in parts for edge in (one.first, one.last) if within[0] < edge <= within[1]}
    return min(sorted({*edges, within[1]}), key=weigh)
