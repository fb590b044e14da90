"""Who reaches the page for queries: by keyboard, on a phone, in the dark, with a screen reader, without script."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from graph.knowledge.versions import Version
from tests.editor_page import FACTORS, REFUSED, open_page, run, write_query
from tests.test_browser_pages import CONTRAST, Visit
from tests.web_site import opened, served

ROOT = Path(__file__).parent.parent
AXE = ROOT / "node_modules/axe-core/axe.min.js"


@pytest.fixture(scope="module")
def site(version: Version) -> Iterator[str]:
    assert (ROOT / "static/vendor/yasqe.min.js").is_file(), "make assets"
    with opened(version) as app, served(app) as address:
        yield address


@pytest.fixture
def visit(browser: Browser, site: str) -> Iterator[Visit]:
    """A visit to the page with everything on it."""
    with Visit(browser) as one:
        open_page(one.page, site)
        yield one
        assert one.trouble == []


def test_the_keyboard_alone_is_enough(visit: Visit) -> None:
    page = visit.page
    page.focus("#query-example")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "SPARQL query"
    assert "leaves the field" in page.evaluate(
        "document.getElementById(document.activeElement.getAttribute('aria-describedby')).innerText"
    )
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.type") == "submit", "nobody is caught in the field"
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Control+a")
    page.keyboard.type("ASK {}")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector(".verdict")
    assert "ASK" in page.inner_text("#query-status")


@pytest.mark.parametrize("width", [360, 768])
def test_the_working_page_is_never_wider_than_the_screen(browser: Browser, site: str, width: int) -> None:
    with Visit(browser, width, language="id") as visit:
        page = visit.page
        open_page(page, site, "/sparql?lang=id")
        wide = "document.documentElement.scrollWidth > window.innerWidth"
        assert not page.evaluate(wide)
        page.select_option("#query-example", index=11)
        run(page)
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        assert not page.evaluate(wide)
        write_query(page, "SELECT * { ?s <http://example.org/" + "x" * 300 + "> ?o")
        run(page)
        assert not page.evaluate(wide)
        page.keyboard.type(" ; sim:s")
        page.wait_for_selector(".CodeMirror-hints")
        assert not page.evaluate(wide)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_of_the_working_page_stands_out(browser: Browser, site: str, scheme: str) -> None:
    with Visit(browser, scheme=scheme) as visit:
        page = visit.page
        open_page(page, site)
        write_query(page, "# a comment\nSELECT * { ?s <http://x/> 'text'@en, 12, sim:Factor ; a ) }")
        run(page)
        page.keyboard.press("Escape")
        assert page.evaluate(CONTRAST) == []
        page.keyboard.press("Control+a")
        page.keyboard.type("SELECT * { ?x sim:st")
        page.wait_for_selector(".CodeMirror-hints")
        assert page.evaluate(CONTRAST) == []


@pytest.mark.parametrize("state", ["fresh", "answered", "wrong", "suggesting"])
def test_the_page_passes_axe(browser: Browser, site: str, state: str) -> None:
    context = browser.new_context(locale="en", bypass_csp=True)  # the checker is no part of the page
    page = context.new_page()
    open_page(page, site)
    if state != "fresh":
        write_query(page, {"answered": FACTORS, "wrong": "nonsense", "suggesting": "SELECT * { ?x sim:s"}[state])
        page.keyboard.press("Control+Space" if state == "suggesting" else "Control+Enter")
        page.wait_for_selector({"answered": ".bindings", "wrong": ".problem", "suggesting": ".CodeMirror-hints"}[state])
    page.add_script_tag(path=AXE)
    found = page.evaluate("axe.run().then(all => all.violations.map(one => [one.id, one.nodes.map(n => n.html)]))")
    context.close()
    assert found == []


@pytest.mark.parametrize("has_assets", [True, False])
def test_without_script_the_form_does_everything(
    browser: Browser, site: str, has_assets: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not has_assets:
        monkeypatch.setattr("graph.web.editor.LIBRARY", ("vendor/nothing.js",))
    context = browser.new_context(java_script_enabled=False, locale="en", viewport={"width": 360, "height": 700})
    page = context.new_page()
    page.goto(site + "/sparql?lang=en")
    assert not page.get_by_role("button", name="Cancel").is_visible()
    assert not page.locator("#query-example").is_visible()
    page.fill("#query", FACTORS)
    page.get_by_role("button", name="Run the query").click()
    assert page.locator(".bindings tbody tr").count() == 6
    page.fill("#query", "SELECT\nnonsense")
    page.get_by_role("button", name="Run the query").click()
    assert "line 2" in page.inner_text(".problem") and page.input_value("#query") == "SELECT\nnonsense"
    page.get_by_role("link", name="Which factors strengthen regional competitiveness").click()
    assert page.locator(".bindings tbody tr").count() == 6
    assert "SPARQLWrapper" in page.inner_text("#sparql-snippets")
    context.close()


def test_without_the_editor_the_form_is_helped_by_script(
    browser: Browser, site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graph.web.editor.LIBRARY", ("vendor/nothing.js",))
    with Visit(browser) as visit:
        page = visit.page
        page.goto(site + "/sparql?lang=en")
        page.wait_for_selector("#sparql[data-ready]")
        assert page.locator(".CodeMirror").count() == 0
        page.fill("#query", FACTORS)
        page.focus("#query")
        run(page)
        assert page.locator(".bindings tbody tr").count() == 6
        page.fill("#query", "SELECT\n%")
        run(page)
        page.get_by_role("button", name="Go to line 2").click()
        assert page.evaluate("document.activeElement.selectionStart") == len("SELECT\n")
        assert [line for line in visit.trouble if REFUSED not in line] == []
        assert not [url for url in visit.requests if "yasqe" in url or not url.startswith(site)]


def test_a_reader_may_prefer_the_plain_field(visit: Visit) -> None:
    page = visit.page
    write_query(page, "# written before\nASK {}")
    page.get_by_role("button", name="As a plain text field").click()
    page.wait_for_selector("#query:visible")
    assert page.input_value("#query") == "# written before\nASK {}" and page.locator(".CodeMirror").count() == 0
    page.focus("#query")
    run(page)
    assert page.inner_text(".verdict") == "Yes"
    page.get_by_role("button", name="With suggestions and colours").click()
    page.wait_for_selector(".CodeMirror")
