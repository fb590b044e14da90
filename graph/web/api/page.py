"""``/openapi.json`` for programs and ``/docs`` for people: the same document."""

from __future__ import annotations

from flask import Blueprint, Response, g, request

from graph.namespaces import SIM
from graph.sparql.asking import list_words
from graph.web.api.document import Document, Surroundings, write_document
from graph.web.api.questions import describe_questions
from graph.web.api.routes import ROUTES
from graph.web.api.shown import Shown
from graph.web.pages import simpul
from graph.web.responses import give_json, respond

blueprint = Blueprint("api", __name__)


@blueprint.get("/openapi.json")
def description() -> Response:
    """Describe the service for programs."""
    response = give_json(_write(), indent=1)
    response.headers["Content-Language"] = g.reader.language
    return response


@blueprint.get("/docs")
def page() -> Response:
    """Describe the service for people who write programs."""
    return respond("docs.html", document=Shown(_write(), request.host_url.rstrip("/"), g.reader.language))


def _write() -> Document:
    state, language = simpul(), g.reader.language
    questions = state.questions
    tables = [one.body for one in questions if one.columns]
    around = Surroundings(
        language,
        state.engine.version.id,
        min(tables, key=len),
        lambda name: [word.removeprefix(SIM) for word in list_words(state.engine, state.catalogue, name)],
    )
    return write_document([*describe_questions(questions, language), *ROUTES], around)
