"""The search: both languages, accents, typing errors, and nothing where nothing is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from graph.knowledge.versions import Version
from graph.namespaces import ID, SKOS
from graph.web.search_index import Index, fold
from tests.web_site import Page, opened

INDEX = Index(
    {
        ID + "factor/security": {"id": "keamanan", "en": "security"},
        ID + "concept/security-guarantee": {"id": "jaminan keamanan", "en": "security guarantee"},
        ID + "work/syafii-2007": {"id": "Syafi\u2019i (2007)", "en": "Syafi\u2019i (2007)"},
        ID + "claim/c001": {"id": "Pernyataan C001", "en": "Claim C001"},
    },
    [
        (ID + "factor/security", SKOS + "altLabel", "rasa aman"),
        (ID + "claim/c001", "comment", "Semua d\u00e9sa membutuhkan keamanan."),
    ],
)


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("keamanan", "factor/security"),
        ("SECURITY", "factor/security"),
        ("sekurity", "factor/security"),
        ("kemanan", "factor/security"),
        ("jaminan", "concept/security-guarantee"),
        ("secur guar", "concept/security-guarantee"),
        ("rasa aman", "factor/security"),
        ("syafi'i", "work/syafii-2007"),
        ("syafii", "work/syafii-2007"),
        ("desa", "claim/c001"),
        ("c001", "claim/c001"),
    ],
)
def test_a_word_finds_what_is_meant(asked: str, first: str) -> None:
    assert INDEX.find(asked)[0] == ID + first


@pytest.mark.parametrize("asked", ["", "   ", "?!", "xyzzy", "keamanan xyzzy", "\u0000", "a" * 5000])
def test_what_is_not_there_is_not_found(asked: str) -> None:
    assert INDEX.find(asked) == []


def test_folding_forgets_case_accents_and_signs() -> None:
    assert fold("\u00c9l\u00e9ment\u2014\u202eB.4") == "element b 4"


@pytest.fixture(scope="module")
def client(version: Version) -> Iterator[FlaskClient]:
    with opened(version) as app:
        yield app.test_client()


@pytest.mark.parametrize("asked", ["keamanan", "security", "keamanann", "Keaman"])
def test_the_page_finds_a_factor_by_either_language(client: FlaskClient, asked: str) -> None:
    assert any(link.startswith("/id/factor/security") for link in Page(client.get(f"/search?q={asked}").text).links)


def test_the_page_says_what_would_be_there(client: FlaskClient) -> None:
    page = Page(client.get("/search?q=xyzzyxyzzy&lang=en").text)
    assert "Nothing was found for “xyzzyxyzzy”." in page.text
    assert "/id/actor?lang=en" in page.links
