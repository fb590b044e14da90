"""The reading view of a document: its passages in order, with our sentences for what they state."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from graph.errors import ParameterInvalid
from graph.web.claims import Claim, in_both, in_language
from graph.web.lexicon import Ask, Citation, Place
from graph.web.reader import ATTRIBUTIONS, Reader
from graph.web.texts import Text

POLARITIES: Final = ("positive", "negative", "contested", "neutral")
FILTERS: Final[Mapping[str, tuple[str, ...]]] = {"polarity": POLARITIES, "attribution": tuple(ATTRIBUTIONS)}
"""What the statements can be chosen by, each with its words."""
_DEEPEST: Final = 9


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A passage with what it states, cites and what the editors remark."""

    place: Place
    depth: int
    claims: list[Claim]
    linkages: list[Claim]
    citations: list[Citation]
    notes: list[Text]

    @property
    def is_bare(self) -> bool:
        """Whether nothing stands there besides its name."""
        return not (self.claims or self.linkages or self.citations)


class Reading:
    """A document from beginning to end.

    Parameters
    ----------
    iri : str
        The document.
    reader : Reader
        For the passages and citations.
    ask : callable
        Runs a query of ``queries/pages``.
    chosen : mapping of str to str
        Only statements with these words are shown; the names are those of `FILTERS`.

    Raises
    ------
    ParameterInvalid
        If a word is none of its list.
    """

    def __init__(self, iri: str, reader: Reader, ask: Ask, chosen: Mapping[str, str]) -> None:
        self.iri = iri
        self.reader = reader
        self._ask = ask
        self.chosen = {name: chosen[name] for name in FILTERS if chosen.get(name)}
        for name, word in self.chosen.items():
            if word not in FILTERS[name]:
                raise ParameterInvalid(name=name, value=word[:50], expected=", ".join(FILTERS[name]))

    @cached_property
    def every_claim(self) -> list[Claim]:
        """Every statement of the document."""
        return self.reader.lexicon.claims("claims_of_document", self.iri)

    @cached_property
    def claims(self) -> list[Claim]:
        """The statements that are shown."""
        return [
            one for one in self.every_claim if all(getattr(one, name) == word for name, word in self.chosen.items())
        ]

    def choices(self, name: str) -> list[tuple[str, int]]:
        """List the words of a filter, each with how many statements have it."""
        counts = Counter(getattr(claim, name) for claim in self.every_claim)
        return [(word, counts[word]) for word in FILTERS[name] if counts[word]]

    @cached_property
    def cited(self) -> dict[str, list[Citation]]:
        """The citations of each passage of the document."""
        found: dict[str, list[Citation]] = defaultdict(list)
        inside = {place.iri for place, _ in self._walk(self.iri, 0)}
        for citation in sorted(self.reader.lexicon.citations.values(), key=lambda one: one.iri):
            if citation.passage in inside:
                found[citation.passage].append(citation)
        return found

    @property
    def works(self) -> int:
        """How many works it cites."""
        return len({one.work for several in self.cited.values() for one in several})

    @cached_property
    def paragraphs(self) -> list[Paragraph]:
        """The passages in the order of the text; a statement stands where it is stated first.

        Where statements are chosen, passages without such are left out, and sections without such passages.
        """
        stated: dict[str, list[Claim]] = defaultdict(list)
        for claim in self.claims:
            places = [self.reader.lexicon.places[one] for one in claim.passages if one in self.reader.lexicon.places]
            if places:
                stated[min(places, key=lambda place: (place.first, place.last)).iri].append(claim)
        kept = self._keep(stated)
        return [
            Paragraph(
                place,
                depth,
                [claim for claim in stated[place.iri] if not claim.is_linkage],
                [claim for claim in stated[place.iri] if claim.is_linkage],
                [] if self.chosen else self.cited.get(place.iri, []),
                self._notes.get(place.iri, []),
            )
            for place, depth in self._walk(self.iri, 0)
            if not self.chosen or place.iri in kept
        ]

    def _keep(self, stated: Mapping[str, list[Claim]]) -> set[str]:
        return {one for passage in stated for one in (passage, *self.reader.standing.wholes(passage))}

    @cached_property
    def _notes(self) -> dict[str, list[Text]]:
        found: dict[str, list[Text]] = defaultdict(list)
        for row in sorted(self._ask("notes_of_passages", self.iri), key=lambda row: row["note"]):
            found[row["passage"].value] += in_both([row["note"]])
        return {iri: in_language(notes, self.reader.language) for iri, notes in found.items()}

    def _walk(self, whole: str, depth: int) -> list[tuple[Place, int]]:
        inside = sorted(self._parts.get(whole, []), key=lambda place: (place.order, place.first, place.iri))
        # A document whose parts contain each other would never end; none is deeper than this.
        if depth > _DEEPEST:
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
