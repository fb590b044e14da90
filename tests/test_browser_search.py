"""Suggestions in Chromium: by keyboard and pointer, read aloud, without a script, and never too late."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from graph.knowledge.versions import Version
from tests.web_site import opened, served

FORM = """document.querySelector("form").innerHTML = '<label for="f-work">Work</label>' +
  '<input id="f-work" name="work" data-complete="/search/complete" data-kind="work" data-fill="label">'"""


@pytest.fixture(scope="module")
def site(version: Version) -> Iterator[str]:
    with opened(version) as app, served(app) as address:
        yield address


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    context = browser.new_context(locale="en", viewport={"width": 1000, "height": 800})
    page = context.new_page()
    trouble: list[str] = []
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.goto(f"{site}/id/factor/security")
    yield page
    context.close()
    assert trouble == []


def test_arrows_and_enter_lead_to_what_was_chosen(page: Page) -> None:
    field = page.get_by_role("combobox", name="Search")
    field.press_sequentially("sudantoko 2002")
    expect(page.get_by_role("option").first).to_contain_text("Sudantoko (2002) cited work")
    expect(field).to_have_attribute("aria-expanded", "true")
    field.press("ArrowDown")
    first = page.get_by_role("option", selected=True)
    expect(first).to_have_id(field.get_attribute("aria-activedescendant") or "")
    field.press("ArrowUp")
    assert field.get_attribute("aria-activedescendant") is None
    field.press("ArrowDown")
    field.press("Enter")
    page.wait_for_url("**/id/work/sudantoko-2002")


def test_how_many_there_are_is_read_aloud_and_escape_closes_the_list(page: Page) -> None:
    field = page.get_by_role("combobox", name="Search")
    field.press_sequentially("keamanan")
    expect(page.locator("#frame-q ~ [role=status]")).to_have_text("8 suggestions; arrow down to choose one.")
    field.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(field).to_have_value("keamanan")
    expect(field).to_have_attribute("aria-expanded", "false")


def test_enter_without_a_choice_searches_as_the_form_does(page: Page) -> None:
    field = page.get_by_role("combobox", name="Search")
    field.press_sequentially("keamanan")
    expect(page.get_by_role("option").first).to_be_visible()
    field.press("Enter")
    page.wait_for_url("**/search?q=keamanan")


def test_a_pointer_chooses_and_the_page_does_not_move(page: Page) -> None:
    before = page.locator("h1").bounding_box()
    page.get_by_role("combobox", name="Search").press_sequentially("oita")
    expect(page.get_by_role("option").first).to_be_visible()
    assert page.locator("h1").bounding_box() == before
    page.get_by_role("option").first.click()
    page.wait_for_url("**/id/**oita**")


def test_the_last_question_is_the_one_that_is_answered(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/search/complete" in request.url else None)
    field = page.get_by_role("combobox", name="Search")
    field.press_sequentially("keamanan")
    expect(page.get_by_role("option").first).to_be_visible()
    field.fill("backwash")
    expect(page.get_by_role("option").first).to_contain_text("backwash effect")
    assert len(asked) < len("keamananbackwash") / 2


def test_a_field_of_a_form_shows_the_name_and_sends_the_id(page: Page, site: str) -> None:
    page.goto(f"{site}/search")
    page.evaluate(FORM)
    page.add_script_tag(url="/static/search.js", type="module")
    field = page.get_by_role("combobox", name="Work")
    field.press("ArrowDown")
    expect(page.get_by_role("option")).to_have_count(8)
    field.press_sequentially("sudan")
    page.get_by_role("option", name="Sudantoko (2002)").click()
    sent = "Object.fromEntries(new FormData(document.querySelector('form')))"
    assert (field.input_value(), page.evaluate(sent)) == ("Sudantoko (2002)", {"work": "work/sudantoko-2002"})
    field.fill("agus-2003")
    assert page.evaluate(sent) == {"work": "agus-2003"}


def test_without_a_script_the_field_is_a_plain_one(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False, locale="en")
    page = context.new_page()
    page.goto(f"{site}/id/factor/security")
    page.get_by_role("searchbox", name="Search").fill("keamnan")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("link", name="security", exact=True)).to_be_visible()
    context.close()


@pytest.mark.parametrize("width", [360, 1280])
def test_the_list_stays_within_the_screen(browser: Browser, site: str, width: int) -> None:
    context = browser.new_context(locale="id", viewport={"width": width, "height": 700})
    page = context.new_page()
    page.goto(f"{site}/id/factor/security")
    page.locator("#frame-q").press_sequentially("sudantoko")
    expect(page.get_by_role("option").first).to_be_visible()
    box = page.get_by_role("listbox").bounding_box()
    assert box
    assert 0 <= box["x"] <= box["x"] + box["width"] <= width
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    context.close()
