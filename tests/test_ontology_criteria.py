"""Every criterion of FOOPS! and every pitfall of OOPS!: which check finds it, or why none can.

The criteria are those of https://github.com/oeg-upm/fair_ontologies, the pitfalls
those of the OOPS! catalogue. A check names in a line ``#+ pitfall:`` what it finds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from pyoxigraph import Literal, NamedNode, Store
from rdflib import DCTERMS, OWL, RDF, Graph, URIRef

from graph.catalogue import Catalogue
from graph.formats import Format
from graph.knowledge.checks import FOLDERS
from graph.knowledge.versions import Version
from graph.namespaces import BASE, ONTOLOGY_GRAPH, RDFS, SH, SIM, SKOS, XSD
from graph.namespaces import OWL as OWL_NAMES
from graph.namespaces import RDF as RDF_NAMES
from graph.web.responses import PAGE_FORMATS
from tests.conftest import ROOT
from tests.web_site import opened
from tests.writing_site import read_graph

ONTOLOGY = URIRef(SIM.removesuffix("#"))
FOREIGN_TERMS = Path(__file__).parent / "data" / "foreign_terms.txt"

FOOPS = {
    *("PURL1", "URI1", "URI2", "VER1", "VER2", "OM1", "FIND1", "FIND2", "FIND3", "FIND_3_BIS", "CN1", "HTTP1", "RDF1"),
    *("VOC1", "VOC2", "DOC1", "OM2", "OM3", "VOC3", "VOC4", "OM4.1", "OM4.2", "OM5.1", "OM5.2"),
}
OOPS = {f"P{number:02}" for number in range(1, 42)}

HERE = {"URI1", "URI2", "VER2", "CN1", "DOC1", "RDF1"}
"""Criteria that are tested below, on the application."""
OUTSIDE = {
    "FIND2": "the prefix has to be registered at prefix.cc or LOV, which is done once the vocabulary is published",
    "OM4.2": "whether the address of the licence answers depends on creativecommons.org, and no test uses the network",
    "P37": "whether the vocabulary is on the Web depends on the registration at w3id.org",
}
"""What depends on others."""
NOT_HAD = {"DOI": "there is no DOI, and none is made up: OM3 is met but for it"}
JUDGED_BY_PEOPLE = {
    "P01": "whether a name means two things",
    "P03": "whether a relation called is stands for a kind; sim:isA says what a document says, not what a class is",
    "P09": "whether information of the domain is missing: the competency questions in queries/public are the measure",
    "P12": "whether two properties mean the same",
    "P14": "no owl:allValuesFrom is used",
    "P15": "no negation is used",
    "P16": "no class is defined by restrictions",
    "P17": "whether the hierarchy is too narrow; it is two levels deep",
    "P18": "whether domain or range is too narrow; class_is_written_down finds what they would make of a thing",
    "P23": "whether a datatype has been made again; none is made",
    "P27": "no properties are declared equivalent",
    "P31": "no classes are declared equivalent, and class_is_no_synonym finds them within the vocabulary",
}
"""Pitfalls that need somebody who knows what is meant, or constructs that are not used."""


def claimed() -> dict[str, list[str]]:
    """Which checks say that they find a pitfall or criterion."""
    found: dict[str, list[str]] = {}
    catalogue = Catalogue(ROOT / "queries")
    for folder in FOLDERS:
        for entry in catalogue.entries(folder.removeprefix("queries/")):
            for line in entry.about.get("pitfall", ()):
                for code in re.split(r"[;,]\s*|\s+", line):
                    if code not in ("OOPS", "FOOPS!", ""):
                        found.setdefault(code, []).append(entry.name)
    return found


def test_every_criterion_of_foops_is_checked_or_excused() -> None:
    assert set(claimed()) & FOOPS | HERE | set(OUTSIDE) & FOOPS == FOOPS
    assert not set(claimed()) & set(OUTSIDE)


def test_every_pitfall_of_oops_is_checked_or_excused() -> None:
    checked = set(claimed()) & OOPS
    assert checked | set(OUTSIDE) & OOPS | set(JUDGED_BY_PEOPLE) == OOPS
    assert not checked & set(JUDGED_BY_PEOPLE)
    assert len(checked) >= 26


def test_no_check_claims_what_is_not_in_the_lists() -> None:
    assert set(claimed()) <= FOOPS | OOPS


def test_every_check_of_the_vocabulary_says_what_it_finds() -> None:
    named = {name for names in claimed().values() for name in names}
    assert {f"pitfalls/{path.stem}" for path in (ROOT / "queries" / "pitfalls").glob("*.rq")} <= named


def test_no_doi_is_made_up(published_store: Store) -> None:
    about = published_store.quads_for_pattern(NamedNode(str(ONTOLOGY)), None, None)
    assert NOT_HAD.keys() == {"DOI"}
    assert not [quad for quad in about if "doi.org" in str(quad.object)]


def test_only_terms_that_exist_are_reused(published_store: Store) -> None:
    """A term of others that they do not define would be hijacked (P40). The list was compared with their documents."""
    known = set(FOREIGN_TERMS.read_text(encoding="utf-8").split())
    grammar = (RDF_NAMES, RDFS, OWL_NAMES, XSD, SH, BASE)
    used: set[str] = set()
    for quad in published_store.quads_for_pattern(None, None, None, NamedNode(ONTOLOGY_GRAPH)):
        terms = [quad.predicate, quad.object]
        used |= {one.value for one in terms if isinstance(one, NamedNode) and not one.value.startswith(grammar)}
    values = {
        quad.object.value
        for name in ("license", "source")
        for quad in published_store.quads_for_pattern(NamedNode(str(ONTOLOGY)), NamedNode(str(DCTERMS[name])), None)
        if isinstance(quad.object, NamedNode)
    }
    assert used - values - known == set()
    assert known - used == set()


@pytest.fixture(scope="module")
def client(version: Version) -> Iterator[FlaskClient]:
    with opened(version) as app:
        yield app.test_client()


@pytest.mark.parametrize("form", PAGE_FORMATS[1:], ids=lambda form: form.name)
def test_cn1_rdf1_the_vocabulary_is_rdf_in_every_format(client: FlaskClient, form: Format) -> None:
    response = client.get("/ns", headers={"Accept": form.media_type})
    assert response.mimetype == form.media_type
    assert f"<{ONTOLOGY}> <{RDF.type}> <{OWL.Ontology}>" in read_graph(response)


def test_doc1_the_vocabulary_is_a_page_for_people(client: FlaskClient) -> None:
    assert client.get("/ns", headers={"Accept": "text/html"}).mimetype == "text/html"


def test_uri1_uri2_the_iri_inside_is_the_one_that_loads_it(client: FlaskClient) -> None:
    graph = Graph().parse(data=client.get("/ns", headers={"Accept": "text/turtle"}).text, format="turtle")
    (inside,) = set(graph.subjects(RDF.type, OWL.Ontology))
    assert str(inside).removeprefix("https://w3id.org/simpul") == "/ns"


def test_ver2_the_version_iri_gives_rdf(client: FlaskClient) -> None:
    graph = Graph().parse(data=client.get("/ns.ttl").text, format="turtle")
    path = str(graph.value(ONTOLOGY, OWL.versionIRI)).removeprefix("https://w3id.org/simpul")
    response = client.get(path, headers={"Accept": "application/rdf+xml"})
    assert (ONTOLOGY, RDF.type, OWL.Ontology) in Graph().parse(data=response.text, format="xml")


def test_the_logo_of_the_vocabulary_is_there(client: FlaskClient, published_store: Store) -> None:
    logos = published_store.quads_for_pattern(
        NamedNode(str(ONTOLOGY)), NamedNode("http://xmlns.com/foaf/0.1/logo"), None
    )
    (logo,) = {str(quad.object).strip("<>") for quad in logos}
    assert client.get(logo.removeprefix("https://w3id.org/simpul")).mimetype == "image/svg+xml"


def test_every_term_of_the_closed_lists_says_what_it_means(published_store: Store) -> None:
    """VOC3 and VOC4 for the words, in both languages."""
    words = {quad.subject for quad in published_store.quads_for_pattern(None, NamedNode(SKOS + "inScheme"), None)}
    assert len(words) > 30
    for word in words:
        assert not isinstance(word, Literal)
        for name in ("prefLabel", "definition"):
            found = published_store.quads_for_pattern(word, NamedNode(SKOS + name), None)  # type: ignore[arg-type]
            assert {quad.object.language for quad in found if isinstance(quad.object, Literal)} >= {"id", "en"}
