"""The dataset describes itself: a page, VoID and DCAT, and everything as one file."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from rdflib import DCAT, DCTERMS, RDF, VOID, Graph, Literal, URIRef

from graph.catalogue import Catalogue
from graph.formats import N_TRIPLES
from graph.knowledge.versions import Version
from graph.namespaces import DATASET, GRAPH, SIM, VERSION
from graph.namespaces import DCAT as DCAT_NAMES
from graph.sparql.statistics import count
from graph.web.dataset_record import describe_dataset
from graph.web.dump import write_dump
from graph.web.pages import Simpul
from tests.conftest import ROOT
from tests.web_site import Page

OWN = URIRef(DATASET)


@pytest.fixture(scope="module")
def described(client: FlaskClient) -> Graph:
    return Graph().parse(data=client.get("/dataset.nt").text, format="nt")


def count_claims(described: Graph) -> int:
    """The number of claims, as the partition of their class tells it."""
    parts = described.objects(OWN, VOID.classPartition)
    (claims,) = (one for one in parts if (one, VOID["class"], URIRef(SIM + "Claim")) in described)
    return int(str(described.value(claims, VOID.entities)))


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_page_says_what_it_is_and_leads_to_everything(client: FlaskClient, version: Version, language: str) -> None:
    response = client.get(f"/dataset?lang={language}")
    page = Page(response.text)
    assert response.status_code == 200
    assert version.id in page.text
    for path in ("/dump.nq.gz", "/dataset.ttl", "/ns.ttl", "/works.bib", "/.well-known/void"):
        assert path in page.links
        assert client.get(path).status_code == 200
    for graph in version.manifest.graphs:
        assert "/graph/" + graph.removeprefix(GRAPH) in {link.partition("?")[0] for link in page.links}


def test_the_page_tells_search_engines_of_a_dataset(client: FlaskClient, version: Version) -> None:
    text = client.get("/dataset?lang=en").text
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
    known = json.loads(block)
    assert (known["@type"], known["@id"], known["version"]) == ("Dataset", DATASET, version.id)
    assert {one["contentUrl"] for one in known["distribution"]} >= {f"http://localhost/dump.nq.gz?version={version.id}"}
    assert known["license"]


def test_the_description_is_void_and_dcat(described: Graph, version: Version) -> None:
    assert {VOID.Dataset, DCAT.Dataset} <= set(described.objects(OWN, RDF.type))
    assert {one.language for one in described.objects(OWN, DCTERMS.title) if isinstance(one, Literal)} == {"id", "en"}
    assert (OWN, VOID.sparqlEndpoint, URIRef("http://localhost/sparql")) in described
    assert (OWN, VOID.dataDump, URIRef("http://localhost/dump.nq.gz")) in described
    assert (OWN, URIRef(DCAT_NAMES + "hasCurrentVersion"), URIRef(VERSION + version.id)) in described
    assert (OWN, DCTERMS.license, URIRef("https://creativecommons.org/licenses/by/4.0/")) in described
    assert (URIRef(VERSION + version.id), URIRef(DCAT_NAMES + "isVersionOf"), OWN) in described


def test_the_description_counts_classes_properties_graphs_and_links(described: Graph, version: Version) -> None:
    assert count_claims(described) == 296
    assert described.value(OWN, VOID.propertyPartition) is not None
    assert {str(one) for one in described.objects(OWN, VOID.subset)} >= set(version.manifest.graphs) - {
        GRAPH + "statistics"
    }
    linksets = set(described.subjects(RDF.type, VOID.Linkset))
    assert linksets
    assert all(described.value(one, VOID.triples) and described.value(one, VOID.linkPredicate) for one in linksets)


def test_its_example_resources_can_be_opened(client: FlaskClient, described: Graph) -> None:
    examples = list(described.objects(OWN, VOID.exampleResource))
    assert examples
    for iri in examples:
        path = str(iri).removeprefix("https://w3id.org/simpul")
        assert client.get(path, headers={"Accept": "text/turtle"}).status_code == 200


def test_the_well_known_address_gives_the_same_to_programs(client: FlaskClient) -> None:
    response = client.get("/.well-known/void", headers={"Accept": "text/turtle"})
    assert (response.status_code, response.mimetype) == (200, "text/turtle")
    found = Graph().parse(data=response.text, format="turtle")
    assert (URIRef("http://localhost/.well-known/void"), RDF.type, VOID.DatasetDescription) in found
    assert response.headers["Access-Control-Allow-Origin"] == "*"


def test_a_format_that_is_not_offered_is_refused(client: FlaskClient) -> None:
    assert client.get("/dataset", headers={"Accept": "image/png"}).status_code == 406
    assert client.get("/dataset.pdf").status_code == 404


def test_the_dump_is_the_whole_dataset(client: FlaskClient, version: Version) -> None:
    response = client.get("/dump.nq.gz")
    assert gzip.decompress(response.data) == version.dataset.read_bytes()
    assert response.headers["Content-Disposition"] == f'attachment; filename="simpul-{version.id}.nq.gz"'


def test_the_dump_of_a_version_is_always_the_same_and_known_by_its_tag(client: FlaskClient, version: Version) -> None:
    first, second = (client.get(f"/dump.nq.gz?version={version.id}") for _ in range(2))
    assert first.data == second.data
    assert first.headers["ETag"].startswith(f'"{version.id}')
    assert "immutable" in first.headers["Cache-Control"]
    again = client.get("/dump.nq.gz", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_a_version_that_is_not_there_has_neither_dump_nor_description(client: FlaskClient) -> None:
    for path in ("/dump.nq.gz", "/dataset", "/.well-known/void"):
        assert client.get(f"{path}?version=000000000000").status_code == 404


class Elsewhere:
    """An engine over a version that is no file here, as another service gives it."""

    def __init__(self, state: Simpul) -> None:
        self._state = state
        self.engine = state.editions.lease().engine
        self.triples = self.engine.triples
        self.select, self.construct, self.unnamed = self.engine.select, self.engine.construct, self.engine.unnamed
        self.version = LiveVersion(self.engine.version.manifest)


class LiveVersion:
    """A version without a file."""

    id = "live-20261125"

    def __init__(self, manifest: object) -> None:
        self.manifest = manifest

    @property
    def dataset(self) -> Path:
        """Nothing."""
        raise FileNotFoundError


def test_what_another_service_holds_is_asked_for_graph_by_graph(app: Flask, version: Version) -> None:
    engine = Elsewhere(app.extensions["simpul"])
    body = gzip.decompress(b"".join(write_dump(engine, Catalogue(ROOT / "queries"))))  # type: ignore[arg-type]
    graphs = {line.rsplit(b" ", 2)[1] for line in body.splitlines()}
    assert len(body.splitlines()) == version.manifest.quads
    assert graphs == {f"<{name}>".encode() for name in version.manifest.graphs}


def test_what_another_service_holds_is_counted_when_it_is_asked(app: Flask) -> None:
    engine = Elsewhere(app.extensions["simpul"])
    catalogue = Catalogue(ROOT / "queries")
    statistics = count(engine, catalogue)  # type: ignore[arg-type]
    text = describe_dataset(engine, catalogue, "http://localhost", statistics)  # type: ignore[arg-type]
    found = Graph().parse(data=text, format=N_TRIPLES.suffix)
    assert count_claims(found) == 296
    assert found.value(OWN, VOID.propertyPartition) is not None


def test_the_service_description_leads_to_the_dataset(client: FlaskClient) -> None:
    text = client.get("/sparql", headers={"Accept": "application/n-triples"}).text
    assert f"<{DATASET}>" in text
    assert "<http://localhost/.well-known/void>" in text
