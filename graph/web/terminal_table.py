"""A table for people at a terminal: aligned, and folded to its width."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Final

_GAP: Final = "  "
_NARROWEST: Final = 8
"""Letters below which a column is not made narrower, however many there are."""


def write_table(headings: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> Iterator[str]:
    """Write a table line by line.

    Parameters
    ----------
    headings : sequence of str
        What the columns are called.
    rows : sequence of sequence of str
        The cells.
    width : int
        Letters of a line.

    Examples
    --------
    >>> for line in write_table(["factor", "n"], [["security", "12"], ["culture and competitive spirit", "3"]], 16):
    ...     print(line)
    factor        n
    ────────────  ──
    security      12
    <BLANKLINE>
    culture and   3
    competitive
    spirit
    """
    widths = _fit([headings, *rows], width)
    folded = [[_fold(cell, size) for cell, size in zip(row, widths, strict=True)] for row in rows]
    is_airy = any(len(cell) > 1 for row in folded for cell in row)
    yield from _write_row([_fold(one, size) for one, size in zip(headings, widths, strict=True)], widths)
    yield _GAP.join("\u2500" * size for size in widths)
    for number, row in enumerate(folded):
        if is_airy and number:
            yield ""
        yield from _write_row(row, widths)


def _fit(rows: Sequence[Sequence[str]], width: int) -> list[int]:
    """Give the widest columns less until all fit."""
    widths = [max(1, *map(len, column)) for column in zip(*rows, strict=True)]
    room = width - len(_GAP) * (len(widths) - 1)
    while sum(widths) > room and max(widths) > _NARROWEST:
        widest = max(range(len(widths)), key=widths.__getitem__)
        widths[widest] -= 1
    return widths


def _fold(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, width) or [""]


def _write_row(cells: Sequence[Sequence[str]], widths: Sequence[int]) -> Iterator[str]:
    for parts in zip_longest(*cells, fillvalue=""):
        yield _GAP.join(part.ljust(size) for part, size in zip(parts, widths, strict=True)).rstrip()
