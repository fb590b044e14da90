"""The three walks of the README, taken in a browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from graph.knowledge.versions import Version
from tests.walks import FOLDER, ROOT, WALKS, Visitor, Walk
from tests.web_site import opened, served

MOST = 3


@pytest.fixture(scope="module")
def site(version: Version) -> Iterator[str]:
    with opened(version) as app, served(app) as address:
        yield address


@pytest.mark.parametrize("walk", WALKS, ids=lambda walk: walk.name)
def test_a_walk_leads_to_the_sources_in_three_clicks(browser: Browser, site: str, walk: Walk) -> None:
    page = browser.new_page(locale="en")
    page.goto(site)
    visitor = Visitor(page)
    walk.go(visitor)
    text = " ".join(page.inner_text("main").split())
    page.close()
    assert [one for one in walk.finds if one not in text] == []
    assert 0 < visitor.clicks <= MOST


def test_every_walk_is_in_the_readme_with_its_picture() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [walk.name for walk in WALKS if f"docs/walks/{walk.name}.png" not in readme] == []
    assert [walk.question for walk in WALKS if walk.question not in readme] == []
    assert sorted(path.stem for path in FOLDER.glob("*.png")) == sorted(walk.name for walk in WALKS)
