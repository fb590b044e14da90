"""Changes made at the other service, by SPARQL updates.

The service publishes no versions: what it confirms is the data from then on.
Nothing is checked against the shapes before, nothing is counted, and a change of
which it says nothing in time may have been made or not; that is said as it is.
"""

from __future__ import annotations

import re
import threading
import time
from typing import Final
from urllib.parse import urlencode

from graph.errors import BadQuery, EndpointUnreachable, QueryUnsupported, SimpulError
from graph.formats import JSON
from graph.knowledge.work import UNNAMED, Change, GraphWrite, Outcome, Payload, Update, Work
from graph.language import mark
from graph.settings import Settings
from graph.sparql.remote.address import find_address
from graph.sparql.remote.connection import Bounds, Client, DeadlinePassed, SizeExceeded
from graph.sparql.remote.engine import RemoteEngine, refuse_procedures
from graph.sparql.remote.reading import explain
from graph.spelling import hide_codes, spell_iri
from graph.terms import Term
from graph.write_errors import (
    GraphUnknown,
    PublishingBusy,
    RdfInvalid,
    RdfRefused,
    UpdateUncertain,
    UpdateUnsupported,
)

_SIZE: Final = 1024 * 1024
"""Bytes that the confirmation of a change may hold."""
_BLANK: Final = re.compile(r"^_:|^<[^>]*> <[^>]*> _:", re.MULTILINE)
_UNCONDITIONAL: Final = mark("the service behind this one keeps no versions, so that no condition can be held")


class RemotePublisher:
    """Makes changes at the other service.

    Parameters
    ----------
    settings : Settings
        With the address for updates.
    engine : RemoteEngine
        Which asks the same service.
    """

    def __init__(self, settings: Settings, engine: RemoteEngine) -> None:
        self._address = find_address(settings, "update_endpoint")
        self._client = Client(self._address)
        self._engine = engine
        self._limit = settings.update_timeout
        self._queue = Waiting(settings.update_queue)

    def submit(self, change: Change, work: Work) -> Outcome:  # noqa: ARG002 - the service is not told who asks
        """Make a change and wait until the service confirms it.

        Parameters
        ----------
        change : Change
            Who changes what; the service is not told.
        work : Work
            What.

        Returns
        -------
        Outcome
            Without numbers: the service does not tell them.

        Raises
        ------
        BadQuery, UpdateUnsupported
            If the service does not take the update.
        RdfInvalid, RdfRefused, GraphUnknown
            If what is to be written is not RDF, or there is no graph to remove.
        UpdateUncertain
            If it does not confirm it.
        EndpointFailed, PublishingBusy
            If nothing was changed because the service fails or too many changes wait.
        """
        with self._queue:
            if isinstance(work, Update):
                try:
                    self._send(write_update(work))
                except BadQuery as error:
                    raise _count_from_our_text(error, work) from error
                return Outcome(self._engine.versions.move_on().id, 0, 0, is_counted=False)
            return self._write(work)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _write(self, work: GraphWrite) -> Outcome:
        if work.if_match:
            raise UpdateUnsupported(detail=_UNCONDITIONAL)
        is_known = work.graph != UNNAMED and self._is_known(work.graph)
        if work.method == "DELETE" and work.graph != UNNAMED and not is_known:
            raise GraphUnknown(graph=work.graph, known=", ".join(self._engine.version.manifest.graphs) or "-")
        contents = [self._read(payload, work.base) for payload in work.payloads]
        self._send([("update", write_graph(work, contents))])
        was_created = work.graph != UNNAMED and not is_known and work.method != "DELETE"
        return Outcome(self._engine.versions.move_on().id, 0, 0, was_created, is_counted=False)

    def _is_known(self, graph: str) -> bool:
        return bool(self._engine.find("graph_exists", graph=Term(graph)))

    def _read(self, payload: Payload, base: str) -> str:
        try:
            text = payload.content.decode("utf-8")
        except UnicodeDecodeError as error:
            raise RdfRefused(detail=str(error)) from error
        try:
            return self._engine.converter.read_rdf(text, payload.media_type, base)
        except BadQuery as error:
            fields = {name: error.fields[name] for name in ("line", "column", "detail")}
            raise RdfInvalid(format=payload.media_type, **fields) from error
        except QueryUnsupported as error:
            raise RdfRefused(detail=error.fields["detail"]) from error

    def _send(self, fields: list[tuple[str, str]]) -> None:
        form = urlencode(fields).encode("ascii")
        bounds = Bounds(time.monotonic() + self._limit, _SIZE, is_safe=False)
        try:
            reply = self._client.post(form, f"{JSON.media_type}, */*;q=0.5", bounds)
        except EndpointUnreachable:
            raise
        except (DeadlinePassed, SizeExceeded, SimpulError) as error:
            raise UpdateUncertain from error
        if not 200 <= reply.status < 300:
            raise _explain(explain(reply, self._address.secrets), reply.status)


class Waiting:
    """Counts the changes under way, with the most that may be.

    Parameters
    ----------
    most : int
        The most.
    """

    def __init__(self, most: int) -> None:
        self._most = max(1, most)
        self._places = threading.BoundedSemaphore(self._most)

    def __enter__(self) -> None:
        if not self._places.acquire(blocking=False):
            raise PublishingBusy(waiting=self._most, retry=2)

    def __exit__(self, *_: object) -> None:
        self._places.release()


def write_update(work: Update) -> list[tuple[str, str]]:
    """Write an update as the fields of a form (SPARQL 1.1 Protocol, section 2.2.1).

    The text goes as it arrived: the graphs that the client names beside it stay
    beside it, because some services take no ``USING`` where the default graph is the union.

    Raises
    ------
    QueryRefused
        If it calls a procedure of the service's database.
    """
    refuse_procedures(work.text)
    fields = [("update", _write_base(work) + work.text)]
    fields += [("using-graph-uri", one) for one in work.default_graphs]
    fields += [("using-named-graph-uri", one) for one in work.named_graphs]
    return fields


def write_graph(work: GraphWrite, contents: list[str]) -> str:
    """Write a write of the Graph Store Protocol as an update.

    Parameters
    ----------
    work : GraphWrite
        What to do.
    contents : list of str
        The payloads as N-Triples.
    """
    name = "DEFAULT" if work.graph == UNNAMED else f"GRAPH {spell_iri(work.graph)}"
    steps = [f"CLEAR SILENT {name}"] if work.method in ("PUT", "DELETE") else []
    if work.method == "DELETE" and work.graph != UNNAMED:
        steps = [f"DROP SILENT {name}"]
    for content in filter(None, contents):
        triples = hide_codes(content)
        within = "{ " + (triples if work.graph == UNNAMED else f"{name} {{\n{triples}}}") + " }"
        # Virtuoso takes blank nodes in a template only; each is made anew there, as it should be.
        steps.append(f"INSERT {within} WHERE {{}}" if _BLANK.search(triples) else f"INSERT DATA {within}")
    return " ;\n".join(steps)


def _count_from_our_text(error: BadQuery, work: Update) -> BadQuery:
    """Count the columns of the text as it arrived, before its base was put in front of it."""
    line, column = int(str(error.fields["line"])), int(str(error.fields["column"]))
    if line == 1:
        column = max(1, column - len(_write_base(work)))
    return BadQuery(**{**error.fields, "column": column})


def _write_base(work: Update) -> str:
    return f"BASE {spell_iri(work.base)} " if work.base else ""


def _explain(error: SimpulError, status: int) -> SimpulError:
    """Tell apart what the service did not take from what it may have done by half."""
    if isinstance(error, QueryUnsupported):
        return UpdateUnsupported(detail=error.fields["detail"])
    if status == 500:
        return UpdateUncertain()
    return error
