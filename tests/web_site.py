"""The application over a published version, and a reader of its pages, for the tests of the web room."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path

from flask import Flask
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Store
from werkzeug.serving import make_server

from graph.knowledge.publication import publish
from graph.knowledge.versions import Version
from graph.namespaces import DCTERMS, RDF, RDFS, SIM, SKOS
from graph.settings import Settings
from graph.sparql.editions import OneEdition
from graph.sparql.engine import LocalEngine
from graph.web.application import create_app

HOSTILE = (
    '</script><script>window.hit=1</script><img src=x onerror="window.hit=1">'
    "\"'><svg onload=window.hit=1></title></style></textarea>{{7*7}}{% raw %} "
    "\u202eexe.gnp\u2066 &amp; javascript:window.hit=1"
)
BAD_ADDRESSES = ("javascript:window.hit=1", "data:text/html,hit", "vbscript:hit", "https://evil.example/'onclick='hit")
_TEXTS = (
    *(SKOS + name for name in ("prefLabel", "altLabel", "definition")),
    *(RDFS + name for name in ("label", "comment")),
    *(SIM + name for name in ("editorialNote", "asPrinted", "pages", "lines", "sectionLabel", "isoCode")),
    DCTERMS + "title",
)


@contextmanager
def opened(version: Version) -> Iterator[Flask]:
    """Make the application over a version; its processes end with it."""
    settings = Settings(data=version.folder.parent.parent, query_workers=1, log="off")
    engine = LocalEngine(version, settings)
    try:
        yield create_app(settings, OneEdition(engine))
    finally:
        engine.close()


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """Serve an application on a free port of this machine; gives its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def poison(store: Store, data: Path) -> Version:
    """Publish the same content with every text turned into an attack."""
    hostile = Store()
    for quad in store:
        is_text = isinstance(quad.object, Literal) and quad.predicate.value in _TEXTS
        hostile.add(
            Quad(quad.subject, quad.predicate, _attack(quad.object) if is_text else quad.object, quad.graph_name)
        )
    things = {quad.subject: quad for quad in store.quads_for_pattern(None, NamedNode(RDF + "type"), None, None)}
    for thing, quad in things.items():
        if isinstance(thing, BlankNode):
            continue
        for address in BAD_ADDRESSES:
            hostile.add(Quad(thing, NamedNode(DCTERMS + "source"), NamedNode(address), quad.graph_name))
    return publish(data, hostile, HOSTILE, {})


def _attack(text: object) -> Literal:
    assert isinstance(text, Literal)
    return Literal(text.value + HOSTILE, language=text.language) if text.language else Literal(text.value + HOSTILE)


class Page(HTMLParser):
    """The elements of a page: links, ids, scripts, attributes."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[str] = []
        self.ids: list[str] = []
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.words: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take in an element."""
        self.tags.append(tag)
        for name, value in attrs:
            self.attributes.add(name)
            if name in ("href", "src", "action", "xlink:href"):
                self.links.append(value or "")
            elif name == "id":
                self.ids.append(value or "")

    def handle_data(self, data: str) -> None:
        """Take in text."""
        self.words.append(data)

    @property
    def text(self) -> str:
        """All text, blanks made single."""
        return " ".join("".join(self.words).split())
