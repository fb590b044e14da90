"""What a client sends to be reconciled: read strictly, and bounded. No Flask here."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from graph.errors import ParameterConflict, UnsupportedMediaType
from graph.language import mark
from graph.search_errors import BatchMissing, BatchNotJson, BatchTooLarge, BatchUnreadable
from graph.sparql.protocol import parse_form, take_single
from graph.web.exchange import Call
from graph.write_errors import BodyTooLarge

QUERIES: Final = "queries"
EXTEND: Final = "extend"
FORM: Final = "application/x-www-form-urlencoded"
MOST_QUERIES: Final = 50
"""Queries in a batch; OpenRefine sends ten."""
MOST_CANDIDATES: Final = 20
MOST_THINGS: Final = 100
"""Things of which one request may fetch values."""
MOST_PROPERTIES: Final = 30
_LARGEST: Final = 512 * 1024
"""Bytes of a body."""
_USUAL: Final = 5
_SHOWN: Final = 60
"""Letters of a name of a query that are repeated in a message about it."""

Value = str | float | bool
"""What a property is compared with; a thing is given by its id."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One query: the name of something, and what else is known of it.

    Attributes
    ----------
    text : str
        The name; empty where only properties are known.
    types : tuple of str
        Ids of types; empty for any.
    strict : str
        ``any`` and ``all`` keep to the types, ``should`` only prefers them.
    properties : mapping of str to tuple
        Values by the id of their property.
    """

    text: str
    types: tuple[str, ...]
    strict: str
    limit: int
    properties: Mapping[str, tuple[Value, ...]]


@dataclass(frozen=True, slots=True)
class Columns:
    """A data extension query: of which things what is wanted, by ids."""

    things: tuple[str, ...]
    properties: tuple[str, ...]


def read_request(call: Call) -> dict[str, Wanted] | Columns | None:
    """Read a request.

    Parameters
    ----------
    call : Call
        GET with parameters in the address, or POST with a form.

    Returns
    -------
    dict of str to Wanted, Columns or None
        A batch of queries by their names; what to fetch; ``None`` for a GET without either.

    Raises
    ------
    BadRequest, BatchTooLarge, BodyTooLarge, UnsupportedMediaType
        If it cannot be understood, or is too much.
    """
    pairs = parse_form(call.query_string if call.method != "POST" else _read_body(call))
    queries, extend = take_single(pairs, QUERIES), take_single(pairs, EXTEND)
    if queries is not None and extend is not None:
        raise ParameterConflict(one="queries=", other="extend=")
    if queries is not None:
        return _read_queries(_read_json(QUERIES, queries))
    if extend is not None:
        return _read_columns(_read_json(EXTEND, extend))
    if call.method == "POST":
        raise BatchMissing
    return None


def _read_body(call: Call) -> bytes:
    sent = call.header("Content-Type") or ""
    if sent.partition(";")[0].strip().lower() != FORM:
        raise UnsupportedMediaType(arrived=sent or "-", expected=FORM)
    body = call.read(_LARGEST)
    if body is None:
        raise BodyTooLarge(size=call.size or f">{_LARGEST}", limit=_LARGEST)
    return body


def _read_json(name: str, text: str) -> Any:
    def refuse(constant: str) -> None:
        raise BatchNotJson(name=name, position=text.find(constant) + 1)

    try:
        return json.loads(text, parse_constant=refuse)
    except json.JSONDecodeError as error:
        raise BatchNotJson(name=name, position=error.pos + 1) from error
    except (RecursionError, ValueError) as error:  # nested without end, or a number of thousands of digits
        raise BatchNotJson(name=name, position=1) from error


def _read_queries(given: Any) -> dict[str, Wanted]:
    _expect(isinstance(given, dict), QUERIES, "queries", mark("an object of queries by name"))
    _bound(given, mark("queries"), MOST_QUERIES)
    return {name: _read_query(name[:_SHOWN], one) for name, one in given.items()}


def _read_query(name: str, given: Any) -> Wanted:
    def expect(holds: bool, where: str, expected: str) -> None:
        _expect(holds, QUERIES, f"{name}{where}", expected)

    expect(isinstance(given, dict), "", mark("an object"))
    known = ("query", "type", "limit", "properties", "type_strict")
    strange = next((one for one in given if one not in known), None)
    expect(strange is None, "", mark("an object with no members but query, type, limit, properties and type_strict"))
    text = given.get("query", "")
    expect(isinstance(text, str), ".query", mark("a text"))
    types = given.get("type", [])
    types = [types] if isinstance(types, str) else types
    is_texts = isinstance(types, list) and all(isinstance(one, str) for one in types)
    expect(is_texts, ".type", mark("the id of a type, or a list of them"))
    limit = given.get("limit", _USUAL)
    is_number = isinstance(limit, int | float) and not isinstance(limit, bool) and limit >= 1
    expect(is_number, ".limit", mark("a number from 1 up"))
    strict = given.get("type_strict", "any")
    expect(strict in ("any", "should", "all"), ".type_strict", mark("any, should or all"))
    properties = _read_constraints(given.get("properties", []), expect)
    expect(bool(text.strip() or properties), "", mark("an object with a query that is not empty, or with properties"))
    return Wanted(text, tuple(filter(None, types)), strict, int(min(limit, MOST_CANDIDATES)), properties)


def _read_constraints(given: Any, expect: Callable[[bool, str, str], None]) -> dict[str, tuple[Value, ...]]:
    expect(isinstance(given, list), ".properties", mark("a list"))
    _bound(given, mark("properties"), MOST_PROPERTIES)
    read: dict[str, tuple[Value, ...]] = {}
    for place, one in enumerate(given):
        where = f".properties[{place}]"
        has_both = isinstance(one, dict) and isinstance(one.get("pid"), str) and "v" in one
        expect(has_both, where, mark("an object with pid and v"))
        values = one["v"] if isinstance(one["v"], list) else [one["v"]]
        _bound(values, mark("values"), MOST_PROPERTIES)
        values = [value.get("id") if isinstance(value, dict) else value for value in values]
        is_plain = all(isinstance(value, str | int | float) for value in values)
        expect(is_plain, where + ".v", mark("a text, a number, true or false, an object with an id, or a list of such"))
        read[one["pid"]] = (*read.get(one["pid"], ()), *(value for value in values if value != ""))
    return {pid: values for pid, values in read.items() if values}


def _read_columns(given: Any) -> Columns:
    _expect(isinstance(given, dict), EXTEND, "extend", mark("an object"))
    ids, properties = given.get("ids"), given.get("properties")
    is_ids = isinstance(ids, list) and all(isinstance(one, str) for one in ids)
    _expect(is_ids, EXTEND, "ids", mark("a list of ids"))
    is_list = isinstance(properties, list) and all(
        isinstance(one, dict) and isinstance(one.get("id"), str) for one in properties
    )
    _expect(is_list, EXTEND, "properties", mark("a list of objects with an id"))
    _bound(ids, mark("ids"), MOST_THINGS)
    _bound(properties, mark("properties"), MOST_PROPERTIES)
    return Columns(tuple(dict.fromkeys(ids)), tuple(dict.fromkeys(one["id"] for one in properties)))


def _expect(holds: bool, name: str, where: str, expected: str) -> None:
    if not holds:
        raise BatchUnreadable(name=name, where=where, expected=expected)


def _bound(given: Sequence[Any] | Mapping[str, Any], what: str, limit: int) -> None:
    if len(given) > limit:
        raise BatchTooLarge(count=len(given), what=what, limit=limit)
