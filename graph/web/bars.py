"""A bar chart as places and lines for a template; no Flask here."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from graph.web.question_rows import Cell, Table

MOST: Final = 40
"""Bars that are drawn; the table above has all rows."""
_FULL: Final = 80
"""Percent of the width that the longest bar takes; the rest is for its number."""
_ROW: Final = 44
_LETTERS: Final = 44


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its name above it, its number at its end, and the statements that this counts where they are known."""

    name: str
    href: str
    value: str
    y: int
    width: float
    claims: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bars:
    """The chart."""

    title: str
    bars: list[Bar]
    left_out: int

    @property
    def height(self) -> int:
        """Of the whole."""
        return _ROW * len(self.bars) + 4


def draw_bars(table: Table) -> Bars | None:
    """Draw the two columns that the question names.

    Parameters
    ----------
    table : Table
        Of a question that shows bars.

    Returns
    -------
    Bars or None
        Nothing where there is no number to draw.
    """
    places = [table.column(name) for name in table.question.show.columns[:2]]
    if -1 in places:
        return None
    cells = [(row[places[0]], row[places[1]], _claims(row)) for row in table.rows]
    found = [(name, cell, cell.number, why) for name, cell, why in cells if name and cell and cell.number is not None]
    longest = max((number for _, _, number, _ in found), default=0.0)
    if longest <= 0:
        return None
    bars = [
        _bar(name, cell, why, (index * _ROW, max(number, 0.0) / longest))
        for index, (name, cell, number, why) in enumerate(found[:MOST])
    ]
    return Bars(" · ".join(table.headings[place] for place in places), bars, table.total - len(bars))


def _claims(row: Sequence[Cell | None]) -> tuple[str, ...]:
    """Give the statements behind a row."""
    return next((cell.claims for cell in row if cell and cell.claims), ())


def _bar(name: Cell, cell: Cell, claims: tuple[str, ...], place: tuple[int, float]) -> Bar:
    y, part = place
    text = textwrap.shorten(name.link.text.value, _LETTERS, placeholder="\u2026") or name.link.text.value[:_LETTERS]
    return Bar(text, name.link.href, cell.link.text.value, y, round(_FULL * part, 2), claims)
