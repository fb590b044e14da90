"""The terms of the vocabulary as its page shows them; no Flask here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from graph.language import mark, translate
from graph.namespaces import DCTERMS, OWL, PREFIXES, RDF, RDFS, SH, SIM, SKOS, shorten
from graph.terms import Row, Term
from graph.web.addresses import clean, path_of
from graph.web.lexicon import Lexicon
from graph.web.reader import Link, Reader
from graph.web.texts import Text, pick

CLASSES: Final = mark("Classes")
LINKAGES: Final = mark("Linkages between actors")
RELATIONS: Final = mark("Relations between things")
VALUES: Final = mark("Properties with a value")
WORDS: Final = mark("Closed lists")
SHAPES: Final = mark("Shapes: the form that the data must have")
OTHERS: Final = mark("Further terms")
SECTIONS: Final = (CLASSES, RELATIONS, LINKAGES, VALUES, WORDS, SHAPES, OTHERS)
ONTOLOGY: Final = SIM.removesuffix("#")

_LINES: Final = {
    mark("kind of"): (RDFS + "subClassOf", RDFS + "subPropertyOf"),
    mark("from"): (RDFS + "domain",),
    mark("to"): (RDFS + "range",),
    mark("inverse"): (OWL + "inverseOf",),
    mark("sign"): (SIM + "sign",),
    mark("in the list"): (SKOS + "inScheme",),
}
_NOTES: Final = tuple(SKOS + name for name in ("example", "scopeNote", "note"))
_ALIGNED: Final[Mapping[str, str]] = {
    RDFS + "subClassOf": mark("narrower than"),
    RDFS + "subPropertyOf": mark("narrower than"),
    SKOS + "exactMatch": mark("the same as"),
    SKOS + "closeMatch": mark("close to"),
    RDFS + "seeAlso": mark("see also"),
}
_FOREIGN: Final[Mapping[str, str]] = {
    "bibo": "http://purl.org/ontology/bibo/",
    "c4o": "http://purl.org/spar/c4o/",
    "cito": "http://purl.org/spar/cito/",
    "doco": "http://purl.org/spar/doco/",
    "fabio": "http://purl.org/spar/fabio/",
    "org": "http://www.w3.org/ns/org#",
}
"""Prefixes of vocabularies that only the alignments name."""


@dataclass(frozen=True, slots=True)
class Use:
    """How often a term is used, and by what for example."""

    number: int
    example: Link | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One term as the page shows it."""

    iri: str
    anchor: str
    link: Link
    other: Text | None
    definition: Text | None
    notes: list[Text]
    lines: list[tuple[str, list[Link]]]
    aligned: list[tuple[str, Link]]
    use: Use | None


class Terms:
    """Every term of ours, for a reader.

    Parameters
    ----------
    reader : Reader
        For names and links.
    uses : sequence of Row
        The answer of ``pages/uses_of_terms``.
    """

    def __init__(self, reader: Reader, uses: Sequence[Row]) -> None:
        self._reader = reader
        self._uses = {
            row["term"].value: (int(row["uses"].value), row["example"].value) for row in uses if "term" in row
        }

    @property
    def sections(self) -> list[tuple[str, list[Entry]]]:
        """The terms, sorted into sections."""
        found: dict[str, list[Entry]] = defaultdict(list)
        for iri in self._reader.lexicon.terms:
            if iri.startswith(SIM) and iri != SIM:
                found[_section(iri, self._reader.lexicon)].append(self._enter(iri))
        for entries in found.values():
            entries.sort(key=lambda entry: entry.link.text.value.casefold())
        return [(name, found[name]) for name in SECTIONS if found[name]]

    def _enter(self, iri: str) -> Entry:
        reader, known = self._reader, self._reader.lexicon.terms[iri]
        number, example = self._uses.get(iri, (0, ""))
        return Entry(
            iri=iri,
            anchor=iri.removeprefix(SIM),
            link=reader.link(iri),
            other=reader.lexicon.other_name(iri, reader.language),
            definition=reader.lexicon.definition(iri, reader.language),
            notes=[text for name in _NOTES if (text := _speak(known.get(name, ()), reader.language))],
            lines=self._list_lines(iri, known),
            aligned=[
                (reader.say(words), _name_foreign(one.value))
                for name, words in _ALIGNED.items()
                for one in sorted(known.get(name, ()))
                if _is_foreign(one)
            ],
            use=Use(number, reader.link(example) if example else None),
        )

    def _list_lines(self, iri: str, known: Mapping[str, Sequence[Term]]) -> list[tuple[str, list[Link]]]:
        reader, lines = self._reader, []
        for name, properties in _LINES.items():
            values = [one for each in properties for one in known.get(each, ()) if one.kind == "uri"]
            if not values and name == "inverse" and iri in reader.lexicon.inverse:
                values = [Term(reader.lexicon.inverse[iri])]
            values = [one for one in values if name != "kind of" or not _is_foreign(one)]
            if any(one.value == OWL + "Thing" for one in values):
                lines.append((reader.say(name), [Link(Text(reader.say(mark("a thing of any kind")), reader.language))]))
            elif values:
                lines.append((reader.say(name), [reader.show(one) for one in sorted(values)]))
        types = {one.value for one in known.get(RDF + "type", ())}
        if OWL + "SymmetricProperty" in types:
            lines.append((translate("holds both ways", reader.language), []))
        if OWL + "TransitiveProperty" in types:
            lines.append((reader.say(mark("goes on from one to the next")), []))
        return lines

    @property
    def about(self) -> dict[str, list[Link]]:
        """What the vocabulary says of itself."""
        reader = self._reader
        known = reader.lexicon.terms.get(ONTOLOGY, {})
        wanted = {
            mark("version"): OWL + "versionInfo",
            mark("version IRI"): OWL + "versionIRI",
            mark("changed"): DCTERMS + "modified",
            mark("made by"): DCTERMS + "creator",
            mark("licence"): DCTERMS + "license",
            mark("prefix"): PREFIXES["vann"] + "preferredNamespacePrefix",
            mark("namespace"): PREFIXES["vann"] + "preferredNamespaceUri",
        }
        found = {
            reader.say(name): [_show(one, reader) for one in known[iri]] for name, iri in wanted.items() if iri in known
        }
        citation = _speak(known.get(DCTERMS + "bibliographicCitation", ()), reader.language)
        return {**found, reader.say(mark("cite as")): [Link(citation)]} if citation else found

    @property
    def edition(self) -> str:
        """The number of this edition: the last part of the version IRI."""
        known = self._reader.lexicon.terms.get(ONTOLOGY, {}).get(OWL + "versionIRI", [])
        return known[0].value.removeprefix(ONTOLOGY + "/") if known else ""


def _show(term: Term, reader: Reader) -> Link:
    """Give a value with its whole IRI, because here the IRI is what is wanted."""
    if term.kind == "uri":
        return Link(Text(clean(term.value)), reader.href(path_of(term.value)))
    if term.datatype.endswith("#date"):
        return Link(Text(reader.date(term.value), reader.language))
    return reader.show(term)


def _speak(values: Sequence[Term], language: str) -> Text | None:
    return pick({one.language: clean(one.value) for one in values if one.kind == "literal"}, language)


def _is_foreign(term: Term) -> bool:
    return term.kind == "uri" and not term.value.startswith((SIM, ONTOLOGY))


def _name_foreign(iri: str) -> Link:
    name = shorten(iri)
    for prefix, namespace in _FOREIGN.items():
        if iri.startswith(namespace):
            name = f"{prefix}:{iri.removeprefix(namespace)}"
    return Link(Text(clean(name)), path_of(iri))


def _section(iri: str, lexicon: Lexicon) -> str:
    types = {one.value for one in lexicon.terms[iri].get(RDF + "type", ())}
    if OWL + "Class" in types:
        return CLASSES
    if OWL + "ObjectProperty" in types:
        is_linkage = SIM + "linkedWith" in lexicon.wider.get(iri, ()) or iri == SIM + "linkedWith"
        return LINKAGES if is_linkage else RELATIONS
    if OWL + "DatatypeProperty" in types:
        return VALUES
    if {SKOS + "Concept", SKOS + "ConceptScheme"} & types:
        return WORDS
    return SHAPES if any(name.startswith(SH) for name in types) else OTHERS
