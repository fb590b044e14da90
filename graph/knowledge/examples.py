"""The named questions as data: where editors look for examples and prefixes.

Each file of ``queries/public`` becomes a ``sh:SPARQLExecutable`` that runs as it
stands, with its example values bound, and the prefixes become ``sh:declare``.
That is how the editors of other projects find them on any endpoint; see
``docs/decisions/0013-the-dataset-describes-itself.md``.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad, Store

from graph import lexer
from graph.binding import bind
from graph.catalogue import Catalogue
from graph.errors import SimpulError, SourceInvalid
from graph.knowledge.problems import Problem
from graph.knowledge.queries import run_query
from graph.knowledge.sources import Source
from graph.language import explain, translate
from graph.namespaces import PREFIXES, QUERIES_GRAPH, QUERY, RDF, RDFS, SCHEMA, SH, SIM, XSD
from graph.question_files import FOLDER, read_question
from graph.questions import Question

_FORMS: Final = ("select", "construct", "ask", "describe")
_GRAPH: Final = NamedNode(QUERIES_GRAPH)
_ONTOLOGY: Final = NamedNode(SIM.removesuffix("#"))


def read_examples(root: Path, language: str = "en") -> list[Source]:
    """Read the named questions as sources of the graph of queries; none where the project has none.

    Raises
    ------
    SourceInvalid
        If a file does not introduce itself as it must.
    """
    found: list[Source] = []
    problems: list[Problem] = []
    for entry in Catalogue(root / "queries").entries(FOLDER):
        path = f"queries/{entry.name}.rq"
        try:
            question = read_question(entry)
            values = question.read({name: [value] for name, value in question.examples.items()})
            text = lexer.escape_dots(bind(question.body, values))
            run_query(Store(), path, text, language)
            found.append(Source(path, entry.text, QUERIES_GRAPH, list(_describe(question, text)), {}))
        except SourceInvalid as error:
            problems += [one for one in error.problems if isinstance(one, Problem)]
        except (SimpulError, ValueError) as error:
            detail = explain(error, language) if isinstance(error, SimpulError) else str(error)
            advice = translate("Mend the lines about the question, or the query below them.", language)
            problems.append(Problem(path, 0, "", detail, advice))
    if problems:
        raise SourceInvalid(problems)
    return [Source(f"queries/{FOLDER}", "", QUERIES_GRAPH, list(_declare_prefixes()), {}), *found] if found else []


def _describe(question: Question, text: str) -> Iterator[Quad]:
    form = _find_form(text)
    own = NamedNode(QUERY + question.name)
    for name in ("SPARQLExecutable", f"SPARQL{form.capitalize()}Executable"):
        yield _state(own, RDF + "type", NamedNode(SH + name))
    yield _state(own, SH + form, Literal(text))
    yield _state(own, SH + "prefixes", _ONTOLOGY)
    yield _state(own, SCHEMA + "keywords", Literal(question.group))
    for language, title in question.titles.items():
        yield _state(own, RDFS + "label", Literal(title, language=language))
    for language, about in question.abouts.items():
        yield _state(own, RDFS + "comment", Literal(about, language=language))


def _find_form(text: str) -> str:
    words = (piece.lower() for kind, piece, _ in lexer.read_tokens(text) if kind == lexer.WORD)
    return next(word for word in words if word in _FORMS)


def _declare_prefixes() -> Iterator[Quad]:
    """Declare the prefixes; each has an IRI, because a name is cheaper to compare than a blank node."""
    for prefix, namespace in PREFIXES.items():
        own = NamedNode(f"{QUERY.removesuffix('/')}#prefix-{prefix}")
        yield _state(_ONTOLOGY, SH + "declare", own)
        yield _state(own, RDF + "type", NamedNode(SH + "PrefixDeclaration"))
        yield _state(own, SH + "prefix", Literal(prefix))
        yield _state(own, SH + "namespace", Literal(namespace, datatype=NamedNode(XSD + "anyURI")))


def _state(subject: NamedNode, predicate: str, value: NamedNode | Literal) -> Quad:
    return Quad(subject, NamedNode(predicate), value, _GRAPH)
