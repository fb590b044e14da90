"""Where a passage or a statement stands in its document: what it is part of, and what is beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from graph.web.addresses import path_of, slug_of
from graph.web.claims import Claim
from graph.web.lexicon import Lexicon, Place

_DEEPEST: Final = 9
"""Passages inside each other; a document whose parts contain each other would have no end."""
_BESIDE: Final = 2
"""Statements that are shown before one, and after it."""


def list_wholes(iri: str, places: Mapping[str, Place]) -> list[str]:
    """List what a passage is part of, outermost first: the document, then sections; the passage itself is left out.

    Parameters
    ----------
    iri : str
        The passage.
    places : mapping of str to Place
        All passages.
    """
    wholes: list[str] = []
    while iri in places and len(wholes) < _DEEPEST:
        iri = places[iri].whole
        wholes.append(iri)
    return wholes[::-1]


def find_anchor(iri: str, places: Mapping[str, Place]) -> str:
    """Give the path of a passage in the reading view of its document; empty where it is in none."""
    wholes = list_wholes(iri, places)
    return f"{path_of(wholes[0])}#{slug_of(iri)}" if wholes else ""


@dataclass(frozen=True, slots=True)
class Beside:
    """The passages before and after one, as the text goes; empty at the ends."""

    before: str = ""
    after: str = ""


def find_beside(iri: str, places: Mapping[str, Place]) -> Beside:
    """Find the passages beside one: of the same kind, in the same document, however deep they stand.

    Headings and titles have no place of their own here: they are read with their section.
    """
    if iri not in places:
        return Beside()
    own = places[iri]
    document = list_wholes(iri, places)[:1]
    row = [
        one
        for one in places.values()
        if (one.type == "section") == (own.type == "section")
        and (one.type in ("title", "heading")) == (own.type in ("title", "heading"))
        and list_wholes(one.iri, places)[:1] == document
    ]
    row.sort(key=lambda one: (one.first, -one.last, one.order, one.iri))
    index = next(number for number, one in enumerate(row) if one.iri == iri)
    before = row[index - 1].iri if index else ""
    return Beside(before, row[index + 1].iri if index + 1 < len(row) else "")


def list_beside(claim: Claim, passage: str, lexicon: Lexicon) -> list[Claim]:
    """List the statements of a passage around one of them, with itself among them, in the order of the text."""
    every = lexicon.claims("claims_in", passage)
    index = next((number for number, one in enumerate(every) if one.iri == claim.iri), 0)
    return every[max(0, index - _BESIDE) : index + _BESIDE + 1]
