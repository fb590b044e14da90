"""The network page in Chromium: clicking, keyboards, phones, hostile names, and no request to anywhere else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.network_rows import actor_row, link_row, passage_row, village
from tests.network_site import make_site
from tests.web_site import served

HOSTILE = (
    "</script><script>window.hit=1</script>",
    "<img src=x onerror=window.hit=1>",
    "\"'><svg onload=window.hit=1>",
    'href="javascript:window.hit=1" {{7*7}} \u202egnp.exe',
)
MIDDLE_OF = """key => {
  const canvas = document.getElementById("net-canvas"), network = canvas.drawing.network;
  const at = network.canvasToDOM(network.body.edges[key].edgeType.getPoint(0.35));
  const box = canvas.getBoundingClientRect();
  return [box.x + at.x, box.y + at.y];
}"""
PLACE_OF = """key => {
  const canvas = document.getElementById("net-canvas"), network = canvas.drawing.network;
  const at = network.canvasToDOM(network.getPosition(key));
  const box = canvas.getBoundingClientRect();
  return [box.x + at.x, box.y + at.y];
}"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    rows = village()
    for number, name in enumerate(HOSTILE, start=20):
        rows["actors"].append(actor_row(f"actor/evil-{number}", name))
        rows["links"].append(link_row(number, f"actor/evil-{number}", "supports", "actor/ngos", sentence=name))
        rows["passages"].append(passage_row(number, name))
    with served(make_site(rows, tmp_path_factory.mktemp("data"))) as address:
        yield address


def _open(browser: Browser, address: str, **given: Any) -> Page:
    """Open a page that writes down its errors and everything it asks for."""
    context = browser.new_context(**{"viewport": {"width": 1280, "height": 1000}, "locale": "en-GB", **given})
    page = context.new_page()
    trouble: list[str] = []
    requests: list[str] = []
    page.on("console", lambda message: trouble.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("request", lambda request: requests.append(request.url))
    page.goto(address)
    if "file:" not in address:
        page.wait_for_selector("#network[data-ready]")
    page.trouble, page.requests = trouble, requests  # type: ignore[attr-defined]
    return page


def _settled(page: Page) -> None:
    page.wait_for_selector("#network:not([aria-busy])")


def test_clicking_an_edge_opens_its_statements_with_work_page_and_passage(browser: Browser, site: str) -> None:
    page = _open(browser, f"{site}/network?lang=en")
    page.mouse.click(*page.evaluate(MIDDLE_OF, "claim/e005"))
    page.wait_for_url(re.compile("link=claim%2Fe005"))
    evidence = page.locator("#net-evidence")
    evidence.get_by_text("Sentence 5.").wait_for()
    assert "Paragraph b.5.2" in evidence.inner_text()
    page.goto(f"{site}/network?lang=en&link=claim/e003")
    shown = page.locator("#net-evidence").inner_text()
    assert "sudantoko-2002" in shown and "p. 74" in shown and "lines 195" in shown
    page.context.close()


def test_clicking_an_actor_shows_its_links_and_going_back_restores_the_list(browser: Browser, site: str) -> None:
    page = _open(browser, f"{site}/network?lang=en")
    page.mouse.click(*page.evaluate(PLACE_OF, "actor/government"))
    page.locator("#net-evidence h2", has_text="government").wait_for()
    assert page.locator("#net-evidence .net-list a").count() == 3
    page.go_back()
    page.locator("#net-evidence h2", has_text="Choose an actor").wait_for()
    page.context.close()


def test_the_keyboard_alone_reaches_an_actor_a_link_and_the_way_out(browser: Browser, site: str) -> None:
    page = _open(browser, f"{site}/network?lang=en")
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("!!document.activeElement.closest('[data-walk]')"):
            break
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    first = page.evaluate("document.activeElement.firstChild.textContent.trim()")
    page.keyboard.press("Enter")
    page.locator("#net-evidence .net-back").wait_for()
    assert page.locator("#net-evidence-title").inner_text() == first
    assert first in page.locator("#net-live").inner_text()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator("#net-evidence .net-statement").first.wait_for()
    _settled(page)
    page.keyboard.press("Escape")
    page.locator("#net-evidence .net-statement").first.wait_for(state="detached")
    _settled(page)
    page.keyboard.press("Escape")
    page.locator("#net-evidence h2", has_text="Choose an actor").wait_for()
    page.context.close()


def test_ticking_a_sector_filters_everything_and_moves_nobody(browser: Browser, site: str) -> None:
    page = _open(browser, f"{site}/network?lang=en")
    before = page.evaluate(PLACE_OF, "actor/media")
    page.check('input[name=sector][value="media"]')
    page.wait_for_url(re.compile("sector=media"))
    page.locator(".net-chip").wait_for()
    assert page.evaluate("document.getElementById('net-canvas').drawing.network.body.data.nodes.length") == 2
    assert page.locator(".net-links tbody tr").count() == 1
    after = page.evaluate(PLACE_OF, "actor/media")
    assert abs(after[0] - before[0]) < 1
    page.get_by_role("link", name="Drop the filters").first.click()
    page.locator(".net-chip").wait_for(state="detached")
    page.context.close()


@pytest.mark.parametrize(
    "path", ["/network?lang=en", "/network?lang=id&focus=actor/evil-20", "/network?link=claim/e021"]
)
def test_hostile_names_never_run_and_nothing_is_asked_of_anybody_else(browser: Browser, site: str, path: str) -> None:
    page = _open(browser, site + path)
    for key in [f"actor/evil-{number}" for number in range(20, 24)]:
        page.mouse.move(*page.evaluate(PLACE_OF, key))
        page.wait_for_timeout(250)
    page.mouse.click(*page.evaluate(PLACE_OF, "actor/evil-21"))
    page.wait_for_url(re.compile("evil-21"))
    _settled(page)
    assert page.evaluate("window.hit") is None
    assert page.locator("#network img, #network svg[onload]").count() == 0
    assert page.evaluate("[...document.querySelectorAll('a')].filter(a => a.protocol === 'javascript:').length") == 0
    assert page.trouble == []  # type: ignore[attr-defined]
    assert [url for url in page.requests if not url.startswith(site)] == []  # type: ignore[attr-defined]
    page.context.close()


def test_the_stand_alone_page_draws_from_a_file_and_runs_nothing_hostile(
    browser: Browser, site: str, tmp_path: Path
) -> None:
    page = _open(browser, f"{site}/network?lang=en")
    saved = tmp_path / "alone.html"
    saved.write_text(page.evaluate("fetch('/network.html?lang=en').then(one => one.text())"), encoding="utf-8")
    page.context.close()
    page = _open(browser, saved.as_uri())
    page.wait_for_selector("#net-canvas canvas")
    page.mouse.click(*page.evaluate(PLACE_OF, "actor/evil-20"))
    assert page.locator("tr[data-link]:not([hidden])").count() == 1
    assert page.evaluate("window.hit") is None
    assert page.trouble == []  # type: ignore[attr-defined]
    assert [url for url in page.requests if not url.startswith("file:")] == []  # type: ignore[attr-defined]
    page.context.close()


@pytest.mark.parametrize("language", ["en", "id"])
@pytest.mark.parametrize("width", [360, 390, 768, 1280])
def test_no_width_scrolls_sideways(browser: Browser, site: str, language: str, width: int) -> None:
    page = _open(browser, f"{site}/network?lang={language}", viewport={"width": width, "height": 800})
    over = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(over) <= 0
    for tab in ("net-drawing", "net-evidence", "net-filters"):
        if width < 960:
            page.click(f'a[data-tab="{tab}"]')
            assert page.locator(f"#{tab}").is_visible()
            assert page.evaluate(over) <= 0
    page.context.close()


def test_a_phone_starts_with_the_table(browser: Browser, site: str) -> None:
    page = _open(browser, f"{site}/network?lang=id", viewport={"width": 390, "height": 844})
    assert page.locator("#net-tables").is_visible()
    assert not page.locator("#net-drawing").is_visible()
    page.context.close()


def test_without_script_the_filters_and_the_evidence_work(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 1000})
    page = context.new_page()
    page.goto(f"{site}/network?lang=en")
    page.check('input[name=sector][value="media"]')
    page.get_by_role("button", name="Show", exact=True).click()
    assert "sector=media" in page.url and page.locator(".net-links tbody tr").count() == 1
    page.get_by_role("link", name="Show evidence").first.click()
    assert "Sentence 4." in page.locator("#net-evidence").inner_text()
    context.close()
