"""``/store``: whole graphs are read and written by SPARQL 1.1 Graph Store HTTP Protocol.

Reading is open to everybody, from pages of other sites too; writing needs a
token and never has CORS headers.
"""

from __future__ import annotations

import hashlib
from typing import Final, cast
from typing import Literal as OneOf

from graph.errors import MethodNotAllowed
from graph.formats import GRAPH_FORMATS
from graph.knowledge.work import UNNAMED, Action, GraphWrite, Payload
from graph.sparql.engine import Engine, choose_format
from graph.sparql.graph_store import OWN, STORE, Target, decompress, find_target, read_if_match, read_payloads
from graph.sparql.protocol import parse_form, take_single
from graph.terms import Term
from graph.web.answers import is_known
from graph.web.endpoint import OPEN
from graph.web.exchange import Call, Reply
from graph.web.memento import date_answer, say_how_long
from graph.web.pages import Simpul
from graph.web.safety import DATA_HEADERS
from graph.web.writing import Wish, change, find_message, tell
from graph.write_errors import BodyTooLarge, GraphUnknown, VersionMoved

METHODS: Final = ("GET", "HEAD", "PUT", "POST", "DELETE", "OPTIONS")
_READS: Final = ("GET", "HEAD")
_WRITES: Final = ("PUT", "POST", "DELETE")
_PREFLIGHT: Final = {
    "Allow": ", ".join(METHODS),
    "Access-Control-Allow-Methods": ", ".join(_READS),
    "Access-Control-Allow-Headers": "Accept, Accept-Datetime, Accept-Language, If-None-Match",
    "Access-Control-Max-Age": "86400",
}
_MIB: Final = 1024 * 1024
_SHOWN: Final = 20
"""Graphs that are named to whoever asks for one that is not there."""


def takes(call: Call) -> bool:
    """Tell whether a call is for the graph store; graphs of our own are read as pages."""
    path = call.path
    if path.startswith(OWN):
        return call.method in _WRITES
    return path == STORE or path.startswith(STORE + "/")


def answer(call: Call, state: Simpul) -> Reply:
    """Read or write a graph.

    Raises
    ------
    SimpulError
        If it cannot be read, or was not written.
    """
    if call.method == "OPTIONS":
        return Reply(204, headers={**_PREFLIGHT, **OPEN, **DATA_HEADERS})
    if call.method in _READS:
        call.environ["simpul.open"] = True
        return _read(call, state)
    if call.method not in _WRITES:
        raise MethodNotAllowed(method=call.method, allowed=", ".join(METHODS))
    return _write(call, state)


def _read(call: Call, state: Simpul) -> Reply:
    args = parse_form(call.query_string)
    target = find_target(call.method, call.path, call.address, args)
    wanted = take_single(args, "version") or ""
    with state.editions.lease(wanted) as engine:
        version = engine.version
        call.environ["simpul.version"] = version.id
        _check_known(engine, target)
        form = choose_format(take_single(args, "format") or None, call.header("Accept"), GRAPH_FORMATS)
        digest = hashlib.sha256(f"{target.graph} {form.media_type}".encode()).hexdigest()[:16]
        mark = "" if version.id.startswith("live") else f"{version.id}-{digest}"
        headers = {"Vary": "Accept, Accept-Datetime", "Cache-Control": "no-store", **OPEN, **DATA_HEADERS}
        if mark:
            headers |= date_answer(call, version, state.settings.data, is_pinned=bool(wanted))
            headers |= {"ETag": f'"{mark}"', "Cache-Control": say_how_long(is_pinned=bool(wanted), is_page=False)}
        if mark and is_known(call, mark, headers.get("Last-Modified")):
            return Reply(304, headers=headers)
        headers["Content-Type"] = form.content_type
        return Reply(200, _fetch(state, engine, target, form.media_type), headers)


def _has(engine: Engine, target: Target) -> bool:
    """Tell whether there is a graph; the one without a name always is."""
    return target.graph == UNNAMED or target.graph in engine.version.manifest.graphs


def _check_known(engine: Engine, target: Target) -> None:
    if not _has(engine, target):
        known = sorted(engine.version.manifest.graphs)
        shown = ", ".join(known[:_SHOWN]) + (", ..." if len(known) > _SHOWN else "")
        raise GraphUnknown(graph=target.graph, known=shown or "-")


def _fetch(state: Simpul, engine: Engine, target: Target, media_type: str) -> bytes:
    if target.graph == UNNAMED:
        return engine.unnamed(media_type)
    return engine.construct(state.catalogue.text("pages/describe_graph"), media_type, thing=Term(target.graph))


def _write(call: Call, state: Simpul) -> Reply:
    locations: list[str] = []

    def read() -> Wish:
        args = parse_form(call.query_string)
        target = find_target(call.method, call.path, call.address, args)
        locations.append(target.location)
        expects = _check_conditions(call, state, target)
        payloads = _read_body(call, state) if call.method != "DELETE" else ()
        conditions = read_if_match(call.header("If-Match"))
        method = cast('OneOf["PUT", "POST", "DELETE"]', call.method)
        work = GraphWrite(target.graph, method, payloads, target.base, conditions, expects)
        return Wish(work, find_message(call, take_single(args, "message")), target.graph)

    outcome = change(call, state, cast("Action", call.method.lower()), read)
    reply = tell(outcome, 201 if outcome.was_created else 204)
    if outcome.was_created and locations[0]:
        reply.headers["Location"] = locations[0]
    return reply


def _read_body(call: Call, state: Simpul) -> tuple[Payload, ...]:
    limit = state.settings.upload_size * _MIB
    body = call.read(limit)
    if body is None:
        raise BodyTooLarge(size=call.size or f"> {limit}", limit=limit)
    return read_payloads(decompress(body, call.header("Content-Encoding"), limit), call.header("Content-Type"))


def _check_conditions(call: Call, state: Simpul, target: Target) -> OneOf["", "known", "unknown"]:
    """Say what is asked about the graph being there (RFC 9110, section 13.1).

    The writer compares again, because others may write meanwhile; whoever cannot
    be right need not send a body that is looked at.
    """
    must, must_not = ((call.header(name) or "").strip() == "*" for name in ("If-Match", "If-None-Match"))
    if not must and not must_not:
        return ""
    with state.editions.lease() as engine:
        if _has(engine, target) != must:
            raise VersionMoved(current=engine.version.id)
    return "known" if must else "unknown"
