"""The pages about versions in a browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from graph.knowledge.versions import Version
from tests.test_browser_pages import CONTRAST, Visit
from tests.version_site import follow
from tests.web_site import served

Site = tuple[str, list[Version]]


@pytest.fixture(scope="module")
def site(history: tuple[Path, list[Version]]) -> Iterator[Site]:
    data, versions = history
    with follow(data) as app, served(app) as address:
        yield address, versions


def list_pages(versions: list[Version]) -> list[str]:
    first, second, third = (one.id for one in versions)
    return [
        "/versions",
        "/versions/000000000000",
        f"/versions/{third}",
        f"/versions/{first}...{second}",
        f"/versions/{second}...{third}?page=3",
        f"/id/actor/office?version={first}",
        "/id/actor/office?version=000000000000",
    ]


@pytest.mark.parametrize(("width", "language"), [(360, "id"), (360, "en"), (768, "id")])
def test_nothing_is_wider_than_the_screen(browser: Browser, site: Site, width: int, language: str) -> None:
    address, versions = site
    with Visit(browser, width, language=language) as visit:
        wide = []
        for path in list_pages(versions):
            visit.page.goto(address + path)
            if visit.page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
                wide.append(path)
        assert wide == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out_from_its_ground(browser: Browser, site: Site, scheme: str) -> None:
    address, versions = site
    with Visit(browser, scheme=scheme) as visit:
        weak = {}
        for path in list_pages(versions):
            visit.page.goto(address + path)
            weak[path] = visit.page.evaluate(CONTRAST)
        assert {path: found for path, found in weak.items() if found} == {}


def test_hostile_texts_do_nothing(browser: Browser, site: Site) -> None:
    address, versions = site
    with Visit(browser) as visit:
        for path in list_pages(versions):
            visit.page.goto(address + path)
            assert visit.page.evaluate("window.hit === undefined"), path
        assert [one for one in visit.requests if not one.startswith((address, "data:"))] == []


def test_two_versions_are_chosen_and_compared(browser: Browser, site: Site) -> None:
    address, versions = site
    first, _, third = (one.id for one in versions)
    with Visit(browser) as visit:
        visit.page.goto(f"{address}/versions?lang=en")
        visit.page.get_by_label(f"from {first}").check()
        visit.page.get_by_label(f"to {third}").check()
        visit.page.get_by_role("button", name="Compare the chosen two").click()
        assert visit.page.url == f"{address}/versions/{first}...{third}?lang=en"
        assert visit.page.get_by_role("heading", level=1).inner_text() == "What has changed"


def test_a_reader_walks_in_an_older_version_and_comes_back(browser: Browser, site: Site) -> None:
    address, versions = site
    with Visit(browser) as visit:
        visit.page.goto(f"{address}/versions/{versions[0].id}?lang=en")
        visit.page.get_by_role("link", name="Look around in this version").click()
        visit.page.locator("#start-q").fill("village office")
        visit.page.keyboard.press("Enter")
        visit.page.get_by_role("link", name="village office").first.click()
        assert visit.page.get_by_role("heading", level=1).inner_text().lower() == "village office"
        visit.page.get_by_role("link", name="Show the latest version").click()
        assert visit.page.get_by_role("heading", level=1).inner_text().lower() == "village hall"
        assert "version=" not in visit.page.url
