"""Nanopublications and reifiers over HTTP."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from pyoxigraph import RdfFormat, parse

from graph.knowledge.versions import Version


@pytest.mark.parametrize(
    ("suffix", "accept", "form"),
    [
        ("", "*/*", RdfFormat.TRIG),
        ("", "text/html,*/*;q=0.1", RdfFormat.TRIG),
        ("", "application/n-quads", RdfFormat.N_QUADS),
        (".trig", "text/html", RdfFormat.TRIG),
        (".nq", "", RdfFormat.N_QUADS),
        (".jsonld", "", RdfFormat.JSON_LD),
    ],
)
@pytest.mark.parametrize("path", ["/nanopub/c102", "/nanopubs"])
def test_every_format_holds_the_same(client: FlaskClient, path: str, suffix: str, accept: str, form: RdfFormat) -> None:
    found = client.get(path + suffix, headers={"Accept": accept})
    assert (found.status_code, found.mimetype) == (200, form.media_type)
    expected = set(parse(client.get(f"{path}.nq").data, format=RdfFormat.N_QUADS))
    assert set(parse(found.data, format=form)) == expected
    assert len(expected) > 20
    assert found.headers["Access-Control-Allow-Origin"] == "*"


def test_the_name_of_a_nanopublication_leads_to_it_at_its_version(client: FlaskClient, version: Version) -> None:
    found = client.get(f"/nanopub/{version.id}/c102", follow_redirects=True)
    assert found.request.args["version"] == version.id
    assert f"/nanopub/{version.id}/c102#assertion>".encode() in found.data


@pytest.mark.parametrize(
    "path", ["/nanopub/c999", "/nanopub/%3Cx%3E", "/nanopub/c102.html", "/nanopubs.ttl", "/reifiers.rdf"]
)
def test_what_is_not_there_is_said_so(client: FlaskClient, path: str) -> None:
    found = client.get(path, headers={"Accept": "application/json"})
    assert (found.status_code, found.mimetype) == (404, "application/problem+json")


def test_a_format_without_graphs_is_not_acceptable(client: FlaskClient) -> None:
    assert client.get("/nanopub/c102", headers={"Accept": "text/turtle"}).status_code == 406


@pytest.mark.parametrize(
    ("suffix", "form"), [("", RdfFormat.TURTLE), (".ttl", RdfFormat.TURTLE), (".nt", RdfFormat.N_TRIPLES)]
)
def test_reifiers_say_that_they_are_rdf_1_2(client: FlaskClient, suffix: str, form: RdfFormat) -> None:
    found = client.get(f"/reifiers{suffix}")
    assert found.headers["Content-Type"].endswith("; version=1.2")
    assert sum(one.predicate.value.endswith("#reifies") for one in parse(found.data, format=form)) > 296
