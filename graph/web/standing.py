"""Where a passage or a statement stands in its document: what it is part of, and what is beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from graph.web.addresses import path_of, slug_of
from graph.web.claims import Claim
from graph.web.lexicon import Lexicon, Place

_DEEPEST: Final = 9
"""Passages inside each other; a document whose parts contain each other would have no end."""
_BESIDE: Final = 2
"""Statements that are shown before one, and after it."""
_NAMES: Final = ("title", "heading")
"""Passages that are no text to read on from: they belong to what they name."""


@dataclass(frozen=True, slots=True)
class Beside:
    """The passages before and after one, as the text goes; empty at the ends."""

    before: str = ""
    after: str = ""


class Standing:
    """The order of the documents of one version.

    Parameters
    ----------
    lexicon : Lexicon
        Knows the passages.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon

    def wholes(self, passage: str) -> list[str]:
        """List what a passage is part of, outermost first: the document, then sections; itself it leaves out."""
        places = self.lexicon.places
        wholes: list[str] = []
        while passage in places and len(wholes) < _DEEPEST:
            passage = places[passage].whole
            wholes.append(passage)
        return wholes[::-1]

    def anchor(self, passage: str) -> str:
        """Give the path of a passage in the reading view of its document; empty where it is in none."""
        wholes = self.wholes(passage)
        return f"{path_of(wholes[0])}#{slug_of(passage)}" if wholes else ""

    def beside(self, passage: str) -> Beside:
        """Find the passages beside one: sections beside a section, else the text before and after it."""
        places = self.lexicon.places
        if passage not in places:
            return Beside()
        kind = _sort_of(places[passage])
        document = self.wholes(passage)[0]
        row = [one for one in places.values() if _sort_of(one) == kind and self.wholes(one.iri)[0] == document]
        row.sort(key=lambda one: (one.first, -one.last, one.order, one.iri))
        index = next(number for number, one in enumerate(row) if one.iri == passage)
        before = row[index - 1].iri if index else ""
        return Beside(before, row[index + 1].iri if index + 1 < len(row) else "")

    def around(self, claim: Claim, passage: str) -> list[Claim]:
        """List the statements of a passage around one of them, with itself among them, in the order of the text."""
        every = self.lexicon.claims("claims_in", passage)
        index = next((number for number, one in enumerate(every) if one.iri == claim.iri), 0)
        return every[max(0, index - _BESIDE) : index + _BESIDE + 1]


def _sort_of(place: Place) -> str:
    if place.type in _NAMES:
        return "name"
    return "section" if place.type == "section" else "text"
