"""Other services as the engine: real ones give the same pages and answers as the local engine, within our limits."""

from __future__ import annotations

import json
import re
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from flask import Flask
from flask.testing import FlaskClient

from graph.catalogue import Catalogue
from graph.formats import GRAPH_FORMATS, RESULT_FORMATS, Format
from graph.knowledge.versions import Version
from graph.question_files import list_questions
from graph.questions import Question
from graph.settings import Settings
from graph.sparql.asking import write_query
from graph.sparql.engine import Engine, LocalEngine
from graph.sparql.remote.engine import RemoteEngine
from graph.sparql.remote.opening import open_remote
from graph.terms import Row, Term
from graph.web.application import create_app
from server import main
from tests import remote_services
from tests.remote_services import ROWS, Service
from tests.sparql_site import CROSS, Listener, spell_calls

ROOT = Path(__file__).parent.parent
CATALOGUE = Catalogue(ROOT / "queries")
GRAPH = "https://w3id.org/simpul/graph/"
THINGS = (
    "factor/security",
    "claim/c011",
    "document/rais-flassy",
    "work/sudantoko-2002",
    "passage/b.3.2.1",
    "actor/ngos",
)
PAGES = (
    "/?lang=en",
    *(f"/id/{thing}?lang=en" for thing in THINGS),
    "/id/concept/regional-competitiveness.ttl",
    "/id/actor?lang=en",
    "/ns",
    "/ns.nt",
    "/graph/rais-flassy",
    "/graph/gazetteer.jsonld",
    "/queries",
    "/queries/statements-resting-on-work",
    "/queries/statements-resting-on-work.xlsx?work=sudantoko-2002",
    "/search?q=security",
    "/network",
    "/network.json",
    "/sparql?query=ASK%7B%7D&format=html",
    "/readyz",
)
NAMED = [one for folder in ("pages", "network") for one in CATALOGUE.entries(folder)]


@pytest.fixture(scope="module")
def settings(service: Service, tmp_path_factory: Any) -> Settings:
    data = tmp_path_factory.mktemp("remote")
    return Settings(data=data, endpoint=service.query, update_endpoint=service.update, log="off")


@pytest.fixture(scope="module")
def engine(settings: Settings) -> Iterator[RemoteEngine]:
    with closing(RemoteEngine(settings)) as one:
        yield one


@pytest.fixture(scope="module")
def local(version: Version) -> Iterator[LocalEngine]:
    with closing(LocalEngine(version, Settings())) as one:
        yield one


@pytest.fixture(scope="module")
def app(settings: Settings) -> Iterator[Flask]:
    with ExitStack() as stack:
        editions, publisher = open_remote(settings)
        stack.enter_context(closing(editions))
        stack.enter_context(closing(publisher or editions))
        yield create_app(settings, editions, publisher)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def ask(client: FlaskClient, query: str, accept: str = "application/sparql-results+json", **more: str) -> Any:
    return client.get("/sparql", query_string={"query": query, **more}, headers={"Accept": accept})


def tell(rows: list[Row]) -> Counter[str]:
    """Rows without what is an engine's own: their order, that of joined texts, the names of blank nodes."""

    def tidy(cell: Term) -> Term:
        return replace(cell, value="_" if cell.kind == "bnode" else " ".join(sorted(cell.value.split(" "))))

    return Counter(repr(sorted((name, tidy(cell)) for name, cell in one.items())) for one in rows)


def lines(content: bytes) -> Counter[bytes]:
    triples = re.sub(rb"_:\w+", b"_:b", content).splitlines()
    return Counter(set(triples))


@pytest.mark.parametrize("path", PAGES)
def test_every_kind_of_page_is_shown(client: FlaskClient, path: str) -> None:
    response = client.get(path, headers={"Accept": "text/html, */*;q=0.5"})
    assert (response.status_code, len(response.data) > 20) == (200, True), response.text


@pytest.mark.parametrize("entry", NAMED, ids=lambda entry: entry.name)
def test_our_own_queries_find_the_same_as_in_the_local_engine(engine: Engine, local: Engine, entry: Any) -> None:
    takes_thing = (
        entry.name.startswith("pages/") and "?thing" in entry.text and entry.name[6:] not in ("labels", "texts")
    )
    for thing in THINGS if takes_thing else ("",):
        terms = {"thing": Term(f"https://w3id.org/simpul/id/{thing}")} if thing else {}
        if "CONSTRUCT" in entry.text:
            found, expected = (one.construct(entry.text, "application/n-triples", **terms) for one in (engine, local))
            assert lines(found) == lines(expected)
        else:
            assert tell(engine.select(entry.text, **terms)) == tell(local.select(entry.text, **terms))


@pytest.mark.parametrize("service", ["oxigraph"], indirect=True)  # Virtuoso reads parts of SPARQL 1.1 its own way
@pytest.mark.parametrize("question", list_questions(CATALOGUE), ids=lambda one: one.name)
def test_a_question_finds_the_same_as_in_the_local_engine(engine: Engine, local: Engine, question: Question) -> None:
    text = write_query(question, question.read_examples())
    if question.is_graph:
        found, expected = (one.construct(text, "application/n-triples") for one in (engine, local))
        assert lines(found) == lines(expected)
    else:
        assert tell(engine.select(text)) == tell(local.select(text))


def test_graphs_and_counts_are_those_of_the_data_alone(engine: RemoteEngine, version: Version) -> None:
    manifest = engine.version.manifest
    assert manifest.graphs == version.manifest.graphs
    assert (engine.triples, manifest.statements) == (version.manifest.quads, version.manifest.statements)


def test_the_live_version_is_never_kept(client: FlaskClient, engine: RemoteEngine) -> None:
    assert engine.version.id.startswith("live") and engine.version.id == engine.version.id
    response = ask(client, "SELECT ?s { ?s a <https://w3id.org/simpul/ns#Factor> }")
    assert (response.headers["Cache-Control"], response.headers.get("ETag")) == ("no-store", None)
    assert client.get("/id/factor/security.ttl").headers.get("Memento-Datetime") is None


@pytest.mark.parametrize("form", RESULT_FORMATS, ids=lambda form: form.name)
def test_a_select_is_written_in_every_format(client: FlaskClient, form: Format) -> None:
    query = "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> PREFIX sim: <https://w3id.org/simpul/ns#>"
    query += " SELECT ?s ?l { ?s a sim:Factor ; skos:prefLabel ?l } ORDER BY ?s ?l"
    response = ask(client, query, form.media_type)
    assert (response.status_code, response.mimetype) == (200, form.media_type)
    if form.name in ("JSON", "XML"):
        kind = ox.QueryResultsFormat.from_media_type(form.media_type)
        rows = ox.parse_query_results(response.data, format=kind)
        assert isinstance(rows, ox.QuerySolutions)
        assert len({str(row["l"]) for row in rows}) == 12
    else:
        assert response.text.splitlines()[0] == ("s,l" if form.name == "CSV" else "?s\t?l")
        assert len(response.text.splitlines()) == 13


@pytest.mark.parametrize("form", RESULT_FORMATS, ids=lambda form: form.name)
def test_blank_nodes_are_written_in_every_format(client: FlaskClient, form: Format) -> None:
    query = (
        "SELECT ?b ('nodeID://b1' AS ?no) { ?s <http://www.w3.org/ns/shacl#property> ?b FILTER(ISBLANK(?b)) } LIMIT 5"
    )
    response = ask(client, query, form.media_type)
    assert (response.status_code, response.text.count("nodeID://"), len(response.data) > 100) == (200, 5, True)


@pytest.mark.parametrize("form", RESULT_FORMATS, ids=lambda form: form.name)
@pytest.mark.parametrize(("query", "word"), [("ASK { ?s ?p ?o }", "true"), ("ASK { ?s <urn:no> ?o }", "false")])
def test_an_ask_is_answered_in_every_format(client: FlaskClient, form: Format, query: str, word: str) -> None:
    response = ask(client, query, form.media_type)
    assert (response.status_code, response.mimetype) == (200, form.media_type)
    assert word in response.text and "RETVAL" not in response.text


@pytest.mark.parametrize("form", GRAPH_FORMATS, ids=lambda form: form.name)
def test_a_graph_is_written_in_every_format(client: FlaskClient, form: Format) -> None:
    query = "CONSTRUCT WHERE { <https://w3id.org/simpul/id/factor/security> ?p ?o }"
    response = ask(client, query, form.media_type)
    assert (response.status_code, response.mimetype) == (200, form.media_type)
    kind = ox.RdfFormat.from_media_type(form.media_type)
    expected = ask(client, query, "application/n-triples").data
    found = {one.triple for one in ox.parse(response.data, format=kind)}
    assert found == {one.triple for one in ox.parse(expected, format=ox.RdfFormat.N_TRIPLES)} and len(found) > 5


def test_the_graphs_of_the_protocol_are_handed_on(client: FlaskClient) -> None:
    query = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    some = ask(client, query, **{"default-graph-uri": GRAPH + "gazetteer"}).json
    assert some["results"]["bindings"][0]["n"]["value"] == "24"
    named = f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{GRAPH}gazetteer> {{ ?s ?p ?o }} }}"
    assert ask(client, named).json["results"]["bindings"][0]["n"]["value"] == "24"


def test_a_syntax_error_is_told_with_the_words_of_the_service(client: FlaskClient) -> None:
    response = ask(client, "SELECT * {\n ?s ?p ?o FILTER(1 + ) }")
    assert (response.status_code, response.mimetype) == (400, "application/problem+json")
    assert response.json["type"].endswith("/query-syntax")
    assert response.json["line"] == 2 and len(response.json["detail"]) < 400


def test_the_gate_lets_nothing_call_out(client: FlaskClient) -> None:
    with closing(Listener()) as listener:
        spelt = spell_calls(listener.url)
        statuses = {ask(client, query).status_code for query in spelt}
        assert statuses <= {400, 403} and 403 in statuses
        assert listener.calls == 0


@pytest.mark.parametrize(
    "query",
    [
        "SELECT (bif:http_get('http://127.0.0.1:9/') AS ?x) {}",
        "SELECT (<sql:anything>(1) AS ?x) {}",
        "PREFIX a: <bif:> SELECT (a:http_get('x') AS ?x) {}",
        "SELECT (<\\u0062if:x>(1) AS ?x) {}",
    ],
)
def test_procedures_of_the_database_are_refused(client: FlaskClient, query: str) -> None:
    assert ask(client, query).status_code == 403


def test_pragmas_of_the_database_are_no_query(client: FlaskClient) -> None:
    response = ask(client, 'define get:soft "soft" SELECT * FROM <http://127.0.0.1:9/> { ?s ?p ?o }')
    assert response.status_code == 400


def test_an_answer_that_is_too_large_is_refused(settings: Settings) -> None:
    with closing(open_remote(replace(settings, result_size=1))[0]) as editions:
        client = create_app(settings, editions).test_client()
        response = ask(client, f"SELECT * {{ ?s ?p ?o }} LIMIT {ROWS - 1}")
    assert (response.status_code, response.json["type"].rpartition("/")[2]) == (413, "result-too-large")


def test_the_command_line_answers_from_the_service_and_builds_nothing(
    service: Service, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    folder = tmp_path / "never-made"
    options = ["--endpoint", service.query, "--data", str(folder)]
    assert main(["get", "/id/factor/security.nt", *options]) == 0
    assert len(lines(capfdbinary.readouterr().out)) > 20
    assert main(["get", "/sparql", "--endpoint", "nonsense"]) == 1
    assert b"SIMPUL_ENDPOINT" in capfdbinary.readouterr().err
    assert not folder.exists()


def test_a_part_of_a_result_is_never_passed_on(service: Service, settings: Settings, client: FlaskClient) -> None:
    response = ask(client, "SELECT * { ?s ?p ?o }")
    if service.name == "virtuoso":  # it is set to give no more rows
        assert (response.status_code, "X-SPARQL-MaxRows" in response.json["detail"]) == (502, True)
        ended = ask(client, f"SELECT (COUNT(*) AS ?n) {{ {CROSS} }}")
        assert (ended.status_code, "500" in ended.json["detail"]) == (502, True)
        with closing(open_remote(replace(settings, endpoint=f"{service.query}?timeout=200"))[0]) as editions:
            hasty = create_app(settings, editions).test_client()
            part = ask(hasty, f"SELECT (COUNT(*) AS ?n) {{ {CROSS} }}")
        assert (part.status_code, "X-SQL-State" in part.json["detail"]) == (502, True)
    else:
        assert (response.status_code, len(response.json["results"]["bindings"]) > ROWS) == (200, True)


def test_a_query_is_given_up_at_the_deadline(version: Version, tmp_path: Path) -> None:
    with ExitStack() as stack:
        one = stack.enter_context(remote_services.oxigraph(tmp_path / "slow", version.dataset))
        settings = Settings(data=tmp_path, endpoint=one.query, query_timeout=0.4, log="off")
        editions = stack.enter_context(closing(open_remote(settings)[0]))
        client = create_app(settings, editions).test_client()
        started = time.monotonic()
        response = ask(client, f"SELECT (COUNT(*) AS ?n) {{ {CROSS} }}")
        assert time.monotonic() - started < 0.9
        assert (response.status_code, response.json["type"].rpartition("/")[2]) == (503, "query-timeout")
        one.process.kill()
        one.process.wait()
        gone = ask(client, "ASK {}")
        assert (gone.status_code, gone.mimetype) == (502, "application/problem+json")
        assert json.loads(gone.data)["type"].rpartition("/")[2] == "endpoint-failed"
