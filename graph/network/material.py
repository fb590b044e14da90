"""What the network is made of: actors, statements and their evidence, read from rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeVar

from graph.namespaces import ID, SIM
from graph.terms import Row

FALSE: Final = ("false", "0")
UNSPECIFIED: Final = "unspecified"
Evidence = TypeVar("Evidence")


@dataclass(frozen=True, slots=True, order=True)
class Name:
    """A name in both languages."""

    indonesian: str
    english: str

    def say(self, language: str) -> str:
        """Give the name in `language` (``id`` or ``en``)."""
        return self.indonesian if language == "id" else self.english


@dataclass(frozen=True, slots=True, order=True)
class Actor:
    """One stakeholder; ``key`` is its IRI without our base, such as ``actor/ngos``."""

    key: str
    iri: str
    name: Name
    sector: str


@dataclass(frozen=True, slots=True)
class Passage:
    """Where a statement stands."""

    iri: str
    name: Name
    lines: str


@dataclass(frozen=True, slots=True)
class Citation:
    """An occurrence of a cited work on which a statement rests."""

    iri: str
    work: str
    work_name: Name
    pages: str
    printed: str


@dataclass(frozen=True, slots=True)
class Statement:
    """One linkage statement; both ends are keys, which need not be actors'."""

    key: str
    iri: str
    source: str
    relation: str
    target: str
    directed: bool = True
    polarity: str = "neutral"
    modality: str = "asserted"
    certainty: str = ""
    attribution: str = ""
    sentence: Name = Name("", "")
    passages: tuple[Passage, ...] = ()
    citations: tuple[Citation, ...] = ()

    @property
    def works(self) -> tuple[str, ...]:
        """The distinct works the statement rests on; empty where the authors speak for themselves."""
        return tuple(sorted({one.work for one in self.citations}))


@dataclass(frozen=True, slots=True)
class Material:
    """Everything that the projection reads."""

    actors: Mapping[str, Actor]
    statements: tuple[Statement, ...]
    words: Mapping[str, Name] = field(default_factory=dict)

    def say(self, word: str, language: str) -> str:
        """Give the name of a relation, sector, polarity, modality ... in `language`."""
        found = self.words.get(word)
        return found.say(language) if found else spell_out(word)


def read(tables: Mapping[str, Sequence[Row]]) -> Material:
    """Read the answers of the queries in ``queries/network``.

    Parameters
    ----------
    tables : mapping of str to sequence of Row
        ``actors``, ``links``, ``passages``, ``citations`` and ``words``; each
        is the answer of the query of that name. Missing ones count as empty.

    Returns
    -------
    Material
        Actors by key, statements sorted by key. A statement with several
        subjects or objects makes one for each pair.
    """
    passages = _gather(tables.get("passages", ()), _passage)
    citations = _gather(tables.get("citations", ()), _citation)
    statements = []
    for row in tables.get("links", ()):
        iri = row["statement"].value
        statements.append(_statement(row, tuple(passages.get(iri, ())), tuple(citations.get(iri, ()))))
    statements.sort(key=lambda one: (one.key, one.source, one.relation, one.target))
    actors: dict[str, Actor] = {}
    for row in tables.get("actors", ()):
        actor = _actor(row)
        actors.setdefault(actor.key, actor)
    words = {local(row["word"].value): _name(row, local(row["word"].value)) for row in tables.get("words", ())}
    return Material(dict(sorted(actors.items())), tuple(statements), words)


def shorten(iri: str) -> str:
    """Write an IRI of ours without its base: ``actor/ngos``; any other in full."""
    return iri.removeprefix(ID)


def local(iri: str) -> str:
    """Give the last part of an IRI of our vocabulary: ``supports``; any other in full."""
    return iri.removeprefix(SIM)


def spell_out(word: str) -> str:
    """Turn ``partnersWith`` into ``partners with`` for words that have no name."""
    spaced = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in word)
    return spaced.strip() if word.isalnum() else word


def _gather(rows: Iterable[Row], make: Callable[[Row], Evidence]) -> dict[str, list[Evidence]]:
    gathered: dict[str, list[Evidence]] = {}
    for row in rows:
        one = make(row)
        known = gathered.setdefault(row["statement"].value, [])
        if one not in known:
            known.append(one)
    return gathered


def _passage(row: Row) -> Passage:
    iri = row["passage"].value
    ends = list(dict.fromkeys(row[end].value for end in ("firstLine", "lastLine") if end in row))
    return Passage(iri, _name(row, shorten(iri)), "\u2013".join(ends))


def _citation(row: Row) -> Citation:
    work = row["work"].value
    return Citation(row["citation"].value, work, _name(row, shorten(work)), _text(row, "pages"), _text(row, "printed"))


def _actor(row: Row) -> Actor:
    iri = row["actor"].value
    return Actor(shorten(iri), iri, _name(row, shorten(iri)), local(row["sector"].value))


def _statement(row: Row, passages: tuple[Passage, ...], citations: tuple[Citation, ...]) -> Statement:
    iri = row["statement"].value
    indonesian, english = _text(row, "sentenceId"), _text(row, "sentenceEn")
    return Statement(
        key=shorten(iri),
        iri=iri,
        source=shorten(row["source"].value),
        relation=local(row["relation"].value),
        target=shorten(row["target"].value),
        directed=_text(row, "directed", "true") not in FALSE,
        polarity=local(_text(row, "polarity", "neutral")),
        modality=local(_text(row, "modality", "asserted")),
        certainty=local(_text(row, "certainty")),
        attribution=local(_text(row, "attribution")),
        sentence=Name(indonesian or english, english or indonesian),
        passages=passages,
        citations=citations,
    )


def _text(row: Row, name: str, default: str = "") -> str:
    return row[name].value if name in row else default


def _name(row: Row, default: str) -> Name:
    indonesian, english = _text(row, "nameId"), _text(row, "nameEn")
    return Name(indonesian or english or default, english or indonesian or default)
