"""axe-core in Chromium: no violation on any kind of page, in both languages, wide and narrow."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from graph.knowledge.versions import Version
from graph.namespaces import KINDS
from tests.web_site import opened, served

AXE = Path(__file__).parent.parent / "node_modules/axe-core/axe.min.js"
RUN = "axe.run().then(all => all.violations.map(one => [one.id, one.nodes.slice(0, 3).map(node => node.html)]))"
WIDTHS = (1280, 360)

THINGS = {
    "factor": "security",
    "concept": "regional-competitiveness",
    "actor": "ngos",
    "practice": "mass-media-use",
    "effect": "backwash",
    "programme": "ovop-east-java",
    "place": "oita",
    "work": "sudantoko-2002",
    "person": "sasi-rais",
    "citation": "cit14",
    "passage": "b.4.2",
    "claim": "c102",
    "document": "rais-flassy",
    "rule": "property_chain",
}
PAGES = (
    "/",
    *(f"/id/{kind}/{slug}" for kind, slug in THINGS.items()),
    "/id/actor",
    "/id/derivation",
    "/id/factor/nothing-here",
    "/graph/rais-flassy",
    "/ns",
    "/problem/query-timeout",
    "/queries",
    "/queries/statements-resting-on-work",
    "/queries/statements-by-factor",
    "/queries/argument-of-factor",
    "/queries/paragraphs-without-a-citation",
    "/queries/verdicts-on-a-programme",
    "/queries/connection-between-two-things",
    "/queries/contradictions-side-by-side",
    "/queries/meaning-of-thing",
    "/queries/statements-by-modality",
    "/queries/statements-resting-on-work?work=nobody",
    "/queries/nothing-here",
    "/evidence?claim=c102&claim=e001",
    "/evidence?subject=factor/security",
    "/search",
    "/search?q=keamnan",
    "/works",
    "/dataset",
    "/docs",
    "/network",
    "/sparql",
    "/versions",
)


@pytest.fixture(scope="module")
def site(version: Version) -> Iterator[str]:
    with opened(version) as app, served(app) as address:
        yield address


def test_every_kind_of_thing_is_looked_at() -> None:
    assert set(THINGS) | {"derivation"} == set(KINDS)


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_passes_axe(browser: Browser, site: str, path: str, language: str) -> None:
    context = browser.new_context(locale=language, bypass_csp=True)  # the checker is no part of the page
    page = context.new_page()
    found = {}
    page.goto(site + path)
    page.add_script_tag(path=AXE)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        found[width] = page.evaluate(RUN)
    wide = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    context.close()
    assert found == {width: [] for width in WIDTHS}
    assert not wide
