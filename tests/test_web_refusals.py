"""Errors without Flask: the headers that go with them, and validation reports in every form."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from graph.web.exchange import Call
from graph.web.pages import Simpul
from graph.web.refusals import refuse
from graph.write_errors import ShapesBroken, TokenInvalid, TokenMissing, TokenWeak
from tests.sparql_site import application

PROBLEM = "application/problem+json"


def call(**environ: str) -> Call:
    base = {"REQUEST_METHOD": "POST", "PATH_INFO": "/store", "SERVER_NAME": "localhost", "SERVER_PORT": "80"}
    return Call({**base, **environ})


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Simpul]:
    with application(tmp_path_factory.mktemp("refusals")) as app:
        yield app.extensions["simpul"]


@pytest.mark.parametrize(
    ("error", "status", "challenge"),
    [
        (TokenMissing(), 401, 'Bearer realm="simpul"'),
        (TokenInvalid(), 401, 'Bearer realm="simpul", error="invalid_token"'),
        (TokenWeak(name="a", right="update"), 403, 'Bearer realm="simpul", error="insufficient_scope"'),
    ],
)
def test_who_needs_a_token_is_told_which(state: Simpul, error: Any, status: int, challenge: str) -> None:
    reply = refuse(call(), state, error)
    assert (reply.status, reply.headers["WWW-Authenticate"]) == (status, challenge)


REPORT = '<urn:a> <http://www.w3.org/ns/shacl#conforms> "false" .\n'


@pytest.mark.parametrize(
    ("accept", "content_type", "holds"),
    [
        ("*/*", PROBLEM, b'"report": "<urn:a>'),
        ("application/json", PROBLEM, b'"problems": ["One is missing."]'),
        ("text/turtle", "text/turtle; charset=utf-8", b"false"),
        ("application/ld+json", "application/ld+json", b"conforms"),
        ("text/plain", "text/plain; charset=utf-8", b"One is missing.\n"),
        ("image/png", PROBLEM, b"shapes-broken"),
    ],
)
def test_a_validation_report_comes_as_it_is_liked(state: Simpul, accept: str, content_type: str, holds: bytes) -> None:
    error = ShapesBroken(REPORT, {"en": ["One is missing."], "id": ["Satu hilang."]})
    reply = refuse(call(HTTP_ACCEPT=accept, HTTP_ACCEPT_LANGUAGE="en"), state, error)
    assert (reply.status, reply.headers["Content-Type"]) == (422, content_type)
    assert holds in reply.body
