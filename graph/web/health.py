"""Is it alive, is it ready: for whatever watches over the service."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from graph.errors import SimpulError
from graph.web.pages import ask, simpul

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def alive() -> Response:
    """Say that the process answers."""
    return _fresh(jsonify(status="ok"))


@blueprint.get("/readyz")
def ready() -> Response:
    """Say whether queries are answered, by asking one."""
    try:
        ask("busiest")
    except SimpulError as error:
        response = jsonify(status="not ready", problem=error.kind)
        response.status_code = 503
        return _fresh(response)
    return _fresh(jsonify(status="ready", version=simpul().engine.version.id))


def _fresh(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
