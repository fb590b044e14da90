"""Answers on the page: what a browser sees is what the engine said, in the reader's language."""

from __future__ import annotations

import csv
import re
from io import StringIO
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser
from pyoxigraph import Store
from werkzeug.test import TestResponse

from graph.knowledge.versions import Version
from graph.namespaces import XSD
from graph.terms import Term
from graph.web.results import CELLS, LETTERS, ROWS, read_term
from tests.editor_page import write_query
from tests.test_browser_pages import Visit
from tests.web_site import BAD_ADDRESSES, HOSTILE, Page, opened, poison, served

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
PREFIX = """PREFIX sim: <https://w3id.org/simpul/ns#>
PREFIX factor: <https://w3id.org/simpul/id/factor/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
"""
EVERYTHING = "SELECT ?s ?p ?o { ?s ?p ?o }"


def ask(client: FlaskClient, query: str, language: str = "en", **more: str) -> TestResponse:
    return client.get("/sparql", query_string={"query": query, "lang": language, **more}, headers={"Accept": BROWSER})


def answer_of(response: TestResponse) -> str:
    """Cut the part with the answer out of the page."""
    text = response.text
    start = text.index('<section class="answer"')
    return text[start : text.index("</section>", start)]


def cells_of(response: TestResponse) -> list[list[str]]:
    """Read the cells of the table as texts."""
    rows = re.findall(r"<tr>(.*?)</tr>", answer_of(response).partition("<tbody>")[2], re.DOTALL)
    return [[Page(cell).text for cell in re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL)] for row in rows]


def test_a_browser_gets_the_answer_under_the_query(client: FlaskClient) -> None:
    response = ask(client, PREFIX + "SELECT ?factor ?order { ?factor a sim:Factor ; sim:order ?order } ORDER BY ?order")
    assert (response.status_code, response.mimetype) == (200, "text/html")
    assert response.text.index("<textarea") < response.text.index('<section class="answer"')
    assert cells_of(response)[3] == ["securityfactor:security", "4"]
    assert "6 rows" in Page(answer_of(response)).text and "seconds" in answer_of(response)


@pytest.mark.parametrize(("language", "name"), [("en", "security"), ("id", "keamanan")])
def test_things_of_ours_have_their_name_and_lead_to_their_page(client: FlaskClient, language: str, name: str) -> None:
    response = ask(client, PREFIX + "SELECT ?x { VALUES ?x { factor:security sim:strengthens } }", language)
    text = answer_of(response)
    assert f'<a href="/id/factor/security?lang={language}"><bdi>{name}</bdi></a>' in text
    assert f'href="/ns?lang={language}#strengthens"' in text
    assert '<code class="short">factor:security</code>' in text


def test_a_statement_is_shown_by_its_sentence(client: FlaskClient) -> None:
    response = ask(client, "SELECT ?x { VALUES ?x { <https://w3id.org/simpul/id/claim/c156> } }")
    text = Page(answer_of(response)).text
    assert "drivers of the flight of capital" in text and "claim:c156" in text


def test_other_addresses_are_links_only_if_they_are_web_addresses(client: FlaskClient) -> None:
    iris = "<http://example.org/a> <javascript:window.hit=1> <data:text/html,hit> <urn:x:y>"
    page = Page(answer_of(ask(client, f"SELECT ?x {{ VALUES ?x {{ {iris} }} }}")))
    links = [link for link in page.links if not link.startswith(("/sparql?", "http://localhost/sparql?", "#"))]
    assert links == ["http://example.org/a"]
    assert "javascript:window.hit=1" in page.text


def test_literals_carry_language_and_datatype_quietly(client: FlaskClient) -> None:
    values = '"satu\\tdua \\"tiga\\""@id "2026-11-24"^^<http://www.w3.org/2001/XMLSchema#date> 12 1.5 true "teks" UNDEF'
    cells = [row[0] for row in cells_of(ask(client, f"SELECT ?x {{ VALUES ?x {{ {values} }} }}"))]
    expected = ['satu dua "tiga" id', "2026-11-24 xsd:date", "12", "1.5", "true xsd:boolean", "teks", "\u2013not bound"]
    assert sorted(cells) == sorted(expected)


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ('"a\\u0041\\n\\\\"@en-gb', Term("aA\n\\", "literal", "en-gb")),
        ('"\\uD800\\U00110000"', Term("\ufffd\ufffd", "literal")),
        ('""', Term("", "literal")),
        ("<http://x/é>", Term("http://x/é")),
        ("_:b1", Term("b1", "bnode")),
        ("-5", Term("-5", "literal", "", XSD + "integer")),
        ("1e3", Term("1e3", "literal", "", XSD + "double")),
    ],
)
def test_a_term_is_read_as_it_was_written(text: str, term: Term) -> None:
    assert read_term(text) == term


def test_a_triple_as_a_value_is_shown_as_it_is_written(client: FlaskClient) -> None:
    query = 'SELECT ?x { BIND(TRIPLE(<http://x/s>, <http://x/p>, "o\\t") AS ?x) }'
    assert cells_of(ask(client, query)) == [['<<( <http://x/s> <http://x/p> "o\\t" )>>']]


@pytest.mark.parametrize(("pattern", "words"), [("?s ?p ?o", ("Yes", "Ya")), ("?s a <http://x/>", ("No", "Tidak"))])
def test_ask_is_answered_in_a_word(client: FlaskClient, pattern: str, words: tuple[str, str]) -> None:
    for language, word in zip(("en", "id"), words, strict=True):
        assert f'<p class="verdict">{word}</p>' in answer_of(ask(client, f"ASK {{ {pattern} }}", language))


@pytest.mark.parametrize("verb", ["CONSTRUCT { factor:security ?p ?o } WHERE {", "DESCRIBE factor:security {"])
def test_graphs_are_shown_as_triples(client: FlaskClient, verb: str) -> None:
    query = f"{PREFIX} {verb} factor:security ?p ?o }}"
    rows = cells_of(ask(client, query))
    lines = client.get("/sparql", query_string={"query": query, "format": "nt"}).text.splitlines()
    assert len(rows) == len(lines) and all(len(row) == 3 for row in rows)
    assert ["securityfactor:security", "skos:prefLabel", "keamanan id"] in rows


def test_a_long_answer_is_counted_whole_and_shown_in_part(client: FlaskClient) -> None:
    response = ask(client, EVERYTHING)
    whole = client.get("/sparql", query_string={"query": EVERYTHING, "format": "csv"}).text
    total = len(list(csv.reader(StringIO(whole, newline="")))) - 1
    assert len(cells_of(response)) == ROWS
    assert f"showing {ROWS} of {total:,} rows" in Page(answer_of(response)).text


def test_very_wide_and_very_long_values_stay_bounded(client: FlaskClient) -> None:
    names = " ".join(f"?v{number}" for number in range(100))
    assert len(cells_of(ask(client, f"SELECT {names} {{ ?s ?p ?v1 }}"))) == CELLS // 100
    grown = "".join(f"BIND(CONCAT(?a{n}, ?a{n}) AS ?a{n + 1}) " for n in range(12))
    cells = cells_of(ask(client, f"SELECT ?a12 {{ BIND('letters' AS ?a0) {grown} }}"))
    assert len(cells[0][0]) == LETTERS + 1


def test_an_empty_answer_says_what_to_do(client: FlaskClient) -> None:
    for query in ("SELECT ?s { ?s a <http://no/> }", "CONSTRUCT { ?s a ?s } WHERE { ?s a <http://no/> }"):
        assert "Take away a condition" in answer_of(ask(client, query))


def test_the_answer_can_be_taken_away_in_every_format(client: FlaskClient) -> None:
    for query, count in ((EVERYTHING + " LIMIT 3", 4), ("ASK {}", 4), ("DESCRIBE <https://w3id.org/simpul/id/x>", 6)):
        links = [link for link in Page(answer_of(ask(client, query))).links if link.startswith("/sparql?")]
        assert len(links) == count
        for link in links:
            assert dict(parse_qsl(urlsplit(link).query))["query"] == query
            response = client.get(link, headers={"Accept": BROWSER})
            assert response.status_code == 200 and response.mimetype != "text/html"


def test_graphs_and_timeout_of_the_address_stay(client: FlaskClient) -> None:
    graph = "https://w3id.org/simpul/graph/gazetteer"
    response = ask(client, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", **{"default-graph-uri": graph, "timeout": "5"})
    assert int(cells_of(response)[0][0]) < 1000
    assert f'<input type="hidden" name="default-graph-uri" value="{graph}">' in response.text
    links = [link for link in Page(answer_of(response)).links if not link.startswith("#")]
    assert len(links) == 5
    for link in links:
        assert ("timeout", "5") in parse_qsl(urlsplit(link).query)


def test_a_mistake_stays_beside_the_query_and_keeps_the_chosen_format(client: FlaskClient) -> None:
    response = ask(client, "SELECT * {", format="csv")
    assert response.status_code == 400
    assert 'role="alert"' in response.text and '<option value="csv" selected>' in response.text
    assert '<section class="answer"' not in response.text


def test_the_limits_and_the_gate_are_those_of_programs(client: FlaskClient) -> None:
    for query in ("SELECT * { SERVICE <http://x/> { ?s ?p ?o } }", "DELETE WHERE { ?s ?p ?o }", "SELECT * {" * 80):
        program = client.get("/sparql", query_string={"query": query})
        assert ask(client, query).status_code == program.status_code >= 400


def test_programs_still_get_data(client: FlaskClient) -> None:
    response = client.get("/sparql", query_string={"query": "ASK {}"})
    assert response.mimetype == "application/sparql-results+json"


def test_every_question_of_the_lists_leads_to_its_answer(client: FlaskClient) -> None:
    page = Page(client.get("/sparql?lang=en", headers={"Accept": BROWSER}).text)
    links = [link for link in page.links if link.startswith("/sparql?query=")]
    assert len(links) >= 30
    for link in links[::6]:
        text = client.get(link, headers={"Accept": BROWSER}).text
        assert '<section class="answer"' in text and '<p class="second">' in text


def test_hostile_answers_do_nothing_in_a_browser(
    browser: Browser, published_store: Store, tmp_path_factory: pytest.TempPathFactory
) -> None:
    addresses = " ".join(f"<{one}>" for one in BAD_ADDRESSES[:3])
    queries = [
        "SELECT ?s ?label { ?s <http://www.w3.org/2004/02/skos/core#prefLabel> ?label }",
        "CONSTRUCT { ?s rdfs:comment ?text } { ?s rdfs:comment ?text }",
        f"SELECT * {{ VALUES ?x {{ {addresses} }} }}",
    ]
    with (
        opened(poison(published_store, tmp_path_factory.mktemp("poisoned"))) as app,
        served(app) as site,
        Visit(browser) as visit,
    ):
        for query in queries:
            visit.page.goto(site + "/sparql")
            write_query(visit.page, PREFIX + query)
            visit.page.get_by_role("button", name="Run the query").click()
            visit.page.wait_for_selector(".bindings")
            assert visit.page.locator(".bindings tbody tr").count() > 2
            assert visit.page.evaluate("window.hit === undefined && document.images.length === 0")
            hrefs = visit.page.evaluate("[...document.querySelectorAll('.bindings a')].map(one => one.protocol)")
            assert set(hrefs) <= {"http:", "https:"}
        assert visit.trouble == []
        assert [one for one in visit.requests if not one.startswith((site, "data:"))] == []
    assert "<script>" in HOSTILE


def test_a_phone_scrolls_the_answer_inside_its_frame_by_keyboard(browser: Browser, version: Version) -> None:
    query = (Path(__file__).parent.parent / "queries/public/contradictions-side-by-side.rq").read_text()
    with opened(version) as app, served(app) as site, Visit(browser, 360) as visit:
        page = visit.page
        page.goto(site + "/sparql")
        write_query(page, query)
        page.focus("button:has-text('Run the query')")
        page.keyboard.press("Enter")
        page.wait_for_selector(".bindings")
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        frame = "document.querySelector('.answer .table-frame')"
        assert page.evaluate(f"{frame}.scrollWidth > {frame}.clientWidth")
        for _ in range(20):
            page.keyboard.press("Tab")
            if page.evaluate(f"document.activeElement === {frame}"):
                break
        assert page.evaluate(f"document.activeElement === {frame}")
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(400)
        assert page.evaluate(f"{frame}.scrollLeft > 0")
