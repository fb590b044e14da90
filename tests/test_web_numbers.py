"""Numbers lead to the statements that they count, however many there are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient

from graph.catalogue import Catalogue
from graph.knowledge.versions import Version
from graph.namespaces import ID, SIM
from graph.question_files import list_questions
from graph.questions import Question
from graph.web.evidence_request import MOST_NAMED
from graph.web.reader import Reader
from tests.web_site import Page, opened

BARS = [one for one in list_questions(Catalogue(Path(__file__).parent.parent / "queries")) if one.show.kind == "bar"]
COUNTED = r'<a class="why" href="([^"]+)">(\d+) statements?'


@pytest.fixture(scope="module")
def client(version: Version) -> Iterator[FlaskClient]:
    with opened(version) as app:
        yield app.test_client(use_cookies=False)


def look(client: FlaskClient, path: str) -> str:
    response = client.get(path, headers={"Accept": "text/html", "Accept-Language": "en"})
    assert response.status_code == 200
    return response.text


def count(client: FlaskClient, link: str) -> int:
    return int(client.get(unescape(link).replace("/evidence?", "/evidence.json?")).json["count"])


@pytest.mark.parametrize("name", ["spread-of-the-evidence", "verdicts-on-a-programme", "argument-of-factor"])
def test_what_an_answer_rests_on_leads_from_each_number_to_as_many_statements(client: FlaskClient, name: str) -> None:
    text = look(client, f"/queries/{name}")
    section = text[text.index('<section class="rests-on"') :]
    section = section[: section.index("</section>")]
    found = re.findall(COUNTED, section)
    assert len(found) == len(re.findall(r"\d+ statements?", section)) > 2
    assert all(count(client, link) == int(number) for link, number in found)


@pytest.mark.parametrize("question", BARS, ids=lambda one: one.name)
def test_the_number_of_a_bar_leads_to_the_statements_of_its_row(client: FlaskClient, question: Question) -> None:
    text = look(client, f"/queries/{question.name}")
    chart = text[text.index('<figure class="bars">') : text.index("</figure>")]
    shown = re.findall(r'<text class="bar-value"[^>]*>([^<]+)<', chart)
    links = re.findall(r'<a href="(/evidence[^"]+)" aria-label="[^"]+: ([^"]+)"><text class="bar-value"', chart)
    assert [number for _, number in links] == shown
    named = [len(parse_qs(urlsplit(unescape(link)).query)["claim"][0].split()) for link, _ in links]
    assert all(count(client, link) == amount for (link, _), amount in zip(links[:3], named[:3], strict=True))
    if question.show.columns[1] == "statements" and "linkages" not in question.columns:
        assert named == [int(number) for number in shown]


def test_the_sources_of_a_passage_lead_to_what_rests_on_them(client: FlaskClient) -> None:
    text = look(client, "/id/passage/b.6.5")
    facts = text[text.index('<dl class="facts">') : text.index("</dl>")]
    found = re.findall(COUNTED, facts)
    assert len(found) == len(re.findall(r"\d+ statements?", facts)) == 2
    assert all(count(client, link) == int(number) for link, number in found)


def test_the_headline_of_the_network_leads_to_its_statements(client: FlaskClient) -> None:
    for path in ("/network", "/network?sector=government"):
        found = re.search(r'<a href="(/evidence[^"]+)"><strong>[^<]*?(\d+) statements', look(client, path))
        assert found is not None
        assert count(client, found[1]) == int(found[2])


def test_the_linkages_that_the_first_page_counts_are_listed_behind_the_number(client: FlaskClient) -> None:
    text = look(client, "/")
    found = re.findall(r'<a href="(/queries/linkages-of-actor[^"]+)" aria-label="[^"]+: (\d+)">', text)
    assert len(found) == 5
    for link, number in found:
        rows = client.get(unescape(link).replace("linkages-of-actor", "linkages-of-actor.json")).json
        told = [row for row in rows["results"]["bindings"] if row["modality"]["value"] != SIM + "denied"]
        assert len({row["evidence"]["value"] for row in told}) == int(number)


def test_an_address_names_as_many_statements_as_it_may_and_no_more() -> None:
    reader = Reader("en", lambda: pytest.fail("no words are needed"), {})  # type: ignore[arg-type]
    names = [f"{ID}claim/c{number}" for number in range(MOST_NAMED + 1)]
    assert len(parse_qs(urlsplit(reader.evidence(names[:-1])).query)["claim"][0].split()) == MOST_NAMED
    assert reader.evidence(names) == reader.evidence([]) == ""


@pytest.mark.parametrize(
    "path", ["/", "/network", "/network?focus=ngos", "/queries/spread-of-the-evidence", "/id/passage/b.6.5", "/works"]
)
def test_no_link_asks_for_more_statements_than_an_address_can_name(
    version: Version, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setattr("graph.web.reader.MOST_NAMED", 2)
    monkeypatch.setattr("graph.web.question_rows.MOST_NAMED", 2)
    with opened(version) as app:
        client = app.test_client(use_cookies=False)
        text = look(client, path)
        links = [link for link in Page(text).links if link.startswith("/evidence?claim=")]
        assert all(len(parse_qs(urlsplit(link).query)["claim"][0].split()) <= 2 for link in links)
        assert 'href=""' not in text
        assert re.search(r"\d+ (statements|sources)|>\d+<", text)


def test_parts_of_the_argument_with_too_many_statements_lead_to_where_these_are_listed(
    version: Version, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graph.web.reader.MOST_NAMED", 0)
    with opened(version) as app:
        client = app.test_client(use_cookies=False)
        text = look(client, "/")
        drawn = re.findall(r'<a class="count-link" href="([^"]+)"[^>]*>\s*<text[^>]*>(\d+) statements?', text)
        assert len(drawn) == 9
        for link, number in drawn:
            target = unescape(link)
            if target.startswith("/evidence?"):
                assert count(client, target) >= int(number)
            else:
                assert target.endswith("#evidence")
                assert look(client, target).count('<article class="claim ') == int(number)
