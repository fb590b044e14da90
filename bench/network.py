"""How long the network page takes with 1,000 actors and 3,000 links.

Run ``python -m bench.network`` in the project's folder. It needs the
development requirements, Chromium and the browser assets.
"""

from __future__ import annotations

import gzip
import random
import shutil
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.network_rows import actor_row, link_row
from tests.network_site import make_site
from tests.web_site import served

SECTORS = ("government", "business", "academia", "civilSociety", "community", "media", "international")
DRAWN = "#network[data-ready]"


def main(actors: int = 1000, links: int = 3000) -> None:
    """Measure and print."""
    chance = random.Random(1)
    keys = [f"actor/a{number:04}" for number in range(actors)]
    # Busy actors are rare, as in real networks.
    ends = [(keys[int(actors * chance.random() ** 3)], chance.choice(keys)) for _ in range(links)]
    rows = {
        "actors": [actor_row(key, f"actor number {key[-4:]}", chance.choice(SECTORS)) for key in keys],
        "links": [link_row(number, one, "supports", other) for number, (one, other) in enumerate(ends)],
        "passages": [],
        "citations": [],
        "words": [],
    }
    with tempfile.TemporaryDirectory() as folder:
        app = make_site(rows, Path(folder))
        client = app.test_client()
        for label in ("first answer, with its layout", "second answer"):
            start = time.perf_counter()
            body = client.get("/network").data
            print(f"{label}: {time.perf_counter() - start:.2f} s")
        print(f"page: {len(gzip.compress(body)) / 1000:.0f} kB gzip (limit 300)")
        with served(app) as address:
            print(f"opened to drawn in Chromium: {_draw(address):.2f} s (limit 1.5)")


def _draw(address: str) -> float:
    path = shutil.which("chromium") or shutil.which("google-chrome") or sys.exit("Chromium is not installed.")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-background-networking"])
        page = browser.new_page(viewport={"width": 1280, "height": 1000})
        page.goto("about:blank")
        start = time.perf_counter()
        page.goto(f"{address}/network", wait_until="commit")
        page.wait_for_selector(DRAWN)
        taken = time.perf_counter() - start
        browser.close()
    return taken


if __name__ == "__main__":
    main()
