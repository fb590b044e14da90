"""Packs the parts of a drawing close to each other without covering anything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

Point = tuple[float, float]
Cell = tuple[int, int]
CELL: Final = 20.0
ASPECT: Final = 0.84
"""Width divided by height of the space that a drawing should fill."""


@dataclass(frozen=True, slots=True)
class Box:
    """Space around a centre: left and top are negative, right and bottom positive."""

    left: float
    top: float
    right: float
    bottom: float


def pack(
    parts: Sequence[dict[str, Point]], boxes: Mapping[str, Box], edges: Iterable[tuple[str, str]]
) -> dict[str, Point]:
    """Place the parts around the first one.

    Parameters
    ----------
    parts : sequence of dict of str to point
        Each with places of its own; largest first.
    boxes : mapping of str to Box
        The space each node needs.
    edges : iterable of (str, str)
        Their lines are kept free as well.

    Returns
    -------
    dict of str to point
        Whole numbers, with the middle of everything at (0, 0).
    """
    lines: dict[str, list[str]] = {}
    for one, other in edges:
        lines.setdefault(one, []).append(other)
    taken: set[Cell] = set()
    packed: dict[str, Point] = {}
    for part in parts:
        cells = _cells(part, boxes, lines)
        column, row = _free_place(cells, taken) if taken else (0, 0)
        taken |= {(x + column, y + row) for x, y in cells}
        packed.update({key: (x + column * CELL, y + row * CELL) for key, (x, y) in part.items()})
    return _centred(packed, boxes)


def _cells(part: Mapping[str, Point], boxes: Mapping[str, Box], lines: Mapping[str, list[str]]) -> set[Cell]:
    found: set[Cell] = set()
    for key, (x, y) in part.items():
        box = boxes[key]
        columns = range(int((x + box.left) // CELL), int((x + box.right) // CELL) + 1)
        rows = range(int((y + box.top) // CELL), int((y + box.bottom) // CELL) + 1)
        found |= {(column, row) for column in columns for row in rows}
        for other in lines.get(key, ()):
            found |= set(_line((x, y), part[other]))
    return found


def _line(start: Point, end: Point) -> Iterator[Cell]:
    steps = int(max(abs(end[0] - start[0]), abs(end[1] - start[1])) // (CELL / 2)) + 1
    for step in range(steps + 1):
        share = step / steps
        x, y = start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share
        yield int(x // CELL), int(y // CELL)


def _free_place(cells: set[Cell], taken: set[Cell]) -> Cell:
    """Find the shift nearest to the middle of what is taken where nothing is covered."""
    middle = _middle(taken)
    own = _middle(cells)
    ring = 0
    while True:
        for column, row in _ring(ring):
            shift = (middle[0] - own[0] + column, middle[1] - own[1] + row)
            if not any((x + shift[0], y + shift[1]) in taken for x, y in cells):
                return shift
        ring += 1


def _ring(radius: int) -> list[Cell]:
    """Give the cells on the border of a box of the wanted shape, nearest to its middle first."""
    wide = round(radius * ASPECT)
    inner = round((radius - 1) * ASPECT) if radius else -1
    cells = [
        (column, row)
        for column in range(-wide, wide + 1)
        for row in range(-radius, radius + 1)
        if abs(row) == radius or abs(column) > inner
    ]
    return sorted(cells, key=lambda cell: (cell[0] ** 2 + cell[1] ** 2, cell))


def _middle(cells: set[Cell]) -> Cell:
    columns, rows = [x for x, _ in cells], [y for _, y in cells]
    return (min(columns) + max(columns)) // 2, (min(rows) + max(rows)) // 2


def _centred(places: Mapping[str, Point], boxes: Mapping[str, Box]) -> dict[str, Point]:
    if not places:
        return {}
    left = min(x + boxes[key].left for key, (x, _) in places.items())
    right = max(x + boxes[key].right for key, (x, _) in places.items())
    top = min(y + boxes[key].top for key, (_, y) in places.items())
    bottom = max(y + boxes[key].bottom for key, (_, y) in places.items())
    middle = ((left + right) / 2, (top + bottom) / 2)
    return {key: (float(round(x - middle[0])), float(round(y - middle[1]))) for key, (x, y) in sorted(places.items())}
