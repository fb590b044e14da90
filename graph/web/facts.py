"""The definition list of a thing: what is said of it besides relations and statements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from babel import Locale

from graph.language import mark, translate
from graph.namespaces import DCTERMS, PROV, RDF, RDFS, SIM, SKOS
from graph.terms import Term
from graph.web.addresses import clean, kind_of
from graph.web.reader import Link, Reader
from graph.web.relations import FACTS
from graph.web.texts import Text

FOREIGN: Final[dict[str, str]] = {
    DCTERMS + "isPartOf": mark("part of"),
    DCTERMS + "creator": mark("author"),
    DCTERMS + "date": mark("year"),
    DCTERMS + "title": mark("title as printed"),
    DCTERMS + "language": mark("language"),
    DCTERMS + "source": mark("source"),
    DCTERMS + "description": mark("description"),
    PROV + "wasDerivedFrom": mark("derived from"),
    SKOS + "altLabel": mark("also called"),
    RDF + "subject": mark("subject"),
    RDF + "predicate": mark("relation"),
    RDF + "object": mark("object"),
}
"""Names of properties that others minted, where a page shows them."""

_ELSEWHERE: Final = frozenset(
    [RDF + "type", SKOS + "prefLabel", RDFS + "label", SKOS + "definition", RDFS + "comment"]
    + [SIM + name for name in ("mentionedIn", "editorialNote", "evidencedBy")]
)
_FIRST: Final = [
    SKOS + "altLabel",
    *(SIM + name for name in ("sector", "order", "placeType", "isoCode", "within")),
    DCTERMS + "isPartOf",
    DCTERMS + "title",
    DCTERMS + "creator",
    DCTERMS + "date",
    *(SIM + name for name in ("noYearPrinted", "citedWork", "citedThrough", "asPrinted", "yearPrinted", "pages")),
    *(SIM + name for name in ("noPagesPrinted", "inPassage", "passageType", "sectionLabel", "lines")),
    *(SIM + name for name in ("firstLine", "lastLine", "polarity", "modality", "certainty", "tier", "statedIn")),
]
_STATEMENT: Final = (RDF + "subject", RDF + "predicate", RDF + "object")
_PLAIN_KINDS: Final = ("claim", "passage", "citation", "rule", "derivation")
"""Kinds without relations of their own: what they point at are facts."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of the definition list."""

    name: Link
    values: list[Link]


def list_facts(values: Mapping[str, Sequence[Term]], kind: str, reader: Reader) -> list[Fact]:
    """Give the facts in the order in which people look for them.

    Parameters
    ----------
    values : mapping
        Property to values.
    kind : str
        The kind of the thing.
    reader : Reader
        Whose language counts.
    """
    names = [name for name in values if _is_fact(name, values[name], kind)]
    names.sort(key=lambda name: (_FIRST.index(name) if name in _FIRST else len(_FIRST), name))
    return [Fact(_name(name, reader), _show(name, values[name], reader)) for name in names]


def _is_fact(name: str, values: Sequence[Term], kind: str) -> bool:
    if name in _ELSEWHERE or (kind == "claim" and name in _STATEMENT):
        return False
    if not name.startswith(SIM) or name in FACTS or kind in _PLAIN_KINDS:
        return True
    return not any(one.kind == "uri" and kind_of(one.value) for one in values)


def _name(name: str, reader: Reader) -> Link:
    if name in FOREIGN and name not in reader.lexicon.labels:
        return Link(Text(translate(FOREIGN[name], reader.language), reader.language))
    return reader.link(name)


def _show(name: str, values: Sequence[Term], reader: Reader) -> list[Link]:
    """Show the values in the reader's language where there are such."""
    readable = [one for one in sorted(values) if one.kind != "bnode"]
    if name == DCTERMS + "language":
        return [Link(Text(_speak(one.value, reader), reader.language)) for one in readable]
    spoken = [one for one in readable if one.language in ("", reader.language)]
    return [reader.show(one) for one in spoken or readable]


def _speak(tag: str, reader: Reader) -> str:
    """Give the name of a language for its tag; the tag itself where it has no name."""
    return str(Locale(reader.language).languages.get(tag, clean(tag)))
