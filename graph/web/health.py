"""Is it alive, is it ready: for whatever watches over the service."""

from __future__ import annotations

import json

from graph.errors import SimpulError
from graph.web.exchange import Reply
from graph.web.pages import Simpul


def alive() -> Reply:
    """Say that the process answers."""
    return _say(200, status="ok")


def ready(state: Simpul) -> Reply:
    """Say whether queries are answered, by asking one."""
    try:
        with state.editions.lease() as engine:
            engine.select(state.catalogue.text("pages/busiest"))
            return _say(200, status="ready", version=engine.version.id)
    except SimpulError as error:
        return _say(503, status="not ready", problem=error.kind)


def _say(code: int, **words: str) -> Reply:
    body = json.dumps(words).encode() + b"\n"
    return Reply(code, body, {"Content-Type": "application/json", "Cache-Control": "no-store"})
