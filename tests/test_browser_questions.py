"""The pages of the questions in Chromium: by keyboard, without script, on a phone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from graph.knowledge.versions import Version
from tests.test_browser_pages import CONTRAST, Visit
from tests.web_site import opened, served

PAGES = (
    "/queries",
    "/queries/statements-resting-on-work",
    "/queries/meaning-of-thing",
    "/queries/spread-of-the-evidence",
    "/queries/how-factor-bears-on-competitiveness",
    "/queries/argument-of-factor",
    "/queries/verdicts-on-a-programme",
    "/queries/statements-resting-on-work?work=sudantko",
)


WIDEST = (
    "connection-between-two-things",
    "effects-compared",
    "factors-in-order",
    "how-factor-bears-on-competitiveness",
    "verdicts-on-a-programme",
)
"""The questions whose tables have most to hold."""


@pytest.fixture(scope="module")
def site(version: Version) -> Iterator[str]:
    with opened(version) as app, served(app) as address:
        yield address


def test_questions_are_found_while_typing(browser: Browser, site: str) -> None:
    with Visit(browser) as visit:
        page = visit.page
        page.goto(f"{site}/queries?lang=en")
        page.wait_for_selector("[data-ready]")
        every = page.locator("li[data-words]").count()
        page.keyboard.press("Tab")
        page.focus("#question-q")
        page.keyboard.type("Sitasi ")
        shown = page.locator("li[data-words]:visible").count()
        assert 0 < shown < every
        expect(page.locator("#question-count")).to_have_text(f"{shown} of {every} questions")
        assert page.locator(".question-group:visible").count() < 7
        page.keyboard.type("qqq")
        expect(page.locator("#question-none")).to_be_visible()
        assert "q=Sitasi+qqq" in str(page.locator("#question-none a").get_attribute("href"))
        for _ in range(10):
            page.keyboard.press("Backspace")
        assert page.locator("li[data-words]:visible").count() == every
        assert visit.trouble == []


def test_a_question_is_asked_by_keyboard_alone(browser: Browser, site: str) -> None:
    with Visit(browser) as visit:
        page = visit.page
        page.goto(f"{site}/queries/statements-resting-on-work?lang=en")
        page.focus("#field-from")
        page.keyboard.type("60")
        page.keyboard.press("Tab")
        page.keyboard.type("70")
        page.keyboard.press("Enter")
        page.wait_for_url("**from=60**")
        assert "to=70" in page.url
        opened_at = page.locator(".answers tbody tr").count()
        assert opened_at > 10
        assert visit.trouble == []


@pytest.mark.parametrize("has_script", [True, False])
def test_a_thing_is_typed_by_its_name_in_either_language(browser: Browser, site: str, has_script: bool) -> None:
    context = browser.new_context(java_script_enabled=has_script)
    page = context.new_page()
    for name in ("keamanan", "security"):
        page.goto(f"{site}/queries/meaning-of-thing?lang=en")
        assert page.locator(f'#field-thing-list option[value="{name}"]').count() == 1
        page.fill("#field-thing", name)
        page.get_by_role("button", name="Ask").click()
        expect(page.locator("#field-thing")).to_have_value("security")
        expect(page.locator(".answers tbody tr").first).to_be_visible()
    context.close()


def test_the_statements_behind_a_row_open_by_keyboard(browser: Browser, site: str) -> None:
    with Visit(browser) as visit:
        page = visit.page
        page.goto(f"{site}/queries/spread-of-the-evidence?lang=en")
        page.focus(".answers details summary")
        page.keyboard.press("Enter")
        expect(page.locator(".answers details .briefs").first).to_be_visible()
        assert visit.trouble == []


@pytest.mark.parametrize("path", PAGES)
def test_no_page_is_wider_than_a_phone(browser: Browser, site: str, path: str) -> None:
    with Visit(browser, 360, language="id") as visit:
        visit.page.goto(site + path)
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= 360
        assert all(one.startswith(site) for one in visit.requests)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out(browser: Browser, site: str, scheme: str) -> None:
    with Visit(browser, scheme=scheme) as visit:
        for path in PAGES[:3]:
            visit.page.goto(site + path)
            assert visit.page.evaluate(CONTRAST) == []


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("name", WIDEST)
def test_a_wide_screen_shows_whole_tables(browser: Browser, site: str, name: str, language: str) -> None:
    with Visit(browser) as visit:
        page = visit.page
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(f"{site}/queries/{name}?lang={language}")
        assert page.evaluate(
            "(frame => frame.scrollWidth <= frame.clientWidth)(document.querySelector('.table-frame'))"
        )


def test_a_wide_screen_shows_two_columns_of_questions_and_a_phone_one(browser: Browser, site: str) -> None:
    edges = "new Set([...document.querySelectorAll('.results > li')].map(one => one.getBoundingClientRect().x)).size"
    with Visit(browser) as visit:
        page = visit.page
        page.goto(f"{site}/queries?lang=id")
        for width, columns in ((1280, 2), (360, 1)):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate(edges) == columns
