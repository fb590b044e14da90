"""The way in, before Flask: everything that must be quick, or the same for every request.

A request gets an id and a client, an answer from the cache where there is one,
compression, "you have it already", a record for log and figures. Programs that
ask ``/sparql``, and whatever watches over the service, are answered without Flask; all
other requests are handed on.
"""

from __future__ import annotations

import logging
import os
import re
import time
from collections.abc import Callable, Iterable
from itertools import count
from typing import TYPE_CHECKING, Final, cast

from graph.errors import BadQuery, BadRequest, QueryRefused, QueryTooComplex, SimpulError, Unforeseen
from graph.sparql.lanes import Shares
from graph.web import endpoint, health, store
from graph.web.answers import Answer, Form
from graph.web.cache import Cache, Flights, Key
from graph.web.clients import find_address, name_client
from graph.web.compression import choose_coding
from graph.web.endpoint import Endpoint, Found
from graph.web.exchange import Call, Environ, Reply
from graph.web.flask_answers import Stream, ask_flask, find_version
from graph.web.journal import Journal, Record
from graph.web.memento import find_memento
from graph.web.metrics import CONTENT_TYPE, Figures, Metrics
from graph.web.pages import Simpul
from graph.web.problems import likes_pages
from graph.web.refusals import refuse

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication

_log = logging.getLogger(__name__)
_MIB: Final = 1024 * 1024
_SANE_ID: Final = re.compile(r"[A-Za-z0-9._-]{1,64}")
_CONDITIONS: Final = frozenset(("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE"))
ADDRESSES: Final = ("/sparql", "/store", "/healthz", "/readyz", "/metrics")
"""What is answered here."""


class Gateway:
    """A WSGI application around the pages.

    Parameters
    ----------
    pages : WSGI application
        Answers what is not answered here.
    state : Simpul
        Of the application.
    """

    def __init__(self, pages: WSGIApplication, state: Simpul) -> None:
        settings = state.settings
        self._pages = pages
        self._state = state
        self._editions = state.editions
        self._proxies = settings.trusted_proxies
        self._shares = Shares(settings.client_queries)
        self.cache = Cache(settings.cache_size * _MIB)
        self._flights = Flights()
        self._endpoint = Endpoint(state, self.cache)
        self.metrics = Metrics()
        self.journal = Journal(settings.log, self.metrics.count)
        self._ids = count(1)
        self._prefix = os.urandom(6).hex()
        self._watched: dict[str, Callable[[], Reply]] = {
            "/healthz": health.alive,
            "/readyz": lambda: health.ready(state),
            "/metrics": self._show_metrics,
        }

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        started = time.perf_counter()
        sent = environ.get("HTTP_X_REQUEST_ID")
        number = sent if sent and _SANE_ID.fullmatch(sent) else f"{self._prefix}-{next(self._ids):x}"
        environ["simpul.id"] = number
        method = environ["REQUEST_METHOD"]
        version = self._editions.current_id
        key = _make_key(environ, version) if method in ("GET", "HEAD") else None
        if key is not None:
            form = self.cache.find_form(key)
            if form is not None and (_CONDITIONS.isdisjoint(environ) or (form := form.answer_call(Call(environ)))):
                start_response(form.status, [*form.headers, ("X-Request-Id", number)])
                self._note(environ, started, form)
                return form.body if method == "GET" else ()
        return self._answer(environ, start_response, key, started)

    def _answer(
        self, environ: Environ, start_response: StartResponse, key: Key | None, started: float
    ) -> Iterable[bytes]:
        """Answer what is not ready to be sent."""
        call = Call(environ)
        version = self._editions.current_id
        self.cache.follow(version)
        environ["simpul.address"] = address = find_address(environ, self._proxies)
        environ["simpul.client"] = name_client(address)
        found = self._find(call, key)
        if isinstance(found, Stream):
            self._record(call, started, found.status, found.size, "")
            return found.send(start_response, environ["simpul.id"])
        coding = choose_coding(call.header("Accept-Encoding"))
        # Only what was asked for again: most questions are asked once, and looking them up by name is quick too.
        if key is not None and found.name is not None and found.outcome == "hit":
            self.cache.remember(key, found.name, found.answer.form(coding).extend(found.headers))
        form = found.answer.form(coding).answer_call(call).extend(found.headers)
        start_response(form.status, [*form.headers, ("X-Request-Id", environ["simpul.id"])])
        self._record(call, started, int(form.status[:3]), form.size, found.outcome)
        return form.body if call.method != "HEAD" else ()

    def _find(self, call: Call, key: Key | None) -> Found | Stream:
        """Find who answers, and have it answered; every error becomes an answer too."""
        watched = self._watched.get(call.path) if call.method in ("GET", "HEAD") else None
        client = call.environ["simpul.client"]
        try:
            if watched is not None:
                return Found(Answer(watched()))
            self._shares.take(client)
            try:
                return self._hand_on(call, key)
            finally:
                self._shares.give_back(client)
        except SimpulError as error:
            return Found(self._refuse(call, error))
        except Exception as error:  # noqa: BLE001 - whatever happens is recorded, and nothing of it shown
            _log.error("%s %s", call.method, call.path, exc_info=error)
            return Found(self._refuse(call, Unforeseen()))

    def _hand_on(self, call: Call, key: Key | None) -> Found | Stream:
        """Let whoever is there for it answer."""
        moved = find_memento(call, self._state.settings.data)
        if moved is not None:
            return Found(Answer(moved))
        if store.takes(call):
            return self._share(call, key, lambda: store.answer(call, self._state))
        if _is_sparql(call.path) and not endpoint.is_for_people(call):
            return self._ask_endpoint(call, key)
        return self._ask_pages(call, key)

    def _ask_endpoint(self, call: Call, key: Key | None) -> Found | Stream:
        """Answer a program; a person who wanted a file is shown on a page what is wrong with the query."""
        try:
            return self._endpoint.answer(call)
        except (BadQuery, BadRequest, QueryRefused, QueryTooComplex):
            if call.method == "GET" and likes_pages(call.header("Accept") or ""):
                return self._ask_pages(call, key)
            raise

    def _refuse(self, call: Call, error: SimpulError) -> Answer:
        reply = refuse(call, self._state, error)
        is_read = "simpul.open" in call.environ or (_is_sparql(call.path) and not call.header("Authorization"))
        if is_read and "simpul.writes" not in call.environ:
            reply.headers |= endpoint.OPEN
        return Answer(reply)

    def _ask_pages(self, call: Call, key: Key | None) -> Found | Stream:
        """Let Flask answer."""
        is_answer = _is_sparql(call.path) and b"query=" in call.query_string  # only programs' answers are kept
        return self._share(call, None if is_answer else key, lambda: ask_flask(self._pages, call))

    def _share(self, call: Call, key: Key | None, ask: Callable[[], Reply | Stream]) -> Found | Stream:
        """Find a kept answer, or ask for one; identical requests at the same time wait for one that may be kept."""
        if key is None:
            answered = ask()
            return answered if isinstance(answered, Stream) else Found(Answer(answered))
        kept = self.cache.find(key)
        if kept is not None:
            return Found(kept, key, "hit")
        own: list[Answer | Stream] = []

        def make() -> Answer | None:
            answered = ask()
            if isinstance(answered, Stream):
                own.append(answered)
                return None
            version = find_version(answered, cast("str", key[0]), call)
            answer = Answer(answered, version or "", version != key[0])
            own.append(answer)
            if version is None:
                return None
            self.cache.keep(key, answer)
            return answer

        answer, is_shared = self._flights.share(key, make)
        if answer is None and is_shared:
            answer = make()
        if answer is not None:
            return Found(answer, key, "collapsed" if is_shared else "miss")
        return own[0] if isinstance(own[0], Stream) else Found(own[0])

    def _show_metrics(self) -> Reply:
        self.journal.flush()
        with self._editions.lease() as engine:
            # An engine that asks another service has neither.
            workers, lanes = len(getattr(engine, "processes", ())), getattr(engine, "lanes", None)
            body = Figures(self.metrics, self.cache, lanes).write(engine.version.id, workers)
        return Reply(200, body, {"Content-Type": CONTENT_TYPE, "Cache-Control": "no-store"})

    def _note(self, environ: Environ, started: float, form: Form) -> None:
        """Record an answer that lay ready."""
        known = (
            time.time(),
            environ["simpul.id"],
            find_address(environ, self._proxies) if self._proxies else environ.get("REMOTE_ADDR") or "",
            environ["REQUEST_METHOD"],
            environ["PATH_INFO"],
            environ.get("QUERY_STRING") or "",
            int(form.status[:3]),
            form.size,
            time.perf_counter() - started,
            "hit",
            form.answer.version,
            "",
            "",
        )
        self.journal.note(tuple.__new__(Record, known))  # the constructor would cost more than all of this

    def _record(self, call: Call, started: float, status: int, size: int, outcome: str) -> None:
        """Record an answer that was made."""
        environ = call.environ
        self.journal.note(
            Record(
                time.time(),
                environ["simpul.id"],
                environ["simpul.address"],
                call.method,
                call.path,
                environ.get("QUERY_STRING") or "",
                status,
                size,
                time.perf_counter() - started,
                outcome,
                environ.get("simpul.version")
                or ("" if b"version=" in call.query_string else self._editions.current_id),
                "update" if "simpul.writes" in environ and _is_sparql(call.path) else "",
                environ.get("simpul.query", ""),
            )
        )


def _is_sparql(path: str) -> bool:
    return path.startswith(endpoint.PATH) and (path in ("/sparql", "/sparql/") or path.startswith("/sparql."))


def _make_key(environ: Environ, version: str) -> Key | None:
    """Name a way of asking; none for one that answers depend on in another way."""
    get = environ.get
    if "HTTP_ACCEPT_DATETIME" in environ:
        return None
    cookie = get("HTTP_COOKIE")
    return (
        version,
        environ["PATH_INFO"],
        get("QUERY_STRING"),
        get("HTTP_ACCEPT"),
        get("HTTP_ACCEPT_ENCODING"),
        get("HTTP_ACCEPT_LANGUAGE"),
        cookie if cookie and "lang" in cookie else None,
        get("HTTP_HOST"),
        get("wsgi.url_scheme"),
    )
