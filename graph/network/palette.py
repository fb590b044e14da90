"""Colours, shapes and strokes of the drawing (Okabe-Ito colours; never colour alone)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from graph.network.material import UNSPECIFIED

BLUE, ORANGE, GREY = "#0072B2", "#C44E00", "#6b6f73"


@dataclass(frozen=True, slots=True)
class Mark:
    """How a sector is drawn; `shape` is a name that vis-network knows, or ``pentagon``."""

    colour: str
    shape: str
    border: str


@dataclass(frozen=True, slots=True)
class Stroke:
    """How a polarity is drawn."""

    colour: str
    dark: str
    glyph: str
    dashes: tuple[int, ...] = ()


SECTORS: Final[dict[str, Mark]] = {
    "government": Mark("#0072B2", "square", "#004c78"),
    "business": Mark("#E69F00", "diamond", "#8a5f00"),
    "academia": Mark("#CC79A7", "triangle", "#8c3f68"),
    "civilSociety": Mark("#009E73", "hexagon", "#00664a"),
    "community": Mark("#F0E442", "dot", "#5f5900"),
    "media": Mark("#56B4E9", "star", "#1f6f9f"),
    "international": Mark("#D55E00", "triangleDown", "#8f3f00"),
    UNSPECIFIED: Mark("#b9bcc0", "pentagon", "#5a5e62"),
}

POLARITIES: Final[dict[str, Stroke]] = {
    "positive": Stroke(BLUE, "#6cb6e8", "+"),
    "negative": Stroke(ORANGE, "#f08a4b", "\u2212"),
    "contested": Stroke("#7a4b8f", "#c79bdb", "?", (9, 5)),
    "neutral": Stroke(GREY, "#a5a9ae", ""),
}

DOTS: Final = (2, 4)
"""The dash of links that are wanted, possible or hoped for rather than stated as so."""


def mark(sector: str) -> Mark:
    """Give the mark of a sector; an unknown one looks like the unspecified."""
    return SECTORS.get(sector, SECTORS[UNSPECIFIED])


def stroke(polarity: str) -> Stroke:
    """Give the stroke of a polarity; an unknown one looks neutral."""
    return POLARITIES.get(polarity, POLARITIES["neutral"])


def dashes(polarity: str, modality: str) -> tuple[int, ...]:
    """Give the dash pattern of a link; empty means solid."""
    return stroke(polarity).dashes or (() if modality == "asserted" else DOTS)


def width(modality: str, statements: int) -> float:
    """Give the width of a link: a little wider with more statements, thinner when not asserted."""
    return min(1.6 + 0.7 * (statements - 1), 4.0) if modality == "asserted" else 1.2
