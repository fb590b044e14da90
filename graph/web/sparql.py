"""The SPARQL endpoint: ``/sparql``.

Everybody may read it from everywhere, hence the open CORS headers; they never
allow a header that could carry a credential.
"""

from __future__ import annotations

from dataclasses import replace
from time import perf_counter
from typing import Final

from flask import Blueprint, Response, g, request
from werkzeug.exceptions import RequestEntityTooLarge

from graph.errors import QueryTooLarge, SimpulError, UpdatesOff
from graph.formats import GRAPH_FORMATS, HTML, Format, find_format, negotiate
from graph.sparql.description import describe_service
from graph.sparql.engine import choose_format
from graph.sparql.protocol import METHODS, SparqlRequest, UpdateRequest, parse, parse_form
from graph.web import problems
from graph.web.editor import Answered, show_editor
from graph.web.pages import simpul
from graph.web.results import ACCEPT, read_answer

blueprint = Blueprint("sparql", __name__)

_SPELT_OUT: Final = 3
"""Percent-encoding makes a query up to three times as long."""
_OTHER_PARAMETERS: Final = 8192
_PREFLIGHT: Final = {
    "Allow": ", ".join(METHODS),
    "Access-Control-Allow-Methods": ", ".join(METHODS),
    "Access-Control-Allow-Headers": "Accept, Accept-Language, Content-Type, If-None-Match",
    "Access-Control-Max-Age": "86400",
}


# Both spellings are served: a redirect would turn POST into GET in some clients.
@blueprint.route("/sparql", methods=METHODS, provide_automatic_options=False)
@blueprint.route("/sparql/", methods=METHODS, provide_automatic_options=False)
@blueprint.route("/sparql.<suffix>", methods=METHODS, provide_automatic_options=False)
def endpoint(suffix: str | None = None) -> Response:
    """Answer a query, describe the service, or show the form."""
    if request.method == "OPTIONS":
        return Response(status=204, headers=_PREFLIGHT)
    asked = _read_request()
    form = asked.format or suffix
    if asked.query is None:
        return _introduce(form)
    g.sparql_query = asked.query
    if find_format(form or "", [HTML]) or (form is None and request.method == "GET" and problems.prefers_page()):
        return _show_answer(asked)
    return _answer(asked, form)


@blueprint.post("/sparql/page")
def answer_long_query() -> Response:
    """Answer on the page a query that is too long for an address."""
    asked = _read_request()
    g.sparql_query = asked.query
    return show_editor("") if asked.query is None else _show_answer(asked)


@blueprint.errorhandler(SimpulError)
def answer_error(error: SimpulError) -> Response:
    """Show browsers what is wrong beside the query, and give programs a problem document."""
    if not problems.prefers_page() or "reader" not in g:
        return problems.answer_error(error)
    problem = problems.describe(error, problems.find_language())
    page = show_editor(g.get("sparql_query") or "", problem)
    return problems.dress(page, problem, error)


@blueprint.after_request
def open_to_all(response: Response) -> Response:
    """Let pages of other sites read the answer."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = "ETag, Retry-After, Content-Language"
    return response


def _read_request() -> SparqlRequest:
    limit = simpul().settings.query_length
    most = limit * _SPELT_OUT + _OTHER_PARAMETERS
    request.max_content_length = most
    if len(request.query_string) > most:
        raise QueryTooLarge(size=len(request.query_string), limit=limit)
    try:
        body = request.get_data(cache=False)
    except RequestEntityTooLarge as error:
        raise QueryTooLarge(size=request.content_length or most, limit=limit) from error
    asked = parse(request.method, parse_form(request.query_string), request.headers.get("Content-Type"), body)
    if isinstance(asked, UpdateRequest):
        raise UpdatesOff
    return asked


def _introduce(form: str | None) -> Response:
    """Describe the service in RDF, or show the form to a browser."""
    accept = request.headers.get("Accept")
    chosen: Format = choose_format(form, accept, GRAPH_FORMATS) if form else negotiate(accept, (*GRAPH_FORMATS, HTML))
    if chosen is HTML:
        return show_editor(request.args.get("example", ""))
    state = simpul()
    engine = state.engine
    text = describe_service(request.base_url, state.settings, state.publisher is not None, state.statistics(engine))
    response = Response(engine.convert(text, chosen.media_type), content_type=chosen.content_type)
    response.vary.add("Accept")
    return response


def _answer(asked: SparqlRequest, form: str | None) -> Response:
    engine = simpul().engine
    prepared = engine.prepare(asked, request.headers.get("Accept"), form)
    is_known = bool(prepared.mark) and request.if_none_match.contains_weak(prepared.mark)
    if is_known and request.method in ("GET", "HEAD"):
        response = Response(status=304)
    else:
        response = Response(engine.run(prepared).body, content_type=prepared.format.content_type)
    response.vary.add("Accept")
    response.headers["Cache-Control"] = "no-cache" if prepared.mark else "no-store"
    if prepared.mark:
        response.set_etag(prepared.mark)
    return response


def _show_answer(asked: SparqlRequest) -> Response:
    """Answer on the page itself, through the same gate and within the same limits."""
    engine = simpul().engine
    started = perf_counter()
    answer = engine.run(engine.prepare(replace(asked, format=None), ACCEPT))
    seconds = perf_counter() - started
    response = show_editor(asked.query or "", answered=Answered(read_answer(answer, g.reader), answer.kind, seconds))
    response.headers["Cache-Control"] = "no-cache"
    return response
