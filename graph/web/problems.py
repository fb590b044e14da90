"""Errors over HTTP: one table gives each its status, one function its body.

Programs get a problem document (RFC 9457) in the language they accept, browsers
a page. An error that nobody foresaw is recorded and shows nothing of the inside.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from flask import Blueprint, Response, g, render_template, request
from jinja2 import TemplateError
from werkzeug.datastructures import MIMEAccept
from werkzeug.exceptions import HTTPException
from werkzeug.http import parse_accept_header

from graph import errors, evidence_errors, question_errors, write_errors
from graph.errors import SimpulError
from graph.formats import HTML
from graph.language import LANGUAGES, choose_language, explain, mark, translate
from graph.namespaces import PROBLEM

blueprint = Blueprint("problems", __name__)
_log = logging.getLogger(__name__)

STATUS: Final[Mapping[type[SimpulError], int]] = {
    errors.BadRequest: 400,
    errors.BadQuery: 400,
    errors.UpdateAsQuery: 400,
    errors.QueryAsUpdate: 400,
    errors.QueryUnsupported: 400,
    errors.QueryRefused: 403,
    errors.UpdatesOff: 403,
    errors.PageUnknown: 404,
    errors.ThingUnknown: 404,
    errors.VersionUnknown: 404,
    errors.QueryUnknown: 404,
    question_errors.QuestionUnknown: 404,
    question_errors.ThingMissing: 404,
    write_errors.GraphMissing: 400,
    write_errors.RdfInvalid: 400,
    write_errors.RdfRefused: 400,
    write_errors.UpdateUnsupported: 400,
    write_errors.TokenMissing: 401,
    write_errors.TokenInvalid: 401,
    write_errors.TokenWeak: 403,
    write_errors.GraphComputed: 403,
    write_errors.GraphUnknown: 404,
    errors.MethodNotAllowed: 405,
    errors.NotAcceptable: 406,
    write_errors.VersionMoved: 412,
    write_errors.BodyTooLarge: 413,
    errors.QueryTooLarge: 413,
    evidence_errors.EvidenceTooLarge: 413,
    errors.QueryTooComplex: 413,
    errors.ResultTooLarge: 413,
    errors.UnsupportedMediaType: 415,
    write_errors.ShapesBroken: 422,
    errors.ClientBusy: 429,
    errors.EndpointFailed: 502,
    write_errors.UpdateUncertain: 502,
    errors.QueueFull: 503,
    write_errors.PublishingBusy: 503,
    write_errors.WriterFailed: 503,
    write_errors.UpdateTimeout: 503,
    write_errors.UpdateMemory: 503,
    write_errors.UpdateCrashed: 503,
    errors.QueryTimeout: 503,
    errors.QueryMemory: 503,
    errors.QueryCrashed: 503,
    errors.EngineUnavailable: 503,
    errors.NothingPublished: 503,
    write_errors.TokensUnreadable: 503,
    write_errors.StorageFull: 507,
}
"""The status of an error and of every class made from it; 500 for all others."""

TITLES: Final[Mapping[str, str]] = {
    "bad-request": mark("The request cannot be understood"),
    "query-syntax": mark("The query is not valid SPARQL"),
    "query-unsupported": mark("The query cannot be evaluated"),
    "query-refused": mark("The query is refused"),
    "updates-off": mark("Updates are switched off"),
    "page-unknown": mark("There is no such page"),
    "thing-unknown": mark("There is no such thing"),
    "version-unknown": mark("There is no such version"),
    "query-unknown": mark("There is no such query"),
    "method-not-allowed": mark("The method is not supported"),
    "not-acceptable": mark("No format suits"),
    "query-too-large": mark("The query is too long"),
    "query-too-complex": mark("The query is too complex"),
    "result-too-large": mark("The result is too large"),
    "unsupported-media-type": mark("The body has another format"),
    "queue-full": mark("The service is busy"),
    "query-timeout": mark("The query took too long"),
    "query-memory": mark("The query needed too much memory"),
    "query-crashed": mark("The query could not be finished"),
    "endpoint-failed": mark("The service behind this one fails"),
    "update-uncertain": mark("It is not known whether the change was made"),
    "engine-unavailable": mark("Queries cannot be answered now"),
    "nothing-published": mark("Nothing is published yet"),
    "token-missing": mark("A token is needed"),
    "token-invalid": mark("The token is not accepted"),
    "token-weak": mark("The token does not allow this"),
    "tokens-unreadable": mark("Tokens cannot be checked now"),
    "shapes-broken": mark("The data would break the shapes"),
    "update-unsupported": mark("The update cannot be run"),
    "graph-unknown": mark("There is no such graph"),
    "graph-computed": mark("The graph is computed"),
    "version-moved": mark("The data has changed meanwhile"),
    "rdf-syntax": mark("The body is not valid RDF"),
    "rdf-refused": mark("The body is refused"),
    "body-too-large": mark("The body is too large"),
    "storage-full": mark("There is no room left"),
    "publishing-busy": mark("Too many changes are waiting"),
    "writer-failed": mark("Changes cannot be made now"),
    "client-busy": mark("Too many queries at once"),
    "evidence-too-large": mark("Too many statements at once"),
    "question-unknown": mark("There is no such question"),
    "question-malformed": mark("The file of the question is not in order"),
    "thing-missing": mark("This version has no such thing"),
}
_REMEMBERED: Final = 500
"""Characters of the longest ``Accept`` header whose meaning is kept."""
DOCUMENT: Final = "application/problem+json"
_CHALLENGES: Final[Mapping[type[SimpulError], str]] = {
    write_errors.TokenMissing: 'Bearer realm="simpul"',
    write_errors.TokenInvalid: 'Bearer realm="simpul", error="invalid_token"',
    write_errors.TokenWeak: 'Bearer realm="simpul", error="insufficient_scope"',
}
"""What a client is told to send (RFC 6750, section 3)."""
_TITLE: Final = mark("Something went wrong")
_MEMBERS: Final[tuple[str, ...]] = (
    "line",
    "column",
    "count",
    "size",
    "limit",
    "waiting",
    "retry",
    "name",
    "word",
    "graph",
    "right",
    "current",
)


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem document."""

    kind: str
    title: str
    status: int
    detail: str
    more: Mapping[str, object]

    def as_document(self) -> bytes:
        """Write the document."""
        return json.dumps(self.as_json(), ensure_ascii=False).encode() + b"\n"

    def as_json(self) -> dict[str, object]:
        """Give the members of the document (RFC 9457, section 3)."""
        own = {"type": PROBLEM + self.kind, "title": self.title, "status": self.status, "detail": self.detail}
        return {**own, **self.more}


def describe(error: SimpulError, language: str) -> Problem:
    """Describe an error as a problem in a language."""
    status = next((STATUS[one] for one in type(error).__mro__ if one in STATUS), 500)
    title = translate(TITLES.get(error.kind, _TITLE), language)
    more: dict[str, object] = {name: error.fields[name] for name in _MEMBERS if name in error.fields}
    if isinstance(error, write_errors.ShapesBroken):
        more |= {"problems": list(error.problems[language]), "report": error.report}
    return Problem(error.kind, title, status, explain(error, language), more)


def list_headers(error: SimpulError | None, language: str) -> dict[str, str]:
    """Give the headers that go with an error."""
    headers = {"Cache-Control": "no-store", "Content-Language": language}
    if error is not None and "retry" in error.fields:
        headers["Retry-After"] = str(error.fields["retry"])
    if isinstance(error, errors.MethodNotAllowed):
        headers["Allow"] = str(error.fields["allowed"])
    challenge = next((_CHALLENGES[one] for one in type(error).__mro__ if one in _CHALLENGES), None)
    if challenge is not None:
        headers["WWW-Authenticate"] = challenge
    return headers


def find_language() -> str:
    """Find the language for an error, also where the request was not looked at yet."""
    asked, kept = request.args.get("lang"), request.cookies.get("lang")
    return choose_language(asked, kept, request.headers.get("Accept-Language"))


def prefers_page() -> bool:
    """Tell whether a browser asks: who likes HTML better than data."""
    return likes_pages(request.headers.get("Accept") or "")


def likes_pages(accept: str) -> bool:
    """Tell whether an ``Accept`` header is that of a browser."""
    return (_likes_pages if len(accept) <= _REMEMBERED else _likes_pages.__wrapped__)(accept)


@lru_cache(maxsize=256)
def _likes_pages(accept: str) -> bool:
    wanted: Any = parse_accept_header(accept, MIMEAccept)
    others = ("application/json", "application/problem+json", "application/sparql-results+json", "text/turtle")
    return bool(wanted["text/html"] > max(wanted[one] for one in others))


@blueprint.app_errorhandler(SimpulError)
def answer_error(error: SimpulError) -> Response:
    """Answer with a problem document or a page.

    Parameters
    ----------
    error : SimpulError
        What happened.

    Returns
    -------
    Response
        With the status of the error, and ``Retry-After`` or ``Allow`` where they belong.
    """
    problem = describe(error, find_language())
    if problem.status >= 500:
        _log.warning("%s: %s", error.kind, error)
    other = next(one for one in LANGUAGES if one != find_language())
    return dress(_write_page(problem, explain(error, other)) or _write_document(problem), problem, error)


@blueprint.app_errorhandler(HTTPException)
def answer_http_error(error: HTTPException) -> Response | HTTPException:
    """Answer an error of the framework in the same way."""
    if error.code is None or error.code < 400:
        return error  # a redirect
    if error.code == 404:
        return answer_error(errors.PageUnknown(path=request.path))
    if error.code == 405:
        allowed = ", ".join(sorted(getattr(error, "valid_methods", None) or ()))
        return answer_error(errors.MethodNotAllowed(method=request.method, allowed=allowed))
    title = translate(_TITLE, find_language())
    problem = Problem("error", title, error.code, error.description or error.name, {})
    return dress(_write_page(problem) or _write_document(problem), problem, None)


@blueprint.app_errorhandler(Exception)
def answer_surprise(error: Exception) -> Response:
    """Record what nobody foresaw, and answer without showing it."""
    _log.error("%s %s", request.method, request.path, exc_info=error)
    return answer_error(errors.Unforeseen())


def dress(response: Response, problem: Problem, error: SimpulError | None) -> Response:
    """Add the headers that go with a problem."""
    response.status_code = problem.status
    response.vary.update(["Accept", "Accept-Language", "Cookie"])
    response.headers.update(list_headers(error, find_language()))
    return response


def _write_document(problem: Problem) -> Response:
    return Response(problem.as_document(), content_type=DOCUMENT)


def _write_page(problem: Problem, other_detail: str = "") -> Response | None:
    """Make the page; ``None`` for programs, and where the page itself is what fails."""
    if not prefers_page() or "reader" not in g:
        return None
    members: dict[str, Any] = {"status": problem.status, "title": problem.title, "detail": problem.detail}
    members |= {"problem": problem.as_json(), "other_detail": other_detail, "alternates": ""}
    try:
        return Response(render_template("error.html", **members), content_type=HTML.content_type)
    except TemplateError:
        _log.exception("error.html")
        return None
