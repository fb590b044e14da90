"""A service that misbehaves: every way of it ends in the right error, and never in a part of an answer."""

from __future__ import annotations

import base64
import json
import logging
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from typing import Any

import pytest

from graph.errors import (
    BadQuery,
    EndpointBroken,
    EndpointFailed,
    EndpointIncomplete,
    EndpointInvalid,
    EndpointRefused,
    EndpointUnreachable,
    QueryTimeout,
    QueryUnsupported,
    QueueFull,
    ResultTooLarge,
    SimpulError,
)
from graph.settings import Settings
from graph.sparql.engine import Answer
from graph.sparql.limits import limit_public
from graph.sparql.protocol import SparqlRequest
from graph.sparql.remote.engine import RemoteEngine
from tests.remote_services import Respond, find_port, pretending, reply
from tests.sparql_site import Listener

SELECT = "SELECT * { ?s ?p ?o }"
CONSTRUCT = "CONSTRUCT WHERE { ?s ?p ?o }"
EMPTY = b'{"head":{"vars":["s"]},"results":{"bindings":[]}}'
HALF = EMPTY[:-10]
LARGE = b"9" * 3_000_000
RDF = b"<urn:a> <urn:b> <urn:c> .\n"
NT, JSON_LD = "application/n-triples", "application/ld+json"


def say(*pieces: bytes, pause: float = 0.0, hang_up: bool = True) -> Respond:
    """Make an answer of pieces with pauses between them."""

    def respond(connection: socket.socket, _: bytes) -> None:
        for piece in pieces:
            connection.sendall(piece)
            time.sleep(pause)
        if hang_up:
            connection.shutdown(socket.SHUT_RDWR)

    return respond


def drip(connection: socket.socket, _: bytes) -> None:
    """Send an answer, one byte at a time."""
    with suppress(OSError):
        for at in range(10_000):
            connection.sendall(reply("200 OK", EMPTY)[at : at + 1] or b" ")
            time.sleep(0.02)


def ask(engine: RemoteEngine, query: str = SELECT, accept: str | None = None, **more: Any) -> Answer:
    return engine.run(engine.prepare(SparqlRequest(query, **more), accept))


def find_error(engine: RemoteEngine) -> SimpulError:
    with pytest.raises(BadQuery) as caught:
        ask(engine)
    return caught.value


def open_engine(url: str, **more: Any) -> closing[RemoteEngine]:
    return closing(RemoteEngine(Settings(endpoint=url, query_timeout=0.5, result_size=1, **more)))


CHUNKED: dict[str, Any] = {"Content_Length": None, "Transfer_Encoding": "chunked"}
MISBEHAVIOUR: dict[str, tuple[Respond, type[SimpulError]]] = {
    "says nothing": (lambda connection, _: None, QueryTimeout),
    "drips": (drip, QueryTimeout),
    "drips headers": (say(*[b"HTTP/1.1 200 OK\r\n", *[b"X: y\r\n"] * 60], pause=0.02), QueryTimeout),
    "hangs up": (say(), EndpointBroken),
    "hangs up in the headers": (say(b"HTTP/1.1 200 OK\r\nContent-"), EndpointBroken),
    "closes half way": (say(reply("200 OK", EMPTY)[:-10]), EndpointBroken),
    "closes half way in a chunk": (say(reply("200 OK", b"31\r\n" + HALF, **CHUNKED)), EndpointBroken),
    "closes before the last chunk": (say(reply("200 OK", b"31\r\n" + EMPTY + b"\r\n", **CHUNKED)), EndpointBroken),
    "does not say where it ends": (say(reply("200 OK", EMPTY, Content_Length=None)), EndpointBroken),
    "ends in the middle of the content": (say(reply("200 OK", HALF)), EndpointBroken),
    "sends nonsense": (say(b"\x00\xff" * 500), EndpointBroken),
    "sends a page": (say(reply("200 OK", b"<html>", Content_Type="text/html")), EndpointBroken),
    "sends no JSON": (say(reply("200 OK", b"<html>")), EndpointBroken),
    "sends deep JSON": (say(reply("200 OK", b"[" * 200_000)), EndpointBroken),
    "compresses": (say(reply("200 OK", EMPTY, Content_Encoding="gzip")), EndpointBroken),
    "announces too much": (say(reply("200 OK", EMPTY, Content_Length=10**12)), ResultTooLarge),
    "sends too much": (say(reply("200 OK", b"2dc6c0\r\n" + LARGE + b"\r\n0\r\n\r\n", **CHUNKED)), ResultTooLarge),
    "fails": (say(reply("500 Internal Server Error", b"secret details")), EndpointFailed),
    "is busy": (say(reply("503 Service Unavailable", b"", Retry_After=7)), EndpointFailed),
    "lets nobody in": (say(reply("401 Unauthorized", b"")), EndpointRefused),
    "has nothing here": (say(reply("404 Not Found", b"")), EndpointFailed),
    "has another status": (say(reply("206 Partial Content", EMPTY)), EndpointFailed),
    "gives a part by its clock": (say(reply("200 OK", EMPTY, X_SQL_State="S1TAT")), EndpointIncomplete),
    "gives a part by its rows": (say(reply("200 OK", EMPTY, X_SPARQL_MaxRows=10)), EndpointIncomplete),
    "does not like it": (say(reply("400 Bad Request", b"line 3: syntax error")), BadQuery),
    "cannot do it": (say(reply("400 Bad Request", b"no such function")), QueryUnsupported),
}


@pytest.mark.parametrize("name", MISBEHAVIOUR)
def test_misbehaviour_is_an_error_and_told_in_time(name: str) -> None:
    respond, expected = MISBEHAVIOUR[name]
    with pretending(respond) as other, open_engine(other.url) as engine:
        started = time.monotonic()
        with pytest.raises(expected) as caught:
            ask(engine)
        assert time.monotonic() - started < 1.0
        assert type(caught.value) is expected and "secret" not in str(caught.value)


@pytest.mark.parametrize("accept", [NT, JSON_LD])
@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (reply("200 OK", RDF[:-5], Content_Type=NT, Content_Length=len(RDF)), EndpointBroken),
        (reply("200 OK", RDF, Content_Type="application/sparql-results+json"), EndpointBroken),
        (reply("200 OK", b"2dc6c0\r\n" + LARGE, Content_Type=NT, **CHUNKED), ResultTooLarge),
    ],
)
def test_a_graph_that_is_not_right_is_an_error(answer: bytes, expected: type[SimpulError], accept: str) -> None:
    with pretending(say(answer)) as other, open_engine(other.url) as engine, pytest.raises(expected):
        ask(engine, CONSTRUCT, accept)


def test_rdf_that_cannot_be_read_is_not_rewritten() -> None:
    answer = say(reply("200 OK", b"<urn:a> nonsense", Content_Type=NT))
    with pretending(answer) as other, open_engine(other.url) as engine, pytest.raises(EndpointBroken):
        ask(engine, CONSTRUCT, JSON_LD)


def test_what_is_right_is_passed_through_as_it_is() -> None:
    odd = b'{ "head" :{"vars":["s"]}, "results":{"bindings":[ ]} }\n'
    with pretending(say(reply("200 OK", odd))) as other, open_engine(other.url) as engine:
        assert ask(engine).body == odd
    with pretending(say(reply("200 OK", RDF, Content_Type=NT))) as other, open_engine(other.url) as engine:
        assert ask(engine, CONSTRUCT, NT).body == RDF


def test_a_redirection_is_not_followed_and_credentials_stay_here() -> None:
    with closing(Listener()) as elsewhere:
        answer = say(reply("307 Temporary Redirect", b"", Location=elsewhere.url))
        with pretending(answer) as other, open_engine(other.url, endpoint_token="very-secret") as engine:
            with pytest.raises(EndpointFailed, match="307"):
                ask(engine)
            assert b"Bearer very-secret" in other.requests[0]
        assert elsewhere.calls == 0


@pytest.mark.parametrize(
    ("given", "header"),
    [
        ({"endpoint_user": "us:er", "endpoint_password": "pass word"}, None),
        ({"endpoint_user": "user", "endpoint_password": "pass word"}, b"Basic " + base64.b64encode(b"user:pass word")),
        ({"endpoint_token": "very-secret", "endpoint_user": "user"}, b"Bearer very-secret"),
    ],
)
def test_credentials_are_sent_and_stand_in_no_message(
    given: dict[str, str], header: bytes | None, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    if header is None:
        with pytest.raises(EndpointInvalid):
            RemoteEngine(Settings(endpoint="http://127.0.0.1/", **given))  # type: ignore[arg-type]
        return

    def echo(connection: socket.socket, request: bytes) -> None:
        status = "400 Bad Request" if b"ASK" in request else "500 Internal Server Error"
        connection.sendall(reply(status, request + b" pass word very-secret " + header.split()[1]))

    with pretending(echo) as other, open_engine(other.url, **given) as engine:
        for query in (SELECT, "ASK {}"):
            with pytest.raises(SimpulError) as caught:
                ask(engine, query)
            assert header in other.requests[-1]
            caplog.messages.append(str(caught.value))
        told = " ".join(caplog.messages) + repr(engine.__dict__) + repr(Settings(**given))  # type: ignore[arg-type]
    assert not [secret for secret in ("pass word", "very-secret", header.split()[1].decode()) if secret in told]


def test_connections_are_used_again_and_replaced_when_they_were_closed() -> None:
    with pretending(say(reply("200 OK", EMPTY), hang_up=False)) as other, open_engine(other.url) as engine:
        for _ in range(5):
            ask(engine)
        assert (other.connections, len(other.requests)) == (1, 5)
    with pretending(say(reply("200 OK", EMPTY), hang_up=True)) as other, open_engine(other.url) as engine:
        for _ in range(5):
            ask(engine)
        assert other.connections == 5  # a request may have met one that was just being closed, and went out again
    polite = reply("200 OK", EMPTY, Connection="close")
    with pretending(say(polite, hang_up=False)) as other, open_engine(other.url) as engine:
        ask(engine)
        ask(engine)
        assert other.connections == 2


def test_no_more_queries_than_allowed_are_sent_and_no_more_than_allowed_wait() -> None:
    with pretending(say(b"", reply("200 OK", EMPTY), pause=0.2, hang_up=False)) as other:
        with open_engine(other.url, query_workers=1, query_queue=2) as engine, ThreadPoolExecutor(24) as threads:
            most = limit_public(Settings(query_workers=1)).size
            errors = [one.exception() for one in [threads.submit(ask, engine) for _ in range(24)]]
        assert sum(error is None for error in errors) == most + 2
        assert {type(error) for error in errors if error} == {QueueFull}
        assert other.connections <= most


def test_a_service_that_is_not_there_is_unreachable() -> None:
    with open_engine(f"http://127.0.0.1:{find_port()}/") as engine, pytest.raises(EndpointUnreachable):
        ask(engine)


def test_the_form_is_what_the_protocol_asks_for() -> None:
    with pretending(say(reply("200 OK", EMPTY), hang_up=False)) as other, open_engine(f"{other.url}?a=b") as engine:
        ask(engine, "SELECT * { ?s ?p '\u00e9&=+' }", default_graphs=("urn:g",), named_graphs=("urn:n",))
    head, _, body = other.requests[0].partition(b"\r\n\r\n")
    assert head.startswith(b"POST /sparql?a=b HTTP/1.1\r\n")
    assert b"Content-Type: application/x-www-form-urlencoded" in head and b"Accept-Encoding: identity" in head
    assert body == (
        b"query=SELECT+%2A+%7B+%3Fs+%3Fp+%27%C3%A9%26%3D%2B%27+%7D&default-graph-uri=urn%3Ag&named-graph-uri=urn%3An"
    )


@pytest.mark.parametrize("words", [b"line 3: syntax error", b"Parse error: line 3, column 9", b"error at 3:9: no"])
def test_the_place_of_a_syntax_error_is_found(words: bytes) -> None:
    long = words + b" <b>\xe2\x80\xaebold</b>\r\n" + b"x" * 5000 + b"SPARQL query:\n" + SELECT.encode()
    with pretending(say(reply("400 Bad Request", long))) as other, open_engine(other.url) as engine:
        error = find_error(engine)
    assert error.fields["line"] == 3 and error.fields["column"] in (1, 9)
    detail = str(error.fields["detail"])
    assert len(detail) < 250 and detail.isprintable() and "<b>" not in detail


@pytest.mark.parametrize(
    "address",
    [
        "nonsense",
        "ftp://example.org/",
        "http://",
        "http://user:secret@example.org/",
        "http://example.org:99999/",
        "http://example.org/#part",
        "http://example.org/a b",
        "http://example.org/\u00e9",
        "file:///etc/passwd",
    ],
)
def test_an_address_that_is_none_is_refused_without_repeating_it(address: str) -> None:
    with pytest.raises(EndpointInvalid) as caught:
        RemoteEngine(Settings(endpoint=address))
    assert "SIMPUL_ENDPOINT" in str(caught.value) and "secret" not in str(caught.value)


def test_what_the_service_answers_to_our_own_queries_is_checked_too() -> None:
    wrong = [{"results": {}}, {"results": {"bindings": [{"s": {"type": "uri"}}]}}, {"results": {"bindings": ["s"]}}, []]
    for content in wrong:
        answer = say(reply("200 OK", json.dumps(content).encode()))
        with pretending(answer) as other, open_engine(other.url) as engine, pytest.raises(EndpointBroken):
            engine.select("SELECT ?s { ?s ?p ?o }")
