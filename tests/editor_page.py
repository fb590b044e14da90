"""What a reader does on the page for queries, for the tests in a browser."""

from __future__ import annotations

from time import monotonic

from playwright.sync_api import Page

SIM = "https://w3id.org/simpul/ns#"
FACTORS = f"SELECT ?order ?factor {{ ?factor a <{SIM}Factor> ; <{SIM}order> ?order }}"
REFUSED = "the server responded with a status of 400"
"""What Chromium itself writes about every answer with such a status."""


def open_page(page: Page, site: str, path: str = "/sparql?lang=en") -> None:
    page.goto(site + path)
    page.wait_for_selector("#sparql[data-ready]")
    page.wait_for_selector("[data-words]")


def write_query(page: Page, query: str) -> None:
    """Write a query the way a reader does: into the editor, over what is there."""
    page.wait_for_selector("#sparql[data-ready]")
    page.locator(".CodeMirror-line").first.click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(query)
    await_query(page, query)


def await_query(page: Page, part: str) -> None:
    """Wait until the query holds a part; the page's policy forbids Playwright's own way of waiting."""
    end = monotonic() + 5
    while part not in query_of(page):
        assert monotonic() < end, f"{part!r} is not in {query_of(page)!r}"
        page.wait_for_timeout(20)


def run(page: Page) -> None:
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#sparql-answer .answer, #sparql-problem .problem")
    page.wait_for_selector("#sparql:not([aria-busy])")


def clear(page: Page) -> None:
    page.locator(".CodeMirror-line").first.click()
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")


def query_of(page: Page) -> str:
    return str(page.evaluate("document.getElementById('query').value"))
