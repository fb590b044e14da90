"""The page for queries in Chromium: write, complete, run, keep and take away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Route

from graph.knowledge.versions import Version
from tests.editor_page import FACTORS, REFUSED, await_query, clear, open_page, query_of, run, write_query
from tests.test_browser_pages import Visit
from tests.web_site import opened, served

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def site(version: Version) -> Iterator[str]:
    assert (ROOT / "static/vendor/yasqe.min.js").is_file(), "make assets"
    with opened(version) as app, served(app) as address:
        yield address


@pytest.fixture
def visit(browser: Browser, site: str) -> Iterator[Visit]:
    """A visit that fails the test if the page complains, or asks anybody else for anything."""
    with Visit(browser) as one:
        open_page(one.page, site)
        yield one
        assert [line for line in one.trouble if REFUSED not in line] == []
        assert [url for url in one.requests if not url.startswith((site + "/", "data:"))] == []


def test_a_query_is_run_and_its_answer_linked(visit: Visit) -> None:
    page = visit.page
    write_query(page, FACTORS)
    run(page)
    assert page.locator(".bindings tbody tr").count() == 6
    assert page.locator(".bindings a", has_text="nationalism").get_attribute("href") == "/id/factor/nationalism?lang=en"
    assert "6 rows" in page.inner_text("#query-status") and "seconds" in page.inner_text("#query-status")
    assert parse_qs(urlsplit(page.url).query)["query"] == [FACTORS]
    assert page.evaluate("document.activeElement.closest('.CodeMirror') !== null"), "the reader can go on writing"


@pytest.mark.parametrize(("language", "label"), [("en", "strengthens"), ("id", "memperkuat")])
def test_words_are_suggested_with_their_names_and_prefixes_declared(
    visit: Visit, site: str, language: str, label: str
) -> None:
    page = visit.page
    open_page(page, site, f"/sparql?lang={language}")
    clear(page)
    page.keyboard.type("SELECT * WHERE {\n?x sim:stren")
    page.locator(".CodeMirror-hint-active .hint-name", has_text=re.compile("^sim:strengthens$")).wait_for()
    assert page.inner_text(".CodeMirror-hint-active .hint-label") == label
    page.wait_for_timeout(300)  # the list is made anew after each letter
    page.keyboard.press("Enter")
    await_query(page, "sim:strengthens")
    page.keyboard.type(" keaman" if language == "id" else " secur")
    # Words are suggested from the first letter on; the one meant comes with the later ones.
    page.locator(".CodeMirror-hint-active .hint-name", has_text="factor:security").wait_for()
    page.wait_for_timeout(300)
    page.keyboard.press("Enter")
    await_query(page, "PREFIX factor:")
    assert "?x sim:strengthens factor:security" in query_of(page)
    assert query_of(page).count("PREFIX ") == 2


def test_a_class_is_suggested_after_a_and_the_prefix_of_the_query_is_used(visit: Visit) -> None:
    page = visit.page
    clear(page)
    page.keyboard.insert_text("PREFIX s: <https://w3id.org/simpul/ns#>\nSELECT * { ?x a ")
    page.keyboard.type("fact")
    page.keyboard.press("Control+Space")
    page.wait_for_selector(".CodeMirror-hint-active")
    assert page.inner_text(".CodeMirror-hint-active .hint-name") == "s:Factor"


def test_keywords_comments_and_texts_are_left_alone(visit: Visit) -> None:
    page = visit.page
    clear(page)
    for text in ("SELECT * WHERE", " { # secur", "\n?s ?p 'secur"):
        page.keyboard.type(text)
        page.wait_for_timeout(150)
        assert page.locator(".CodeMirror-hints").count() == 0, text


def test_an_example_fills_the_editor(visit: Visit) -> None:
    page = visit.page
    page.select_option("#query-example", label="How evenly is the evidence spread over the cited works?")
    assert "sim:citedWork" in query_of(page)
    run(page)
    assert page.inner_text(".answer .second") == "How evenly is the evidence spread over the cited works?"


def test_a_mistake_is_shown_where_it_is(visit: Visit) -> None:
    page = visit.page
    write_query(page, "SELECT *\nWHERE {\n  ?s ?p %\n}")
    run(page)
    assert "line 3" in page.inner_text(".problem p")
    assert "?s ?p %" in page.inner_text("div:has(> .query-wrong-line)")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Go to line 3").click()
    page.keyboard.type("<http://x/> . #")
    assert page.locator(".query-wrong-line").count() == 0
    run(page)
    page.wait_for_selector("#sparql-answer .answer")
    assert page.locator(".problem").count() == 0


def test_the_editor_doubts_a_line_before_it_is_sent(visit: Visit) -> None:
    write_query(visit.page, "SELECT * {\n ?s ?p )\n}")
    visit.page.wait_for_selector("#query-doubt:has-text('Line 2')")


def test_a_running_query_can_be_cancelled(visit: Visit) -> None:
    page = visit.page
    held: list[Route] = []
    page.route("**/sparql?query=*", lambda route: held.append(route))
    write_query(page, FACTORS)
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#query-clock:has-text('1 seconds')")
    page.get_by_role("button", name="Cancel").click()
    page.wait_for_selector("#query-status:has-text('Cancelled')")
    assert not page.locator("#query-cancel").is_visible() and query_of(page) == FACTORS
    assert page.evaluate("document.activeElement.type") == "submit"
    page.unroute("**/sparql?query=*")
    assert len(held) == 1
    visit.trouble.clear()
    page.locator(".CodeMirror-line").first.click()
    run(page)
    assert page.locator(".bindings").count() == 1


def test_a_service_that_is_gone_loses_nothing(visit: Visit) -> None:
    page = visit.page
    page.route("**/sparql?query=*", lambda route: route.abort())
    write_query(page, FACTORS)
    run(page)
    assert "could not be reached" in page.inner_text(".problem")
    assert query_of(page) == FACTORS
    visit.trouble.clear()


def test_the_link_to_cite_pins_the_version(visit: Visit, site: str, version: Version) -> None:
    page = visit.page
    write_query(page, FACTORS)
    run(page)
    page.locator(".share a").click()
    page.wait_for_selector(".pinned")
    assert version.id in page.inner_text(".pinned") and page.locator(".bindings tbody tr").count() == 6
    page.wait_for_selector("#sparql[data-ready]")
    write_query(page, "ASK {}")
    run(page)
    assert parse_qs(urlsplit(page.url).query)["version"] == [version.id]
    assert f"from version {version.id}" in page.inner_text(".answer h2")
    page.locator("#sparql-answer").get_by_role("link", name="CSV").wait_for()
    page.goto(site + "/sparql?lang=en")
    page.wait_for_selector("#sparql[data-ready]")
    assert page.locator(".pinned").count() == 0


def test_the_answer_is_taken_away(visit: Visit) -> None:
    page = visit.page
    write_query(page, FACTORS)
    run(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV", exact=True).click()
    assert download.value.suggested_filename == "simpul.csv"
    assert len(Path(download.value.path()).read_text(encoding="utf-8").splitlines()) == 7


def test_a_program_is_copied(visit: Visit, site: str) -> None:
    page = visit.page
    visit.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site)
    write_query(page, "ASK { ?s ?p 'it''s' }".replace("''", "\\'"))
    run(page)
    page.locator("#snippet-sparqlwrapper summary").click()
    page.locator("#snippet-sparqlwrapper").get_by_role("button", name="Copy").click()
    page.wait_for_selector("#query-status:has-text('Copied')")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.evaluate("document.querySelector('#snippet-sparqlwrapper pre').textContent")
    assert "it\\\\'s" in copied and f'SPARQLWrapper("{site}/sparql")' in copied
    write_query(page, FACTORS)
    run(page)
    assert page.locator("#snippet-sparqlwrapper").get_attribute("open") is not None, "what was open stays open"


def test_rows_are_sorted_and_found(visit: Visit) -> None:
    page = visit.page
    write_query(page, "SELECT ?n ?x { VALUES (?n ?x) { (10 'b') (9 'C') (100 'a') (UNDEF 'd') (2 'e') (3 'f') } }")
    run(page)
    column = (
        "[...document.querySelectorAll('.bindings tbody tr')].map(row => row.cells[0].innerText.trim().split('\\n')[0])"
    )
    first = page.evaluate(column)
    page.get_by_role("button", name="n", exact=True).click()
    assert page.evaluate(column)[:5] == ["2", "3", "9", "10", "100"]
    page.get_by_role("button", name="n", exact=True).click()
    assert page.evaluate(column)[:5] == ["100", "10", "9", "3", "2"]
    assert page.locator(".bindings th").first.get_attribute("aria-sort") == "descending"
    page.get_by_role("button", name="n", exact=True).click()
    assert page.evaluate(column) == first
    page.fill("#row-filter", "c")
    assert page.locator(".bindings tbody tr:visible").count() == 1
    assert "1 of 6" in page.inner_text(".row-filter")


def test_nothing_is_lost_when_the_page_is_loaded_again(visit: Visit) -> None:
    page = visit.page
    write_query(page, FACTORS)
    run(page)
    write_query(page, "# not finished\nSELECT")
    page.reload()
    page.wait_for_selector("#sparql[data-ready]")
    assert query_of(page) == "# not finished\nSELECT"
    assert page.locator(".bindings tbody tr").count() == 6
    page.locator(".query-again", has_text="?factor a").click()
    assert query_of(page) == FACTORS
    assert page.locator(".query-again", has_text="SELECT").count() == 2, "what was replaced is kept"
    page.get_by_role("button", name="Forget them").click()
    assert not page.locator("#query-recent").is_visible()


def test_the_way_back_leads_to_the_answer_before(visit: Visit) -> None:
    page = visit.page
    for query in ("ASK {}", FACTORS):
        write_query(page, query)
        run(page)
    page.go_back()
    page.wait_for_selector(".verdict")
    assert query_of(page) == "ASK {}"


def test_a_very_long_query_is_answered_too(visit: Visit) -> None:
    page = visit.page
    values = " ".join(f"'{number:0>60}'" for number in range(400))
    write_query(page, f"SELECT ?x {{ VALUES ?x {{ {values} }} }}")
    run(page)
    assert "showing 200 of 400 rows" in page.inner_text(".answer h2")
