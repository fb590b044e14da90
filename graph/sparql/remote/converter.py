"""Rewriting of what the other service sends, in a worker process of our own.

What a stranger wrote is parsed where it can cost one process at most: under
a deadline and a ceiling of memory, without network and files.
"""

from __future__ import annotations

import os
import threading
from pathlib import Path

from graph.errors import BadQuery, EndpointBroken, QueryUnsupported
from graph.formats import N_TRIPLES
from graph.language import mark
from graph.settings import Settings
from graph.sparql.forkserver import ForkServer
from graph.sparql.jobs import Job
from graph.sparql.limits import limit_pages
from graph.sparql.pool import WorkerPool


class Converter:
    """A worker over no data, started when it is needed first. Threads may share it.

    Parameters
    ----------
    settings : Settings
        How much memory and time it gets.
    """

    def __init__(self, settings: Settings) -> None:
        self._limits = limit_pages(settings)
        self._lock = threading.Lock()
        self._fork_server: ForkServer | None = None
        self._pool: WorkerPool | None = None

    @property
    def processes(self) -> tuple[int, ...]:
        """The ids of all processes that were started."""
        if self._pool is None or self._fork_server is None:
            return ()
        return (self._fork_server.pid, *self._pool.statistics.processes)

    def write_rdf(self, body: bytes, source: str, media_type: str) -> bytes:
        """Write RDF that the service sent in another format.

        Raises
        ------
        EndpointBroken
            If it cannot be read.
        """
        return self._rewrite(Job(_decode(body), media_type, task="convert", source=source))

    def write_results(self, body: bytes, media_type: str) -> bytes:
        """Write results in JSON that the service sent in another format; raises like :meth:`write_rdf`."""
        return self._rewrite(Job(_decode(body), media_type, task="rewrite"))

    def read_rdf(self, text: str, source: str, base: str) -> str:
        """Write RDF that a client sent as N-Triples, its blank nodes renamed.

        Raises
        ------
        BadQuery, QueryUnsupported
            If it cannot be read.
        """
        job = Job(text, N_TRIPLES.media_type, task="convert", source=source, base=base or "urn:x-simpul:base")
        return self._find_pool().run(job).decode("utf-8")

    def close(self) -> None:
        """End the processes."""
        with self._lock:
            if self._fork_server is not None:
                self._fork_server.stop()
            if self._pool is not None:
                self._pool.close()
            if self._fork_server is not None:
                self._fork_server.close()
            self._fork_server = self._pool = None

    def _rewrite(self, job: Job) -> bytes:
        try:
            return self._find_pool().run(job)
        except (BadQuery, QueryUnsupported) as error:
            raise EndpointBroken(detail=mark("it is not in the format that it names")) from error

    def _find_pool(self) -> WorkerPool:
        with self._lock:
            if self._pool is None:
                self._fork_server = ForkServer(Path(os.devnull))
                self._pool = WorkerPool(self._fork_server, self._limits)
            return self._pool


def _decode(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise EndpointBroken(detail=mark("it is not valid UTF-8")) from error
