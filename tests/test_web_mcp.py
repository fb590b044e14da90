"""What language models are offered, asked with the SDK's own client."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from mcp import Client
from mcp.server import MCPServer

from graph.catalogue import Catalogue
from graph.knowledge.versions import Version
from graph.settings import Settings
from graph.web.inside import Inside
from graph.web.mcp.resources import Resources
from graph.web.mcp.server import make_server
from graph.web.mcp.tools import Tools
from tests.web_site import opened

ROOT = Path(__file__).parent.parent
TOOLS = {"search", "describe", "list_questions", "ask_question", "sparql", "evidence"}

Call = Callable[..., Any]


@pytest.fixture(scope="module")
def server(version: Version) -> Iterator[MCPServer[Any]]:
    with opened(version) as app:
        inside, catalogue = Inside(app, "en"), Catalogue(ROOT / "queries")
        tools = Tools(inside, catalogue, lambda: version.id)
        yield make_server(tools, Resources(inside, catalogue, Settings()), version.id)


@pytest.fixture(scope="module")
def call(server: MCPServer[Any]) -> Call:
    """Call a tool; gives its answer, or its error as text."""

    def ask(tool: str, /, **arguments: Any) -> Any:
        async def run() -> Any:
            async with Client(server) as client:
                result = await client.call_tool(tool, arguments)
                return result.content[0].text if result.is_error else result.structured_content

        return finish(run())

    return ask


def ask_server(where: Any, act: Callable[[Client], Any]) -> Any:
    async def run() -> Any:
        async with Client(where) as client:
            return await act(client)

    return finish(run())


def finish(act: Coroutine[Any, Any, Any]) -> Any:
    """Run something to its end in a thread of its own: in this one the browser of other tests has its loop."""
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(asyncio.run, act).result()


# What is offered


def test_every_tool_says_what_it_takes_and_gives_and_only_reads(server: MCPServer[Any]) -> None:
    tools = ask_server(server, lambda client: client.list_tools()).tools
    assert {one.name for one in tools} == TOOLS
    for one in tools:
        assert one.description
        assert one.annotations.read_only_hint
        assert one.output_schema["type"] == "object"
        assert all(value.get("description") for value in one.input_schema["properties"].values()), one.name


def test_the_resources_are_what_to_know_before_asking(server: MCPServer[Any]) -> None:
    async def read(client: Client) -> dict[str, tuple[str, str]]:
        listed = (await client.list_resources()).resources
        pieces = {one.uri: (await client.read_resource(one.uri)).contents[0] for one in listed}
        return {uri: (one.mime_type, one.text) for uri, one in pieces.items()}

    found = ask_server(server, read)
    assert found["simpul://vocabulary"][0] == "text/turtle"
    assert "sim:strengthens" in found["simpul://vocabulary"][1]
    assert "PREFIX sim: <https://w3id.org/simpul/ns#>" in found["simpul://prefixes"][1]
    assert "## statements-resting-on-work" in found["simpul://examples"][1]
    assert json.loads(found["simpul://limits"][1])["rows"] == 200


# The tools


def test_search_finds_things_in_both_languages_and_forgives(call: Call) -> None:
    assert call("search", text="keamanan", limit=3)["results"][0]["iri"].endswith("factor/security")
    found = call("search", text="secruity", kind="factor")
    assert [one["kind"] for one in found["results"]] == ["factor"] * len(found["results"])
    assert found["results"][0]["label"] == {"id": "keamanan", "en": "security"}


def test_search_says_which_kinds_there_are(call: Call) -> None:
    assert "factor / concept" in call("search", text="a", kind="nothing")


@pytest.mark.parametrize("name", ["factor/security", "factor:security", "https://w3id.org/simpul/id/factor/security"])
def test_a_thing_is_described_by_whatever_name(call: Call, name: str) -> None:
    found = call("describe", thing=name)
    assert found["label"] == {"id": "keamanan", "en": "security"}
    assert found["statements"] > 0
    assert ("sim:strengthens", "https://w3id.org/simpul/id/concept/regional-competitiveness") in [
        (one["relation"], one["value"]) for one in found["facts"]
    ]
    assert not found["truncated"]


def test_a_word_of_the_vocabulary_is_described_too(call: Call) -> None:
    assert call("describe", thing="sim:strengthens")["label"]["en"] == "strengthens"


@pytest.mark.parametrize("name", ["factor/nothing", "nothing", "javascript:alert(1)", "<script>", "", "\U0001f600"])
def test_what_is_not_there_is_not_described(call: Call, name: str) -> None:
    assert "is in this version" in call("describe", thing=name)


def test_the_questions_are_listed_in_the_language_that_is_asked(call: Call) -> None:
    english, indonesian = call("list_questions")["questions"], call("list_questions", language="id")["questions"]
    assert len(english) >= 30
    assert [one["name"] for one in english] == [one["name"] for one in indonesian]
    assert {one["title"] for one in english} & {one["title"] for one in indonesian} == set()


def test_a_question_is_answered_with_names_and_statements(call: Call) -> None:
    values = {"work": "Sudantoko 2002", "from": 60, "to": 70}
    found = call("ask_question", name="statements-resting-on-work", parameters=values)
    assert found["title"] == "Which statements rest on a work?"
    assert found["total"] == len(found["rows"]) > 10
    first = dict(zip(found["columns"], found["rows"][0], strict=True))
    assert first["claim"].startswith("https://w3id.org/simpul/id/claim/")
    assert first["pages"] == "61"
    assert found["headings"]["attribution"] == "how surely covered"


def test_a_question_that_gives_a_graph_is_answered_with_triples(call: Call) -> None:
    question = next(one for one in Catalogue(ROOT / "queries").entries("public") if "CONSTRUCT" in one.body)
    given = {text.split(" = ")[0]: text.split(" = ")[1] for text in question.about.get("example", ())}
    found = call("ask_question", name=question.name.removeprefix("public/"), parameters=given)
    assert found["columns"] == ["subject", "relation", "object"]
    assert found["total"] >= len(found["rows"]) > 0


@pytest.mark.parametrize(
    ("name", "values", "sentence"),
    [
        ("nothing", {}, "There is no question nothing"),
        ("../../etc/passwd", {}, "There is no question"),
        ("statements-resting-on-work", {}, "work=work/sudantoko-2002"),
        ("statements-resting-on-work", {"work": "work/nobody-1900"}, "of this version has that name or address"),
        ("statements-resting-on-work", {"work": "work/sudantoko-2002", "from": "many"}, "a whole number"),
        ("statements-resting-on-work", {"year": "2002"}, "has no parameter year"),
    ],
)
def test_a_question_asked_wrongly_says_what_is_wrong(call: Call, name: str, values: Any, sentence: str) -> None:
    assert sentence in call("ask_question", name=name, parameters=values)


def test_a_query_is_answered_with_its_version(call: Call, version: Version) -> None:
    found = call("sparql", query='SELECT ("d\u00e9sa\t\U0001f600"@id AS ?text) (12 AS ?number) ?nothing {}')
    assert (found["columns"], found["rows"]) == (
        ["text", "number", "nothing"],
        [['"d\u00e9sa\\t\U0001f600"@id', "12", None]],
    )
    assert (found["total"], found["truncated"], found["verdict"]) == (1, False, None)
    assert found["version"] == version.id


def test_ask_gives_a_verdict_and_construct_triples(call: Call) -> None:
    assert call("sparql", query="ASK { ?s ?p ?o }")["verdict"] is True
    assert call("sparql", query="ASK { ?s <http://example.org/never> ?o }")["verdict"] is False
    found = call("sparql", query="CONSTRUCT WHERE { ?s a <https://w3id.org/simpul/ns#Factor> }")
    assert (found["columns"], found["total"]) == (["subject", "relation", "object"], len(found["rows"]))


def test_a_long_answer_is_cut_and_says_so(call: Call) -> None:
    found = call("sparql", query="SELECT ?s { ?s ?p ?o } LIMIT 1234")
    assert (len(found["rows"]), found["total"], found["truncated"]) == (200, 1234, True)


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }", "SERVICE (line 1, column 12) is refused"),
        ("SELECT", "not valid SPARQL at line 1"),
        ("", "not valid SPARQL"),
        ("INSERT DATA { <a:a> <a:b> <a:c> }", "update"),
        ("ASK { } # " + "a" * 70_000, "at most 65536 are accepted"),
        ("ASK " + "{" * 500 + "}" * 500, "at most 64 are accepted"),
    ],
)
def test_a_query_that_is_refused_says_why(call: Call, query: str, sentence: str) -> None:
    assert sentence in call("sparql", query=query)


def test_the_evidence_of_a_statement_names_work_page_and_passage(call: Call) -> None:
    (claim,) = call("evidence", claims=["c102"])["claims"]
    assert claim["rests_on"][0]["work"]["iri"].endswith("work/sudantoko-2002")
    assert claim["rests_on"][0]["pages"] == "61"
    assert claim["stated_in"][0]["section"]


def test_the_evidence_of_a_relation_is_found(call: Call) -> None:
    found = call("evidence", subject="factor/security", predicate="sim:strengthens")
    assert found["count"] >= 1
    assert found["page"] == found["pages"] == 1


def test_the_evidence_of_nothing_says_what_to_give(call: Call) -> None:
    assert "claim" in call("evidence")
    assert "page" in call("evidence", claims=["c102"], page=99)


def test_an_argument_that_does_not_fit_is_refused(call: Call) -> None:
    assert "limit" in call("search", text="a", limit=1000)
    assert "query" in call("sparql")
    assert "language" in call("list_questions", language="fr")


def test_an_unknown_tool_is_refused(call: Call) -> None:
    assert "delete" in call("delete")
