"""The pages in Chromium: quiet, at home, reachable by keyboard, and never wider than the screen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from pyoxigraph import Store

from graph.knowledge.versions import Version
from tests.web_site import opened, poison, served

PAGES = (
    "/",
    "/id/factor/security",
    "/id/actor/ngos",
    "/id/claim/c156",
    "/id/work/sudantoko-2002",
    "/works",
    "/id/passage/b.4.1",
    "/id/document/rais-flassy",
    "/ns",
    "/dataset",
    "/search?q=keamanan",
    "/sparql",
    "/versions",
)
CONTRAST = """() => {
  const light = text => {
    const parts = text.match(/[\\d.]+/g).slice(0, 3).map(one => one / 255);
    const [r, g, b] = parts.map(one => one <= 0.03928 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = element => {
    for (let one = element; one; one = one.parentElement) {
      const colour = getComputedStyle(one).backgroundColor;
      if (!colour.startsWith("rgba(0, 0, 0, 0")) return colour;
    }
    return getComputedStyle(document.body).backgroundColor;
  };
  const weak = [];
  for (const element of document.querySelectorAll("body *:not(svg *):not(option):not(optgroup)")) {
    const own = [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim());
    if (!own || !element.checkVisibility()) continue;
    const both = [light(getComputedStyle(element).color), light(ground(element))];
    const ratio = (Math.max(...both) + 0.05) / (Math.min(...both) + 0.05);
    if (ratio < 4.5) weak.push(`${element.tagName}.${element.className} ${ratio.toFixed(2)}`);
  }
  return [...new Set(weak)];
}"""


@pytest.fixture(scope="module")
def site(version: Version) -> Iterator[str]:
    with opened(version) as app, served(app) as address:
        yield address


@pytest.fixture(scope="module")
def poisoned_site(published_store: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("poisoned")
    with opened(poison(published_store, folder)) as app, served(app) as address:
        yield address


class Visit:
    """An open page, with its complaints and with everything that it asked for."""

    def __init__(self, browser: Browser, width: int = 1280, scheme: str = "light", language: str = "en") -> None:
        self.context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if scheme == "dark" else "light",
            locale=language,
        )
        self.page: Page = self.context.new_page()
        self.trouble: list[str] = []
        self.requests: list[str] = []
        self.page.on("console", lambda message: self.trouble.append(message.text) if message.type == "error" else None)
        self.page.on("pageerror", lambda error: self.trouble.append(str(error)))
        self.page.on("request", lambda request: self.requests.append(request.url))

    def __enter__(self) -> Visit:
        return self

    def __exit__(self, *_: object) -> None:
        self.context.close()


def test_pages_are_quiet_and_ask_nobody_else(browser: Browser, site: str) -> None:
    with Visit(browser) as visit:
        for path in PAGES:
            visit.page.goto(site + path)
        assert visit.trouble == []
        assert [one for one in visit.requests if not one.startswith((site, "data:"))] == []


@pytest.mark.parametrize("width", [360, 390, 1280])
def test_nothing_is_wider_than_the_screen(browser: Browser, site: str, width: int) -> None:
    with Visit(browser, width, language="id") as visit:
        wide = []
        for path in (*PAGES, "/id/place/nothing-here"):
            visit.page.goto(site + path)
            if visit.page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
                wide.append(path)
        assert wide == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out_from_its_ground(browser: Browser, site: str, scheme: str) -> None:
    with Visit(browser, scheme=scheme) as visit:
        weak = {}
        for path in PAGES:
            visit.page.goto(site + path)
            weak[path] = visit.page.evaluate(CONTRAST)
        assert {path: found for path, found in weak.items() if found} == {}


def test_hostile_texts_do_nothing(browser: Browser, poisoned_site: str) -> None:
    with Visit(browser) as visit:
        for path in PAGES:
            visit.page.goto(poisoned_site + path)
            assert visit.page.evaluate("window.hit === undefined"), path
            visit.page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
            assert visit.page.evaluate("document.images.length") == 0
        assert visit.trouble == []
        assert [one for one in visit.requests if not one.startswith((poisoned_site, "data:"))] == []


def test_the_keyboard_reaches_content_search_and_the_picture(browser: Browser, site: str) -> None:
    with Visit(browser) as visit:
        page = visit.page
        page.goto(site + "/?lang=en")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        assert page.evaluate("document.activeElement.getBoundingClientRect().left >= 0")
        reached = []
        for _ in range(45):
            page.keyboard.press("Tab")
            reached.append(
                page.evaluate("document.activeElement.getAttribute('href') || document.activeElement.name || ''")
            )
        wanted = ["/queries", "/network", "/id/document/", "/sparql", "q", "/id/factor/local-government-capacity"]
        places = [next(n for n, one in enumerate(reached) if one.startswith(name)) for name in wanted]
        assert places == sorted(places)
        assert any(one.startswith("/id/effect/backwash") for one in reached)
        page.goto(site + "/?lang=en")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "content"


def test_statements_unfold_in_place_without_script(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False, locale="en")
    page = context.new_page()
    page.goto(site + "/id/factor/security?lang=en")
    relation = page.locator(".relation", has_text="strengthens").first
    sentence = relation.get_by_text("fourth factor")
    assert not sentence.is_visible()
    relation.locator("summary .opens").first.click()
    assert sentence.is_visible()
    page.fill("#frame-q", "nasionalisme")
    page.press("#frame-q", "Enter")
    page.get_by_role("link", name="nationalism", exact=True).first.click()
    assert page.url.startswith(site + "/id/factor/nationalism")
    context.close()


def test_the_language_switch_keeps_the_page(browser: Browser, site: str) -> None:
    with Visit(browser, language="en") as visit:
        page = visit.page
        page.goto(site + "/id/factor/security")
        assert page.locator("h1").inner_text().casefold() == "security"
        page.locator(".frame-languages a[hreflang=id]").click()
        assert page.locator("h1").inner_text().casefold() == "keamanan"
        page.goto(site + "/id/claim/c156")
        assert page.evaluate("document.documentElement.lang") == "id"


def test_a_phone_gets_the_argument_as_a_list(browser: Browser, site: str) -> None:
    with Visit(browser, 360) as visit:
        visit.page.goto(site + "/")
        assert not visit.page.locator(".argument-picture").is_visible()
        assert visit.page.locator(".argument-list ol li").count() == 6
        assert visit.page.locator(".argument-list ol").is_visible()
