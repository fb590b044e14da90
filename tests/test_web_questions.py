"""The pages of the named questions: an answer with its sources, whatever is asked, for people and for programs."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from flask.testing import FlaskClient
from pyoxigraph import RdfFormat, Store, parse
from werkzeug.test import TestResponse

from graph.catalogue import Catalogue
from graph.knowledge.versions import Version
from graph.namespaces import ID
from graph.question_files import list_questions
from graph.questions import GROUPS, Question
from graph.web.choices import FEW
from graph.web.question_rows import OPENED
from graph.web.start import QUESTIONS
from tests.web_site import Page, opened, poison

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
EVERY = list_questions(Catalogue(Path(__file__).parent.parent / "queries"))
RESTING = "/queries/statements-resting-on-work"
GRAPHS = [one for one in EVERY if one.is_graph]


@pytest.fixture(scope="module")
def client(version: Version) -> Iterator[FlaskClient]:
    with opened(version) as app:
        yield app.test_client(use_cookies=False)


def look(client: FlaskClient, path: str, **values: str) -> TestResponse:
    return client.get(path, query_string={"lang": "en", **values}, headers={"Accept": BROWSER})


def rows_of(client: FlaskClient, path: str) -> list[dict[str, str]]:
    response = client.get(path)
    assert response.status_code == 200, response.text
    return list(csv.DictReader(io.StringIO(response.text, newline="")))


def table_of(text: str) -> str:
    return text[text.index("<tbody>") : text.index("</tbody>")]


# All of them


@pytest.mark.parametrize("language", ["en", "id"])
def test_all_questions_are_listed_by_what_one_wants_to_know(client: FlaskClient, language: str) -> None:
    text = client.get(f"/queries?lang={language}", headers={"Accept": BROWSER}).text
    titles = [Page(one).text for one in re.findall(r'<li data-words=[^>]*>(<a href="/queries/.*?</a>)', text)]
    assert titles == [one.titles[language] for one in EVERY]
    told = [Page(one).text.strip() for one in re.findall(r'<span class="result-text">.*?</span>', text)]
    assert told == [one.brief(language) for one in EVERY]
    assert re.findall(r'<h2 id="group-(\w+)"', text) == [
        name for name in GROUPS if any(one.group == name for one in EVERY)
    ]


def test_the_list_is_looked_through_without_script_in_both_languages(client: FlaskClient) -> None:
    for asked in ("OITA", "sitasi paragraf", "citation"):
        text = look(client, "/queries", q=asked).text
        shown = re.findall(r'<li data-words="[^"]*"><a href="/queries/([a-z0-9-]+)', text)
        hidden = re.findall(r'<li data-words="[^"]*" hidden><a href="/queries/([a-z0-9-]+)', text)
        assert shown and hidden and len(shown) + len(hidden) == len(EVERY)
    nothing = look(client, "/queries", q='<script>"nothing')
    assert nothing.status_code == 200 and "<script>&" not in nothing.text
    assert '<p id="question-none">' in nothing.text


def test_all_questions_describe_themselves_as_data(client: FlaskClient) -> None:
    data = client.get("/queries.json", base_url="https://simpul.example").json
    assert [one["name"] for one in data["questions"]] == [one.name for one in EVERY]
    one = next(one for one in data["questions"] if one["name"] == "statements-resting-on-work")
    assert one["address"] == "https://simpul.example/queries/statements-resting-on-work"
    assert one["parameters"][0] == {
        "name": "work",
        "type": "thing",
        "among": ["work"],
        "optional": False,
        "example": "work/sudantoko-2002",
        "label": {"en": "cited work", "id": "karya yang dirujuk"},
    }
    assert client.get("/queries", headers={"Accept": "application/json"}).json == client.get("/queries.json").json


# Every one


@pytest.mark.parametrize("question", EVERY, ids=lambda one: one.name)
def test_a_question_opens_with_its_answer_in_both_languages(client: FlaskClient, question: Question) -> None:
    for language in ("en", "id"):
        response = client.get(f"/queries/{question.name}?lang={language}", headers={"Accept": BROWSER})
        page = Page(response.text)
        assert response.status_code == 200, page.text
        assert question.titles[language] in page.text and "<tbody>" in response.text
        for one in question.columns.values():
            assert one[language] in page.text
        assert ("question-example" in page.ids) == bool(question.examples)
        assert len(page.ids) == len(set(page.ids))
        assert "style" not in page.attributes
        assert ("sources" in page.ids) == (
            ID + "claim/" in table_of(response.text).replace("/id/claim/", ID + "claim/")
        )
    if question.show.kind != "table":
        assert f'<figure class="{"bars" if question.show.kind == "bar" else "flow"}">' in response.text


@pytest.mark.parametrize("question", EVERY, ids=lambda one: one.name)
def test_a_question_is_answered_as_data(client: FlaskClient, question: Question) -> None:
    asked = urlencode(question.examples)
    if question.is_graph:
        assert list(parse(client.get(f"/queries/{question.name}.ttl?{asked}").data, format=RdfFormat.TURTLE))
        return
    found = client.get(f"/queries/{question.name}.json?{asked}")
    assert found.mimetype == "application/sparql-results+json"
    answer = json.loads(found.data)
    assert answer["results"]["bindings"] and set(question.columns) == set(answer["head"]["vars"])
    assert len(rows_of(client, f"/queries/{question.name}.csv?{asked}")) == len(answer["results"]["bindings"])


def test_no_answer_of_a_named_question_is_beyond_the_limits_of_the_editor(client: FlaskClient) -> None:
    for question in EVERY[::9]:
        text = look(client, f"/queries/{question.name}").text
        link = next(one for one in Page(text).links if one.startswith("/sparql?query="))
        query = parse_qs(urlsplit(link).query)["query"][0]
        assert client.post("/sparql", data={"query": query}).status_code == 200, question.name


# Asking


def test_the_sentence_holds_a_field_for_each_value(client: FlaskClient) -> None:
    text = look(client, RESTING, work="work/sudantoko-2002", **{"from": "60", "to": "70"}).text
    form = text[text.index('<form class="question-form"') : text.index("</form>", text.index("question-form"))]
    assert re.search(r'<option value="work/sudantoko-2002" selected>', form)
    assert '<label class="unseen" for="field-from">first page (may stay empty)</label>' in form
    assert re.search(r'type="number"[^>]* name="from" value="60"', form)
    assert "Statements that rest on Sudantoko (2002), pages 60 to 70" in Page(text).text
    assert "example values" not in text


def test_values_narrow_the_answer_the_same_way_on_the_page_and_in_data(client: FlaskClient) -> None:
    some = rows_of(client, f"{RESTING}.csv?work=sudantoko-2002&from=60&to=62")
    every = rows_of(client, f"{RESTING}.csv?work=sudantoko-2002")
    assert 0 < len(some) < len(every)
    page = look(client, RESTING, work="sudantoko-2002", **{"from": "60", "to": "62"}).text
    assert table_of(page).count("<tr>") == len(some)


@pytest.mark.parametrize(
    "name", ["Sudantoko (2002)", "sudantoko 2002", "work:sudantoko-2002", ID + "work/sudantoko-2002"]
)
def test_a_thing_may_be_given_by_name_or_address(client: FlaskClient, name: str) -> None:
    by_name = client.get(f"{RESTING}.json", query_string={"work": name})
    assert by_name.data == client.get(f"{RESTING}.json?work=sudantoko-2002").data


def test_a_name_that_nothing_has_leads_to_those_that_are_near(client: FlaskClient) -> None:
    response = look(client, RESTING, work="Sudantko 2002")
    assert response.status_code == 404
    assert "/queries/statements-resting-on-work?work=work%2Fsudantoko-2002&amp;lang=en" in response.text
    problem = client.get(f"{RESTING}.csv", query_string={"work": "Sudantko 2002", "lang": "en"})
    assert (problem.status_code, problem.mimetype) == (404, "application/problem+json")
    assert "Perhaps you meant: work/sudantoko-2002" in problem.json["detail"]
    nothing = client.get(f"{RESTING}.csv", query_string={"work": "qqqqqqq"})
    assert nothing.status_code == 404 and nothing.json["type"].endswith("/thing-missing")


def test_a_name_that_several_things_have_is_not_guessed(client: FlaskClient, tmp_path: Path) -> None:
    response = look(client, "/queries/meaning-of-thing", thing="OVOP")
    assert response.status_code in (200, 404)
    if response.status_code == 404:
        assert response.text.count("/queries/meaning-of-thing?thing=") > 1


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ({}, 400),
        ({"work": ""}, 400),
        ({"work": "sudantoko-2002", "colour": "red"}, 400),
        ({"work": ["sudantoko-2002", "agus-2003"]}, 400),
        ({"work": "sudantoko-2002", "from": "sixty"}, 400),
        ({"work": "place/oita"}, 404),
    ],
)
def test_data_that_cannot_be_asked_for_is_a_problem_that_anybody_may_read(
    client: FlaskClient, values: dict[str, str], status: int
) -> None:
    for path, accept in ((f"{RESTING}.json", "*/*"), (RESTING, "text/csv")):
        response = client.get(path, query_string=values, headers={"Accept": accept})
        assert (response.status_code, response.mimetype) == (status, "application/problem+json")
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        assert response.headers["Cache-Control"] == "no-store"


def test_what_is_wrong_stands_above_what_was_typed(client: FlaskClient) -> None:
    response = look(client, RESTING, work="sudantoko-2002", **{"from": "sixty"})
    assert response.status_code == 400
    assert 'role="alert"' in response.text and 'value="sixty"' in response.text
    assert Page(response.text).links.count("/queries/statements-resting-on-work?lang=en") == 1


@pytest.mark.parametrize("name", ["nothing", "..%2Fpages%2Flabels", "Statements-Resting-On-Work", "a.b.csv"])
def test_an_unknown_question_is_not_found(client: FlaskClient, name: str) -> None:
    assert client.get(f"/queries/{name}").status_code == 404


def test_an_empty_answer_says_what_would_be_here_and_what_to_change(client: FlaskClient) -> None:
    text = Page(look(client, RESTING, work="sudantoko-2002", **{"from": "9000"}).text).text
    assert "Nothing in this version fits. Leave a value empty" in text
    assert "Here would be: Every statement" in text


# What stands behind it


def test_every_claim_of_a_row_opens_in_place_with_its_sign(client: FlaskClient) -> None:
    text = look(client, "/queries/spread-of-the-evidence").text
    first = table_of(text).split("</tr>")[0]
    amount = int(re.search(r"(\d+) statements", first)[1])  # type: ignore[index]
    assert first.count('class="glyph ') == min(amount, OPENED)
    link = next(one for one in Page(first).links if one.startswith("/evidence?"))
    assert len(parse_qs(urlsplit(link).query)["claim"][0].split()) == amount
    assert client.get(link, headers={"Accept": BROWSER}).status_code == 200


def test_what_it_rests_on_counts_the_works_behind_the_rows(client: FlaskClient, published_store: Store) -> None:
    text = look(client, RESTING, work="sudantoko-2002").text
    sources = text[text.index('<section class="rests-on"') :]
    named = {row["claim"] for row in rows_of(client, f"{RESTING}.csv?work=sudantoko-2002")}
    assert re.search(rf"Sudantoko \(2002\).*?{len(named)} statements", Page(sources).text)


def test_relations_of_a_graph_lead_to_their_evidence(client: FlaskClient) -> None:
    for question in GRAPHS:
        links = [
            one for one in Page(look(client, f"/queries/{question.name}").text).links if "/evidence?subject=" in one
        ]
        assert links
        assert client.get(links[0], headers={"Accept": BROWSER}).status_code == 200


# Three clicks


@pytest.mark.parametrize("name", QUESTIONS)
def test_three_clicks_from_the_first_page_lead_to_a_source(client: FlaskClient, name: str) -> None:
    assert name in {one.name for one in EVERY}
    start = Page(look(client, "/").text)
    question = next(link for link in start.links if link.startswith(f"/queries/{name}?"))
    answer = Page(client.get(question, headers={"Accept": BROWSER}).text)
    evidence = next(link for link in answer.links if re.match(r"/(?:evidence|id/(?:claim|work))", link))
    source = client.get(evidence, headers={"Accept": BROWSER})
    assert source.status_code == 200 and re.search(r'href="/id/(?:work|passage)/', source.text)


# Hostile data


@pytest.fixture(scope="module")
def poisoned(published_store: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    with opened(poison(published_store, tmp_path_factory.mktemp("poisoned"))) as app:
        yield app.test_client(use_cookies=False)


@pytest.mark.parametrize("question", EVERY, ids=lambda one: one.name)
def test_nothing_in_the_data_can_run_on_the_page(poisoned: FlaskClient, question: Question) -> None:
    page = Page(look(poisoned, f"/queries/{question.name}").text)
    assert "img" not in page.tags and not {"onerror", "onload", "onclick", "style"} & page.attributes
    assert {urlsplit(link).scheme for link in page.links} <= {"", "http", "https"}
    assert not any("evil.example" in link for link in page.links)


def test_nothing_in_an_address_can_run_on_the_page(client: FlaskClient) -> None:
    hostile = "\"><script>hit()</script>{{7*7}}'"
    for values in ({"work": hostile}, {"work": "sudantoko-2002", "from": hostile}, {hostile: "1"}):
        response = look(client, RESTING, **values)
        assert response.status_code in (400, 404)
        assert "<script>hit" not in response.text and "49" not in Page(response.text).text.split("Version")[0]


def test_long_lists_are_typed_and_short_ones_chosen(client: FlaskClient) -> None:
    chosen, typed = (look(client, path).text for path in (RESTING, "/queries/meaning-of-thing"))
    assert '<select id="field-work"' in chosen
    assert '<input id="field-thing" type="text"' in typed
    options = re.findall(r"<option value=", typed[typed.index('<datalist id="field-thing-list">') :])
    assert len(options) > FEW
