"""Every link on every page resolves: a walk through the whole site, as a crawler would make it."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator
from urllib.parse import parse_qs, urldefrag, urljoin, urlsplit

import pytest
from flask.testing import FlaskClient

from graph.knowledge.versions import Version
from tests.web_site import Page, opened

BROWSER = "text/html,application/xhtml+xml,*/*;q=0.8"
MANY = ("/id/derivation/", "/id/claim/", "/id/concept/", "/id/passage/", "/static/")
"""Pages of which there are many that differ only in what they are about."""
SUFFIXES = (
    *(".csl.json", ".trig", ".ttl", ".nt", ".nq", ".rdf", ".jsonld", ".json", ".bib", ".ris", ".csv", ".xlsx"),
    *(".tsv", ".xml", ".svg", ".html", ".txt", ".patch", ".gz"),
)
FORMS = ("/versions/compare",)
"""Where only a form leads, with what was filled in."""
DATA = 3
"""Files of one sort that are opened: that every thing comes in every format is tested with the things."""
MOST = 30
"""Pages of one sort that are opened."""
LEAST = 350


class Crawler:
    """Follows links from page to page.

    Parameters
    ----------
    client : FlaskClient
        Asks the application.
    language : str
        Of the pages.
    spare : int
        Of pages that are much alike, and of those with a query string, only every so manieth is opened.
    """

    def __init__(self, client: FlaskClient, language: str, spare: int) -> None:
        self.client = client
        self.language = language
        self.spare = spare
        self.pages: dict[str, set[str]] = {}
        self.missing: dict[str, str] = {}
        self._anchors: dict[str, dict[str, str]] = defaultdict(dict)
        self._met: dict[str, int] = defaultdict(int)

    def crawl(self, start: str) -> None:
        """Open everything that can be reached."""
        seen, waiting = {start}, deque([(start, "")])
        while waiting:
            address, source = waiting.popleft()
            for link in self._open(address, source):
                target, anchor = urldefrag(urljoin(f"http://localhost{address}", link))
                parts = urlsplit(target)
                if parts.netloc != "localhost":
                    continue
                path = parts.path + (f"?{parts.query}" if parts.query else "")
                if anchor:
                    self._anchors[path].setdefault(anchor, address)
                if path not in seen:
                    seen.add(path)
                    waiting.append((path, address))

    def _open(self, address: str, source: str) -> list[str]:
        if not self._is_worth_it(address):
            return []
        accept = {"Accept": BROWSER, "Accept-Language": self.language}
        response = self.client.get(address, headers=accept, follow_redirects=True)
        if response.status_code != 200:
            self.missing[address] = f"{response.status_code}, from {source}"
            return []
        if response.mimetype != "text/html":
            return []
        page = Page(response.text)
        self.pages[address] = set(page.ids)
        # The same site in another language, or at a version, is another walk.
        return [] if {"lang", "version"} & parse_qs(urlsplit(address).query).keys() else page.links

    def _is_worth_it(self, address: str) -> bool:
        """Tell whether to open an address: all that are different, and some of those that are much alike."""
        path, is_asking, _ = address.partition("?")
        parts = path.split("/")
        kind = parts[2] if path.startswith("/id/") and len(parts) > 3 else parts[1]
        suffix = next((one for one in SUFFIXES if path.endswith(one)), "")
        if path in FORMS:
            return False
        if suffix:
            self._met[kind + suffix] += 1
            return self._met[kind + suffix] <= DATA
        if is_asking or path.startswith(MANY):
            sort = f"{kind}?" if is_asking else kind
            self._met[sort] += 1
            return self._met[sort] % self.spare == 1 and self._met[sort] <= self.spare * MOST
        return True

    @property
    def lost(self) -> list[str]:
        """The anchors that lead to no place on their page."""
        return [
            f"{path}#{anchor}, from {source}"
            for path, found in self._anchors.items()
            for anchor, source in found.items()
            if path in self.pages and anchor not in self.pages[path]
        ]


@pytest.fixture(scope="module")
def client(version: Version) -> Iterator[FlaskClient]:
    with opened(version) as app:
        yield app.test_client()


@pytest.mark.parametrize(("language", "spare"), [("id", 8), ("en", 40)])
def test_every_link_on_every_page_resolves(client: FlaskClient, language: str, spare: int) -> None:
    crawler = Crawler(client, language, spare)
    crawler.crawl("/")
    assert crawler.missing == {}
    assert crawler.lost == []
    assert len(crawler.pages) > LEAST
