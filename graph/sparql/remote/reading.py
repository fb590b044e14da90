"""What the other service says, told honestly: errors as ours, and no part of a result as if it were all."""

from __future__ import annotations

import json
import logging
import re
from typing import Final

from graph.errors import (
    BadQuery,
    EndpointBroken,
    EndpointFailed,
    EndpointIncomplete,
    EndpointRefused,
    QueryUnsupported,
    SimpulError,
)
from graph.formats import CSV, JSON, TSV, Format
from graph.language import mark
from graph.sparql.remote.connection import Reply

_log = logging.getLogger(__name__)
_LONGEST: Final = 200
_TAGS: Final = re.compile(r"<[!/A-Za-z][^>]*>")
_UNSHOWN: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\s]+")
_ECHO: Final = re.compile(r"\s*SPARQL query:\s.*", re.DOTALL)
"""Virtuoso repeats the query at the end."""
_PLACE: Final = re.compile(r"\bline:? (\d+)(?:,? col(?:umn)?:? (\d+))?|error at (\d+):(\d+)", re.IGNORECASE)
_STATED: Final = re.compile(r"^error at \d+:\d+:? ?")
"""The same place once more, as Oxigraph begins."""
_PARTIAL: Final = ("x-sql-state", "x-sql-message", "x-sparql-maxrows")
"""Virtuoso says so when it ended a query at its own limits and sends what it had by then."""
_NODE: Final = re.compile(rb'("type":\s*"bnode",\s*"value":\s*")nodeID://')
"""How Virtuoso writes blank nodes in JSON; no label holds such marks. Inside a string the quotes would be escaped."""
_ASKED: Final = "__ASK_RETVAL"
"""The variable in which Virtuoso answers an ASK query."""


def check(reply: Reply, secrets: tuple[str, ...]) -> None:
    """Accept an answer that is whole.

    Parameters
    ----------
    reply : Reply
        What arrived.
    secrets : tuple of str
        What no message may repeat.

    Raises
    ------
    BadQuery, QueryUnsupported
        If the service does not take the query.
    EndpointFailed
        If the service fails, or does not let us in, or sends only a part.
    """
    if reply.status != 200:
        raise explain(reply, secrets)
    found = next((name for name in _PARTIAL if name in reply.headers), None)
    if found:
        words = "X-SPARQL-MaxRows" if found == "x-sparql-maxrows" else "X-SQL-State"
        raise EndpointIncomplete(detail=f"{words}: {shorten(reply.headers[found], secrets)}")


def name_nodes(body: bytes) -> bytes:
    """Give blank nodes in JSON labels that other formats can hold too."""
    return _NODE.sub(rb"\1", body) if b"nodeID://" in body else body


def explain(reply: Reply, secrets: tuple[str, ...]) -> SimpulError:
    """Make an error of ours of an answer that is one."""
    words = reply.body.decode("utf-8", "replace")
    if reply.status == 400:
        return _blame_query(words, secrets)
    _log.warning("endpoint: status %s: %s", reply.status, shorten(words, secrets))
    if reply.status in (401, 403, 407):
        return EndpointRefused(status=reply.status)
    retry = reply.headers.get("retry-after", "")
    if reply.status in (429, 503) and retry.isascii() and retry.isdigit():
        return EndpointFailed(status=reply.status, retry=min(int(retry), 3600))
    return EndpointFailed(status=reply.status)


def shorten(words: str, secrets: tuple[str, ...]) -> str:
    """Make words of a stranger fit for a message: one short line without markup or secrets."""
    plain = _TAGS.sub(" ", _ECHO.sub("", words))
    for secret in secrets:
        plain = plain.replace(secret, "***")
    plain = _UNSHOWN.sub(" ", plain).strip()
    return plain if len(plain) <= _LONGEST else f"{plain[:_LONGEST].rstrip()} ..."


def _blame_query(words: str, secrets: tuple[str, ...]) -> SimpulError:
    place = _PLACE.search(words)
    detail = _STATED.sub("", shorten(words, secrets)) or "400"
    if place is None:
        return QueryUnsupported(detail=detail)
    line, column = place[1] or place[3], place[2] or place[4] or 1
    return BadQuery(line=max(1, int(line)), column=max(1, int(column)), detail=detail)


def read_ask(body: bytes) -> bool:
    """Read the answer to an ASK query from JSON.

    Raises
    ------
    EndpointBroken
        If it is none.
    """
    content = read_json(body)
    if isinstance(content.get("boolean"), bool):
        return bool(content["boolean"])
    head, results = content.get("head"), content.get("results")
    if isinstance(head, dict) and head.get("vars") == [_ASKED] and isinstance(results, dict):
        rows = results.get("bindings")
        return isinstance(rows, list) and any(row[_ASKED]["value"] == "1" for row in rows)
    raise EndpointBroken(detail=mark("it is not in the format that it names"))


def read_json(body: bytes) -> dict[str, object]:
    """Read results in JSON; raises like :func:`read_ask`."""
    try:
        content = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise EndpointBroken(detail=mark("it is not in the format that it names")) from error
    if not isinstance(content, dict):
        raise EndpointBroken(detail=mark("it is not in the format that it names"))
    return content


def write_ask(is_true: bool, form: Format) -> bytes:
    """Write the answer to an ASK query."""
    word = "true" if is_true else "false"
    if form is JSON:
        return json.dumps({"head": {}, "boolean": is_true}, separators=(",", ":")).encode()
    if form in (CSV, TSV):
        return word.encode()
    head = '<?xml version="1.0"?><sparql xmlns="http://www.w3.org/2005/sparql-results#"><head></head>'
    return f"{head}<boolean>{word}</boolean></sparql>".encode()
