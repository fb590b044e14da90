"""Changes at other services: what is written is there, and what is not known to be is told so."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from graph.errors import BadQuery, EndpointUnreachable, QueryRefused
from graph.knowledge.tokens import add_token
from graph.knowledge.work import Change, GraphWrite, Payload, Update
from graph.settings import Settings
from graph.sparql.remote.engine import RemoteEngine
from graph.sparql.remote.opening import open_remote
from graph.sparql.remote.publisher import RemotePublisher
from graph.sparql.updates import split
from graph.terms import Term
from graph.web.application import create_app
from graph.write_errors import GraphUnknown, RdfInvalid, UpdateUncertain, UpdateUnsupported
from tests.remote_services import Respond, Service, find_port, pretending, reply

TEST = "urn:x-test:graph"


@pytest.fixture(scope="module")
def engine(service: Service) -> Iterator[RemoteEngine]:
    with closing(RemoteEngine(Settings(endpoint=service.query))) as one:
        yield one


@pytest.fixture
def publisher(service: Service, engine: RemoteEngine) -> Iterator[RemotePublisher]:
    with closing(RemotePublisher(Settings(update_endpoint=service.update), engine)) as one:
        yield one
        update(one, f"DROP SILENT GRAPH <{TEST}>")


@contextmanager
def writing(settings: Settings) -> Iterator[RemotePublisher]:
    with closing(RemoteEngine(settings)) as engine, closing(RemotePublisher(settings, engine)) as publisher:
        yield publisher


def update(publisher: RemotePublisher, text: str, *graphs: str) -> None:
    script = split(text)
    publisher.submit(Change("update"), Update(script.operations, "http://example.org/base/", graphs, (), text))


def write(publisher: RemotePublisher, method: Any, content: str = "", media_type: str = "text/turtle") -> Any:
    payloads = (Payload(content.encode(), media_type),) if content else ()
    return publisher.submit(Change(method.lower()), GraphWrite(TEST, method, payloads, "http://example.org/base/"))


def objects(engine: RemoteEngine) -> list[str]:
    return sorted(str(row["o"]) for row in engine.select("SELECT ?o { GRAPH ?g { ?s ?p ?o } }", g=Term(TEST)))


def test_what_is_written_can_be_read_back(engine: RemoteEngine, publisher: RemotePublisher) -> None:
    before = engine.version.id
    nasty = '"\\u005Cu0041 \\n \\"quoted\\" \\\\\\\\u0042 \\u00e9"@en'
    assert write(publisher, "PUT", f"<urn:a> <urn:p> {nasty}, 1, <relative> .").was_created
    assert objects(engine) == sorted(['\\u0041 \n "quoted" \\\\u0042 \u00e9', "1", "http://example.org/base/relative"])
    assert engine.version.id != before and TEST in engine.version.manifest.graphs
    assert not write(publisher, "POST", "<urn:b> <urn:p> [ <urn:q> 'x' ] .").was_created
    assert len(objects(engine)) == 5
    write(publisher, "PUT", "<urn:a> <urn:p> 'only' .")
    assert objects(engine) == ["only"]
    old, new = f"GRAPH <{TEST}> {{ ?s ?p ?o }}", f"GRAPH <{TEST}> {{ ?s ?p 'other' }}"
    update(publisher, f"DELETE {{ {old} }} INSERT {{ {new} }} WHERE {{ {old} }}")
    assert objects(engine) == ["other"]
    write(publisher, "DELETE")
    assert objects(engine) == []


def test_an_update_sees_the_graphs_that_the_client_names(engine: RemoteEngine, publisher: RemotePublisher) -> None:
    write(publisher, "PUT", "<urn:a> <urn:p> 'mine' .")
    more = f"INSERT DATA {{ GRAPH <{TEST}> {{ <urn:b> <urn:q> 'more' }} }}"
    update(publisher, f"INSERT {{ GRAPH <{TEST}> {{ ?s <urn:q> 'seen' }} }} WHERE {{ ?s ?p ?o }} ; {more}", TEST)
    assert objects(engine) == ["mine", "more", "seen"]


def test_a_syntax_error_is_told_where_it_stands_in_the_text_that_arrived(
    service: Service, publisher: RemotePublisher
) -> None:
    for text, line, column in (("INSERT DATA { <urn:a> <urn:p> ) }", 1, 31), ("INSERT DATA {\n <urn:a> ) }", 2, 10)):
        with pytest.raises(BadQuery) as caught:
            publisher.submit(Change("update"), Update((), "http://example.org/", text=text))
        assert "error at" not in str(caught.value)
        # Virtuoso tells no columns, and counts the lines of updates from 0.
        place = (line, column) if service.name == "oxigraph" else (1, 1)
        assert (caught.value.fields["line"], caught.value.fields["column"]) == place


def test_changes_over_http_reach_the_service_and_claim_no_numbers(service: Service, tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, endpoint=service.query, update_endpoint=service.update, log="off")
    editions, publisher = open_remote(settings)
    assert publisher is not None
    bearer = {"Authorization": f"Bearer {add_token(tmp_path, 'writer', ['update'])}"}
    with closing(editions), closing(publisher):
        client = create_app(settings, editions, publisher).test_client()
        text = f"INSERT DATA {{ GRAPH <{TEST}> {{ <urn:a> <urn:p> 'over HTTP' }} }}"
        done = client.post("/sparql", data={"update": text}, headers=bearer)
        assert (done.status_code, sorted(done.json)) == (200, ["version"])
        assert b"over HTTP" in client.get("/store", query_string={"graph": TEST}).data
        gone = client.delete("/store", query_string={"graph": TEST}, headers=bearer)
        assert (gone.status_code, client.get("/store", query_string={"graph": TEST}).status_code) == (204, 404)
        refused = client.post("/sparql", data={"update": "LOAD <http://127.0.0.1:9/>"}, headers=bearer)
        assert (refused.status_code, client.post("/sparql", data={"update": text}).status_code) == (403, 401)


def test_what_cannot_be_written_is_told(publisher: RemotePublisher) -> None:
    with pytest.raises(RdfInvalid):
        write(publisher, "PUT", "this is no turtle")
    with pytest.raises(GraphUnknown):
        write(publisher, "DELETE")
    with pytest.raises(UpdateUnsupported):
        publisher.submit(Change("put"), GraphWrite(TEST, "PUT", (), "", ("live-1",)))


@pytest.mark.parametrize(
    "respond",
    [
        lambda connection, _: connection.close(),
        lambda connection, _: None,
        lambda connection, _: connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"),
        lambda connection, _: connection.sendall(reply("500 Internal Server Error", b"half of it")),
        lambda connection, _: connection.sendall(b"nonsense\r\n\r\n"),
    ],
    ids=["hangs up", "says nothing", "breaks off", "fails", "talks nonsense"],
)
def test_a_change_that_nobody_confirms_is_uncertain_and_never_sent_twice(respond: Respond) -> None:
    with pretending(respond) as other:
        settings = Settings(endpoint=other.url, update_endpoint=other.url, update_timeout=0.3)
        with writing(settings) as publisher, pytest.raises(UpdateUncertain):
            update(publisher, "CLEAR ALL")
        assert len(other.requests) == 1


def test_a_service_that_is_not_there_changes_nothing_for_certain() -> None:
    address = f"http://127.0.0.1:{find_port()}/"
    settings = Settings(endpoint=address, update_endpoint=address)
    with writing(settings) as publisher, pytest.raises(EndpointUnreachable):
        update(publisher, "CLEAR ALL")


def test_an_update_may_not_call_procedures_of_the_database() -> None:
    with pretending(lambda connection, _: connection.close()) as other:
        settings = Settings(endpoint=other.url, update_endpoint=other.url)
        with writing(settings) as publisher, pytest.raises(QueryRefused):
            update(publisher, "INSERT { ?s ?p ?o } WHERE { BIND(bif:http_get('http://x/') AS ?o) }")
        assert other.connections == 0
