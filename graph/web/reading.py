"""The reading view of a document: its passages in order, with our sentences for what they state."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from graph.web.claims import Claim
from graph.web.lexicon import Citation, Place
from graph.web.reader import Reader


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A passage with what it states and cites."""

    place: Place
    depth: int
    claims: list[Claim]
    citations: list[Citation]


class Reading:
    """A document from beginning to end.

    Parameters
    ----------
    iri : str
        The document.
    reader : Reader
        For the passages and citations.
    """

    def __init__(self, iri: str, reader: Reader) -> None:
        self.iri = iri
        self.reader = reader

    @cached_property
    def claims(self) -> list[Claim]:
        """The statements, linkages aside."""
        return self.reader.lexicon.claims("claims_of_document", self.iri)

    @cached_property
    def paragraphs(self) -> list[Paragraph]:
        """The passages in the order of the text; a statement stands where it is stated first."""
        stated: dict[str, list[Claim]] = defaultdict(list)
        for claim in self.claims:
            places = [self.reader.lexicon.places[one] for one in claim.passages if one in self.reader.lexicon.places]
            if places:
                stated[min(places, key=lambda place: (place.first, place.last)).iri].append(claim)
        cited: dict[str, list[Citation]] = defaultdict(list)
        for citation in self.reader.lexicon.citations.values():
            cited[citation.passage].append(citation)
        return [
            Paragraph(
                place, depth, stated.get(place.iri, []), sorted(cited.get(place.iri, []), key=lambda one: one.iri)
            )
            for place, depth in self._walk(self.iri, 0)
        ]

    def _walk(self, whole: str, depth: int) -> list[tuple[Place, int]]:
        inside = sorted(self._parts.get(whole, []), key=lambda place: (place.order, place.first, place.iri))
        # A document whose parts contain each other would never end; none is deeper than this.
        if depth > 9:
            return []
        return [one for place in inside for one in [(place, depth), *self._walk(place.iri, depth + 1)]]

    @cached_property
    def _parts(self) -> dict[str, list[Place]]:
        parts: dict[str, list[Place]] = defaultdict(list)
        for place in self.reader.lexicon.places.values():
            parts[place.whole].append(place)
        return parts

    @property
    def sections(self) -> list[Paragraph]:
        """The sections, for the table of contents."""
        return [one for one in self.paragraphs if one.place.type == "section"]
