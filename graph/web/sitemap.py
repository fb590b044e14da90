"""What search engines look for: which pages there are, and what they had better leave alone."""

from __future__ import annotations

from typing import Final
from xml.sax.saxutils import quoteattr

from flask import Blueprint, Response, request

from graph.language import LANGUAGES
from graph.web.addresses import path_of
from graph.web.pages import ask, simpul
from graph.web.parameters import read_number
from graph.web.responses import finish

blueprint = Blueprint("sitemap", __name__)

MOST: Final = 20_000
"""Pages in one file; each has an address in every language, and a file may hold 50,000 (sitemaps.org)."""
_PAGES: Final = ("/", "/queries", "/network", "/works", "/dataset", "/ns", "/versions", "/docs", "/sparql")
_NAMESPACES: Final = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"'


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Keep machines that follow every link away from what has no end: queries, older versions, comparisons."""
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in ("/sparql?", "/*?version=", "/*&version=", "/versions/*...", "/store?")),
        f"Sitemap: {request.host_url}sitemap.xml",
    ]
    return finish(Response("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8"))


@blueprint.get("/sitemap.xml")
def sitemap() -> Response:
    """List every page in both languages; in parts where there are very many."""
    paths = [*_PAGES, *(f"/queries/{one.name}" for one in simpul().questions)]
    paths += [path_of(row["thing"].value) for row in ask("sitemap")]
    parts = -(-len(paths) // MOST)
    part = read_number("part", 0, 1, parts)
    host = request.host_url.rstrip("/")
    if parts > 1 and not part:
        places = (f"{host}/sitemap.xml?part={number}" for number in range(1, parts + 1))
        entries = "".join(f"<sitemap><loc>{place}</loc></sitemap>" for place in places)
        return _give(f"<sitemapindex {_NAMESPACES}>{entries}</sitemapindex>")
    start = max(part - 1, 0) * MOST
    entries = "".join(_write(host + path) for path in paths[start : start + MOST])
    return _give(f"<urlset {_NAMESPACES}>{entries}</urlset>")


def _write(address: str) -> str:
    """Write the entries of a page: one for each language, each with the others."""
    places = {language: quoteattr(f"{address}?lang={language}") for language in LANGUAGES}
    others = "".join(
        f'<xhtml:link rel="alternate" hreflang="{language}" href={place}/>' for language, place in places.items()
    )
    return "".join(f"<url><loc>{place[1:-1]}</loc>{others}</url>" for place in places.values())


def _give(body: str) -> Response:
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'
    return finish(Response(text, content_type="application/xml; charset=utf-8"))
