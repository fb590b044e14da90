"""The network page without a browser: what it says, what it links to, what can be taken away."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient

from tests.conftest import ROOT
from tests.network_rows import actor_row, link_row, village
from tests.network_site import make_site

HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(1)> \" ' \u202e"


class Page(HTMLParser):
    """The elements of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def values(self, tag: str, attribute: str) -> list[str]:
        return [found[attribute] for name, found in self.elements if name == tag and attribute in found]


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    return make_site(village(), tmp_path).test_client()


@pytest.fixture
def hostile(tmp_path: Path) -> FlaskClient:
    rows = village()
    rows["actors"].append(actor_row("actor/evil", HOSTILE))
    rows["links"].append(link_row(9, "actor/evil", "supports", "actor/ngos", sentence=HOSTILE))
    return make_site(rows, tmp_path).test_client()


def _get(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.text


def _island(text: str) -> dict[str, list[dict[str, object]]]:
    found = re.search(r'<script type="application/json" id="net-data">(.*?)</script>', text, re.DOTALL)
    assert found
    return dict(json.loads(found[1]))


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "5 actors, 4 links, 5 statements, 2 sources"), ("id", "5 aktor, 4 keterkaitan, 5 pernyataan, 2 sumber")],
)
def test_the_page_opens_with_its_numbers_in_both_languages(client: FlaskClient, language: str, words: str) -> None:
    assert words in _get(client, f"/network?lang={language}")


def test_the_island_holds_the_drawing_with_linkage_ids(client: FlaskClient) -> None:
    drawn = _island(_get(client, "/network?lang=en"))
    assert {edge["id"] for edge in drawn["edges"]} >= {"claim/e003", "claim/e004", "claim/e005"}
    assert all("x" in node and "y" in node for node in drawn["nodes"])


def test_a_filter_narrows_drawing_table_and_summary_alike_and_moves_nobody(client: FlaskClient) -> None:
    whole = {node["id"]: (node["x"], node["y"]) for node in _island(_get(client, "/network"))["nodes"]}
    text = _get(client, "/network?lang=en&sector=media")
    drawn = _island(text)
    assert {edge["id"] for edge in drawn["edges"]} == {"claim/e004"}
    assert all((node["x"], node["y"]) == whole[str(node["id"])] for node in drawn["nodes"])
    assert "FILTERED" in text and "2 actors, 1 link, 1 statement" in text
    assert "firms" not in re.sub(r"<datalist.*?</datalist>", "", text, flags=re.DOTALL).split("net-left-out")[0]


def test_a_selected_link_shows_its_statements_with_work_page_and_passage(client: FlaskClient) -> None:
    for path in ("/network", "/network/statements"):
        text = _get(client, f"{path}?lang=en&link=claim/e003")
        assert "Sentence 3." in text
        assert 'href="/id/work/sudantoko-2002?lang=en"' in text or 'href="/id/work/sudantoko-2002"' in text
        assert "p. 74" in text and "Paragraph b.5.2" in text and "195\u2013204" in text


def test_a_bundle_is_found_by_the_id_of_any_of_its_statements(client: FlaskClient) -> None:
    found = client.get("/network/statements?link=claim/e002&format=json").get_json()
    assert [one["id"] for one in found["links"][0]["statements"]] == ["claim/e001", "claim/e002"]


def test_an_actor_is_found_by_name_and_shows_all_its_links(client: FlaskClient) -> None:
    text = _get(client, "/network?lang=en&focus=ngos")
    assert "1 partner" in text and "2 links" in text
    assert 'id="net-evidence"' in text


def test_words_that_are_not_known_are_named(client: FlaskClient) -> None:
    assert "ignored: nonsense, nobody" in _get(client, "/network?lang=en&sector=nonsense&focus=nobody")


def test_an_empty_selection_says_so_and_offers_the_way_back(client: FlaskClient) -> None:
    text = _get(client, "/network?lang=en&polarity=negative&relation=partnersWith")
    assert "No link passes the filters." in text and "Drop the filters" in text


def test_the_statements_that_make_no_link_are_listed_with_the_reason(client: FlaskClient) -> None:
    text = _get(client, "/network?lang=en")
    assert "The document denies this linkage" in text and "Sentence 6." in text


def test_the_table_can_be_sorted_by_address(client: FlaskClient) -> None:
    text = _get(client, "/network?lang=en&sort=statements")
    assert 'aria-sort="ascending"' in text
    first = re.search(r'<table class="net-links">.*?<tbody>.*?<tr.*?<td>(.*?)</td>', text, re.DOTALL)
    assert first and first[1] == "NGOs"


def test_every_filter_stays_in_the_addresses_of_the_page(client: FlaskClient) -> None:
    page = Page(_get(client, "/network?lang=en&sector=media&sector=government&focus=ngos"))
    views = [parse_qs(urlsplit(href).query) for href in page.values("a", "href") if "link=" in href]
    assert views and all(sorted(one["sector"]) == ["government", "media"] for one in views)


def test_what_can_be_taken_away_holds_the_same_selection(client: FlaskClient) -> None:
    found = client.get("/network.json?sector=media&lang=en").get_json()
    assert found["counts"]["links"] == 1 and found["version"] == "tested000000"
    lines = _get(client, "/network.csv?sector=media&lang=en").splitlines()
    assert len(lines) == 2 and "claim/e004" in lines[1]
    assert _get(client, "/network.svg?sector=media&scheme=dark").count("<g ") == 2


def test_the_stand_alone_page_loads_nothing_from_anywhere(hostile: FlaskClient) -> None:
    answer = hostile.get("/network.html?lang=en")
    page = Page(answer.text)
    assert page.values("script", "src") == page.values("link", "href") == page.values("img", "src") == []
    assert "attachment" in answer.headers["Content-Disposition"]
    assert "<img src=x" not in answer.text


@pytest.mark.parametrize(
    "path", ["/network", "/network/statements", "/network?focus=actor/evil", "/network?link=claim/e009"]
)
def test_hostile_names_stay_text(hostile: FlaskClient, path: str) -> None:
    text = _get(hostile, path)
    assert "<img src=x" not in text and "<script>alert" not in text and "\u202e" not in text
    assert not any(name.startswith("on") or name == "style" for _, found in Page(text).elements for name in found)


def test_no_script_stands_in_the_page_and_none_comes_from_elsewhere(client: FlaskClient) -> None:
    page = Page(_get(client, "/network"))
    scripts = [found for name, found in page.elements if name == "script"]
    assert all(found.get("type") == "application/json" or found["src"].startswith("/static/") for found in scripts)


def test_the_page_is_small(client: FlaskClient) -> None:
    assert len(_get(client, "/network")) < 100_000


def test_the_queries_are_asked_once_for_a_version(client: FlaskClient) -> None:
    client.get("/network.json")
    engine = client.application.extensions["simpul"].editions.lease().engine
    before = engine.asked
    client.get("/network.json")
    assert engine.asked == before


def test_without_the_library_the_page_shows_the_picture_and_says_so(tmp_path: Path) -> None:
    app = make_site(village(), tmp_path)
    app.static_folder = str(tmp_path / "static")
    (tmp_path / "static").mkdir()
    for path in (ROOT / "static").glob("*.*"):
        (tmp_path / "static" / path.name).write_text("", encoding="utf-8")
    page = Page(_get(app.test_client(), "/network?lang=en"))
    notes = [found for name, found in page.elements if found.get("id") == "net-missing"]
    assert "hidden" not in notes[0]
    assert any("/network.svg" in path for path in page.values("img", "src"))
