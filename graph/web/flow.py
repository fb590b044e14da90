"""What leads to what, drawn from left to right, as places and lines for a template; no Flask here.

Things stand in columns: each to the right of all that leads to it. What would close
a circle is drawn backwards.
"""

from __future__ import annotations

import textwrap
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from graph.network.palette import mark
from graph.network.picture import shape_points
from graph.web.arrows import Arrow, find_arrows
from graph.web.claims import GLYPHS, join_polarities
from graph.web.question_rows import Table
from graph.web.reader import Link, Reader

MOST: Final = 40
"""Things that are drawn; the table above has all rows."""
_COLUMN: Final = 236
_ROW: Final = 52
_EDGE: Final = 16
_MARGIN: Final = 12
_PASSAGE: Final = 150
"""How far a line that passes a column stays level."""
_LETTERS: Final = 22
_LETTER: Final = 6.6
"""How wide a letter is."""
_SWEEPS: Final = 4


@dataclass(frozen=True, slots=True)
class Spot:
    """A thing with its place."""

    link: Link
    x: int
    y: int
    lines: list[str]
    points: str
    sector: str


@dataclass(frozen=True, slots=True)
class Line:
    """An arrow with its path; `look` is its polarity and whether it is dotted, `sign` stands beside its middle."""

    path: str
    title: str
    look: str
    sign: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Flow:
    """The drawing."""

    width: int
    height: int
    spots: list[Spot]
    lines: list[Line]
    left_out: int


def draw_flow(table: Table, reader: Reader) -> Flow | None:
    """Draw the rows of a question that shows a graph, or statements between things.

    Parameters
    ----------
    table : Table
        The rows.
    reader : Reader
        For names and links.

    Returns
    -------
    Flow or None
        Nothing where no row joins two things.
    """
    arrows = find_arrows(table, reader)
    degree = Counter(end for arrow in arrows for end in (arrow.start, arrow.end))
    kept = {iri for iri, _ in sorted(degree.items(), key=lambda one: (-one[1], one[0]))[:MOST]}
    pairs: dict[tuple[str, str], list[Arrow]] = defaultdict(list)
    for arrow in arrows:
        if arrow.start in kept and arrow.end in kept:
            pairs[arrow[:2]].append(arrow)
    columns = arrange(list(dict.fromkeys(iri for pair in pairs for iri in pair)), pairs)
    if not columns:
        return None
    height = _ROW * max(len(column) for column in columns) + 2 * _MARGIN
    places = {
        iri: (_EDGE + at * _COLUMN, round(height / 2 + (index - (len(column) - 1) / 2) * _ROW))
        for at, column in enumerate(columns)
        for index, iri in enumerate(column)
    }
    spots = [_spot(iri, place, reader) for iri, place in places.items() if iri in degree]
    lines = [_line(joined, places, reader) for joined in pairs.values()]
    return Flow(_EDGE + len(columns) * _COLUMN, height, spots, lines, len(degree) - len(spots))


def arrange(things: Sequence[str], pairs: Iterable[tuple[str, str]]) -> list[list[str]]:
    """Put things into columns, so that arrows lead to the right and cross little.

    Where an arrow passes a column, it has a place there too, named by :func:`pass_at`.

    Examples
    --------
    >>> arrange(["a", "b", "c"], [("a", "b"), ("b", "c")])
    [['a'], ['b'], ['c']]
    >>> arrange(["a", "b"], [("a", "b"), ("b", "a")])
    [['a'], ['b']]
    """
    forward = _open_circles(things, pairs)
    before: dict[str, list[str]] = defaultdict(list)
    after: dict[str, list[str]] = defaultdict(list)
    for start, end in forward:
        before[end].append(start)
        after[start].append(end)
    depth: dict[str, int] = {}
    for iri in _in_order(things, before, after):
        depth[iri] = max((depth[one] + 1 for one in before[iri]), default=0)
    for iri in things:  # what leads somewhere stands next to it, not far away at the left
        if not before[iri] and after[iri]:
            depth[iri] = min(depth[one] for one in after[iri]) - 1
    columns: list[list[str]] = [[] for _ in range(max(depth.values(), default=-1) + 1)]
    for iri in things:
        columns[depth[iri]].append(iri)
    before.clear()
    after.clear()
    for start, end in forward:
        passed = range(depth[start] + 1, depth[end])
        chain = [start, *(pass_at(start, end, at) for at in passed), end]
        for one, other in pairwise(chain):
            after[one].append(other)
            before[other].append(one)
        for at, place in zip(passed, chain[1:], strict=False):
            columns[at].append(place)
    for sweep in range(_SWEEPS):
        _sort_columns(columns, after if sweep % 2 else before, is_backwards=bool(sweep % 2))
    return columns


def pass_at(start: str, end: str, column: int) -> str:
    """Name the place where an arrow passes a column; no thing is called so."""
    return f"{start}\t{end}\t{column}"


def _open_circles(things: Sequence[str], pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Leave out the pairs that would close a circle, going from each thing in turn as far as arrows lead."""
    after: dict[str, list[str]] = defaultdict(list)
    for start, end in dict.fromkeys(pairs):
        after[start].append(end)
    kept: list[tuple[str, str]] = []
    is_done: dict[str, bool] = {}
    for first in things:
        stack = [] if first in is_done else [(first, iter(after[first]))]
        is_done.setdefault(first, False)
        while stack:
            here, ends = stack[-1]
            there = next(ends, "")
            if not there:
                is_done[here] = True
                stack.pop()
            elif there not in is_done:
                is_done[there] = False
                kept.append((here, there))
                stack.append((there, iter(after[there])))
            elif is_done[there]:
                kept.append((here, there))
    return kept


def _in_order(things: Sequence[str], before: dict[str, list[str]], after: dict[str, list[str]]) -> list[str]:
    """Sort things so that each comes after all that leads to it."""
    open_ends = {iri: len(before[iri]) for iri in things}
    waiting = [iri for iri in things if not open_ends[iri]]
    for iri in waiting:
        for end in after[iri]:
            open_ends[end] -= 1
            if not open_ends[end]:
                waiting.append(end)
    return waiting


def _sort_columns(columns: list[list[str]], towards: dict[str, list[str]], *, is_backwards: bool) -> None:
    """Sort each column by where its neighbours in the direction looked at stand."""
    height: dict[str, float] = {}
    for column in reversed(columns) if is_backwards else columns:
        middle = (len(column) - 1) / 2
        met = {iri: [height[one] for one in towards[iri] if one in height] for iri in column}
        now = {iri: index - middle for index, iri in enumerate(column)}
        column.sort(key=lambda iri: sum(met[iri]) / len(met[iri]) if met[iri] else now[iri])
        height |= {iri: index - middle for index, iri in enumerate(column)}


def _spot(iri: str, place: tuple[int, int], reader: Reader) -> Spot:
    link = reader.link(iri)
    sector = reader.lexicon.sectors.get(iri, "")
    points = shape_points(mark(sector).shape, 7.0) if sector else ""
    return Spot(link, *place, _wrap(link.text.value), points, sector)


def _line(arrows: Sequence[Arrow], places: Mapping[str, tuple[int, int]], reader: Reader) -> Line:
    """Draw everything that joins two things as one line."""
    start, end = arrows[0][:2]
    (x1, y1), (x2, y2) = places[start], places[end]
    verbs = ", ".join(dict.fromkeys(arrow.name for arrow in arrows if arrow.name))
    title = " ".join(word for word in (_name(start, reader), verbs, _name(end, reader)) if word)
    polarity = join_polarities({one.polarity for one in arrows})
    look = polarity if any(one.is_asserted for one in arrows) else f"{polarity} dotted"
    sign = GLYPHS.get(polarity, "") if polarity != "neutral" else ""
    if x1 < x2:
        begin = x1 + 18 + round(_LETTER * max(len(line) for line in _wrap(_name(start, reader))))  # after the name
        passed = [places[pass_at(start, end, at // _COLUMN)] for at in range(x1 + _COLUMN, x2, _COLUMN)]
        x, y = passed[0] if passed else (x2, y2)
        return Line(_wind((begin, y1), passed, (x2, y2)), title, look, sign, (begin + x) // 2, (y1 + y) // 2 + 5)
    below = max(y1, y2) + 24  # back to the left: around below; down or up in one column: beside it
    path = f"M{x1} {y1 + 12}C{x1} {below} {x2} {below} {x2} {y2 + 12}" if x1 != x2 else _beside(x1, y1, y2)
    return Line(path, title, look, sign, (x1 + x2) // 2, below)


def _wind(begin: tuple[int, int], passed: Sequence[tuple[int, int]], end: tuple[int, int]) -> str:
    """Draw a line through the places where it passes a column: level there, so that it runs through no name."""
    (x, y), path = begin, f"M{begin[0]} {begin[1]}"
    for x2, y2 in (*passed, end):
        path += f"C{x + 40} {y} {x2 - 60} {y2} {x2 - 12} {y2}"
        x, y = x2 + _PASSAGE, y2
        path += f"H{x}" if (x2, y2) != end else ""
    return path


def _beside(x: int, y1: int, y2: int) -> str:
    return f"M{x - 10} {y1}C{x - 40} {y1} {x - 40} {y2} {x - 10} {y2}"


def _wrap(name: str) -> list[str]:
    return textwrap.wrap(name, _LETTERS, max_lines=2, placeholder="\u2026") or [name]


def _name(iri: str, reader: Reader) -> str:
    return reader.link(iri).text.value
