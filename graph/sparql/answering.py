"""Evaluate one job on a store and write the answer down; used only inside a worker."""

from __future__ import annotations

import io
from collections.abc import Iterable
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, Final

import pyoxigraph as ox

from graph.lexer import escape_dots
from graph.namespaces import PREFIXES, RDF, XSD
from graph.sparql.dataset_copy import DatasetCopy
from graph.sparql.jobs import Job
from graph.terms import Term

if TYPE_CHECKING:
    from typing_extensions import Buffer

_WITH_PREFIXES: Final = frozenset(("text/turtle", "application/trig", "application/rdf+xml"))
_LOOKED_AT: Final = 2000
"""Statements in which to look for the prefixes that an answer needs."""

_UNWRITTEN: Final = (XSD + "string", RDF + "langString")
"""Datatypes that no syntax spells out."""

Substitutions = dict[ox.Variable, ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple]
Graphs = list[ox.NamedNode | ox.BlankNode | ox.DefaultGraph]
Names = list[ox.NamedNode | ox.BlankNode]


class AnswerTooLarge(Exception):
    """More was written than an answer may hold."""


class KindMismatch(Exception):
    """The engine read another kind of query than the gate."""


class Sink(io.BytesIO):
    """Collects what is written, up to a limit."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self._room = limit

    def write(self, piece: Buffer, /) -> int:
        """Take a piece.

        Raises
        ------
        AnswerTooLarge
            When there is more than the limit.
        """
        written = super().write(piece)
        self._room -= written
        if self._room < 0:
            raise AnswerTooLarge
        return written


def answer(copy: DatasetCopy, job: Job, sink: Sink) -> None:
    """Do a job.

    Parameters
    ----------
    copy : DatasetCopy
        What to answer from.
    job : Job
        What to do.
    sink : Sink
        Receives the answer.

    Raises
    ------
    SyntaxError
        If the query is not SPARQL.
    KindMismatch
        If the media type is none for this kind of query.
    """
    if job.task == "convert":
        _write_statements(_read_statements(job), job.media_type, sink)
        return
    if job.task == "rewrite":
        _write_results(ox.parse_query_results(job.query, format=ox.QueryResultsFormat.JSON), job.media_type, sink)
        return
    if job.task == "unnamed":
        _write_statements(_as_triples(copy.unnamed), job.media_type, sink)
        return
    store = copy.store
    default, named = _choose_graphs(job)
    if default is not None and len(default) > 1:
        store, default = _merge(store, default, named), [ox.DefaultGraph()]
    substitutions: Substitutions = {ox.Variable(name): _make_term(term) for name, term in job.substitutions.items()}
    text = escape_dots(job.query)
    sees_all = default is None and not copy.has_union
    results = store.query(
        text,
        use_default_graph_as_union=sees_all,
        default_graph=default,
        named_graphs=named,
        substitutions=substitutions or None,
    )
    if isinstance(results, ox.QueryTriples):
        _write_statements(results, job.media_type, sink)
        return
    _write_results(results, job.media_type, sink)


def _read_statements(job: Job) -> Iterable[ox.Quad]:
    source = ox.RdfFormat.from_media_type(job.source)
    if source is None:
        raise KindMismatch
    return ox.parse(job.query, format=source, base_iri=job.base or None, rename_blank_nodes=bool(job.base))


def _write_results(results: ox.QuerySolutions | ox.QueryBoolean, media_type: str, sink: Sink) -> None:
    form = ox.QueryResultsFormat.from_media_type(media_type)
    if form is None:
        raise KindMismatch
    results.serialize(sink, form)


def _choose_graphs(job: Job) -> tuple[Graphs | None, Names | None]:
    if job.default_graphs is None and job.named_graphs is None:
        return None, None
    default: Graphs = [ox.NamedNode(one) for one in job.default_graphs or ()]
    return default, [ox.NamedNode(one) for one in job.named_graphs or ()]


def _merge(store: ox.Store, default: Graphs, named: Names | None) -> ox.Store:
    """Make a store whose default graph is the merge of several graphs."""
    merged = ox.Store()
    for graph in default:
        quads = store.quads_for_pattern(None, None, None, graph)
        merged.extend(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in quads)
    for name in named or ():
        merged.extend(store.quads_for_pattern(None, None, None, name))
    return merged


def _write_statements(statements: Iterable[ox.Triple] | Iterable[ox.Quad], media_type: str, sink: Sink) -> None:
    """Write statements down; a format that knows no named graphs gets their triples."""
    form = ox.RdfFormat.from_media_type(media_type)
    if form is None:
        raise KindMismatch
    written: Iterable[Any] = statements if form.supports_datasets else _as_triples(statements)
    if media_type not in _WITH_PREFIXES:
        ox.serialize(written, sink, form)
        return
    rest = iter(written)
    head = list(islice(rest, _LOOKED_AT))
    prefixes = PREFIXES if len(head) == _LOOKED_AT else _find_prefixes(head)
    ox.serialize(chain(head, rest), sink, form, prefixes=prefixes)


def _as_triples(statements: Iterable[ox.Triple | ox.Quad]) -> Iterable[ox.Triple]:
    return (one.triple if isinstance(one, ox.Quad) else one for one in statements)


def _find_prefixes(statements: Iterable[ox.Triple | ox.Quad]) -> dict[str, str]:
    """Choose those of our prefixes that these statements use."""
    used = set()
    waiting: list[object] = list(statements)
    while waiting:
        one = waiting.pop()
        if isinstance(one, ox.Triple | ox.Quad):  # a triple may stand in another one (RDF 1.2)
            waiting.extend(one)
        iri = getattr(one, "datatype", one)
        if isinstance(iri, ox.NamedNode) and iri.value not in _UNWRITTEN:
            used.add(iri.value[: max(iri.value.rfind("/"), iri.value.rfind("#")) + 1])
    return {prefix: iri for prefix, iri in PREFIXES.items() if iri in used}


def _make_term(term: Term) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    if term.kind == "uri":
        return ox.NamedNode(term.value)
    if term.kind == "bnode":
        return ox.BlankNode(term.value)
    if term.language:
        return ox.Literal(term.value, language=term.language)
    return ox.Literal(term.value, datatype=ox.NamedNode(term.datatype) if term.datatype else None)
