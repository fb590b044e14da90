"""The small drawing beside a thing: what bears on it at the left, what it bears on at the right."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from graph.network.palette import mark
from graph.network.picture import shape_points
from graph.web.addresses import kind_of
from graph.web.claims import GLYPHS, join_polarities
from graph.web.reader import Link, Reader
from graph.web.relations import IN, OUT, Group

MOST: Final = 12
"""Neighbours drawn; the list of relations beside the drawing has all."""

_ROW: Final = 50
_LETTERS: Final = 23


@dataclass(frozen=True, slots=True)
class Plan:
    """Where the centre and the two columns of neighbours stand."""

    width: int
    centre: int
    columns: Mapping[str, int]
    facing: Mapping[str, int]


WIDE: Final = Plan(540, 270, {IN: 186, OUT: 354}, {IN: -1, OUT: 1})
"""Two columns, one at each side of the centre."""

ONLY: Final = {OUT: Plan(540, 90, {OUT: 260}, {OUT: 1}), IN: Plan(540, 450, {IN: 280}, {IN: -1})}
"""One column, where nothing stands at the other side."""

COMPACT: Final = Plan(320, 24, {IN: 110, OUT: 110}, {IN: 1, OUT: 1})
"""One column at the right, for narrow places."""


@dataclass
class Neighbour:
    """One thing in the drawing."""

    iri: str
    side: str
    weight: int
    polarities: set[str]
    is_asserted: bool
    verbs: list[str]

    @property
    def polarity(self) -> str:
        """The polarity of all that joins it to the centre."""
        return join_polarities(self.polarities)

    @property
    def glyph(self) -> str:
        """The sign of the polarity."""
        return GLYPHS.get(self.polarity, "") if self.polarity != "neutral" else ""


@dataclass(frozen=True, slots=True)
class Spot:
    """A neighbour with its place."""

    neighbour: Neighbour
    link: Link
    x: int
    y: int
    lines: list[str]
    path: str
    points: str
    sector: str
    facing: int
    sign: tuple[int, int]
    """Where the sign of its line stands."""

    @property
    def text_x(self) -> int:
        """Where its name begins or, at the left, ends."""
        return self.x + 15 * self.facing

    @property
    def anchor(self) -> str:
        """Which end of its name stands there."""
        return "end" if self.facing < 0 else "start"


@dataclass(frozen=True, slots=True)
class Ego:
    """The drawing."""

    plan: Plan
    height: int
    middle: int
    spots: list[Spot]
    left_out: int
    points: str
    sector: str

    @property
    def is_two_sided(self) -> bool:
        """Whether left and right differ in meaning."""
        return len({spot.neighbour.side for spot in self.spots}) > 1


def draw_ego(iri: str, groups: Sequence[Group], reader: Reader, most: int = MOST, plan: Plan = WIDE) -> Ego | None:
    """Place the neighbours of a thing.

    Parameters
    ----------
    iri : str
        The thing in the middle.
    groups : sequence of Group
        Its relations.
    reader : Reader
        For names and links.
    most : int
        How many neighbours are drawn at most.
    plan : Plan
        Where they stand.

    Returns
    -------
    Ego or None
        Nothing where there is no neighbour.
    """
    ranked = sorted(_neighbours(groups, reader), key=lambda one: (-one.weight, one.iri))
    chosen = _balance(ranked, most)
    if not chosen:
        return None
    sides = {one.side for one in chosen}
    if plan is WIDE and len(sides) == 1:
        plan = ONLY[next(iter(sides))]
    columns: dict[int, list[Neighbour]] = {}
    for one in chosen:
        columns.setdefault(plan.columns[one.side], []).append(one)
    height = _ROW * max(len(column) for column in columns.values()) + 12
    spots = [
        _spot(one, plan, round(height / 2 + (index - (len(column) - 1) / 2) * _ROW), height // 2, reader)
        for column in columns.values()
        for index, one in enumerate(column)
    ]
    points, sector = _shape(iri, reader, 11.0)
    return Ego(plan, height, height // 2, spots, len(ranked) - len(chosen), points, sector)


def _neighbours(groups: Sequence[Group], reader: Reader) -> list[Neighbour]:
    found: dict[str, Neighbour] = {}
    for group in groups:
        verb = reader.lexicon.name(group.predicate, reader.language).value
        for item in group.items:
            if item.is_denied or not kind_of(item.other.value) or item.other.kind != "uri":
                continue
            # What is stated comes before what is only written down, such as parts.
            weight = 2 * len(item.claims) or 1
            if item.other.value in found:
                one = found[item.other.value]
                one.weight += weight
                one.polarities.add(item.polarity)
                one.is_asserted = one.is_asserted or item.is_asserted
                one.verbs.append(verb)
            else:
                found[item.other.value] = Neighbour(
                    item.other.value, group.direction, weight, {item.polarity}, item.is_asserted, [verb]
                )
    return list(found.values())


def _balance(ranked: Sequence[Neighbour], most: int) -> list[Neighbour]:
    """Take the best, but leave the weaker side up to half of the room."""
    sides = {side: [one for one in ranked if one.side == side] for side in (IN, OUT)}
    half = most // 2
    room = {side: max(half, most - len(sides[other])) for side, other in ((IN, OUT), (OUT, IN))}
    return [one for side in (IN, OUT) for one in sides[side][: min(room[side], 9)]]


def _spot(one: Neighbour, plan: Plan, y: int, middle: int, reader: Reader) -> Spot:
    x, facing = plan.columns[one.side], plan.facing[one.side]
    near = (plan.centre + 16 * facing, middle)
    away = (x - 12 * facing, y)
    start, end = (away, near) if one.side == IN else (near, away)
    bend = (start[0] + end[0]) // 2
    path = f"M{start[0]} {start[1]}C{bend} {start[1]} {bend} {end[1]} {end[0]} {end[1]}"
    link = reader.link(one.iri)
    lines = textwrap.wrap(link.text.value, _LETTERS, max_lines=2, placeholder="\u2026") or [link.text.value]
    points, sector = _shape(one.iri, reader, 7.0)
    return Spot(one, link, x, y, lines, path, points, sector, facing, _on_curve(away, near))


def _on_curve(away: tuple[int, int], near: tuple[int, int], part: float = 0.26) -> tuple[int, int]:
    """Give a point on the line, `part` of the way from the neighbour (a cubic Bezier curve)."""
    rest = 1 - part
    early, late = rest**3 + 3 * rest**2 * part, 3 * rest * part**2 + part**3
    bend = (away[0] + near[0]) / 2
    across = rest**3 * away[0] + part**3 * near[0] + 3 * rest * part * bend
    return round(across), round(early * away[1] + late * near[1])


def _shape(iri: str, reader: Reader, size: float) -> tuple[str, str]:
    """Give corners and sector of an actor's mark; a circle without sector for anything else."""
    sector = reader.lexicon.sectors.get(iri, "")
    return (shape_points(mark(sector).shape, size), sector) if sector else ("", "")
