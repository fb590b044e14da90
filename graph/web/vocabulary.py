"""The vocabulary: one page with an anchor for every term, and the same as RDF."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Final

from flask import Blueprint, Response, g

from graph.formats import HTML
from graph.language import mark, translate
from graph.namespaces import DCTERMS, OWL, PREFIXES, RDF, RDFS, SH, SIM, SKOS
from graph.terms import Term
from graph.web.lexicon import Lexicon
from graph.web.pages import simpul
from graph.web.reader import Link, Reader
from graph.web.responses import choose, give_data, respond, split_suffix

blueprint = Blueprint("vocabulary", __name__)

CLASSES: Final = mark("Classes")
LINKAGES: Final = mark("Linkages between actors")
RELATIONS: Final = mark("Relations between things")
VALUES: Final = mark("Properties with a value")
WORDS: Final = mark("Closed lists")
SHAPES: Final = mark("Shapes: the form that the data must have")
OTHERS: Final = mark("Further terms")
SECTIONS: Final = (CLASSES, RELATIONS, LINKAGES, VALUES, WORDS, SHAPES, OTHERS)


@dataclass(frozen=True, slots=True)
class Entry:
    """One term as the page shows it."""

    iri: str
    anchor: str
    link: Link
    lines: list[tuple[str, list[Link]]]


@blueprint.get("/ns")
@blueprint.get("/ns<suffix>")
def page(suffix: str = "") -> Response:
    """Show the vocabulary. A suffix may be that of a format or ``/`` and a version."""
    _, form = split_suffix("ns" + suffix)
    chosen = choose(form)
    if chosen is not HTML:
        body = simpul().engine.construct(simpul().catalogue.text("pages/describe_vocabulary"), chosen.media_type)
        return give_data(body, chosen)
    return respond("vocabulary.html", alternates="/ns", sections=list_sections(g.reader), about=_about(g.reader))


@blueprint.get("/ns/<version>")
def edition(version: str) -> Response:
    """Show the vocabulary under the address of one of its editions."""
    _, form = split_suffix(version)
    return page(f".{form.suffix}" if form else "")


def list_sections(reader: Reader) -> list[tuple[str, list[Entry]]]:
    """Give every term of ours, sorted into sections."""
    found: dict[str, list[Entry]] = defaultdict(list)
    for iri in reader.lexicon.terms:
        if iri.startswith(SIM) and iri != SIM:
            found[_section(iri, reader.lexicon)].append(_entry(iri, reader))
    for entries in found.values():
        entries.sort(key=lambda entry: entry.link.text.value.casefold())
    return [(name, found[name]) for name in SECTIONS if found[name]]


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


_LINES: Final = {
    mark("kind of"): (RDFS + "subClassOf", RDFS + "subPropertyOf"),
    mark("from"): (RDFS + "domain",),
    mark("to"): (RDFS + "range",),
    mark("inverse"): (OWL + "inverseOf",),
    mark("sign"): (SIM + "sign",),
    mark("in the list"): (SKOS + "inScheme",),
}


def _entry(iri: str, reader: Reader) -> Entry:
    known = reader.lexicon.terms[iri]
    lines = []
    for name, properties in _LINES.items():
        values: list[Term] = [one for each in properties for one in known.get(each, ()) if one.kind == "uri"]
        if not values and name == "inverse" and iri in reader.lexicon.inverse:
            values = [Term(reader.lexicon.inverse[iri])]
        if values:
            lines.append((reader.say(name), [reader.show(one) for one in sorted(values)]))
    if any(one.value == OWL + "SymmetricProperty" for one in known.get(RDF + "type", ())):
        lines.append((translate("holds both ways", reader.language), []))
    return Entry(iri, iri.removeprefix(SIM), reader.link(iri), lines)


def _about(reader: Reader) -> dict[str, list[Link]]:
    """What the vocabulary says of itself."""
    ontology = SIM.removesuffix("#")
    known = reader.lexicon.terms.get(ontology) or reader.lexicon.terms.get(SIM) or {}
    wanted = {
        mark("version"): OWL + "versionInfo",
        mark("licence"): DCTERMS + "license",
        mark("prefix"): PREFIXES["vann"] + "preferredNamespacePrefix",
        mark("namespace"): PREFIXES["vann"] + "preferredNamespaceUri",
    }
    return {reader.say(name): [reader.show(one) for one in known[iri]] for name, iri in wanted.items() if iri in known}
