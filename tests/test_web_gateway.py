"""What happens to a request before Flask: who asks, what is written down, and what is answered at once."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient

from graph.errors import QueryTimeout
from graph.sparql.engine import LocalEngine
from graph.web.clients import find_address, name_client
from graph.web.gateway import Gateway
from tests.sparql_site import EX, application

SELECT = f"SELECT ?o {{ <{EX}thing/7> <{EX}label> ?o }}"
PROBLEM = "application/problem+json"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with application(tmp_path_factory.mktemp("gateway"), trusted_proxies=1) as one:
        yield one


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def address(query: str = SELECT, **more: str) -> str:
    return "/sparql?" + urlencode({"query": query, **more})


# Who asks


@pytest.mark.parametrize(
    ("proxies", "forwarded", "found"),
    [
        (0, "203.0.113.9", "198.51.100.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "192.0.2.1, 203.0.113.9", "203.0.113.9"),
        (2, "192.0.2.1, 203.0.113.9, 198.51.100.7", "203.0.113.9"),
        (2, "203.0.113.9", "203.0.113.9"),
        (1, " , ", "198.51.100.1"),
        (1, None, "198.51.100.1"),
    ],
)
def test_only_what_our_own_proxies_say_is_believed(proxies: int, forwarded: str | None, found: str) -> None:
    environ = {"REMOTE_ADDR": "198.51.100.1"} | ({"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {})
    assert find_address(environ, proxies) == found


@pytest.mark.parametrize(
    ("one", "other", "are_same"),
    [
        ("203.0.113.1", "203.0.113.2", False),
        ("2001:db8::1", "2001:db8::ffff:2", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("fe80::1%eth0", "fe80::2%eth1", True),
        ("no:address", "no:address:either", False),
    ],
)
def test_a_network_of_addresses_is_one_client(one: str, other: str, are_same: bool) -> None:
    assert (name_client(one) == name_client(other)) == are_same


# Request ids and the log


def test_every_answer_has_an_id_of_its_own(client: FlaskClient) -> None:
    paths = [address(), address(), "/", "/healthz", "/no/such/page", address("nonsense")]
    ids = [client.get(path).headers["X-Request-Id"] for path in paths]
    assert len(set(ids)) == len(paths)


@pytest.mark.parametrize(
    ("sent", "is_kept"),
    [("0af7651916cd43dd8448eb211c80319c", True), ("my-id.1", True), ("a b", False), ('x"y\\z-123456', False)],
)
def test_a_sane_id_of_the_client_is_kept(client: FlaskClient, sent: str, is_kept: bool) -> None:
    found = client.get(address(), headers={"X-Request-Id": sent}).headers["X-Request-Id"]
    assert (found == sent) == is_kept


def read_log(app: Flask, capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    gateway = app.wsgi_app
    assert isinstance(gateway, Gateway)
    gateway.journal.flush()
    return [json.loads(line) for line in capsys.readouterr().err.splitlines() if line.startswith("{")]


def test_each_request_is_one_line_of_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with application(tmp_path, log="requests") as app:
        client = app.test_client()
        client.get(address(), headers={"X-Request-Id": "first-request"})
        client.get(address())
        client.post("/sparql", data={"query": SELECT})
        client.get("/no/such/%22page%22%0A")
        lines = read_log(app, capsys)
    assert [(line["method"], line["path"], line["status"], line["cache"]) for line in lines] == [
        ("GET", "/sparql", 200, "miss"),
        ("GET", "/sparql", 200, "hit"),
        ("POST", "/sparql", 200, "hit"),
        ("GET", '/no/such/"page"\n', 404, ""),
    ]
    assert lines[0]["id"] == "first-request"
    assert (lines[0]["client"], lines[0]["version"]) == ("127.0.0.1", "tested000000")
    assert lines[0]["bytes"] > 50 and lines[0]["ms"] > 0 and lines[0]["time"].endswith("Z")


@pytest.mark.parametrize(("detail", "is_told"), [("requests", False), ("queries", True)])
def test_the_log_holds_queries_only_if_it_is_asked_to(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], detail: str, is_told: bool
) -> None:
    with application(tmp_path, log=detail) as app:
        client = app.test_client()
        client.get(address())
        client.get(address())
        client.post("/sparql", data=SELECT, content_type="application/sparql-query")
        lines = read_log(app, capsys)
    assert [line.get("query") == SELECT for line in lines] == [is_told] * 3
    assert any("thing/7" in json.dumps(line) for line in lines) == is_told


def test_a_log_that_is_off_stays_empty(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with application(tmp_path) as app:
        app.test_client().get(address())
        assert read_log(app, capsys) == []


# Conditions


def test_who_has_an_answer_is_told_so(client: FlaskClient) -> None:
    first = client.get(address())
    tag, modified = first.headers["ETag"], first.headers["Last-Modified"]
    for headers in ({"If-None-Match": tag}, {"If-None-Match": f'"x", W/{tag}'}, {"If-Modified-Since": modified}):
        for method in (client.get, client.head):
            again = method(address(), headers=headers)
            assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
            assert "Content-Type" not in again.headers


@pytest.mark.parametrize(
    "headers",
    [
        {"If-None-Match": '"other"'},
        {"If-Modified-Since": "Tue, 24 Nov 2020 08:00:00 GMT"},
        {"If-Modified-Since": "yesterday"},
        {"If-None-Match": '"other"', "If-Modified-Since": "Sun, 24 Nov 2030 08:00:00 GMT"},
    ],
)
def test_who_has_another_answer_gets_this_one(client: FlaskClient, headers: dict[str, str]) -> None:
    client.get(address())
    for _ in range(2):
        again = client.get(address(), headers=headers)
        assert (again.status_code, b"thing 7" in again.data) == (200, True)


def test_an_answer_that_the_client_has_is_not_worked_out_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with application(tmp_path, cache_size=0) as app:
        client = app.test_client()
        tag = client.get(address()).headers["ETag"]

        def run(*_: object) -> None:
            raise QueryTimeout(limit=1)

        monkeypatch.setattr(LocalEngine, "run", run)
        assert client.get(address(), headers={"If-None-Match": tag}).status_code == 304
        assert client.get(address()).status_code == 503


def test_head_is_answered_from_what_was_got(client: FlaskClient) -> None:
    whole = client.get(address())
    for _ in range(3):
        head = client.head(address())
        assert (head.status_code, head.data) == (200, b"")
        assert head.headers["Content-Length"] == str(len(whole.data))


def test_what_nobody_foresaw_is_recorded_and_shows_nothing(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def run(*_: object) -> None:
        raise RuntimeError("a secret")

    monkeypatch.setattr(LocalEngine, "run", run)
    response = client.get(address("SELECT ('unforeseen' AS ?x) {}"), headers={"Accept-Language": "en"})
    assert (response.status_code, response.mimetype) == (500, PROBLEM)
    assert "a secret" not in response.text
    assert "a secret" in caplog.text


# One client among others


def test_one_client_cannot_take_every_thread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who has too much under way is sent away with 429; others, and whoever watches the service, are not."""
    with application(tmp_path, client_queries=3, trusted_proxies=1) as app:
        may_end = threading.Event()
        run = LocalEngine.run
        entered = threading.Semaphore(0)

        def wait(engine: LocalEngine, prepared: Any, client: str = "") -> Any:
            if "?slow" in prepared.job.query:
                entered.release()
                may_end.wait(10)
            return run(engine, prepared, client)

        monkeypatch.setattr(LocalEngine, "run", wait)

        def ask(query: str, client: str) -> Any:
            return app.test_client().get(address(query), headers={"X-Forwarded-For": client})

        slow = [f"SELECT ?slow{number} {{ VALUES ?slow{number} {{ 1 }} }}" for number in range(3)]
        threads = [threading.Thread(target=ask, args=(query, "203.0.113.1")) for query in slow]
        for thread in threads:
            thread.start()
            assert entered.acquire(timeout=5)
        refused = ask("ASK {}", "203.0.113.1")
        assert (refused.status_code, refused.get_json(force=True)["limit"]) == (429, 3)
        assert int(refused.headers["Retry-After"]) >= 1
        assert ask("ASK {}", "203.0.113.2").status_code == 200
        assert app.test_client().get("/healthz", headers={"X-Forwarded-For": "203.0.113.1"}).status_code == 200
        may_end.set()
        for thread in threads:
            thread.join()
        assert ask("ASK { ?s ?p 1 }", "203.0.113.1").status_code == 200


# Whoever watches


def test_alive_and_ready_are_said_without_a_page(client: FlaskClient) -> None:
    alive, ready = client.get("/healthz"), client.get("/readyz")
    assert (alive.status_code, alive.get_json()) == (200, {"status": "ok"})
    assert (ready.status_code, ready.get_json()["version"]) == (200, "tested000000")
    assert alive.headers["Cache-Control"] == "no-store"


def test_not_ready_is_said_with_503(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def select(*_: object) -> None:
        raise QueryTimeout(limit=1)

    monkeypatch.setattr(LocalEngine, "select", select)
    response = client.get("/readyz")
    assert (response.status_code, response.get_json()["problem"]) == (503, "query-timeout")
