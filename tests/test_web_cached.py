"""Answers kept, as clients meet them: quick, and never the wrong one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient

from graph.errors import QueryTimeout
from graph.knowledge.versions import Version
from graph.sparql.engine import LocalEngine
from graph.web.gateway import Gateway
from tests.sparql_site import EX, application
from tests.web_site import opened

SELECT = f"SELECT ?o {{ <{EX}thing/7> <{EX}label> ?o }}"


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    with application(tmp_path) as one:
        yield one


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Count what reaches the engine."""
    queries: list[str] = []
    run = LocalEngine.run

    def count(engine: LocalEngine, prepared: Any, client: str = "") -> Any:
        queries.append(prepared.job.query)
        return run(engine, prepared, client)

    monkeypatch.setattr(LocalEngine, "run", count)
    return queries


def address(query: str, **more: str) -> str:
    return "/sparql?" + urlencode({"query": query, **more})


def test_a_repeated_query_reaches_the_engine_once(app: Flask, runs: list[str]) -> None:
    client = app.test_client()
    bodies = [client.get(address(SELECT)).data for _ in range(3)]
    bodies.append(client.get(address(SELECT), headers={"Cache-Control": "no-cache"}).data)
    bodies.append(client.get(address(SELECT, timeout="2")).data)
    bodies.append(client.post("/sparql", data={"query": SELECT}).data)
    bodies.append(client.post("/sparql", data=SELECT, content_type="application/sparql-query").data)
    assert (len(runs), len(set(bodies))) == (1, 1)


@pytest.mark.parametrize(
    "headers", [{"Accept": "text/csv"}, {"Accept": "application/sparql-results+xml"}], ids=["csv", "xml"]
)
def test_another_format_is_another_answer(app: Flask, runs: list[str], headers: dict[str, str]) -> None:
    client = app.test_client()
    for _ in range(2):
        plain, other = client.get(address(SELECT)), client.get(address(SELECT), headers=headers)
        assert plain.mimetype != other.mimetype
        assert plain.data != other.data
    assert len(runs) == 2


@pytest.mark.parametrize("expression", ["NOW()", "RAND()", "UUID()", "STRUUID()", "BNODE()"])
def test_what_differs_each_time_is_asked_each_time(app: Flask, runs: list[str], expression: str) -> None:
    client = app.test_client()
    answers = [client.get(address(f"SELECT ({expression} AS ?x) {{}}")) for _ in range(2)]
    assert len(runs) == 2
    for one in answers:
        assert (one.status_code, one.headers["Cache-Control"], one.headers.get("ETag")) == (200, "no-store", None)


def test_errors_are_not_kept(app: Flask, runs: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    client = app.test_client()
    answered = LocalEngine.run

    def fail(*_: object) -> None:
        raise QueryTimeout(limit=1)

    monkeypatch.setattr(LocalEngine, "run", fail)
    assert client.get(address(SELECT)).status_code == 503
    monkeypatch.setattr(LocalEngine, "run", answered)
    assert client.get(address(SELECT)).status_code == 200


def test_a_cache_without_room_keeps_nothing(tmp_path: Path, runs: list[str]) -> None:
    with application(tmp_path, cache_size=0) as app:
        for _ in range(2):
            assert app.test_client().get(address(SELECT)).status_code == 200
    assert len(runs) == 2


def test_what_names_the_host_is_kept_for_that_host_only(app: Flask) -> None:
    client = app.test_client()
    for host in ("one.example", "two.example", "one.example"):
        described = client.get("/sparql", headers={"Host": host, "Accept": "text/turtle"})
        assert f"http://{host}/sparql" in described.text


@pytest.fixture(scope="module")
def site(version: Version) -> Iterator[Flask]:
    with opened(version) as one:
        yield one


@pytest.fixture
def client(site: Flask) -> FlaskClient:
    return site.test_client()


def count_hits(site: Flask) -> int:
    gateway = site.wsgi_app
    assert isinstance(gateway, Gateway)
    gateway.journal.flush()
    return gateway.metrics.cache["hit"]


def test_a_page_is_made_once_for_each_language(site: Flask, client: FlaskClient) -> None:
    path, seen = "/id/factor/security", list[str]()
    before = count_hits(site)
    for _ in range(2):
        for language in ("en", "id"):
            seen.append(client.get(path, headers={"Accept": "text/html", "Accept-Language": language}).text)
    assert (seen[0], seen[1]) == (seen[2], seen[3])
    assert 'lang="en"' in seen[0] and 'lang="id"' in seen[1]
    assert count_hits(site) - before == 2


def test_the_language_of_a_cookie_is_not_given_to_others(site: Flask) -> None:
    client = site.test_client(use_cookies=False)
    path, browser = "/id/factor/nationalism", {"Accept": "text/html"}
    for _ in range(3):
        english = client.get(path, headers={**browser, "Cookie": "theme=dark; lang=en"}).text
        indonesian = client.get(path, headers={**browser, "Cookie": "lang=id"}).text
        assert ('<html lang="en"' in english, '<html lang="id"' in indonesian) == (True, True)


def test_an_answer_that_sets_a_cookie_is_not_kept(site: Flask, client: FlaskClient) -> None:
    before = count_hits(site)
    for _ in range(2):
        response = client.get("/id/factor/security?lang=en", headers={"Accept": "text/html"})
        assert "lang=en" in response.headers["Set-Cookie"]
    assert count_hits(site) == before


def test_errors_of_pages_are_not_kept(site: Flask, client: FlaskClient) -> None:
    before = count_hits(site)
    for _ in range(2):
        assert client.get("/id/factor/no-such-factor").status_code == 404
    assert count_hits(site) == before
