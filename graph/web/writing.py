"""Changes over HTTP: who may make one, what is recorded of it, and updates on ``/sparql``.

Nothing here has CORS headers: pages of other sites cannot change anything.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from graph import lexer
from graph.errors import BadQuery, SimpulError, UpdatesOff
from graph.knowledge import audit
from graph.knowledge.tokens import Token, any_token, find_token
from graph.knowledge.work import Action, Change, Outcome, Work
from graph.sparql.gate import GateLimits
from graph.sparql.protocol import UpdateRequest
from graph.sparql.updates import read_update
from graph.web.exchange import Call, Reply
from graph.web.pages import Simpul
from graph.web.safety import DATA_HEADERS
from graph.write_errors import TokenInvalid, TokenMissing, TokensUnreadable, TokenWeak

RIGHT: Final = "update"
MESSAGE: Final = "Simpul-Message"
VERSION: Final = "Simpul-Version"
_LONGEST: Final = 4 * 1024 * 1024
"""Bytes of an update. It may bring data and comes with a token, so that it may be longer than a query."""
_LONGEST_MESSAGE: Final = 500

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Wish:
    """A change as it was asked for.

    Attributes
    ----------
    message : str
        Why, in the author's words.
    graph : str
        The graph it is about, if it is about one.
    text : str
        The update as it arrived.
    """

    work: Work
    message: str = ""
    graph: str = ""
    text: str = ""


def answer(call: Call, state: Simpul, asked: UpdateRequest) -> Reply:
    """Make an update.

    Raises
    ------
    SimpulError
        If it is not made.
    """

    def read() -> Wish:
        settings = state.settings
        length = max(settings.query_length, _LONGEST)
        limits = GateLimits(length, settings.query_depth, settings.query_patterns)
        return Wish(read_update(asked, call.address, limits), find_message(call, asked.message), text=asked.update)

    return tell(change(call, state, "update", read))


def change(call: Call, state: Simpul, action: Action, read: Callable[[], Wish]) -> Outcome:
    """Make a change for whoever has a token for it, and record what came of it.

    Parameters
    ----------
    call : Call
        With the token.
    state : Simpul
        Of the application.
    action : str
        What is done.
    read : callable
        Reads what is wished; called only after the token was found good.

    Raises
    ------
    UpdatesOff, TokenMissing, TokenInvalid, TokenWeak
        If nobody, or not this one, may change anything.
    SimpulError
        If the change is not made.
    """
    call.environ["simpul.writes"] = True
    publisher = state.publisher
    if publisher is None or not any_token(state.settings.data):
        raise UpdatesOff
    token = _find_token(call, state)
    line: dict[str, object] = {
        "request": call.environ.get("simpul.id", ""),
        "token": token.name,
        "client": call.environ.get("simpul.address") or call.environ.get("REMOTE_ADDR", ""),
        "action": action,
    }
    try:
        if RIGHT not in token.rights:
            raise TokenWeak(name=token.name, right=RIGHT)
        wish = read()
        line |= {"graph": wish.graph, "message": wish.message}
        outcome = _submit(state, Change(action, token.name, wish.message), wish)
    except SimpulError as error:
        _record(state, {**line, "outcome": error.kind})
        raise
    call.environ["simpul.version"] = outcome.version
    _record(state, {**line, "outcome": "done", "version": outcome.version, **outcome.numbers})
    return outcome


def takes_changes(state: Simpul) -> bool:
    """Tell whether anybody can change anything."""
    try:
        return state.publisher is not None and any_token(state.settings.data)
    except TokensUnreadable:
        return False


def tell(outcome: Outcome, status: int = 200) -> Reply:
    """Say what came of a change."""
    told = {
        "version": outcome.version,
        **outcome.numbers,
        **({"changed": bool(outcome.added or outcome.removed)} if outcome.is_counted else {}),
    }
    headers = {VERSION: outcome.version, "ETag": f'"{outcome.version}"', "Cache-Control": "no-store", **DATA_HEADERS}
    if status == 204:
        return Reply(status, headers=headers)
    return Reply(status, json.dumps(told).encode() + b"\n", {"Content-Type": "application/json", **headers})


def find_message(call: Call, given: str | None) -> str:
    """Find why something is changed: the parameter, else the header; on one line."""
    sent = given or (call.header(MESSAGE) or "").encode("latin-1", "replace").decode("utf-8", "replace")
    return " ".join(sent.split())[:_LONGEST_MESSAGE]


def _find_token(call: Call, state: Simpul) -> Token:
    scheme, _, secret = (call.header("Authorization") or "").partition(" ")
    if scheme.lower() != "bearer" or not secret.strip():
        raise TokenMissing
    token = find_token(state.settings.data, secret.strip())
    if token is None:
        raise TokenInvalid
    return token


def _submit(state: Simpul, made: Change, wish: Wish) -> Outcome:
    assert state.publisher is not None  # noqa: S101 - looked at before
    try:
        return state.publisher.submit(made, wish.work)
    except BadQuery as error:
        fields = error.fields
        line, column = int(str(fields["line"])), int(str(fields["column"]))
        column = lexer.find_column(wish.text, line, column)
        raise BadQuery(line=line, column=column, detail=fields["detail"]) from error


def _record(state: Simpul, line: dict[str, object]) -> None:
    """Record an attempt; what happened has happened, whether or not the log takes it."""
    try:
        audit.record(state.settings.data, line)
    except (SimpulError, OSError):
        _log.exception("The audit log does not take a line: %s", line)
