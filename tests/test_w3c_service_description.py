"""SPARQL 1.1 Service Description: one test for each case of the W3C, by its name, and what we say besides."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from rdflib import RDF, RDFS, Graph, Literal, Namespace, Node, URIRef

from graph.formats import GRAPH_FORMATS, Format
from tests.writing_site import DOCUMENT, EX, Site, opened, read_graph

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
VOID = Namespace("http://rdfs.org/ns/void#")
FORMATS = Namespace("http://www.w3.org/ns/formats/")
ENDPOINT = URIRef("http://localhost/sparql")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with opened(tmp_path_factory.mktemp("description")) as one:
        yield one


@pytest.fixture(scope="module")
def described(site: Site) -> Graph:
    answer = site.ask("GET", "/sparql", headers={"Accept": "text/turtle"})
    return Graph().parse(data=answer.text, format="turtle")


@pytest.fixture(scope="module")
def service(described: Graph) -> Node:
    (found,) = described.subjects(SD.endpoint, ENDPOINT)
    return found


@pytest.mark.parametrize("form", GRAPH_FORMATS, ids=lambda form: form.name)
def test_returns_rdf(site: Site, form: Format) -> None:
    answer = site.ask("GET", "/sparql", headers={"Accept": form.media_type})
    assert (answer.status_code, answer.mimetype) == (200, form.media_type)
    assert len(read_graph(answer)) > 20


def test_has_endpoint_triple(site: Site) -> None:
    for path in ("/sparql", "/sparql/"):
        answer = site.ask("GET", path, headers={"Accept": "text/turtle"})
        graph = Graph().parse(data=answer.text, format="turtle")
        assert (None, SD.endpoint, URIRef("http://localhost" + path)) in graph


SUBJECTS = {
    SD.endpoint: SD.Service,
    SD.supportedLanguage: SD.Service,
    SD.feature: SD.Service,
    SD.resultFormat: SD.Service,
    SD.inputFormat: SD.Service,
    SD.defaultDataset: SD.Service,
    SD.availableGraphs: SD.Service,
    SD.defaultGraph: SD.Dataset,
    SD.namedGraph: SD.Dataset,
    SD.graph: SD.NamedGraph,
    SD.name: SD.NamedGraph,
}
OBJECTS = {
    SD.defaultDataset: SD.Dataset,
    SD.availableGraphs: SD.GraphCollection,
    SD.defaultGraph: SD.Graph,
    SD.namedGraph: SD.NamedGraph,
    SD.graph: SD.Graph,
}


def test_conforms_to_schema(described: Graph) -> None:
    """Every term is used on, and leads to, what the vocabulary says, and nothing has two of what it may have once."""
    terms = {predicate for predicate in described.predicates() if str(predicate).startswith(str(SD))}
    assert terms == set(SUBJECTS)
    for predicate in terms:
        for subject, thing in described.subject_objects(predicate):
            assert (subject, RDF.type, SUBJECTS[predicate]) in described  # type: ignore[index]
            assert predicate not in OBJECTS or (thing, RDF.type, OBJECTS[predicate]) in described  # type: ignore[index]
    for predicate in (SD.endpoint, SD.defaultDataset, SD.defaultGraph, SD.graph, SD.name):
        subjects = list(described.subjects(predicate))
        assert len(subjects) == len(set(subjects)) > 0


def test_it_says_what_the_service_can_do(described: Graph, service: Node) -> None:
    assert set(described.objects(service, SD.supportedLanguage)) == {SD.SPARQL11Query, SD.SPARQL11Update}
    assert set(described.objects(service, SD.feature)) == {SD.UnionDefaultGraph}
    assert {FORMATS.SPARQL_Results_JSON, FORMATS.Turtle} < set(described.objects(service, SD.resultFormat))
    assert FORMATS.RDF_XML in set(described.objects(service, SD.inputFormat))


def test_it_states_its_limits_in_both_languages(described: Graph, service: Node) -> None:
    comments = [one for one in described.objects(service, RDFS.comment) if isinstance(one, Literal)]
    assert {one.language for one in comments} == {"id", "en"}
    assert any("10 seconds" in one and "512 MiB" in one for one in comments)
    assert any("http://localhost/store" in one for one in comments)


def test_it_counts_every_graph(described: Graph, service: Node) -> None:
    dataset = described.value(service, SD.defaultDataset)
    found = {}
    for named in described.objects(dataset, SD.namedGraph):
        graph = described.value(named, SD.graph)
        figures = [described.value(graph, term) for term in (VOID.triples, VOID.distinctSubjects, VOID.classes)]
        found[str(described.value(named, SD.name))] = [int(str(one)) for one in figures]
    assert found == {EX + "one": [2, 1, 1], EX + "two": [1, 1, 1], EX + "three": [1, 1, 1]}


def test_it_counts_the_union_by_class_and_property(described: Graph) -> None:
    union = described.value(None, VOID.classPartition, described.value(None, VOID["class"], URIRef(DOCUMENT)))
    assert described.value(union, VOID.triples) == Literal(4)  # one statement stands in two graphs
    part = described.value(None, VOID.property, URIRef(EX + "label"))
    assert described.value(part, VOID.triples) == Literal(1)
    assert described.value(described.value(union, VOID.classPartition), VOID.entities) == Literal(3)


def test_it_is_counted_anew_for_another_version(site: Site) -> None:
    assert site.update(f"INSERT DATA {{ GRAPH <{EX}four> {{ <{EX}d> a <{DOCUMENT}> }} }}").status_code == 200
    answer = site.ask("GET", "/sparql", headers={"Accept": "application/n-triples"})
    assert f"<{EX}four>" in answer.text
    assert site.update(f"DROP GRAPH <{EX}four>").status_code == 200
