"""Three walks of a researcher, from the first page to the sources, in at most three clicks.

The tests take them in a browser; run as a program (``make walks``) this takes
the pictures of them that the README shows.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Locator, Page, sync_playwright

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "docs/walks"
SIZE = {"width": 1120, "height": 1000}


class Visitor:
    """Somebody with a mouse, whose clicks are counted.

    Parameters
    ----------
    page : Page
        At the first page.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self.clicks = 0

    def click(self, what: Locator) -> None:
        """Click, and wait for what comes of it."""
        what.click()
        self.clicks += 1
        self.page.wait_for_load_state()


@dataclass(frozen=True, slots=True)
class Walk:
    """A walk.

    Attributes
    ----------
    name : str
        Of its picture.
    question : str
        What somebody wants to know.
    go : callable
        Takes it.
    finds : tuple of str
        What stands on the page at its end, among other things.
    """

    name: str
    question: str
    go: Callable[[Visitor], None]
    finds: tuple[str, ...]


def _rest_on_pages(visitor: Visitor) -> None:
    visitor.click(visitor.page.get_by_role("link", name="Which statements rest on a work?"))
    visitor.click(visitor.page.get_by_role("link", name="C102", exact=True))


def _judge_ovop(visitor: Visitor) -> None:
    visitor.click(visitor.page.get_by_role("link", name="Was a programme a success, and who says so?"))
    visitor.click(visitor.page.get_by_role("link", name="C088", exact=True).first)


def _follow_security(visitor: Visitor) -> None:
    visitor.click(visitor.page.get_by_role("link", name="How does a factor bear on competitiveness"))
    row = visitor.page.get_by_role("row").filter(has_text="capital flight").filter(has_text="motivated by")
    visitor.click(row.locator("summary"))
    visitor.click(row.get_by_role("link", name="with everything that it rests on"))


WALKS = (
    Walk(
        "sudantoko",
        "Which claims rest on Sudantoko 2002 pages 60-70?",
        _rest_on_pages,
        ("Sudantoko (2002)", "p. 61", "Section B.4, paragraph 2", "lines 183"),
    ),
    Walk(
        "ovop-east-java",
        "Was OVOP in East Java a success, and who says so?",
        _judge_ovop,
        ("Some call the OVOP programme", "Others call the OVOP programme", "What contradicts it"),
    ),
    Walk(
        "security",
        "How does security bear on competitiveness?",
        _follow_security,
        ("Sudantoko (2002)", "p. 67", "Section B.6, paragraph 5"),
    ),
)


def main() -> int:
    """Take the pictures."""
    from graph.knowledge.build import build
    from tests.conftest import BROWSER_ARGUMENTS
    from tests.web_site import opened, served

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as play:
        version = build(ROOT, Path(folder), message="", report=lambda _: None, language="en")
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=BROWSER_ARGUMENTS)
        with opened(version) as app, served(app) as address:
            for walk in WALKS:
                page = browser.new_page(viewport=SIZE, locale="en")
                page.goto(address)
                visitor = Visitor(page)
                walk.go(visitor)
                height = min(SIZE["height"], page.evaluate("document.body.scrollHeight"))
                clip = {"x": 0, "y": 0, "width": SIZE["width"], "height": height}
                page.screenshot(path=FOLDER / f"{walk.name}.png", full_page=True, clip=clip)
                sys.stdout.write(f"docs/walks/{walk.name}.png: {walk.question} {visitor.clicks} clicks\n")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
