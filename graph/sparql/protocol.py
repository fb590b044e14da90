"""SPARQL 1.1 Protocol, query and update on one address, without a web framework.

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
)
from graph.formats import CHARSETS
from graph.language import mark

Pairs = Sequence[tuple[str, str]]

FORM: Final = "application/x-www-form-urlencoded"
QUERY: Final = "application/sparql-query"
UPDATE: Final = "application/sparql-update"
METHODS: Final = ("GET", "HEAD", "POST", "OPTIONS")

_OF_QUERIES: Final = ("default-graph-uri", "named-graph-uri")
_OF_UPDATES: Final = ("using-graph-uri", "using-named-graph-uri")
_GRAPHS: Final = frozenset((*_OF_QUERIES, *_OF_UPDATES))
_SINGLE: Final = frozenset(("query", "update", "version", "timeout", "format", "message"))
_ABSOLUTE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]*")
_CHARSET: Final = re.compile(r"charset\s*=\s*\"?([^\s;\"]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SparqlRequest:
    """A query, or a question about the service.

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
    version : str
        The id of the version to ask; empty for the current one.
    """

    query: str | None
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    timeout: float | None = None
    format: str | None = None
    version: str = ""


@dataclass(frozen=True, slots=True)
class UpdateRequest:
    """An update.

    Attributes
    ----------
    update : str
        Its text; may be empty, which changes nothing.
    using_graphs, using_named_graphs : tuple of str
        The dataset of the protocol; the text may then name none itself.
    message : str
        Why, in the author's words.
    """

    update: str
    using_graphs: tuple[str, ...] = ()
    using_named_graphs: tuple[str, ...] = ()
    message: str = ""


def parse(method: str, query_args: Pairs, content_type: str | None, body: bytes) -> SparqlRequest | UpdateRequest:
    """Read a protocol request (SPARQL 1.1 Protocol, sections 2.1 and 2.2).

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
    UnsupportedMediaType, MethodNotAllowed
        If the body or the method is none of the ways to send a query or an update.
    """
    if method in ("GET", "HEAD"):
        given = _collect(query_args)
        if "update" in given:
            raise MethodNotAllowed(method=f"{method} ?update=", allowed="POST")
        return _make_query(given)
    if method != "POST":
        raise MethodNotAllowed(method=method, allowed=", ".join(METHODS))
    media_type = _read_media_type(content_type)
    if media_type == FORM:
        given = _collect([*query_args, *parse_form(body)])
    else:
        given = _collect(query_args)
        for name in ("query", "update"):
            if name in given:
                raise ParameterConflict(one=f"{name}=", other=media_type)
        given["query" if media_type == QUERY else "update"] = [_decode(body)]
    if "update" in given:
        return _make_update(given)
    if "query" not in given:
        raise ParameterMissing(name="query")
    return _make_query(given)


def parse_form(text: bytes) -> list[tuple[str, str]]:
    """Decode ``name=value&...`` strictly: what is not UTF-8 is an error, not a replacement character.

    Raises
    ------
    BodyUndecodable
        If a name or value is not UTF-8.
    """
    pairs = [part.partition(b"=") for part in text.split(b"&") if part]
    return [(_unquote(name), _unquote(value)) for name, _, value in pairs]


def is_absolute(iri: str) -> bool:
    """Tell whether a text can be an absolute IRI."""
    return _ABSOLUTE.fullmatch(iri) is not None


def take_single(given: Pairs, name: str) -> str | None:
    """Give the value of a parameter that may come once.

    Raises
    ------
    ParameterRepeated
        If it comes more often.
    """
    values = [value for one, value in given if one == name]
    if len(values) > 1:
        raise ParameterRepeated(name=name, count=len(values))
    return values[0] if values else None


def _unquote(text: bytes) -> str:
    return _decode(unquote_to_bytes(text.replace(b"+", b" ")) if b"%" in text or b"+" in text else text)


def _decode(text: bytes) -> str:
    try:
        return text.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BodyUndecodable(position=error.start) from error


def _read_media_type(content_type: str | None) -> str:
    media_type, _, rest = (content_type or "").partition(";")
    media_type = media_type.strip().lower()
    if media_type not in (FORM, QUERY, UPDATE):
        raise UnsupportedMediaType(arrived=content_type or "-", expected=f"{QUERY}, {UPDATE}, {FORM}")
    charset = _CHARSET.search(rest) if rest else None
    if charset and charset[1].lower() not in CHARSETS:
        raise UnsupportedMediaType(arrived=content_type, expected=f"{media_type}; charset=utf-8")
    return media_type


Given = dict[str, list[str]]
"""The parameters that the protocol knows, with their values; only names of graphs may be several."""


def _collect(args: Pairs) -> Given:
    given: Given = {}
    for name, value in args:
        if name in _SINGLE or name in _GRAPHS:
            given.setdefault(name, []).append(value)
    for name, values in given.items():
        if name in _GRAPHS:
            _check_graphs(name, values)
        elif len(values) > 1:
            raise ParameterRepeated(name=name, count=len(values))
    if "query" in given and "update" in given:
        raise ParameterConflict(one="query=", other="update=")
    return given


def _check_graphs(name: str, values: list[str]) -> None:
    for value in values:
        if not is_absolute(value):
            raise ParameterInvalid(name=name, value=value, expected=mark("an absolute IRI"))


def _make_query(given: Given) -> SparqlRequest:
    _refuse(given, _OF_UPDATES, "query=")
    return SparqlRequest(
        given["query"][0] if "query" in given else None,
        tuple(given.get("default-graph-uri", ())),
        tuple(given.get("named-graph-uri", ())),
        _read_timeout(given["timeout"][0]) if "timeout" in given else None,
        given["format"][0] or None if "format" in given else None,
        given["version"][0] if "version" in given else "",
    )


def _make_update(given: Given) -> UpdateRequest:
    _refuse(given, (*_OF_QUERIES, "version"), "update=")
    return UpdateRequest(
        given["update"][0],
        tuple(given.get("using-graph-uri", ())),
        tuple(given.get("using-named-graph-uri", ())),
        given["message"][0] if "message" in given else "",
    )


def _refuse(given: Given, names: tuple[str, ...], other: str) -> None:
    for name in names:
        if name in given:
            raise ParameterConflict(one=f"{name}=", other=other)


def _read_timeout(text: str) -> float | None:
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
