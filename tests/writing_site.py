"""A service that can be written to: a small published version, a publisher and a token, for the tests of writing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox
from flask import Flask
from werkzeug.test import TestResponse

from graph.knowledge.publication import publish
from graph.knowledge.tokens import add_token
from graph.knowledge.versions import lock
from graph.settings import Settings
from graph.sparql.editions import PublishedEditions
from graph.sparql.publishing import WriterPublisher
from graph.web.application import create_app

ROOT = Path(__file__).parent.parent
SITE = "http://localhost"
EX = "http://example.org/"
PERSON = "http://xmlns.com/foaf/0.1/Person"
DOCUMENT = "http://xmlns.com/foaf/0.1/Document"
START = f"""
<{EX}a> <{EX}label> "a" .
<{EX}one> {{ <{EX}a> a <{DOCUMENT}> . <{EX}a> <{EX}label> "a" . }}
<{EX}two> {{ <{EX}b> a <{DOCUMENT}> . }}
<{EX}three> {{ <{EX}c> a <{DOCUMENT}> . }}
"""


@dataclass(frozen=True)
class Site:
    """The service, and a secret of somebody who may write, and of somebody who may not."""

    app: Flask
    data: Path
    secret: str
    weak: str

    def ask(self, method: str, path: str, **sent: Any) -> TestResponse:
        """Send a request as anybody."""
        return self.app.test_client().open(path, method=method, **sent)

    def write(self, method: str, path: str, **sent: Any) -> TestResponse:
        """Send a request with the token."""
        headers = {"Authorization": f"Bearer {self.secret}", **sent.pop("headers", {})}
        return self.ask(method, path, headers=headers, **sent)

    def update(self, text: str) -> TestResponse:
        """Send an update in the plainest way."""
        return self.write("POST", "/sparql", data=text, content_type="application/sparql-update")

    def holds(self, pattern: str) -> bool:
        """Tell whether a pattern has a solution."""
        answer = self.ask("GET", "/sparql", query_string={"query": f"ASK {{ {pattern} }}"})
        return bool(answer.get_json(force=True)["boolean"])


@contextmanager
def opened(folder: Path, **given: object) -> Iterator[Site]:
    """Publish the small version and open the service over it; its processes end with it."""
    quads = list(ox.parse(START.encode(), ox.RdfFormat.TRIG))
    with lock(folder):
        publish(folder, quads, "for the tests", {})
    secret, weak = add_token(folder, "editor", ["update"]), add_token(folder, "reader", [])
    settings = Settings(data=folder, query_workers=1, log="off", **given)  # type: ignore[arg-type]
    with (
        closing(PublishedEditions(settings)) as editions,
        closing(WriterPublisher(settings, ROOT, editions)) as publisher,
    ):
        yield Site(create_app(settings, editions, publisher), folder, secret, weak)


def read_graph(answer: TestResponse) -> set[str]:
    """Read an answer that is RDF; blank nodes get names from what is said of them."""
    form = ox.RdfFormat.from_media_type(answer.mimetype)
    assert form is not None, answer.text
    dataset = ox.Dataset(ox.parse(answer.data, form))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return {str(quad.triple) for quad in dataset}


def read_turtle(text: str, base: str = SITE) -> set[str]:
    """Read Turtle in the same way."""
    dataset = ox.Dataset(ox.parse(text.encode(), ox.RdfFormat.TURTLE, base_iri=base))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return {str(quad.triple) for quad in dataset}
