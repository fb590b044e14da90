"""The engine that asks another SPARQL 1.1 service.

What the service returns in the format asked for is passed through as it is,
once all of it is here; everything else is rewritten by a worker of our own. JSON is
the only form of a SELECT that is passed through: of CSV and TSV, services write
dialects of their own.
"""

from __future__ import annotations

import math
import re
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

from graph import lexer
from graph.binding import bind
from graph.catalogue import Catalogue
from graph.errors import (
    BadQuery,
    EndpointBroken,
    QueryRefused,
    QueryTimeout,
    QueryUnsupported,
    QueueFull,
    ResultTooLarge,
    UpdateAsQuery,
)
from graph.formats import GRAPH_FORMATS, JSON, N_QUADS, N_TRIPLES, RESULT_FORMATS, TURTLE, Format
from graph.language import mark
from graph.namespaces import XSD
from graph.settings import Settings
from graph.sparql.engine import Answer, Prepared, choose_format
from graph.sparql.gate import GateLimits, inspect
from graph.sparql.handover import HandoverQueue
from graph.sparql.jobs import Job
from graph.sparql.limits import PoolLimits, limit_pages, limit_public
from graph.sparql.protocol import SparqlRequest
from graph.sparql.remote.address import find_address
from graph.sparql.remote.connection import Bounds, Client, DeadlinePassed, Reply, SizeExceeded
from graph.sparql.remote.converter import Converter
from graph.sparql.remote.live import LiveVersion, LiveVersions
from graph.sparql.remote.reading import check, name_nodes, read_ask, read_json, write_ask
from graph.terms import Row, Term

_MIB: Final = 1024 * 1024
_QUERIES: Final = Path(__file__).resolve().parents[3] / "queries"
_PASSED: Final = (TURTLE, N_TRIPLES, N_QUADS)
"""Formats of RDF that are passed through where the service writes them."""
_INWARD: Final = re.compile(r"<?(bif|sql|sqlf|xpf)\s*:", re.IGNORECASE)
"""Names with which Virtuoso calls the procedures of its database; some of them fetch addresses."""

_BOOLEAN: Final = XSD + "boolean"
_TRUTH: Final = {"1": "true", "0": "false"}


class _Lane:
    """A bounded number of requests at once, and a bounded line before them."""

    def __init__(self, limits: PoolLimits, size: int) -> None:
        self.limits = limits
        self._places: HandoverQueue[object] = HandoverQueue(*[object()] * size)
        self._lock = threading.Lock()
        self._waiting = 0

    @contextmanager
    def enter(self, client: str) -> Iterator[None]:
        """Have a place while the block runs.

        Raises
        ------
        QueueFull
            If none gets free in time.
        """
        place = self._places.take(0) or self._wait(client)
        if place is None:
            raise QueueFull(waiting=self._waiting, retry=self.limits.retry)
        try:
            yield
        finally:
            self._places.put(place)

    def _wait(self, client: str) -> object | None:
        with self._lock:
            if self._waiting >= self.limits.queue:
                return None
            self._waiting += 1
        try:
            return self._places.take(self.limits.timeout, client)
        finally:
            with self._lock:
                self._waiting -= 1


class RemoteEngine:
    """Answers from another service.

    Parameters
    ----------
    settings : Settings
        Its address, and our limits.
    """

    def __init__(self, settings: Settings) -> None:
        self._address = find_address(settings, "endpoint")
        self._client = Client(self._address)
        self._gate = GateLimits(settings.query_length, settings.query_depth, settings.query_patterns)
        public, pages = limit_public(settings), limit_pages(settings)
        self._public = _Lane(public, public.size)
        self._pages = _Lane(pages, public.size)
        self._catalogue = Catalogue(_QUERIES)
        self.converter = Converter(settings)
        self.versions = LiveVersions(self.find)

    @property
    def version(self) -> LiveVersion:
        """The data as it is now; see :mod:`graph.sparql.remote.live`."""
        return self.versions.current

    @property
    def triples(self) -> int:
        """How many statements all graphs hold; one that stands in two of them counts twice."""
        return sum(self.version.manifest.graphs.values())

    @property
    def processes(self) -> tuple[int, ...]:
        """The ids of all processes that were started on this machine."""
        return self.converter.processes

    def prepare(self, request: SparqlRequest, accept: str | None, suffix: str | None = None) -> Prepared:
        """Look at a query of the public without sending it; see :meth:`graph.sparql.engine.LocalEngine.prepare`.

        Raises
        ------
        BadQuery, QueryRefused, QueryTooLarge, QueryTooComplex, UpdateAsQuery
            What the gate finds.
        NotAcceptable
            If no format suits.
        """
        query = request.query or ""
        kind = inspect(query, self._gate).kind
        if kind == "UPDATE":
            raise UpdateAsQuery
        refuse_procedures(query)
        chosen = choose_format(
            request.format or suffix, accept, RESULT_FORMATS if kind in ("SELECT", "ASK") else GRAPH_FORMATS
        )
        job = Job(query, chosen.media_type, request.default_graphs, request.named_graphs)
        return Prepared(job, chosen, kind, request.timeout, "")

    def run(self, prepared: Prepared, client: str = "") -> Answer:
        """Have a query of the public evaluated.

        Raises
        ------
        QueryTimeout, ResultTooLarge
            If it takes too long or gives too much.
        BadQuery, QueryUnsupported
            If the service does not take it.
        QueueFull
            If too many wait.
        EndpointFailed
            If the service fails.
        """
        lane = self._public
        limit = min(prepared.timeout or math.inf, lane.limits.timeout)
        with lane.enter(client):
            return Answer(prepared.format, self._answer(prepared, limit), prepared.kind)

    def select(self, query_text: str, **terms: Term) -> list[Row]:
        """Run a SELECT query of our own; see :meth:`graph.sparql.engine.LocalEngine.select`."""
        return self._select(query_text, terms, self.version.manifest.dataset)

    def find(self, name: str, **terms: Term) -> list[Row]:
        """Run a query of ``queries/service``, which looks at every graph that there is."""
        return self._select(self._catalogue.text(f"service/{name}"), terms, ())

    def construct(self, query_text: str, media_type: str, **terms: Term) -> bytes:
        """Run a CONSTRUCT query of our own and write its statements down."""
        dataset = self.version.manifest.dataset
        with self._pages.enter(""):
            job = Job(bind(query_text, terms), "", dataset, dataset)
            reply = self._send(job, _accept(N_TRIPLES), self._pages.limits.timeout)
        return self.converter.write_rdf(reply.body, _source(reply), media_type)

    def unnamed(self, media_type: str) -> bytes:  # noqa: ARG002 - the interface has it
        """Refuse: what another service shows without the name of a graph may be the union of all graphs."""
        raise QueryUnsupported(detail=mark("the service behind this one does not show the graph without a name alone"))

    def convert(self, n_quads: str, media_type: str) -> bytes:
        """Write N-Quads, or N-Triples, down in another RDF format."""
        return self.converter.write_rdf(n_quads.encode("utf-8"), N_QUADS.media_type, media_type)

    def close(self) -> None:
        """Close every connection and end every process."""
        self._client.close()
        self.converter.close()

    def _select(self, query_text: str, terms: Mapping[str, Term], dataset: tuple[str, ...]) -> list[Row]:
        with self._pages.enter(""):
            job = Job(bind(query_text, terms), "", dataset, dataset)
            reply = self._send(job, JSON.media_type, self._pages.limits.timeout)
        return _read_rows(read_json(reply.body))

    def _answer(self, prepared: Prepared, limit: float) -> bytes:
        form, job = prepared.format, prepared.job
        if prepared.kind == "ASK":
            return write_ask(read_ask(self._send(job, JSON.media_type, limit).body), form)
        if prepared.kind == "SELECT":
            reply = self._send(job, f"{JSON.media_type}, {JSON.aliases[0]};q=0.9", limit)
            return self._finish_select(reply, form)
        reply = self._send(job, _accept(form if form in _PASSED else N_TRIPLES), limit)
        source = _source(reply)
        if form.media_type == source or (form is N_QUADS and source == N_TRIPLES.media_type):
            return reply.body
        return self.converter.write_rdf(reply.body, source, form.media_type)

    def _finish_select(self, reply: Reply, form: Format) -> bytes:
        if reply.media_type not in (JSON.media_type, *JSON.aliases):
            raise EndpointBroken(detail=mark("it is in a format that nobody asked for"))
        if form is JSON:
            read_json(reply.body)  # some services end a whole HTTP answer in the middle of its content
            return reply.body
        return self.converter.write_results(reply.body, form.media_type)

    def _send(self, job: Job, accept: str, limit: float) -> Reply:
        pairs = [("query", job.query)]
        pairs += [("default-graph-uri", one) for one in job.default_graphs or ()]
        pairs += [("named-graph-uri", one) for one in job.named_graphs or ()]
        form = urlencode(pairs).encode("ascii")
        size = self._public.limits.result_size
        try:
            reply = self._client.post(form, accept, Bounds(time.monotonic() + limit, size * _MIB, is_safe=True))
        except SizeExceeded as error:
            raise ResultTooLarge(limit=size) from error
        except DeadlinePassed as error:
            raise QueryTimeout(limit=int(limit) if float(limit).is_integer() else limit) from error
        check(reply, self._address.secrets)
        is_json = reply.media_type in (JSON.media_type, *JSON.aliases)
        return reply._replace(body=name_nodes(reply.body)) if is_json else reply


def refuse_procedures(text: str) -> None:
    """Refuse names that call into the database of the service, however they are spelt.

    Raises
    ------
    QueryRefused
        If there is one.
    """
    if not _INWARD.search(lexer.decode_escapes(text)):
        return
    _refuse_names(text)
    with suppress(BadQuery):  # who decodes first cannot read it at all
        _refuse_names(lexer.decode_escapes(text))


def _refuse_names(text: str) -> None:
    for kind, piece, start in lexer.read_tokens(text):
        if kind in (lexer.NAME, lexer.IRI) and _INWARD.match(lexer.decode_escapes(piece)):
            line, column = lexer.find_position(text, start)
            raise QueryRefused(word=piece[:60], line=line, column=column)


def _accept(form: Format) -> str:
    others = [one for one in (N_TRIPLES, TURTLE) if one is not form]
    return ", ".join([form.media_type, *(f"{one.media_type};q=0.{9 - at}" for at, one in enumerate(others))])


def _source(reply: Reply) -> str:
    """Name the format of RDF that arrived."""
    media_type = reply.media_type
    found = next((one for one in _PASSED if media_type in (one.media_type, *one.aliases)), None)
    if found is None:
        raise EndpointBroken(detail=mark("it is in a format that nobody asked for"))
    return found.media_type


def _read_rows(content: dict[str, object]) -> list[Row]:
    try:
        rows = content["results"]["bindings"]  # type: ignore[index]
        return [{name: _tidy(Term.from_json(cell)) for name, cell in row.items()} for row in rows]
    except (KeyError, TypeError, AttributeError) as error:
        raise EndpointBroken(detail=mark("it is not in the format that it names")) from error


def _tidy(term: Term) -> Term:
    """Write truth values as ``true`` and ``false``; Virtuoso writes numbers."""
    if term.datatype == _BOOLEAN and term.value in _TRUTH:
        return replace(term, value=_TRUTH[term.value])
    return term
