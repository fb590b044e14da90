"""Compressed answers: who gets which coding, and that it is the same answer."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from urllib.parse import urlencode

import pytest
import zstandard
from flask import Flask
from flask.testing import FlaskClient

from graph.web import answers
from graph.web.answers import Answer
from graph.web.compression import choose_coding, compress, is_compressible
from graph.web.exchange import Reply
from tests.sparql_site import EX, application

MANY = f"SELECT * {{ ?s <{EX}label> ?o }}"
FEW = f"SELECT ?o {{ <{EX}thing/7> <{EX}label> ?o }}"
UNDO: dict[str, Callable[[bytes], bytes]] = {
    "": bytes,
    "gzip": gzip.decompress,
    "zstd": lambda body: zstandard.ZstdDecompressor().decompress(body),
}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with application(tmp_path_factory.mktemp("compression")) as one:
        yield one


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def address(query: str) -> str:
    return "/sparql?" + urlencode({"query": query})


@pytest.mark.parametrize(
    ("accept", "coding"),
    [
        (None, ""),
        ("", ""),
        ("identity", ""),
        ("br", ""),
        ("gzip", "gzip"),
        ("GZIP", "gzip"),
        ("x-gzip", "gzip"),
        ("zstd", "zstd"),
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip, zstd;q=0.9", "gzip"),
        ("gzip;q=0.5, identity;q=0.5", "gzip"),
        ("gzip;q=0.4, identity;q=0.5", ""),
        ("gzip;q=0, zstd;q=0", ""),
        ("*", "zstd"),
        ("*;q=0", ""),
        ("zstd;q=0, *", "gzip"),
        ("gzip;q=much", ""),
        ("identity;q=0, gzip;q=0.1", "gzip"),
        (", ," + "x," * 300 + "gzip", "gzip"),
    ],
)
def test_the_client_chooses_the_coding(accept: str | None, coding: str) -> None:
    assert choose_coding(accept) == coding


@pytest.mark.parametrize(
    ("content_type", "expected"),
    [
        ("text/html; charset=utf-8", True),
        ("application/sparql-results+json", True),
        ("application/rdf+xml", True),
        ("Application/JSON", True),
        ("application/n-triples", True),
        ("image/svg+xml", True),
        ("text/javascript", True),
        ("image/png", False),
        ("application/gzip", False),
        ("application/octet-stream", False),
        ("", False),
    ],
)
def test_only_what_gets_smaller_is_compressed(content_type: str, expected: bool) -> None:
    assert is_compressible(content_type) == expected


@pytest.mark.parametrize("coding", ["gzip", "zstd"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_compressed_answer_is_the_same_answer(client: FlaskClient, coding: str, method: str) -> None:
    ask = {"GET": lambda **more: client.get(address(MANY), **more)}.get(
        method, lambda **more: client.post("/sparql", data={"query": MANY}, **more)
    )
    plain = ask()
    for _ in range(3):
        packed = ask(headers={"Accept-Encoding": coding})
        assert packed.headers["Content-Encoding"] == coding
        assert int(packed.headers["Content-Length"]) == len(packed.data) < len(plain.data) / 2
        assert UNDO[coding](packed.data) == plain.data
        assert packed.headers["ETag"] != plain.headers["ETag"]
    for answer in (plain, packed):
        assert "Accept-Encoding" in answer.headers["Vary"]


def test_a_small_answer_is_sent_as_it_is(client: FlaskClient) -> None:
    response = client.get(address(FEW), headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in response.headers
    assert b"thing 7" in response.data


def test_whoever_has_it_in_one_coding_has_it_in_all(client: FlaskClient) -> None:
    packed = client.get(address(MANY), headers={"Accept-Encoding": "gzip"}).headers["ETag"]
    for coding in ("gzip", "zstd", "identity"):
        again = client.get(address(MANY), headers={"Accept-Encoding": coding, "If-None-Match": packed})
        assert (again.status_code, again.data) == (304, b"")
        assert "Content-Encoding" not in again.headers


def test_pages_and_static_files_are_compressed_too(client: FlaskClient) -> None:
    for path in ("/static/simpul.css", "/sparql"):
        plain = client.get(path, headers={"Accept": "text/html"})
        packed = client.get(path, headers={"Accept": "text/html", "Accept-Encoding": "gzip"})
        assert (plain.status_code, packed.headers["Content-Encoding"]) == (200, "gzip"), path
        assert gzip.decompress(packed.data) == plain.data


def test_each_coding_is_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []

    def count(body: bytes, coding: str) -> bytes:
        made.append(coding)
        return compress(body, coding)

    monkeypatch.setattr(answers, "compress", count)
    answer = Answer(Reply(200, b"text " * 1000, {"Content-Type": "text/plain", "ETag": '"a"'}))
    forms = [answer.form(coding) for coding in ("gzip", "", "gzip", "zstd", "gzip", "zstd", "")]
    assert made == ["gzip", "zstd"]
    assert [dict(form.headers)["ETag"] for form in forms[:4]] == ['"a-gzip"', '"a"', '"a-gzip"', '"a-zstd"']


def test_what_is_compressed_already_stays_as_it_is() -> None:
    headers = {"Content-Type": "text/plain", "Content-Encoding": "br"}
    form = Answer(Reply(200, b"x" * 5000, headers)).form("gzip")
    assert form.size == 5000
