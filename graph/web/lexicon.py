"""Names and vocabulary of one version: asked once, then kept as long as the version is current."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from threading import Lock
from typing import Final, Protocol

from graph.namespaces import ID, OWL, RDF, RDFS, SIM, SKOS, shorten
from graph.terms import Row, Term
from graph.web.addresses import clean, kind_of
from graph.web.claims import Claim, read_claims
from graph.web.search_index import Index
from graph.web.texts import Text, number, pick

KEPT: Final = 1024
"""Lists of statements that are kept."""

SYMMETRIC: Final = OWL + "SymmetricProperty"


class Ask(Protocol):
    """Runs one of the queries in ``queries/pages``, about a thing where one is given."""

    def __call__(self, name: str, thing: str = "") -> list[Row]: ...


@dataclass(frozen=True, slots=True)
class Place:
    """A passage: what it is part of and where it stands."""

    iri: str
    whole: str
    order: int
    first: int
    last: int
    section: str
    type: str

    @property
    def lines(self) -> str:
        """The lines, as in ``298-306``."""
        return str(self.first) if self.first == self.last else f"{self.first}\u2013{self.last}"


@dataclass(frozen=True, slots=True)
class Citation:
    """One occurrence of a citation; what is not printed is empty."""

    iri: str
    work: str
    through: str
    pages: str
    printed: str
    passage: str
    lines: str


class Lexicon:
    """The words of one version.

    Parameters
    ----------
    version : str
        The version's id.
    ask : callable
        Runs a query of ``queries/pages``.
    """

    def __init__(self, version: str, ask: Ask) -> None:
        self.version = version
        self._ask = ask
        self._claims: dict[tuple[str, str], list[Claim]] = {}
        self._index: Index | None = None
        self._indexing = Lock()

    # Names

    @cached_property
    def labels(self) -> dict[str, dict[str, str]]:
        """Labels by IRI and language."""
        found: dict[str, dict[str, str]] = {}
        for row in sorted(self._ask("labels"), key=lambda row: row["label"], reverse=True):
            text = clean(row["label"].value).strip()
            if text:
                found.setdefault(row["thing"].value, {})[row["label"].language] = text
        return found

    def name(self, iri: str, language: str) -> Text:
        """Give the name of anything in `language`, else in another one, else its short IRI."""
        return pick(self.labels.get(iri, {}), language) or Text(clean(shorten(iri)))

    def of_kind(self, kind: str) -> list[str]:
        """List everything of a kind that has a name."""
        return [iri for iri in self.labels if kind_of(iri) == kind]

    def other_name(self, iri: str, language: str) -> Text | None:
        """Give the name in the other language; nothing where there is none or it is the same."""
        known = self.labels.get(iri, {})
        shown = self.name(iri, language)
        other = next((Text(text, tag) for tag, text in sorted(known.items()) if tag != shown.language), None)
        return other if other and other.value != shown.value else None

    @cached_property
    def texts(self) -> dict[str, dict[str, list[tuple[str, str]]]]:
        """Further names, definitions and sentences: IRI, property, then language and text."""
        found: dict[str, dict[str, list[tuple[str, str]]]] = {}
        for row in sorted(self._ask("texts"), key=lambda row: row["text"]):
            of_thing = found.setdefault(row["thing"].value, {})
            of_thing.setdefault(row["property"].value, []).append((row["text"].language, clean(row["text"].value)))
        return found

    def sentence(self, iri: str, language: str) -> Text:
        """Give the sentence of a statement; its name where it has none."""
        known = dict(reversed(self.texts.get(iri, {}).get(RDFS + "comment", [])))
        return pick(known, language) or self.name(iri, language)

    def definition(self, iri: str, language: str) -> Text | None:
        """Give the definition of anything."""
        return pick(dict(reversed(self.texts.get(iri, {}).get(SKOS + "definition", []))), language)

    @property
    def index(self) -> Index:
        """What the search looks through; made when somebody searches for the first time, while others wait."""
        with self._indexing:
            if self._index is None:
                self._index = Index(self.labels, self.texts)
            return self._index

    def claims(self, name: str, thing: str) -> list[Claim]:
        """Give the statements that a query of ``queries/pages`` finds about a thing."""
        key = (name, thing)
        if key not in self._claims:
            found = read_claims({"claim": Term(thing), **row} for row in self._ask(name, thing))
            while len(self._claims) >= KEPT:
                self._claims.pop(next(iter(self._claims)), None)
            self._claims[key] = found
        return self._claims[key]

    def claim(self, iri: str) -> Claim | None:
        """Give one statement; nothing where there is none of this name."""
        return next(iter(self.claims("claim", iri)), None)

    # Facts that many pages need

    @cached_property
    def sectors(self) -> dict[str, str]:
        """The sector of each actor, as the last part of its IRI (``government``)."""
        return {row["actor"].value: row["sector"].value.removeprefix(SIM) for row in self._ask("sectors")}

    @cached_property
    def points(self) -> frozenset[str]:
        """The points under the factors; their IRIs look like those of factors."""
        return frozenset(row["point"].value for row in self._ask("points"))

    @cached_property
    def places(self) -> dict[str, Place]:
        """The passages."""
        return {row["passage"].value: _read_place(row) for row in self._ask("places")}

    @cached_property
    def citations(self) -> dict[str, Citation]:
        """The citations."""
        return {row["citation"].value: _read_citation(row) for row in self._ask("citations")}

    @cached_property
    def argument(self) -> list[Row]:
        """The parts of the argument with their statements and works."""
        return self._ask("argument")

    @cached_property
    def busiest(self) -> list[Row]:
        """The actors that most linkages name."""
        return self._ask("busiest")

    def order(self, iri: str) -> tuple[int, str]:
        """Sort passages and statements as the text does; anything else by name alone."""
        if iri in self.places:
            return (self.places[iri].first, iri)
        return (0, iri) if iri.startswith((ID + "claim/", ID + "citation/")) else (0, "")

    # The vocabulary

    @cached_property
    def terms(self) -> dict[str, dict[str, list[Term]]]:
        """What is said of each term of ours: property to values."""
        found: dict[str, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
        for row in self._ask("vocabulary"):
            found[row["term"].value][row["property"].value].append(row["value"])
        return {term: dict(values) for term, values in found.items()}

    @cached_property
    def used(self) -> dict[str, str]:
        """The classes and properties that the statements use, ours and others: IRI to kind."""
        return {row["term"].value: row["kind"].value for row in self._ask("terms_in_use")}

    @cached_property
    def inverse(self) -> dict[str, str]:
        """The inverse of each property that has one, both ways."""
        pairs = [
            (term, other.value) for term, values in self.terms.items() for other in values.get(OWL + "inverseOf", ())
        ]
        return {**dict(pairs), **{other: term for term, other in pairs}}

    @cached_property
    def symmetric(self) -> frozenset[str]:
        """The properties that hold both ways."""
        return frozenset(
            term
            for term, values in self.terms.items()
            if any(one.value == SYMMETRIC for one in values.get(RDF + "type", ()))
        )

    @cached_property
    def wider(self) -> dict[str, frozenset[str]]:
        """The properties above each property, however far."""
        direct = {
            term: [one.value for one in values.get(RDFS + "subPropertyOf", ())] for term, values in self.terms.items()
        }
        return {term: frozenset(_climb(term, direct)) for term in direct}

    def sign(self, predicate: str) -> str:
        """Give the sign of a relation: positive, negative, neutral."""
        values = self.terms.get(predicate, {}).get(SIM + "sign", [])
        return values[0].value.removeprefix(SIM) if values else "neutral"


def _climb(term: str, direct: Mapping[str, Iterable[str]]) -> set[str]:
    found: set[str] = set()
    waiting = list(direct.get(term, ()))
    while waiting:
        one = waiting.pop()
        if one not in found and one != term:
            found.add(one)
            waiting += direct.get(one, ())
    return found


def _value(row: Row, name: str) -> str:
    return row[name].value if name in row else ""


def _read_place(row: Row) -> Place:
    return Place(
        iri=row["passage"].value,
        whole=row["whole"].value,
        order=number(row.get("order")),
        first=number(row.get("first")),
        last=number(row.get("last")),
        section=clean(_value(row, "section")),
        type=_value(row, "type").removeprefix(SIM),
    )


def _read_citation(row: Row) -> Citation:
    return Citation(
        iri=row["citation"].value,
        work=row["work"].value,
        through=_value(row, "through"),
        pages=clean(_value(row, "pages")),
        printed=clean(_value(row, "printed")),
        passage=_value(row, "passage"),
        lines=clean(_value(row, "lines")).replace("-", "\u2013"),
    )
