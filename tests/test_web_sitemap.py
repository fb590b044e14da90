"""What search engines find: every page in both languages, and a word on what to leave alone."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from graph.web import sitemap

NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


def read(client: FlaskClient, path: str) -> list[str]:
    tree = ElementTree.fromstring(client.get(path).text)
    return [one.text or "" for one in tree.findall(".//s:loc", NAMES)]


def test_every_page_is_listed_in_both_languages(client: FlaskClient) -> None:
    found = read(client, "/sitemap.xml")
    assert len(found) == len(set(found)) > 1000
    for path in ("/", "/dataset", "/id/factor/security", "/id/claim/c102", "/queries/statements-resting-on-work"):
        assert {f"http://localhost{path}?lang={language}" for language in ("id", "en")} <= set(found)


def test_what_is_listed_opens(client: FlaskClient) -> None:
    for address in read(client, "/sitemap.xml")[::97]:
        assert client.get(address.removeprefix("http://localhost")).status_code == 200, address


def test_a_long_list_comes_in_parts(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = read(client, "/sitemap.xml")
    monkeypatch.setattr(sitemap, "MOST", 300)
    parts = read(client, "/sitemap.xml?afresh")  # not what was kept of it
    assert len(parts) > 1
    assert [one for part in parts for one in read(client, part.removeprefix("http://localhost"))] == whole


@pytest.mark.parametrize("part", ["0", "99", "x", "-1"])
def test_a_part_that_is_not_there_is_refused(client: FlaskClient, part: str) -> None:
    assert client.get(f"/sitemap.xml?part={part}").status_code == 400


def test_machines_are_kept_away_from_what_has_no_end(client: FlaskClient) -> None:
    text = client.get("/robots.txt").text
    assert "Disallow: /sparql?" in text
    assert "Sitemap: http://localhost/sitemap.xml" in text
