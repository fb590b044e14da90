"""SPARQL for programs: ``/sparql`` without a web framework.

Everybody may read it from everywhere, hence the open CORS headers; they never
allow a header that could carry a credential, and changes do not have them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Hashable, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from graph.errors import QueryTooLarge
from graph.formats import GRAPH_FORMATS, HTML, find_format
from graph.sparql.description import describe_service
from graph.sparql.engine import Engine, Prepared, Published, choose_format
from graph.sparql.protocol import FORM, METHODS, UPDATE, SparqlRequest, UpdateRequest, parse, parse_form
from graph.web import writing
from graph.web.answers import Answer, is_known
from graph.web.cache import Cache, Flights
from graph.web.exchange import Call, Reply
from graph.web.memento import date_answer, say_how_long, tell_moment
from graph.web.pages import Simpul
from graph.web.problems import likes_pages
from graph.web.safety import DATA_HEADERS

PATH: Final = "/sparql"
YEAR: Final = 365 * 24 * 3600
OPEN: Final = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Last-Modified, Retry-After, Content-Language, Content-Location, Link, "
    "Memento-Datetime, X-Request-Id",
}
_PREFLIGHT: Final = {
    "Allow": ", ".join(METHODS),
    "Access-Control-Allow-Methods": ", ".join(METHODS),
    "Access-Control-Allow-Headers": "Accept, Accept-Datetime, Accept-Language, Content-Type, If-None-Match",
    "Access-Control-Max-Age": "86400",
}
_SPELT_OUT: Final = 3
"""Percent-encoding makes a query up to three times as long."""
_OTHER_PARAMETERS: Final = 8192
_OF_UPDATES: Final = 16 * 1024 * 1024
"""Bytes of a body that comes with a token; its text is looked at closer once it is read."""
_LIVE: Final = "live"
"""How the id of a version starts that may change at any moment."""


NO_HEADERS: Final[Mapping[str, str]] = MappingProxyType({})


class Found(NamedTuple):
    """An answer, the name under which it may be kept (``None``: not at all), and how it was come by."""

    answer: Answer
    name: Hashable = None
    outcome: str = ""
    headers: Mapping[str, str] = NO_HEADERS
    """What depends on the address at which it was asked for, and so is not kept with the answer."""


def is_for_people(call: Call) -> bool:
    """Tell whether a browser asks, which gets a page and not an answer for programs."""
    if call.method not in ("GET", "HEAD"):
        return False
    form = _find_suffix(call)
    if form is None and b"format=" in call.query_string:
        names = [part.partition(b"=")[2] for part in call.query_string.split(b"&") if part.startswith(b"format=")]
        form = names[0].decode("latin-1") if names else None
    if form:
        return find_format(form, [HTML]) is not None
    accept = call.header("Accept")
    return accept is not None and likes_pages(accept)


def _find_suffix(call: Call) -> str | None:
    return call.path.removeprefix(PATH + ".") if call.path.startswith(PATH + ".") else None


class Endpoint:
    """Answers queries of programs. Threads may share it.

    Parameters
    ----------
    state : Simpul
        Of the application.
    cache : Cache
        Where answers are kept.
    """

    def __init__(self, state: Simpul, cache: Cache) -> None:
        self._state = state
        self._cache = cache
        self._flights = Flights()

    def answer(self, call: Call) -> Found:
        """Answer a query, describe the service, or pass an update on.

        Raises
        ------
        SimpulError
            If there is no answer.
        """
        if call.method == "OPTIONS":
            return Found(Answer(Reply(204, headers={**_PREFLIGHT, **OPEN, **DATA_HEADERS})))
        asked = self._read(call)
        if isinstance(asked, UpdateRequest):
            return Found(Answer(writing.answer(call, self._state, asked)))
        call.environ["simpul.open"] = True
        with self._state.editions.lease(asked.version) as engine:
            call.environ["simpul.version"] = engine.version.id
            call.environ["simpul.query"] = asked.query or ""
            ask = self._describe if asked.query is None else self._query
            found = ask(call, engine, asked)
            return found if found.name is None else found._replace(headers=self._date(call, engine, asked))

    def _date(self, call: Call, engine: Engine, asked: SparqlRequest) -> dict[str, str]:
        """Say which version an answer is about, where others are, and how long it holds."""
        is_pinned = bool(asked.version)
        headers = date_answer(call, engine.version, self._state.settings.data, is_pinned=is_pinned)
        return {**headers, "Cache-Control": say_how_long(is_pinned=is_pinned, is_page=False)}

    def _read(self, call: Call) -> SparqlRequest | UpdateRequest:
        limit = self._state.settings.query_length
        most = limit * _SPELT_OUT + _OTHER_PARAMETERS
        if len(call.query_string) > most:
            raise QueryTooLarge(size=len(call.query_string), limit=limit)
        body = b""
        if call.method == "POST":
            read = call.read(self._most_bytes(call, most))
            if read is None:
                raise QueryTooLarge(size=call.size or most, limit=limit)
            body = read
        return parse(call.method, parse_form(call.query_string), call.header("Content-Type"), body)

    def _most_bytes(self, call: Call, most: int) -> int:
        """Give the bytes that a body may hold: updates, which come with a token, more than queries."""
        media_type = (call.header("Content-Type") or "").partition(";")[0].strip().lower()
        if media_type in (UPDATE, FORM) and call.header("Authorization"):
            return max(most, _OF_UPDATES)
        return most

    def _query(self, call: Call, engine: Engine, asked: SparqlRequest) -> Found:
        prepared = engine.prepare(asked, call.header("Accept"), _find_suffix(call))
        headers = _make_headers(prepared, engine.version, bool(asked.version))
        headers |= tell_moment(engine.version, self._state.settings.data)
        name = prepared.mark
        if not name or engine.version.id.startswith(_LIVE):
            return Found(self._run(call, engine, prepared, headers))
        kept = self._cache.find(name)
        if kept is not None:
            return Found(kept, name, "hit")
        if call.method != "POST" and is_known(call, name, headers.get("Last-Modified")):
            del headers["Content-Type"]
            return Found(Answer(Reply(304, headers=headers)))

        def make() -> Answer:
            answer = self._run(call, engine, prepared, headers)
            answer.version = engine.version.id
            answer.is_pinned = bool(asked.version)
            self._cache.keep(name, answer)
            return answer

        answer, is_shared = self._flights.share((name, prepared.timeout), make)
        return Found(answer or make(), name, "collapsed" if is_shared else "miss")

    def _run(self, call: Call, engine: Engine, prepared: Prepared, headers: dict[str, str]) -> Answer:
        body = engine.run(prepared, call.environ["simpul.client"]).body
        return Answer(Reply(200, body, headers))

    def _describe(self, call: Call, engine: Engine, asked: SparqlRequest) -> Found:
        """Describe the service in RDF."""
        state = self._state
        chosen = choose_format(asked.format or _find_suffix(call), call.header("Accept"), GRAPH_FORMATS)
        version = engine.version.id
        takes_updates = writing.takes_changes(state)
        parts = f"{call.address} {chosen.media_type} {takes_updates}"
        name = f"{version}-{hashlib.sha256(parts.encode()).hexdigest()[:16]}"
        kept = self._cache.find(name)
        if kept is not None:
            return Found(kept, name, "hit")
        text = describe_service(call.address, state.settings, takes_updates, state.statistics(engine))
        headers = {"Content-Type": chosen.content_type, "Vary": "Accept, Accept-Datetime", "Cache-Control": "no-cache"}
        headers |= {"ETag": f'"{name}"', **OPEN, **DATA_HEADERS}
        answer = Answer(Reply(200, engine.convert(text, chosen.media_type), headers), version, bool(asked.version))
        if version.startswith(_LIVE):
            return Found(answer)
        self._cache.keep(name, answer)
        return Found(answer, name, "miss")


def _make_headers(prepared: Prepared, version: Published, is_pinned: bool) -> dict[str, str]:
    headers = {"Content-Type": prepared.format.content_type, "Vary": "Accept, Accept-Datetime", **OPEN, **DATA_HEADERS}
    if not prepared.mark or version.id.startswith(_LIVE):
        headers["Cache-Control"] = "no-store"
        return headers
    headers["ETag"] = f'"{prepared.mark}"'
    headers["Cache-Control"] = f"public, max-age={YEAR}, immutable" if is_pinned else "no-cache"
    return headers
