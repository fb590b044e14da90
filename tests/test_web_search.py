"""The search over HTTP: page, JSON and suggestions, in both languages, at a version, and with hostile data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from pyoxigraph import Store

from graph.knowledge.versions import Version
from graph.namespaces import ID
from graph.web.search_index import SEARCHED
from tests.web_site import HOSTILE, Page, opened, poison


@pytest.fixture(scope="module")
def poisoned(published_store: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    folder: Path = tmp_path_factory.mktemp("poisoned-search")
    with opened(poison(published_store, folder)) as app:
        yield app.test_client()


def find(client: FlaskClient, address: str) -> dict[str, Any]:
    response = client.get(address)
    assert response.status_code == 200, response.text
    assert response.content_type == "application/json"
    found: dict[str, Any] = response.json
    return found


@pytest.mark.parametrize("asked", ["keamanan", "security", "keamanann", "Keaman", "sekuriti"])
def test_the_page_finds_a_factor_by_either_language(client: FlaskClient, asked: str) -> None:
    assert any(link.startswith("/id/factor/security") for link in Page(client.get(f"/search?q={asked}").text).links)


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("Sudantoko 61", "work/sudantoko-2002"),
        ("OVOP jawa timur", "programme/ovop-east-java"),
        ("c102", "claim/c102"),
        ("CIT14", "citation/cit14"),
        ("B.6.5", "passage/b.6.5"),
    ],
)
def test_programs_find_what_is_meant(client: FlaskClient, asked: str, first: str) -> None:
    assert find(client, f"/search.json?q={asked}")["results"][0]["id"] == first


def test_a_citation_is_found_by_its_page(client: FlaskClient) -> None:
    assert "citation/cit14" in [one["id"] for one in find(client, "/search.json?q=Sudantoko+61")["results"]]


def test_the_words_that_were_asked_for_are_marked_and_the_other_language_stands_beside(client: FlaskClient) -> None:
    text = client.get("/search?q=keamanan&lang=en").text
    assert '<bdi lang="id"><mark>keamanan</mark></bdi>' in text
    assert "<mark>security</mark>" not in text


def test_a_kind_has_its_count_and_leads_to_all_of_it(client: FlaskClient) -> None:
    counts = find(client, "/search.json?q=OVOP")["counts"]
    page = Page(client.get("/search?q=OVOP&lang=en").text)
    assert f"Statements {counts['claim']}" in page.text
    assert "/search?q=OVOP&kind=claim&lang=en" in page.links


def test_one_kind_is_shown_whole(client: FlaskClient) -> None:
    page = Page(client.get("/search?q=OVOP&kind=claim&lang=en").text)
    counts = find(client, "/search.json?q=OVOP&kind=claim")["counts"]
    assert list(counts) == ["claim"]
    assert len({link for link in page.links if link.startswith("/id/claim/")}) == counts["claim"] > 8


def test_the_page_says_what_would_be_there(client: FlaskClient) -> None:
    page = Page(client.get("/search?q=xyzzyxyzzy&lang=en").text)
    assert "Nothing was found for “xyzzyxyzzy”." in page.text
    assert "/id/actor?lang=en" in page.links


def test_a_word_far_from_all_others_gets_a_proposal(client: FlaskClient) -> None:
    page = Page(client.get("/search?q=kompetensii&lang=en").text)
    proposed = [link for link in page.links if link.startswith("/search?q=")]
    assert "Did you mean" in page.text
    assert "Nothing was found" not in Page(client.get(proposed[0]).text).text


def test_the_page_says_that_it_shows_something_near_or_something_less(client: FlaskClient) -> None:
    near = Page(client.get("/search?q=sekuriti&lang=en").text).text
    assert "No word “sekuriti” is known; shown is what resembles it, such as “security”." in near
    less = Page(client.get("/search?q=keamanan+qqqqqq&lang=en").text).text
    assert "Nothing has all of these words; these have some of them." in less


def test_the_json_says_all_that_a_program_needs(client: FlaskClient) -> None:
    found = find(client, "/search.json?q=keamanan&limit=1")
    (one,) = found["results"]
    assert (found["query"], found["total"] > 1, found["partial"]) == ("keamanan", True, False)
    assert one["label"] == {"id": "keamanan", "en": "security"}
    assert set(one["description"]) == {"id", "en"}
    del one["label"], one["description"]
    assert one == {
        "iri": ID + "factor/security",
        "id": "factor/security",
        "path": "/id/factor/security",
        "kind": "factor",
        "kind_label": {"id": "faktor", "en": "factor"},
        "score": 1.0,
    }


def test_a_program_gets_json_where_it_asks_for_it(client: FlaskClient) -> None:
    response = client.get("/search?q=keamanan", headers={"Accept": "application/json"})
    assert response.json == find(client, "/search.json?q=keamanan")
    assert response.headers["Access-Control-Allow-Origin"] == "*"


def test_suggestions_come_with_a_sentence_to_be_read_aloud(client: FlaskClient) -> None:
    found = find(client, "/search/complete?q=sudan&kind=work,person&lang=en")
    assert {one["id"] for one in found["results"]} == {"person/sudantoko", "work/sudantoko-2002"}
    assert found["message"] == "2 suggestions; arrow down to choose one."
    assert find(client, "/search/complete?q=qqqqqq&lang=id")["message"] == "Tidak ada saran."


def test_a_kind_without_a_text_suggests_what_there_is(client: FlaskClient) -> None:
    assert [one["id"] for one in find(client, "/search/complete?kind=effect")["results"]] == [
        "effect/backwash",
        "effect/spread",
    ]


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=201", "limit=-1", "limit=x", "limit=1e9", "kind=nothing", "kind=a,b"]
)
@pytest.mark.parametrize("path", ["/search.json", "/search/complete"])
def test_a_bad_parameter_is_named(client: FlaskClient, path: str, query: str) -> None:
    response = client.get(f"{path}?q=a&{query}")
    assert response.status_code == 400
    assert response.json["name"] == query.partition("=")[0]
    assert response.json["type"].endswith("/bad-request")


@pytest.mark.parametrize("asked", ["%22", "AND", "NEAR(a b)", "*", "%00", "%FF%FE", "a%22%20OR%20%22", "-" * 3000])
def test_nothing_that_is_typed_is_an_error(client: FlaskClient, asked: str) -> None:
    for path in ("/search", "/search.json", "/search/complete"):
        assert client.get(f"{path}?q={asked}").status_code == 200


def test_links_and_suggestions_keep_the_version(client: FlaskClient, version: Version) -> None:
    found = find(client, f"/search/complete?q=keamanan&version={version.id}")
    assert found["results"][0]["path"] == f"/id/factor/security?version={version.id}"
    links = Page(client.get(f"/search?q=keamanan&version={version.id}").text).links
    assert f"/id/factor/security?version={version.id}" in links


def test_every_page_offers_suggestions_and_works_without_them(client: FlaskClient) -> None:
    text = client.get("/id/factor/security").text
    field = re.search(r'<input id="frame-q"[^>]*>', text)
    assert field
    assert 'data-complete="/search/complete"' in field[0]
    assert '<form class="frame-search" role="search" action="/search" method="get">' in text


def test_hostile_names_are_shown_as_they_are(poisoned: FlaskClient) -> None:
    for asked in ("keamanan", "script", "onerror", "window.hit"):
        page = Page(poisoned.get(f"/search?q={asked}").text)
        assert set(page.tags) <= TAGS
        assert not {name for name in page.attributes if name.startswith("on")}
        assert "javascript:window.hit=1" not in page.links
    assert "window.hit" in page.text


TAGS = {
    "html",
    "head",
    "meta",
    "title",
    "link",
    "script",
    "body",
    "a",
    "header",
    "div",
    "svg",
    "path",
    "circle",
    "nav",
    "ul",
}
TAGS |= {"li", "form", "label", "input", "button", "abbr", "main", "article", "h1", "span", "p", "section", "h2", "bdi"}
TAGS |= {"mark", "br", "footer", "code"}


def test_hostile_names_are_suggested_as_text(poisoned: FlaskClient) -> None:
    found = find(poisoned, "/search/complete?q=keamanan")
    assert "\u202e" not in str(found)
    assert all(one["path"].startswith("/") for one in found["results"])


def test_a_hostile_question_is_shown_as_text(client: FlaskClient) -> None:
    page = Page(client.get("/search", query_string={"q": HOSTILE, "lang": "en"}).text)
    assert page.tags.count("script") == 1
    assert "img" not in page.tags


def test_every_kind_that_is_found_has_a_name(client: FlaskClient) -> None:
    for kind in SEARCHED:
        for one in find(client, f"/search.json?kind={kind}&limit=1")["results"]:
            assert one["kind_label"]["id"]
            assert one["kind_label"]["en"] != one["kind_label"]["id"]
