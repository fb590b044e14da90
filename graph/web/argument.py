"""The argument of the paper as one picture: factors, competitiveness, effects, cluster."""

from __future__ import annotations

import textwrap
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from graph.namespaces import ID, SIM
from graph.terms import Row
from graph.web.reader import Link, Reader
from graph.web.texts import number

COMPETITIVENESS: Final = ID + "concept/regional-competitiveness"
CLUSTER: Final = ID + "concept/industry-cluster"
_SIGNS: Final = {ID + "effect/spread": "positive", ID + "effect/backwash": "negative"}

BOX_WIDTH: Final = 268
BOX_HEIGHT: Final = 58
_STEP: Final = 74
_TOP: Final = 12
_LETTERS: Final = 27


@dataclass
class Part:
    """A part of the argument with the amount of evidence for it."""

    iri: str
    order: int = 0
    claims: set[str] = field(default_factory=set)
    works: set[str] = field(default_factory=set)
    polarity: str = "neutral"


@dataclass(frozen=True, slots=True)
class Box:
    """A part with its place in the picture."""

    part: Part
    link: Link
    lines: list[str]
    x: int
    y: int
    width: int
    height: int

    @property
    def middle(self) -> int:
        """The height of its middle."""
        return self.y + self.height // 2


@dataclass(frozen=True, slots=True)
class Argument:
    """The whole picture; empty lists where the data has no such part."""

    factors: list[Box]
    centre: Box
    effects: list[Box]
    cluster: Box
    direct: Part
    height: int


def read_parts(rows: Iterable[Row]) -> tuple[list[Part], list[Part], Part]:
    """Count the evidence of each part from rows of ``?part ?type ?order ?claim ?work``.

    Returns
    -------
    tuple
        The factors in their order, the effects, and what joins competitiveness to the cluster.
    """
    parts: dict[str, Part] = {}
    types: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        iri = row["part"].value
        part = parts.setdefault(iri, Part(iri))
        part.order = number(row.get("order")) or part.order
        part.claims.add(row["claim"].value)
        if "work" in row:
            part.works.add(row["work"].value)
        if "type" in row:
            types[row["type"].value].add(iri)
    for iri, sign in _SIGNS.items():
        if iri in parts:
            parts[iri].polarity = sign
    factors = sorted((parts[iri] for iri in types[SIM + "Factor"]), key=lambda part: (part.order, part.iri))
    effects = sorted(
        (parts[iri] for iri in types[SIM + "Effect"]), key=lambda part: (part.polarity != "positive", part.iri)
    )
    return factors, effects, parts.get(COMPETITIVENESS, Part(COMPETITIVENESS))


def draw_argument(rows: Iterable[Row], reader: Reader) -> Argument:
    """Place every part of the argument."""
    factors, effects, direct = read_parts(rows)
    height = max(len(factors), 4) * _STEP + 8
    middle = height // 2

    def place(part: Part, x: int, centre: int, size: tuple[int, int], letters: int) -> Box:
        link = reader.link(part.iri)
        lines = textwrap.wrap(link.text.value, letters, max_lines=3, placeholder="\u2026")
        return Box(part, link, lines, x, centre - size[1] // 2, *size)

    def factor(index: int, part: Part) -> Box:
        return place(part, 1, _TOP + BOX_HEIGHT // 2 + index * _STEP, (BOX_WIDTH, BOX_HEIGHT), _LETTERS)

    offsets = [-128, 128] if len(effects) == 2 else [128 + 100 * index for index in range(len(effects))]
    return Argument(
        factors=[factor(index, part) for index, part in enumerate(factors)],
        centre=place(Part(COMPETITIVENESS), 466, middle, (180, 88), 16),
        effects=[
            place(part, 690, middle + offset, (186, 92), 20) for part, offset in zip(effects, offsets, strict=True)
        ],
        cluster=place(Part(CLUSTER), 929, middle, (150, 88), 13),
        direct=direct,
        height=height,
    )
