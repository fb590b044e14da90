"""The one door to SPARQL for the rest of the program."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple, Protocol

from graph.errors import EngineUnavailable, NotAcceptable, UpdateAsQuery
from graph.formats import GRAPH_FORMATS, JSON, N_QUADS, RESULT_FORMATS, Format, find_format, negotiate
from graph.settings import Settings
from graph.sparql.forkserver import ForkServer
from graph.sparql.gate import GateLimits, Inspection, Kind, inspect
from graph.sparql.jobs import Job
from graph.sparql.lanes import Lanes
from graph.sparql.limits import limit_pages, limit_public, make_lanes
from graph.sparql.pool import WorkerPool
from graph.sparql.process import WorkerDied
from graph.sparql.protocol import SparqlRequest
from graph.terms import Row, Term

_CHANGES: Final = re.compile(r"\b(?:now|rand|uuid|struuid|bnode)\b|\[", re.IGNORECASE)
"""What may give another answer to the same query."""


class Manifest(Protocol):
    """What the engine's users want to know of a version."""

    @property
    def published(self) -> str:
        """When it was published, ISO 8601."""

    @property
    def statements(self) -> int:
        """How many claims its documents make."""

    @property
    def graphs(self) -> dict[str, int]:
        """How many RDF statements each named graph holds."""


class Published(Protocol):
    """A published version; :class:`graph.knowledge.versions.Version` is one."""

    @property
    def id(self) -> str:
        """Its name."""

    @property
    def manifest(self) -> Manifest:
        """What it is."""

    @property
    def dataset(self) -> Path:
        """All its statements as N-Quads."""


class Answer(NamedTuple):
    """A whole answer, and of which kind of query."""

    format: Format
    body: bytes
    kind: Kind


@dataclass(frozen=True, slots=True)
class Prepared:
    """A query that has passed the gate and knows how it will be answered.

    Attributes
    ----------
    mark : str
        The same for the same query over the same version in the same format;
        empty for a query whose answer may differ every time.
    """

    job: Job
    format: Format
    kind: Kind
    timeout: float | None
    mark: str


class Engine(Protocol):
    """Answers queries about one version."""

    @property
    def version(self) -> Published:
        """The version that is asked."""

    @property
    def triples(self) -> int:
        """How many statements the union of all graphs holds."""

    def prepare(self, request: SparqlRequest, accept: str | None, suffix: str | None = None) -> Prepared:
        """Look at a query of the public without evaluating it."""

    def run(self, prepared: Prepared, client: str = "") -> Answer:
        """Evaluate a query of the public, for a client among others who wait."""

    def select(self, query_text: str, **terms: Term) -> list[Row]:
        """Run a SELECT query of our own."""

    def construct(self, query_text: str, media_type: str, **terms: Term) -> bytes:
        """Run a CONSTRUCT query of our own."""

    def unnamed(self, media_type: str) -> bytes:
        """Write down what was written to the graph without a name."""

    def convert(self, n_quads: str, media_type: str) -> bytes:
        """Write RDF down in another format."""

    def close(self) -> None:
        """End everything that was started."""


class LocalEngine:
    """Answers from a published version on this machine.

    It keeps two pools over one dataset: one for the public, and one for the
    queries of our own pages, so that no flood of the former delays the latter.

    Parameters
    ----------
    version : Published
        What to answer from.
    settings : Settings
        Limits and sizes.
    fork_server : ForkServer or None
        Over the dataset of this version; made here if there is none yet.
    lanes : Lanes or None
        From :func:`make_lanes`, shared by the engines of all versions; made here for an engine that is alone.
    """

    def __init__(
        self,
        version: Published,
        settings: Settings,
        fork_server: ForkServer | None = None,
        lanes: Lanes | None = None,
    ) -> None:
        self._version = version
        self._gate = GateLimits(settings.query_length, settings.query_depth, settings.query_patterns)
        self.fork_server = fork_server or ForkServer(version.dataset)
        self._pages = WorkerPool(self.fork_server, limit_pages(settings))
        self.lanes = lanes or make_lanes(settings)
        self._public = WorkerPool(self.fork_server, limit_public(settings), self.lanes)

    @property
    def version(self) -> Published:
        """The version that is asked."""
        return self._version

    @property
    def triples(self) -> int:
        """How many statements the union of all graphs holds."""
        try:
            return self.fork_server.count_triples()
        except WorkerDied as death:
            raise EngineUnavailable(detail=death.words) from death

    @property
    def processes(self) -> tuple[int, ...]:
        """The ids of all processes that were started."""
        pools = (self._pages.statistics.processes, self._public.statistics.processes)
        return (self.fork_server.pid, *pools[0], *pools[1])

    def prepare(self, request: SparqlRequest, accept: str | None, suffix: str | None = None) -> Prepared:
        """Look at a query of the public without evaluating it.

        Parameters
        ----------
        request : SparqlRequest
            With a query.
        accept : str or None
            The ``Accept`` header.
        suffix : str or None
            The end of the address; wins over `accept`, as ``request.format`` wins over both.

        Raises
        ------
        BadQuery, QueryRefused, QueryTooLarge, QueryTooComplex, UpdateAsQuery
            What the gate finds.
        NotAcceptable
            If no format suits.
        """
        query = request.query or ""
        inspection = inspect(query, self._gate)
        if inspection.kind == "UPDATE":
            raise UpdateAsQuery
        offered = RESULT_FORMATS if inspection.kind in ("SELECT", "ASK") else GRAPH_FORMATS
        chosen = choose_format(request.format or suffix, accept, offered)
        job = Job(query, chosen.media_type, *_choose_dataset(request, inspection))
        return Prepared(job, chosen, inspection.kind, request.timeout, self._mark(job))

    def run(self, prepared: Prepared, client: str = "") -> Answer:
        """Evaluate a query of the public; raises what :meth:`WorkerPool.run` raises."""
        return Answer(prepared.format, self._public.run(prepared.job, prepared.timeout, client), prepared.kind)

    def select(self, query_text: str, **terms: Term) -> list[Row]:
        """Run a SELECT query of our own.

        Parameters
        ----------
        query_text : str
            The text, from the :class:`~graph.catalogue.Catalogue`.
        **terms : Term
            Values of variables; the query must select these variables.

        Returns
        -------
        list of Row
            The solutions in order.
        """
        body = self._pages.run(Job(query_text, JSON.media_type, substitutions=terms))
        rows = json.loads(body)["results"]["bindings"]
        return [{name: Term.from_json(cell) for name, cell in row.items()} for row in rows]

    def construct(self, query_text: str, media_type: str, **terms: Term) -> bytes:
        """Run a CONSTRUCT query of our own and write its statements down."""
        return self._pages.run(Job(query_text, media_type, substitutions=terms))

    def unnamed(self, media_type: str) -> bytes:
        """Write down what was written to the graph without a name; queries see the union of all graphs instead."""
        return self._pages.run(Job("", media_type, task="unnamed"))

    def convert(self, n_quads: str, media_type: str) -> bytes:
        """Write N-Quads, or N-Triples, down in another RDF format."""
        return self._pages.run(Job(n_quads, media_type, task="convert", source=N_QUADS.media_type))

    def warm_up(self) -> None:
        """Wait until the dataset is loaded and the first workers are ready.

        Raises
        ------
        EngineUnavailable
            If they do not start.
        """
        self._pages.warm_up()
        self._public.warm_up()

    def close(self) -> None:
        """End every process."""
        self.fork_server.stop()
        self._public.close()
        self._pages.close()
        self.fork_server.close()

    def _mark(self, job: Job) -> str:
        if _CHANGES.search(job.query):
            return ""
        parts = repr((job.query, job.media_type, job.default_graphs, job.named_graphs))
        return f"{self._version.id}-{hashlib.sha256(parts.encode('utf-8', 'replace')).hexdigest()[:16]}"


def choose_format(wanted: str | None, accept: str | None, offered: tuple[Format, ...]) -> Format:
    """Choose a format: the one asked for by name, else by ``Accept``.

    Raises
    ------
    NotAcceptable
        If there is none.
    """
    if wanted is None:
        return negotiate(accept, offered)
    found = find_format(wanted, offered)
    if found is None:
        raise NotAcceptable(accept=wanted, offered=", ".join(one.media_type for one in offered))
    return found


Graphs = tuple[str, ...] | None


def _choose_dataset(request: SparqlRequest, inspection: Inspection) -> tuple[Graphs, Graphs]:
    """Let the protocol win over the query; the engine merges only what is named here."""
    if request.default_graphs or request.named_graphs:
        return request.default_graphs, request.named_graphs
    if len(inspection.default_graphs) > 1:
        return inspection.default_graphs, inspection.named_graphs
    return None, None
