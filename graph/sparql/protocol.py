"""SPARQL 1.1 Protocol, query part, without a web framework.

Method, parameters, content type and body in; a request or an error out.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote_to_bytes

from graph.errors import (
    BodyUndecodable,
    MethodNotAllowed,
    ParameterConflict,
    ParameterInvalid,
    ParameterMissing,
    ParameterRepeated,
    UnsupportedMediaType,
    UpdatesOff,
)
from graph.language import mark

Pairs = Sequence[tuple[str, str]]

FORM: Final = "application/x-www-form-urlencoded"
QUERY: Final = "application/sparql-query"
UPDATE: Final = "application/sparql-update"
METHODS: Final = ("GET", "HEAD", "POST", "OPTIONS")
_ABSOLUTE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]*")


@dataclass(frozen=True, slots=True)
class SparqlRequest:
    """What a client asks for.

    Attributes
    ----------
    query : str or None
        ``None``: the description of the service is asked for.
    default_graphs, named_graphs : tuple of str
        The dataset of the protocol; it wins over FROM in the query.
    timeout : float or None
        Seconds; lowers the limit of the service, never raises it.
    format : str or None
        Name, suffix or media type that wins over ``Accept``.
    """

    query: str | None
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    timeout: float | None = None
    format: str | None = None


def parse(method: str, query_args: Pairs, content_type: str | None, body: bytes) -> SparqlRequest:
    """Read a protocol request (SPARQL 1.1 Protocol, section 2.1).

    Parameters
    ----------
    method : str
        The HTTP method.
    query_args : sequence of (name, value)
        The query string, see :func:`parse_form`.
    content_type : str or None
        The header of that name.
    body : bytes
        The body, empty for GET.

    Raises
    ------
    BadRequest
        If a parameter is missing, repeated, contradicted or malformed.
    UnsupportedMediaType, MethodNotAllowed, UpdatesOff
        If the body or the method is none of the three ways to send a query.
    """
    if method in ("GET", "HEAD"):
        if any(name == "update" for name, _ in query_args):
            raise MethodNotAllowed(method=f"{method} ?update=", allowed="POST")
        return _gather(query_args, _take(query_args, "query"))
    if method != "POST":
        raise MethodNotAllowed(method=method, allowed=", ".join(METHODS))
    media_type = _read_media_type(content_type)
    if media_type == UPDATE:
        raise UpdatesOff
    if media_type == FORM:
        args = [*query_args, *parse_form(body)]
        _refuse_update(args)
        query = _take(args, "query")
        if query is None:
            raise ParameterMissing(name="query")
        return _gather(args, query)
    _refuse_update(query_args)
    if _take(query_args, "query") is not None:
        raise ParameterConflict(one="query=", other=QUERY)
    return _gather(query_args, _decode(body))


def parse_form(text: bytes) -> list[tuple[str, str]]:
    """Decode ``name=value&...`` strictly: what is not UTF-8 is an error, not a replacement character.

    Raises
    ------
    BodyUndecodable
        If a name or value is not UTF-8.
    """
    pairs = [part.partition(b"=") for part in text.split(b"&") if part]
    return [(_unquote(name), _unquote(value)) for name, _, value in pairs]


def _unquote(text: bytes) -> str:
    return _decode(unquote_to_bytes(text.replace(b"+", b" ")))


def _decode(text: bytes) -> str:
    try:
        return text.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BodyUndecodable(position=error.start) from error


def _read_media_type(content_type: str | None) -> str:
    media_type, _, rest = (content_type or "").partition(";")
    media_type = media_type.strip().lower()
    if media_type not in (FORM, QUERY, UPDATE):
        raise UnsupportedMediaType(arrived=content_type or "-", expected=f"{QUERY}, {FORM}")
    charset = re.search(r"charset\s*=\s*\"?([^\s;\"]+)", rest, re.IGNORECASE)
    if charset and charset[1].lower() not in ("utf-8", "utf8"):
        raise UnsupportedMediaType(arrived=content_type, expected=f"{media_type}; charset=utf-8")
    return media_type


def _refuse_update(args: Pairs) -> None:
    names = {name for name, _ in args}
    if {"query", "update"} <= names:
        raise ParameterConflict(one="query=", other="update=")
    if "update" in names:
        raise UpdatesOff


def _gather(args: Pairs, query: str | None) -> SparqlRequest:
    return SparqlRequest(
        query,
        _take_graphs(args, "default-graph-uri"),
        _take_graphs(args, "named-graph-uri"),
        _read_timeout(_take(args, "timeout")),
        _take(args, "format") or None,
    )


def _take(args: Pairs, name: str) -> str | None:
    values = [value for one, value in args if one == name]
    if len(values) > 1:
        raise ParameterRepeated(name=name, count=len(values))
    return values[0] if values else None


def _take_graphs(args: Pairs, name: str) -> tuple[str, ...]:
    values = tuple(value for one, value in args if one == name)
    for value in values:
        if not _ABSOLUTE.fullmatch(value):
            raise ParameterInvalid(name=name, value=value, expected=mark("an absolute IRI"))
    return values


def _read_timeout(text: str | None) -> float | None:
    if not text:
        return None
    wrong = ParameterInvalid(name="timeout", value=text, expected=mark("a number of seconds above 0"))
    try:
        seconds = float(text)
    except ValueError as error:
        raise wrong from error
    if not 0 < seconds < math.inf:
        raise wrong
    return seconds
