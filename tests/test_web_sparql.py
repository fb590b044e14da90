"""The endpoint over HTTP, as clients meet it."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Iterator
from contextlib import closing
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from rdflib import Dataset, Graph, Literal, Namespace, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import CSV, JSON, POST, POSTDIRECTLY, TURTLE, XML, SPARQLWrapper

from graph.settings import Settings
from graph.sparql.editions import OneEdition
from graph.web.application import create_app
from tests.sparql_site import BOMBS, EX, GRACE, THINGS, TIMEOUT, TRIPLES, Listener, opened, spell_calls
from tests.web_site import served

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
SELECT = f"SELECT ?o {{ <{EX}thing/7> <{EX}label> ?o }}"
SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
VOID = Namespace("http://rdfs.org/ns/void#")
PROBLEM = "application/problem+json"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    folder = tmp_path_factory.mktemp("endpoint")
    with opened(folder, query_timeout=4.0) as engine:
        yield create_app(Settings(data=folder, log="off"), OneEdition(engine))


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture(scope="module")
def endpoint(app: Flask) -> Iterator[str]:
    with served(app) as address:
        yield address + "/sparql"


def address(query: str, **more: str) -> str:
    return "/sparql?" + urlencode({"query": query, **more})


# Ways to ask (the names of the W3C protocol tests where there is one)


def test_query_get(client: FlaskClient) -> None:
    response = client.get(address("ASK {}"))
    assert (response.status_code, response.get_json(force=True)) == (200, {"head": {}, "boolean": True})


def test_query_post_form(client: FlaskClient) -> None:
    assert client.post("/sparql", data={"query": "ASK {}"}).status_code == 200


def test_query_post_direct(client: FlaskClient) -> None:
    assert client.post("/sparql/", data="ASK {}", content_type="application/sparql-query").status_code == 200


def test_query_dataset_full(client: FlaskClient) -> None:
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    graphs = [("default-graph-uri", EX + "one"), ("default-graph-uri", EX + "two"), ("named-graph-uri", EX + "three")]
    response = client.get("/sparql?" + urlencode([("query", count), ("format", "csv"), *graphs]))
    assert response.text.split() == ["n", str(4 * THINGS)]


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        (None, "application/sparql-results+json"),
        ("*/*", "application/sparql-results+json"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/csv;q=0.5, text/tab-separated-values", "text/tab-separated-values; charset=utf-8"),
        ("application/json;q=0, text/*", "text/csv; charset=utf-8"),
        ("application/sparql-results+json;charset=utf-8", "application/sparql-results+json"),
    ],
)
def test_the_client_chooses_the_format(client: FlaskClient, accept: str | None, content_type: str) -> None:
    response = client.get(address(SELECT), headers={"Accept": accept} if accept else {})
    assert response.headers["Content-Type"] == content_type
    assert "Accept" in response.vary


def test_the_address_may_choose_the_format(client: FlaskClient) -> None:
    for path in ("/sparql.csv?" + urlencode({"query": SELECT}), address(SELECT, format="csv")):
        assert client.get(path, headers={"Accept": "application/json"}).text == "o\r\nthing 7\r\n"


def test_head_gives_the_headers_only(client: FlaskClient) -> None:
    response = client.head(address(SELECT))
    assert (response.status_code, response.data) == (200, b"")
    assert int(response.headers["Content-Length"]) > 50


def test_the_same_question_again_is_not_answered_twice(client: FlaskClient) -> None:
    mark = client.get(address(SELECT)).headers["ETag"]
    again = client.get(address(SELECT), headers={"If-None-Match": mark})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", mark)
    assert "ETag" not in client.get(address("SELECT (NOW() AS ?x) {}")).headers


def test_pages_of_other_sites_may_read_but_never_with_credentials(client: FlaskClient) -> None:
    for response in (client.get(address("ASK {}")), client.get(address("nonsense")), client.options("/sparql")):
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in response.headers
    allowed = client.options("/sparql").headers["Access-Control-Allow-Headers"]
    assert "authorization" not in allowed.lower()


# What is refused


@pytest.mark.parametrize(
    ("query", "status", "kind"),
    [
        ("SELECT * { ?s ?p }", 400, "query-syntax"),
        ("", 400, "query-syntax"),
        ("INSERT DATA { <urn:a> <urn:b> 1 }", 400, "bad-request"),
        ("SELECT * { SERVICE <http://127.0.0.1:9/> {} }", 403, "query-refused"),
        ("LOAD <http://127.0.0.1:9/>", 403, "query-refused"),
        ("SELECT * " + "{" * 5000 + "}" * 5000, 413, "query-too-complex"),
        ("SELECT * { FILTER(" + "(" * 5000 + "1" + ")" * 5000 + ") }", 413, "query-too-complex"),
        ("SELECT * {" + "?s ?p ?o . " * 300 + "}", 413, "query-too-complex"),
        ("ASK { ?s ?p '" + "a" * 2_000_000 + "' }", 413, "query-too-large"),
        ("SELECT * { ?a ?b ?c . ?d ?e ?f }", 413, "result-too-large"),
        (BOMBS["count"], 503, "query-timeout"),
        (BOMBS["concat"], 503, "query-memory"),
    ],
)
def test_a_refusal_is_a_problem_document(client: FlaskClient, query: str, status: int, kind: str) -> None:
    timeout = str(TIMEOUT) if kind == "query-timeout" else "4"
    response = client.post("/sparql", data={"query": query, "timeout": timeout}, headers={"Accept-Language": "en"})
    problem = response.get_json(force=True)
    assert (response.status_code, response.mimetype, response.headers["Content-Language"]) == (status, PROBLEM, "en")
    assert (problem["type"], problem["status"]) == (f"https://w3id.org/simpul/problem/{kind}", status)
    assert problem["title"]
    assert problem["detail"]


@pytest.mark.parametrize(
    ("path", "sent", "status"),
    [
        ("/sparql?query=ASK{}&query=ASK{}", {}, 400),
        ("/sparql?query=ASK{}&timeout=never", {}, 400),
        ("/sparql?query=%FF", {}, 400),
        ("/sparql?query=ASK{}&format=nonsense", {}, 406),
        ("/sparql?update=CLEAR+ALL", {}, 405),
        ("/sparql", {"method": "POST", "data": {"update": "CLEAR ALL"}}, 403),
        ("/sparql", {"method": "POST", "data": "CLEAR ALL", "content_type": "application/sparql-update"}, 403),
        ("/sparql", {"method": "POST", "data": "ASK {}", "content_type": "text/plain"}, 415),
        ("/sparql", {"method": "POST", "data": {"query": "ASK {}", "update": "CLEAR ALL"}}, 400),
        ("/sparql", {"method": "PUT"}, 405),
        ("/sparql?query=ASK{}", {"headers": {"Accept": "image/png"}}, 406),
    ],
)
def test_what_contradicts_the_protocol_has_its_status(
    client: FlaskClient, path: str, sent: dict[str, object], status: int
) -> None:
    response = client.open(path, **sent)  # type: ignore[arg-type]
    assert (response.status_code, response.mimetype) == (status, PROBLEM)


def test_a_syntax_error_has_a_place_and_speaks_the_language_of_the_client(client: FlaskClient) -> None:
    problem = client.get(address("SELECT * {\n ?s ?p }"), headers={"Accept-Language": "id"}).get_json(force=True)
    assert (problem["line"], problem["title"]) == (2, "Kueri bukan SPARQL yang sah")


# What browsers and machines find without a query


@pytest.mark.filterwarnings("ignore:.*is deprecated, use Dataset:DeprecationWarning")  # rdflib about itself
@pytest.mark.parametrize("form", ["turtle", "xml", "nt", "json-ld"])
def test_the_service_describes_itself(client: FlaskClient, form: str) -> None:
    media_types = {"turtle": "text/turtle", "xml": "application/rdf+xml", "nt": "application/n-triples"}
    response = client.get("/sparql", headers={"Accept": media_types.get(form, "application/ld+json")})
    described = Graph().parse(data=response.text, format=form)
    service = described.value(None, SD.endpoint, URIRef("http://localhost/sparql"))
    assert service is not None
    features = set(described.objects(service, SD.feature))
    assert features == {SD.UnionDefaultGraph}
    assert (service, SD.supportedLanguage, SD.SPARQL11Query) in described
    dataset = described.value(service, SD.defaultDataset)
    union = described.value(dataset, SD.defaultGraph)
    assert described.value(union, VOID.triples) == Literal(TRIPLES)
    graphs = {described.value(one, SD.name) for one in described.objects(dataset, SD.namedGraph)}
    assert graphs == {URIRef(EX + name) for name in ("one", "two", "three")}


def test_a_browser_finds_the_form_with_the_query_in_it(client: FlaskClient) -> None:
    assert client.get("/sparql", headers=BROWSER).mimetype == "text/html"
    shown = client.get(address("SELECT * { ?s ?p '</textarea><b>' }"), headers=BROWSER)
    assert shown.mimetype == "text/html"
    assert "&lt;/textarea&gt;&lt;b&gt;" in shown.text


def test_a_browser_sees_what_is_wrong_beside_the_query(client: FlaskClient) -> None:
    shown = client.get(address("SELECT * { ?s ?p }", format="csv"), headers={**BROWSER, "Accept-Language": "en"})
    assert (shown.status_code, shown.mimetype) == (400, "text/html")
    assert "The query is not valid SPARQL" in shown.text
    assert "SELECT * { ?s ?p }" in shown.text


# Real clients


def convert(wrapper: SPARQLWrapper, query: str, form: str) -> Any:
    wrapper.setQuery(query)
    wrapper.setReturnFormat(form)
    return wrapper.queryAndConvert()


@pytest.mark.parametrize("method", ["GET", POST])
@pytest.mark.parametrize("direct", [False, True])
def test_sparqlwrapper_reads_every_format(endpoint: str, method: str, direct: bool) -> None:
    wrapper = SPARQLWrapper(endpoint)
    wrapper.setMethod(method)
    if direct:
        wrapper.setRequestMethod(POSTDIRECTLY)
    assert convert(wrapper, SELECT, JSON)["results"]["bindings"][0]["o"]["value"] == "thing 7"
    assert "thing 7" in convert(wrapper, SELECT, XML).toxml()
    assert convert(wrapper, SELECT, CSV) == b"o\r\nthing 7\r\n"
    turtle = convert(wrapper, f"DESCRIBE <{EX}thing/7>", TURTLE)
    assert len(Graph().parse(data=turtle, format="turtle")) == 5


@pytest.mark.filterwarnings("ignore:.*is deprecated, use Dataset:DeprecationWarning")  # rdflib about itself
def test_rdflib_reads_the_service_as_a_store(endpoint: str) -> None:
    graph = Dataset(store=SPARQLStore(endpoint), default_union=True)
    assert [str(row[0]) for row in graph.query(SELECT)] == ["thing 7"]  # type: ignore[index]
    subject = URIRef(EX + "thing/7")
    assert {str(found) for _, found in graph.predicate_objects(subject)} >= {EX + "Thing", "thing 7"}


# Attacks over a real connection


def test_nobody_is_called_whatever_the_spelling(endpoint: str) -> None:
    place = urlsplit(endpoint)
    with closing(Listener()) as listener:
        for query in spell_calls(listener.url):
            connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=5)
            connection.request("POST", place.path, query.encode(), {"Content-Type": "application/sparql-query"})
            assert connection.getresponse().status in (400, 403), query
            connection.close()
        time.sleep(0.1)
        assert listener.calls == 0


@pytest.mark.parametrize("name", ["order by", "nested stars"])
def test_a_bomb_costs_only_its_own_request(endpoint: str, name: str) -> None:
    place = urlsplit(endpoint)
    statuses = []
    started = time.monotonic()
    for query in (BOMBS[name], "ASK {}"):
        with closing(http.client.HTTPConnection(place.hostname or "", place.port, timeout=5)) as connection:
            connection.request("GET", place.path + "?" + urlencode({"query": query, "timeout": TIMEOUT}))
            response = connection.getresponse()
            statuses.append(response.status)
            assert json.loads(response.read())
    assert statuses == [503, 200]
    assert time.monotonic() - started < TIMEOUT + GRACE
