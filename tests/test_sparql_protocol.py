"""SPARQL 1.1 Protocol, sections 2.1 and 2.2: how a query or an update may arrive."""

from __future__ import annotations

import pytest

from graph.errors import BadRequest, MethodNotAllowed, SimpulError, UnsupportedMediaType
from graph.sparql.protocol import FORM, QUERY, UPDATE, SparqlRequest, UpdateRequest, parse, parse_form

ASK = "ASK {}"
GRAPH = "http://x/g"


def test_a_query_arrives_in_the_address() -> None:
    assert parse("GET", [("query", ASK)], None, b"") == SparqlRequest(ASK)


def test_a_query_arrives_as_a_form() -> None:
    assert parse("POST", [], f"{FORM}; charset=UTF-8", b"query=ASK+%7B%7D") == SparqlRequest(ASK)


def test_a_query_arrives_as_the_body() -> None:
    assert parse("POST", [("default-graph-uri", GRAPH)], QUERY, ASK.encode()) == SparqlRequest(ASK, (GRAPH,))


def test_no_query_asks_for_the_description() -> None:
    assert parse("GET", [], None, b"") == SparqlRequest(None)


def test_an_update_arrives_as_a_form() -> None:
    body = b"update=CLEAR+ALL&using-graph-uri=urn%3Aa&using-graph-uri=urn%3Ab&using-named-graph-uri=urn%3Ac&message=why"
    assert parse("POST", [], FORM, body) == UpdateRequest("CLEAR ALL", ("urn:a", "urn:b"), ("urn:c",), "why")


def test_an_update_arrives_as_the_body() -> None:
    arrived = parse("POST", [("using-graph-uri", GRAPH)], f"{UPDATE};charset=utf-8", b"CLEAR ALL")
    assert arrived == UpdateRequest("CLEAR ALL", (GRAPH,))


def test_an_update_may_be_empty() -> None:
    assert parse("POST", [], UPDATE, b"") == parse("POST", [], FORM, b"update=") == UpdateRequest("")


def test_graphs_may_be_many() -> None:
    args = [("query", ASK), ("default-graph-uri", GRAPH), ("default-graph-uri", "urn:b"), ("named-graph-uri", "urn:c")]
    assert parse("HEAD", args, None, b"") == SparqlRequest(ASK, (GRAPH, "urn:b"), ("urn:c",))


def test_limit_format_and_version_may_be_given() -> None:
    args = [("query", ASK), ("timeout", "0.5"), ("format", "csv"), ("version", "0123456789ab"), ("unknown", "x")]
    expected = SparqlRequest(ASK, timeout=0.5, format="csv", version="0123456789ab")
    assert parse("GET", [*args, ("unknown", "y")], None, b"") == expected


@pytest.mark.parametrize(
    ("method", "args", "content_type", "body", "error"),
    [
        ("GET", [("query", ASK), ("query", ASK)], None, b"", BadRequest),
        ("GET", [("query", ASK), ("timeout", "soon")], None, b"", BadRequest),
        ("GET", [("query", ASK), ("timeout", "-1")], None, b"", BadRequest),
        ("GET", [("query", ASK), ("timeout", "nan")], None, b"", BadRequest),
        ("GET", [("query", ASK), ("timeout", "inf")], None, b"", BadRequest),
        ("GET", [("query", ASK), ("default-graph-uri", "relative")], None, b"", BadRequest),
        ("GET", [("query", ASK), ("named-graph-uri", "http://x/<>")], None, b"", BadRequest),
        ("GET", [("update", "CLEAR ALL")], None, b"", MethodNotAllowed),
        ("PUT", [("query", ASK)], None, b"", MethodNotAllowed),
        ("POST", [], FORM, b"", BadRequest),
        ("POST", [], FORM, b"query=ASK{}&query=ASK{}", BadRequest),
        ("POST", [("query", ASK)], FORM, b"query=ASK{}", BadRequest),
        ("POST", [("query", ASK)], QUERY, ASK.encode(), BadRequest),
        ("POST", [], FORM, b"query=ASK{}&update=x", BadRequest),
        ("GET", [("query", ASK), ("using-graph-uri", GRAPH)], None, b"", BadRequest),
        ("GET", [("query", ASK), ("version", "a"), ("version", "b")], None, b"", BadRequest),
        ("POST", [("using-named-graph-uri", GRAPH)], QUERY, ASK.encode(), BadRequest),
        ("POST", [], FORM, b"update=x&update=y", BadRequest),
        ("POST", [("update", "x")], FORM, b"update=y", BadRequest),
        ("POST", [("query", ASK)], FORM, b"update=y", BadRequest),
        ("POST", [("update", "x")], UPDATE, b"y", BadRequest),
        ("POST", [("query", ASK)], UPDATE, b"y", BadRequest),
        ("POST", [("update", "x")], QUERY, ASK.encode(), BadRequest),
        ("POST", [], FORM, b"update=x&default-graph-uri=urn:a", BadRequest),
        ("POST", [("named-graph-uri", GRAPH)], UPDATE, b"x", BadRequest),
        ("POST", [("version", "0123456789ab")], UPDATE, b"x", BadRequest),
        ("POST", [("using-graph-uri", "relative")], UPDATE, b"x", BadRequest),
        ("POST", [], f"{UPDATE}; charset=UTF-16", b"x", UnsupportedMediaType),
        ("POST", [], UPDATE, b"\xff", BadRequest),
        ("DELETE", [], None, b"", MethodNotAllowed),
        ("POST", [], "text/plain", ASK.encode(), UnsupportedMediaType),
        ("POST", [], None, ASK.encode(), UnsupportedMediaType),
        ("POST", [], f"{QUERY}; charset=UTF-16", ASK.encode("utf-16"), UnsupportedMediaType),
        ("POST", [], QUERY, b"ASK { ?s ?p '\xff' }", BadRequest),
        ("POST", [], FORM, b"query=%ff", BadRequest),
    ],
)
def test_what_contradicts_the_protocol_is_refused(
    method: str, args: list[tuple[str, str]], content_type: str | None, body: bytes, error: type[SimpulError]
) -> None:
    with pytest.raises(error):
        parse(method, args, content_type, body)


def test_a_form_is_decoded_once() -> None:
    assert parse_form(b"query=%2525+a%2Bb&x=&flag") == [("query", "%25 a+b"), ("x", ""), ("flag", "")]
