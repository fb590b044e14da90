"""The frame: languages, headers, errors, health, and texts that attack the page."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from pyoxigraph import Store

from graph.knowledge.versions import Version
from tests.test_web_things import BROWSER, SAMPLES
from tests.web_site import BAD_ADDRESSES, Page, opened, poison

PAGES = ["/", "/ns", "/search?q=keamanan", "/id/actor", "/id/claim", "/graph/rais-flassy"]
PAGES += [f"/id/{kind}/{slug}" for kind, slug in SAMPLES.items()]

INLINE_CODE = re.compile(r"<script(?![^>]*\bsrc=|\ type=\"application/ld\+json\">[^<>&]*</script>)")
"""A script in the page itself; a block of data is none, and holds no sign that could end it."""


@pytest.fixture(scope="module")
def client(version: Version) -> Iterator[FlaskClient]:
    with opened(version) as app:
        yield app.test_client(use_cookies=False)


@pytest.fixture(scope="module")
def poisoned(published_store: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    with opened(poison(published_store, tmp_path_factory.mktemp("poisoned"))) as app:
        yield app.test_client()


@pytest.mark.parametrize(
    ("query", "cookie", "accept", "language"),
    [
        ("", "", "", "id"),
        ("", "", "en-GB,en;q=0.9", "en"),
        ("", "", "fr", "id"),
        ("", "en", "id", "en"),
        ("?lang=id", "en", "en", "id"),
        ("?lang=en", "id", "id", "en"),
        ("?lang=xx", "", "en", "en"),
    ],
)
def test_the_switch_wins_then_the_memory_then_the_browser(
    client: FlaskClient, query: str, cookie: str, accept: str, language: str
) -> None:
    headers = {"Accept-Language": accept, "Cookie": f"lang={cookie}" if cookie else ""}
    response = client.get("/" + query, headers={name: value for name, value in headers.items() if value})
    assert f'<html lang="{language}">' in response.text
    assert response.headers["Content-Language"] == language
    assert {"Accept-Language", "Cookie"} <= set(response.vary)


def test_the_switch_is_remembered_and_kept_in_the_links(client: FlaskClient) -> None:
    response = client.get("/id/factor/security?lang=en")
    assert "lang=en" in response.headers["Set-Cookie"]
    inner = [
        link
        for link in Page(response.text).links
        if link.startswith("/id/") and not link.endswith((".ttl", ".nt", ".rdf", ".jsonld"))
    ]
    assert inner and all("lang=" in link for link in inner)
    assert "Set-Cookie" not in client.get("/id/factor/security").headers


def test_texts_in_the_other_language_say_so(client: FlaskClient) -> None:
    assert '<bdi lang="id">keamanan</bdi>' in client.get("/id/factor/security?lang=en").text
    assert '<bdi lang="en">security</bdi>' in client.get("/id/factor/security?lang=id").text


@pytest.mark.parametrize("path", [*PAGES, "/sparql", "/network", "/no/such/page"])
def test_every_answer_carries_the_headers_that_protect_it(client: FlaskClient, path: str) -> None:
    headers = client.get(path, headers={"Accept": BROWSER}).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "script-src 'self'" in policy and "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy and "http" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"]


@pytest.mark.parametrize("path", [*PAGES, "/sparql"])
def test_no_page_has_inline_code_or_asks_another_host(client: FlaskClient, path: str) -> None:
    text = client.get(path, headers={"Accept": BROWSER}).text
    page = Page(text)
    assert "style" not in page.tags and "style" not in page.attributes
    assert not [name for name in page.attributes if name.startswith("on")]
    assert not INLINE_CODE.search(text)
    loaded = re.findall(r"<(?:link|script|img|iframe)\b[^>]*?(?:href|src)=\"([^\"]+)\"", text)
    assert all(one.startswith("/") for one in loaded)
    assert len(page.ids) == len(set(page.ids))


@pytest.mark.parametrize(
    "path", ["/", "/id/factor/security", "/id/document/rais-flassy", "/ns", "/search", "/sparql", "/no/such"]
)
def test_every_page_has_landmarks_one_heading_and_a_way_past_the_frame(client: FlaskClient, path: str) -> None:
    page = Page(client.get(path, headers={"Accept": BROWSER}).text)
    assert [page.tags.count(tag) for tag in ("main", "h1", "header", "footer")][:2] == [1, 1]
    assert "#content" in page.links and "content" in page.ids
    assert "nav" in page.tags and "title" in page.tags


def test_the_frame_names_version_day_and_statements(client: FlaskClient, version: Version) -> None:
    text = Page(client.get("/?lang=en").text).text
    assert version.id in text and f"{version.manifest.statements} statements from 1 document" in text


@pytest.mark.parametrize(
    ("path", "method", "status"), [("/no/such/page", "GET", 404), ("/id/factor/security", "POST", 405)]
)
@pytest.mark.parametrize("language", ["id", "en"])
def test_errors_are_pages_in_the_readers_language(
    client: FlaskClient, path: str, method: str, status: int, language: str
) -> None:
    response = client.open(f"{path}?lang={language}", method=method, headers={"Accept": BROWSER})
    assert (response.status_code, response.mimetype) == (status, "text/html")
    page = Page(response.text)
    assert f"/?lang={language}" in page.links
    assert ("Halaman depan" if language == "id" else "Start page") in page.text


def test_health_and_readiness(client: FlaskClient, version: Version) -> None:
    assert client.get("/healthz").json == {"status": "ok"}
    assert client.get("/readyz").json == {"status": "ready", "version": version.id}


def test_static_files_may_be_kept_because_their_address_has_their_content(client: FlaskClient) -> None:
    links = Page(client.get("/").text).links
    style = next(link for link in links if "simpul.css" in link)
    with client.get(style) as response:
        assert response.status_code == 200 and "immutable" in response.headers["Cache-Control"]
    with client.get("/static/simpul.css") as response:
        assert "immutable" not in response.headers["Cache-Control"]


@pytest.mark.parametrize(
    "path", [*PAGES, "/search?q=window", "/sparql", "/id/factor/%3Cscript%3Ehit%3C%2Fscript%3E%E2%80%AE"]
)
def test_hostile_texts_stay_texts(poisoned: FlaskClient, path: str) -> None:
    response = poisoned.get(path, headers={"Accept": BROWSER})
    assert response.status_code in (200, 404)
    text = response.text
    page = Page(text)
    assert not [name for name in page.attributes if name.startswith("on")]
    assert "img" not in page.tags and "iframe" not in page.tags
    assert not INLINE_CODE.search(text)
    assert [link for link in page.links if not link.startswith(("/", "#", "https://", "http://"))] == []
    assert not set("\u202e\u2066\u202a\u200f") & set(text)
    assert "49" not in re.findall(r"\b\d+exe", text)
    assert not set(BAD_ADDRESSES) & set(page.links)


def test_hostile_texts_are_shown_as_they_are(poisoned: FlaskClient) -> None:
    page = Page(poisoned.get("/id/factor/security", headers={"Accept": BROWSER}).text)
    assert "<script>window.hit=1</script>" in page.text and "{{7*7}}" in page.text


def test_hostile_words_in_the_address_stay_words(client: FlaskClient) -> None:
    for attack in ("%22%3E%3Cscript%3Ealert(1)%3C/script%3E", "%E2%80%AEevil", "%00%0A%0D"):
        for path in (f"/search?q={attack}", f"/sparql?example={attack}", f"/?lang={attack}", f"/id/factor/{attack}"):
            response = client.get(path, headers={"Accept": BROWSER})
            assert response.status_code in (200, 404), path
            assert "<script>alert" not in response.text and "\u202e" not in response.text
