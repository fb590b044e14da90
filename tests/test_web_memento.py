"""Addresses at another time: Memento (RFC 7089), validators, and how long answers hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote

import pytest
from flask.testing import FlaskClient
from werkzeug.http import http_date

from graph.knowledge.versions import Version
from tests.version_site import START, follow, make_history, move

QUERY = "SELECT%20*%20WHERE%20%7B%20%3Fs%20%3Fp%20%3Fo%20%7D%20ORDER%20BY%20%3Fs%20LIMIT%201"
VERSIONED = [
    "/",
    "/id/actor/office",
    "/id/actor/office.ttl",
    "/graph/plan.nt",
    "/ns.ttl",
    "/network",
    "/network.json",
    "/queries",
    "/queries/meaning-of-thing?thing=actor%2Foffice",
    "/queries/meaning-of-thing.csv?thing=actor%2Foffice",
    "/search?q=office",
    f"/sparql?query={QUERY}",
    "/store?graph=https%3A%2F%2Fw3id.org%2Fsimpul%2Fgraph%2Fplan",
]
TIMELESS = ["/healthz", "/readyz", "/versions", "/versions.json", "/static/simpul.css"]
LINK = re.compile(r'<([^>]*)>; rel="([^"]*)"((?:; \w+="[^"]*")*)')


@pytest.fixture(scope="module")
def client(history: tuple[Path, list[Version]]) -> Iterator[FlaskClient]:
    with follow(history[0]) as app:
        yield app.test_client()


def links(headers: object) -> dict[str, str]:
    """What a Link header names, by relation."""
    text = ", ".join(headers.getlist("Link"))  # type: ignore[attr-defined]
    return {name: target for target, names, _ in LINK.findall(text) for name in names.split()}


def pinned(path: str, version: Version) -> str:
    return f"{path}{'&' if '?' in path else '?'}version={version.id}"


def day(number: int, hour: int = 12) -> str:
    return http_date(datetime(2026, 11, number, hour, tzinfo=UTC))


# Answers say when they are from


@pytest.mark.parametrize("path", VERSIONED)
def test_an_answer_says_which_moment_it_shows(client: FlaskClient, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 200
    assert response.headers["Memento-Datetime"] == response.headers["Last-Modified"] == day(3, 9)
    assert "Accept-Datetime" in {one.strip() for one in response.headers["Vary"].split(",")}


@pytest.mark.parametrize("path", VERSIONED)
def test_an_answer_says_where_other_moments_are(client: FlaskClient, versions: list[Version], path: str) -> None:
    response = client.get(path)
    found = links(response.headers)
    assert found["original"] == found["timegate"] == path
    assert unquote(found["timemap"]) == f"/versions/timemap?of={path}"
    assert found["memento"] == response.headers["Content-Location"] == pinned(path, versions[2])
    assert found["predecessor-version"] == pinned(path, versions[1])


@pytest.mark.parametrize("path", [one for one in VERSIONED if "plan" not in one])
def test_a_memento_says_of_what_it_is_one(client: FlaskClient, versions: list[Version], path: str) -> None:
    response = client.get(pinned(path, versions[0]))
    found = links(response.headers)
    assert response.headers["Memento-Datetime"] == response.headers["Last-Modified"] == day(1, 9)
    assert found["original"] == found["timegate"] == found["latest-version"] == path
    assert found["memento"] == pinned(path, versions[0])
    assert "predecessor-version" not in found
    assert "Content-Location" not in response.headers


def test_the_links_of_both_formats_of_a_thing_stay(client: FlaskClient, versions: list[Version]) -> None:
    found = client.get(pinned("/id/actor/office", versions[0]), headers={"Accept": "text/html"}).headers.getlist("Link")
    assert any('rel="alternate"' in one and f".ttl?version={versions[0].id}" in one for one in found)


@pytest.mark.parametrize("path", TIMELESS)
def test_what_has_no_versions_claims_none(client: FlaskClient, path: str) -> None:
    response = client.get(path, headers={"Accept-Datetime": day(1)})
    assert response.status_code == 200
    assert "Memento-Datetime" not in response.headers


def test_a_very_long_address_is_not_repeated(client: FlaskClient) -> None:
    response = client.get(f"/sparql?query={QUERY}%23{'x' * 3000}")
    assert response.status_code == 200
    assert "Memento-Datetime" in response.headers
    assert "Link" not in response.headers


def test_a_question_sent_in_the_body_has_a_moment_but_no_address(client: FlaskClient) -> None:
    response = client.post("/sparql", data={"query": "ASK { ?s ?p ?o }"})
    assert response.status_code == 200
    assert "Last-Modified" in response.headers
    assert "Link" not in response.headers


def test_an_address_with_strange_signs_stays_one_link(client: FlaskClient) -> None:
    response = client.get("/search?q=%3E%3B%20rel%3D%22x&y=<>")
    assert all(re.fullmatch(r"[!-~]*", target) for target in links(response.headers).values())
    assert links(response.headers)["original"].startswith("/search?q=%3E%3B")


# Travelling


@pytest.mark.parametrize(
    ("moment", "number"),
    [
        (day(1), 0),
        (day(2, 8), 0),
        (day(2, 9), 1),
        (day(2), 1),
        (day(3), 2),
        (http_date(4_000_000_000), 2),
        (day(1, 0), 0),
    ],
)
def test_a_moment_leads_to_the_version_that_was_current(
    client: FlaskClient, versions: list[Version], moment: str, number: int
) -> None:
    response = client.get("/id/actor/office.ttl", headers={"Accept-Datetime": moment})
    assert response.status_code == 302
    assert response.headers["Location"] == pinned("/id/actor/office.ttl", versions[number])
    assert response.headers["Vary"] == "Accept-Datetime"
    assert "Memento-Datetime" not in response.headers


@pytest.mark.parametrize("path", VERSIONED)
def test_every_versioned_address_can_be_travelled(client: FlaskClient, versions: list[Version], path: str) -> None:
    response = client.get(path, headers={"Accept-Datetime": day(2)})
    assert response.status_code == 302
    assert response.headers["Location"] == pinned(path, versions[1])
    assert links(response.headers).keys() >= {"original", "timegate", "timemap", "memento"}


def test_travelling_arrives(client: FlaskClient) -> None:
    response = client.get("/id/actor/office.ttl", headers={"Accept-Datetime": day(1)}, follow_redirects=True)
    assert response.status_code == 200
    assert "village office" in response.text


def test_a_memento_is_not_travelled_from(client: FlaskClient, versions: list[Version]) -> None:
    path = pinned("/id/actor/office.ttl", versions[2])
    assert client.get(path, headers={"Accept-Datetime": day(1)}).status_code == 200


@pytest.mark.parametrize("value", ["", "yesterday", "2026-11-01", "99", "Thu, 99 Foo 2026 00:00:00 GMT"])
@pytest.mark.parametrize("path", ["/", f"/sparql?query={QUERY}"])
def test_what_is_no_date_is_400(client: FlaskClient, path: str, value: str) -> None:
    response = client.get(path, headers={"Accept-Datetime": value})
    assert response.status_code == 400
    assert response.mimetype == "application/problem+json"


def test_a_change_does_not_travel(client: FlaskClient) -> None:
    response = client.post("/sparql", data={"query": "ASK { ?s ?p ?o }"}, headers={"Accept-Datetime": day(1)})
    assert response.status_code == 200


# The list of an address


def test_a_timemap_lists_every_memento(client: FlaskClient, versions: list[Version]) -> None:
    response = client.get("/versions/timemap?of=/id/actor/office")
    assert response.content_type == "application/link-format"
    rows = LINK.findall(response.text)
    assert [target for target, names, _ in rows if "memento" in names] == [
        f"http://localhost{pinned('/id/actor/office', one)}" for one in versions
    ]
    assert [names for _, names, _ in rows] == ["original timegate", "self", "first memento", "memento", "last memento"]
    assert f'datetime="{http_date(START)}"' in response.text


def test_the_versions_are_a_timemap_too(client: FlaskClient) -> None:
    response = client.get("/versions", headers={"Accept": "application/link-format"})
    assert response.text == client.get("/versions.link").text
    assert response.text.count("memento") == 3


@pytest.mark.parametrize("of", ["//evil.example", "x", "/healthz", "/versions", "/%3E", "/%0d%0aSet-Cookie:x", "/é"])
def test_a_timemap_is_only_about_what_has_versions(client: FlaskClient, of: str) -> None:
    assert client.get(f"/versions/timemap?of={of}").status_code == 400


# How long answers hold


@pytest.mark.parametrize("path", VERSIONED)
def test_the_latest_is_asked_for_again(client: FlaskClient, path: str) -> None:
    assert client.get(path).headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("path", ["/id/actor/office.ttl", "/ns.ttl", "/network.json", f"/sparql?query={QUERY}"])
@pytest.mark.parametrize("number", [0, 2])
def test_pinned_data_holds_for_ever(client: FlaskClient, versions: list[Version], path: str, number: int) -> None:
    client.get(path)
    assert client.get(pinned(path, versions[number])).headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert client.get(path).headers["Cache-Control"] == "no-cache", "though it is the same answer"


@pytest.mark.parametrize("path", ["/", "/id/actor/office", "/network", "/search?q=office"])
def test_a_pinned_page_is_asked_for_again(client: FlaskClient, versions: list[Version], path: str) -> None:
    response = client.get(pinned(path, versions[0]), headers={"Accept": "text/html"})
    assert response.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("path", VERSIONED)
def test_whoever_has_an_answer_is_not_sent_it_again(client: FlaskClient, path: str) -> None:
    tag = client.get(path).headers["ETag"]
    response = client.get(path, headers={"If-None-Match": tag})
    assert response.status_code == 304
    assert response.data == b""
    assert response.headers["ETag"] == tag


@pytest.mark.parametrize("path", VERSIONED)
def test_whoever_has_an_answer_of_this_version_is_not_sent_it_again(client: FlaskClient, path: str) -> None:
    assert client.get(path, headers={"If-Modified-Since": day(3, 9)}).status_code == 304
    assert client.get(path, headers={"If-Modified-Since": day(2, 9)}).status_code == 200


@pytest.mark.parametrize("path", VERSIONED)
def test_each_version_has_a_mark_of_its_own(client: FlaskClient, versions: list[Version], path: str) -> None:
    if "plan" in path:
        versions = versions[2:]
    tags = {client.get(pinned(path, one)).headers["ETag"] for one in versions}
    assert len(tags) == len(versions)


def test_dates_are_not_trusted_where_a_second_saw_two_versions(tmp_path: Path) -> None:
    data, made = make_history(tmp_path)
    move(made[1], START)
    move(made[2], START)
    with follow(data) as app:
        client = app.test_client()
        for path in VERSIONED:
            response = client.get(path, headers={"If-Modified-Since": http_date(START)})
            assert response.status_code == 200, path
            assert "Last-Modified" not in response.headers
            assert client.get(path, headers={"If-None-Match": response.headers["ETag"]}).status_code == 304, path
