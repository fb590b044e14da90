"""The page at ``/sparql``, for people; programs are answered by :mod:`graph.web.endpoint` before Flask."""

from __future__ import annotations

from dataclasses import replace
from time import perf_counter
from typing import Final

from flask import Blueprint, Response, g, request
from werkzeug.exceptions import RequestEntityTooLarge

from graph.errors import QueryTooLarge, SimpulError, UpdatesOff
from graph.sparql.protocol import SparqlRequest, UpdateRequest, parse, parse_form
from graph.web import problems
from graph.web.editor import Answered, show_editor
from graph.web.pages import simpul
from graph.web.results import ACCEPT, read_answer

blueprint = Blueprint("sparql", __name__)

_SPELT_OUT: Final = 3
"""Percent-encoding makes a query up to three times as long."""
_OTHER_PARAMETERS: Final = 8192


@blueprint.get("/sparql")
@blueprint.get("/sparql/")
@blueprint.get("/sparql.<suffix>")
def endpoint(suffix: str = "") -> Response:  # noqa: ARG001 - the address names it
    """Show the form, with the answer to a query where there is one.

    A suffix, or ``format=``, means that a file was wanted and that something is
    wrong with the query: then the page says what.
    """
    asked = _read_request()
    g.sparql_query = asked.query
    return show_editor(request.args.get("example", "")) if asked.query is None else _show_answer(asked)


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


def _show_answer(asked: SparqlRequest) -> Response:
    """Answer on the page itself, through the same gate and within the same limits."""
    engine = simpul().engine
    started = perf_counter()
    prepared = engine.prepare(replace(asked, format=None), ACCEPT)
    answer = engine.run(prepared, request.environ.get("simpul.client", ""))
    seconds = perf_counter() - started
    response = show_editor(asked.query or "", answered=Answered(read_answer(answer, g.reader), answer.kind, seconds))
    response.headers["Cache-Control"] = "no-cache"
    return response
