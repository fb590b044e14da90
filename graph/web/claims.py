"""Rows about statements become statements."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Final

from graph.namespaces import RDF, RDFS, SIM, SKOS
from graph.terms import Row, Term
from graph.web.addresses import clean, slug_of
from graph.web.texts import Text, number, pick

GLYPHS: Final[dict[str, str]] = {
    "positive": "+",
    "negative": "\u2212",
    "contested": "?",
    "neutral": "\u00b7",
    "mixed": "\u00b1",
}
"""Signs of polarity, so that colour is never alone."""

_NOWHERE: Final = 1_000_000_000
"""Where statements without lines are sorted: last."""


@dataclass(frozen=True)
class Claim:
    """One statement of a document. Words such as `polarity` are the last part of their IRI."""

    iri: str
    subjects: tuple[str, ...]
    predicate: str
    objects: tuple[Term, ...]
    polarity: str
    modality: str
    certainty: str
    attribution: str
    tier: int
    is_linkage: bool
    is_directed: bool
    passages: tuple[str, ...]
    lines: tuple[str, ...]
    citations: tuple[str, ...]
    scope: frozenset[str]
    contradicts: tuple[str, ...]
    details: tuple[str, ...]
    sentences: dict[str, str] = field(default_factory=dict)
    notes: tuple[Text, ...] = ()
    label: dict[str, str] = field(default_factory=dict)

    @property
    def slug(self) -> str:
        """The short name, ``c156``."""
        return slug_of(self.iri)

    @property
    def glyph(self) -> str:
        """The sign of its polarity."""
        return GLYPHS.get(self.polarity, GLYPHS["neutral"])

    @property
    def where(self) -> str:
        """Its lines in the text, ``298-306``."""
        return ", ".join(self.lines).replace("-", "\u2013")

    def sentence(self, language: str) -> Text:
        """Give the statement as a sentence; its name where it has none."""
        return pick(self.sentences, language) or pick(self.label, language) or Text(self.slug.upper())

    def surely(self, citation: str) -> str:
        """Say how surely one of its citations covers it, as the last part of the word's IRI."""
        return "scope" if citation in self.scope else self.attribution

    def remarks(self, language: str) -> list[Text]:
        """Give the remarks of the editors in `language`; all of them where none is."""
        return in_language(self.notes, language)

    @property
    def order(self) -> tuple[int, str]:
        """Sorts statements as the text does."""
        return (_first_line(self.lines[0]) if self.lines else _NOWHERE, self.iri)


def join_polarities(found: AbstractSet[str]) -> str:
    """Give the polarity of several together; what is neutral takes no side.

    Examples
    --------
    >>> join_polarities({"positive", "neutral"})
    'positive'
    >>> join_polarities({"positive", "negative"})
    'mixed'
    """
    sides = found - {"neutral"}
    if len(sides) > 1:
        return "contested" if "contested" in sides else "mixed"
    return next(iter(sides), "neutral")


def read_claims(rows: Iterable[Row]) -> list[Claim]:
    """Make statements from rows of ``?claim ?property ?value``, in the order of the text.

    Rows that repeat (a statement that stands in two passages) count once; what
    has no subject, predicate and object is left out.
    """
    found: dict[str, dict[str, dict[Term, None]]] = defaultdict(lambda: defaultdict(dict))
    for row in rows:
        found[row["claim"].value][row["property"].value][row["value"]] = None
    needed = (RDF + "subject", RDF + "predicate", RDF + "object")
    claims = [
        _read(iri, {name: sorted(terms) for name, terms in values.items()})
        for iri, values in found.items()
        if all(name in values for name in needed)
    ]
    return sorted(claims, key=lambda claim: claim.order)


def _read(iri: str, values: Mapping[str, list[Term]]) -> Claim:
    def iris(name: str) -> tuple[str, ...]:
        return tuple(term.value for term in values.get(name, ()))

    def word(name: str) -> str:
        return next(iter(iris(SIM + name)), "").removeprefix(SIM)

    return Claim(
        iri=iri,
        subjects=iris(RDF + "subject"),
        predicate=iris(RDF + "predicate")[0],
        objects=tuple(values[RDF + "object"]),
        polarity=word("polarity") or "neutral",
        modality=word("modality") or "asserted",
        certainty=word("certainty") or "explicit",
        attribution=word("attribution") or "authors",
        tier=number(next(iter(values.get(SIM + "tier", ())), None)),
        is_linkage=SIM + "Linkage" in iris(RDF + "type"),
        is_directed=iris(SIM + "directed") != ("false",),
        passages=iris(SIM + "statedIn"),
        lines=tuple(sorted((clean(line) for line in iris(SIM + "lines")), key=_first_line)),
        citations=iris(SIM + "restsOn"),
        scope=frozenset(iris(SIM + "restsByScopeOn")),
        contradicts=iris(SIM + "contradicts"),
        details=iris(SIM + "correspondsTo"),
        sentences=by_language(values.get(RDFS + "comment", ())),
        notes=in_both(values.get(SIM + "editorialNote", ())),
        label=by_language(values.get(SKOS + "prefLabel", ())),
    )


def _first_line(lines: str) -> int:
    """Give the number that a range of lines begins with; 29 comes before 107."""
    found = re.search(r"[0-9]{1,9}", lines)
    return int(found[0]) if found else _NOWHERE


def by_language(terms: Iterable[Term]) -> dict[str, str]:
    """Give one text for each language (the first in sort order where there are several)."""
    found: dict[str, str] = {}
    for term in terms:
        found.setdefault(term.language, clean(term.value))
    return found


def in_both(terms: Iterable[Term]) -> tuple[Text, ...]:
    """Give texts with their languages."""
    return tuple(Text(clean(term.value), term.language) for term in terms)


def in_language(texts: Iterable[Text], language: str) -> list[Text]:
    """Keep the texts in `language`; all of them where none is."""
    every = list(texts)
    return [text for text in every if text.language == language] or every
