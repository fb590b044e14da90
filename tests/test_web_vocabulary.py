"""The vocabulary as a page: every term with its anchor, pictures of the classes, and the same as RDF."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pyoxigraph import NamedNode, Store
from rdflib import OWL, RDF, Graph, URIRef

from graph.knowledge.versions import Version
from graph.namespaces import RDFS, SIM
from graph.web.class_diagram import Diagram, draw_classes
from graph.web.lexicon import Lexicon
from graph.web.reader import Reader
from tests.web_site import Page

ONTOLOGY = SIM.removesuffix("#")


@pytest.fixture(scope="module")
def page(client: FlaskClient) -> Page:
    return Page(client.get("/ns?lang=en").text)


@pytest.fixture(scope="module")
def diagrams(app: Flask, version: Version) -> list[Diagram]:
    state = app.extensions["simpul"]
    lease = state.editions.lease()

    def ask(name: str, thing: str = "") -> list[object]:
        return list(lease.engine.select(state.catalogue.text(f"pages/{name}")))

    reader = Reader("en", lambda: Lexicon(version.id, ask))  # type: ignore[arg-type]
    return draw_classes(reader, ask("fields"))  # type: ignore[arg-type]


def test_every_term_has_an_anchor(page: Page, published_store: Store) -> None:
    defined = published_store.quads_for_pattern(None, NamedNode(RDFS + "isDefinedBy"), NamedNode(ONTOLOGY))
    names = {str(quad.subject).strip("<>").removeprefix(SIM) for quad in defined}
    assert len(names) > 150
    assert names <= set(page.ids)


def test_every_link_within_the_page_leads_somewhere(page: Page) -> None:
    inside = {link.partition("#")[2] for link in page.links if link.startswith(("#", "/ns#", "/ns?lang=en#"))}
    assert inside
    assert inside <= set(page.ids)


@pytest.mark.parametrize(("language", "words"), [("en", "close to"), ("id", "dekat dengan")])
def test_a_term_shows_its_kin_in_other_vocabularies_and_its_uses(
    client: FlaskClient, language: str, words: str
) -> None:
    text = client.get(f"/ns?lang={language}").text
    (block,) = re.findall(r'<div class="term" id="restsOn">.*?</div>', text, re.DOTALL)
    assert words in block
    assert "cito:citesAsEvidence" in block
    assert re.search(r"\d+ (times|kali)", block)


def test_a_relation_between_any_things_says_so(client: FlaskClient) -> None:
    (block,) = re.findall(r'<div class="term" id="causes">.*?</div>', client.get("/ns?lang=en").text, re.DOTALL)
    assert "a thing of any kind" in block
    assert "owl:Thing" not in block


def test_the_pictures_show_what_is_declared_and_what_is_used(diagrams: list[Diagram]) -> None:
    drawn = {
        (one.subject.removeprefix(SIM), one.link.href.partition("#")[2], one.value.removeprefix(SIM)): one.uses
        for diagram in diagrams
        for one in diagram.relations
    }
    assert drawn["Claim", "statedIn", "Passage"] > 100
    assert drawn["Citation", "citedWork", "Work"] == 23
    assert drawn["SubPoint", "partOf", "Factor"] == 51
    assert ("Factor", "hasPart", "SubPoint") not in drawn  # its inverse stands for it
    assert not [one for one in drawn if one[1] == "takesPlaceIn" and one[2] != "Place"]


def test_no_line_runs_through_a_box_and_no_box_covers_another(diagrams: list[Diagram]) -> None:
    assert len(diagrams) == 4
    for diagram in diagrams:
        assert all(
            box.x >= 0 and box.x + box.width <= 980 and box.y + box.height <= diagram.height for box in diagram.boxes
        )
        for number, one in enumerate(diagram.boxes):
            for other in diagram.boxes[number + 1 :]:
                is_beside = abs(one.x - other.x) >= one.width
                assert is_beside or abs(one.y - other.y) >= one.height


def test_without_figures_the_pictures_show_what_is_declared(app: Flask, client: FlaskClient) -> None:
    with app.test_request_context("/ns?lang=en"):
        app.preprocess_request()
        from flask import g

        diagrams = draw_classes(g.reader, ())
        app.do_teardown_request(None)
    assert {one.link.href.partition("#")[2] for diagram in diagrams for one in diagram.relations} >= {
        "statedIn",
        "restsOn",
    }


def test_the_edition_opens_under_its_version_iri(client: FlaskClient) -> None:
    graph = Graph().parse(data=client.get("/ns.ttl").text, format="turtle")
    edition = str(graph.value(URIRef(ONTOLOGY), OWL.versionIRI))
    path = edition.removeprefix("https://w3id.org/simpul")
    response = client.get(path, headers={"Accept": "text/turtle"})
    assert (response.status_code, response.mimetype) == (200, "text/turtle")
    again = Graph().parse(data=response.text, format="turtle")
    assert (URIRef(ONTOLOGY), RDF.type, OWL.Ontology) in again
    assert client.get(path + ".ttl").text == response.text


@pytest.mark.parametrize("path", ["/ns/9.9", "/nsx", "/ns/0.1.0.pdf"])
def test_an_edition_that_is_not_there_is_missing(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404
