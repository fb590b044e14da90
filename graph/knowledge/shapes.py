"""SHACL: does the data have the form that ``ontology/shapes`` asks for?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Protocol

import pyshacl
import rdflib
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple
from rdflib.namespace import RDF as RDF_
from rdflib.namespace import SH as SH_

from graph.errors import SourceInvalid
from graph.knowledge.problems import Problem
from graph.knowledge.sources import Sources
from graph.language import mark, translate
from graph.namespaces import ONTOLOGY_GRAPH, SH, shorten

_ADVICE: Final[Mapping[str, str]] = {
    "MinCount": mark("Add {path}."),
    "MaxCount": mark("Keep only as many values of {path} as the shape allows."),
    "Class": mark("Give {path} a thing of the right class, or give {value} that class."),
    "Datatype": mark("Write {value} at {path} with the right datatype."),
    "In": mark("Give {path} one of the values of its closed list instead of {value}."),
    "Pattern": mark("Write {value} at {path} in the required form."),
    "LanguageIn": mark("Give {value} at {path} one of the required language tags."),
    "UniqueLang": mark("Keep one value of {path} for each language."),
    "NodeKind": mark("Give {path} the right kind of value instead of {value}."),
}


class Names(Protocol):
    """Knows what things are called and where they were written down."""

    def locate(self, iri: str) -> tuple[str, int]:
        """Find file and line of a thing; ``("", 0)`` if there is none."""

    def name(self, iri: str, language: str) -> str:
        """Give a thing its name for people."""


def find_violations(sources: Sources, language: str) -> list[Problem]:
    """Validate the asserted data.

    Parameters
    ----------
    sources : Sources
        All files; the shapes are those of the ontology graph.
    language : str
        Of the sentences.

    Returns
    -------
    list of Problem
        One for each violation, sorted by place; empty if the data conforms.
    """
    ontology = [quad for source in sources.files if source.graph == ONTOLOGY_GRAPH for quad in source.quads]
    if not any(quad.predicate.value == SH + "path" for quad in ontology):
        message = translate("There are no SHACL shapes, so nothing can be checked.", language)
        advice = translate("Put the shapes into ontology/shapes/ or ontology/shapes.ttl.", language)
        raise SourceInvalid([Problem("ontology/shapes", 0, "", message, advice)])
    data = convert_quads(sources.quads)
    return describe_report(validate(data, convert_quads(ontology)), data, sources, language)


def validate(data: rdflib.Graph, shapes: rdflib.Graph, focus: Sequence[str] | None = None) -> rdflib.Graph:
    """Give the SHACL validation report on `data`, which must be the caller's own.

    Parameters
    ----------
    data, shapes : Graph
        What is checked, and what it is checked against.
    focus : sequence of str or None
        The only things to check; all of them if it is not given.
    """
    # `inplace` because without inference nothing is added to the data.
    _, report, _ = pyshacl.validate(
        data,
        shacl_graph=shapes,
        inference="none",
        inplace=True,
        meta_shacl=False,
        advanced=False,
        focus_nodes=list(focus) if focus is not None else None,
    )
    if not isinstance(report, rdflib.Graph):
        raise TypeError(f"pyshacl returned {report!r} instead of a graph")
    return report


def describe_report(report: rdflib.Graph, data: rdflib.Graph, names: Names, language: str) -> list[Problem]:
    """Say what a validation report finds, sorted by place; empty if the data conforms."""
    results = [
        result for result in report.subjects(RDF_.type, SH_.ValidationResult) if not _is_explained(result, report)
    ]
    return sorted({_describe(result, report, data, names, language) for result in results})


def convert_quads(quads: Iterable[Quad]) -> rdflib.Graph:
    """Give the triples of `quads` as an rdflib graph: quicker than parsing the files twice."""
    known: dict[NamedNode | BlankNode | Literal | Triple, rdflib.term.Node] = {}
    graph = rdflib.Graph()

    def convert(term: NamedNode | BlankNode | Literal | Triple) -> rdflib.term.Node:
        if term not in known:
            known[term] = _convert_term(term)
        return known[term]

    for quad in quads:
        graph.add((convert(quad.subject), convert(quad.predicate), convert(quad.object)))
    return graph


def _convert_term(term: NamedNode | BlankNode | Literal | Triple) -> rdflib.term.Node:
    if isinstance(term, NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, BlankNode):
        return rdflib.BNode(term.value)
    if isinstance(term, Literal):
        datatype = None if term.language else rdflib.URIRef(term.datatype.value)
        return rdflib.Literal(term.value, lang=term.language, datatype=datatype, normalize=False)
    raise TypeError(f"a quoted triple cannot be checked: {term}")


def _is_explained(result: rdflib.term.Node, report: rdflib.Graph) -> bool:
    """Tell whether a result only says that an inner shape failed, which has a result of its own."""
    messages = report.objects(result, SH_.resultMessage)
    written = any(isinstance(message, rdflib.Literal) and message.language for message in messages)
    return not written and report.value(result, SH_.detail) is not None


def _describe(
    result: rdflib.term.Node, report: rdflib.Graph, data: rdflib.Graph, names: Names, language: str
) -> Problem:
    focus = _owner(report.value(result, SH_.focusNode), data)
    path = report.value(result, SH_.resultPath)
    value = report.value(result, SH_.value)
    component = str(report.value(result, SH_.sourceConstraintComponent) or "")
    advice = _ADVICE.get(component.removeprefix(SH).removesuffix("ConstraintComponent"), "")
    fields = {
        "path": shorten(str(path)) if isinstance(path, rdflib.URIRef) else translate("it", language),
        "value": _name(value, names, language),
    }
    file, line = names.locate(str(focus))
    message = _choose(list(report.objects(result, SH_.resultMessage)), language)
    return Problem(file, line, _name(focus, names, language), message, translate(advice, language).format(**fields))


def _owner(node: rdflib.term.Node | None, data: rdflib.Graph) -> rdflib.term.Node | None:
    """Climb from a blank node to the thing that it describes a part of."""
    seen: set[rdflib.term.Node] = set()
    while isinstance(node, rdflib.BNode) and node not in seen:
        seen.add(node)
        node = next(data.subjects(None, node), node)
    return node


def _name(term: rdflib.term.Node | None, names: Names, language: str) -> str:
    if isinstance(term, rdflib.URIRef):
        return names.name(str(term), language)
    return f"\u201c{term}\u201d" if term is not None else ""


def _choose(messages: list[rdflib.term.Node], language: str) -> str:
    """Choose the messages in `language`, else the untagged ones, else any."""
    by_tag: dict[str, list[str]] = {}
    for message in messages:
        by_tag.setdefault(getattr(message, "language", None) or "", []).append(str(message))
    chosen = by_tag.get(language) or by_tag.get("en") or by_tag.get("") or next(iter(by_tag.values()), [])
    return " ".join(sorted(chosen))
