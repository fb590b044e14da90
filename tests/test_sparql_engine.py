"""What is answered: formats, datasets, bound values."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from graph.errors import BadQuery, NotAcceptable, QueryUnsupported, UpdateAsQuery
from graph.formats import GRAPH_FORMATS, RESULT_FORMATS, Format
from graph.sparql.engine import LocalEngine
from graph.sparql.protocol import SparqlRequest
from graph.terms import Term, literal
from tests.sparql_site import EX, THINGS, TRIPLES, ask, opened

COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
COUNT_NAMED = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
ONE, TWO, THREE = EX + "one", EX + "two", EX + "three"


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalEngine]:
    with opened(tmp_path_factory.mktemp("engine"), query_timeout=5.0) as one:
        yield one


def count(engine: LocalEngine, query: str, **more: Any) -> int:
    rows = json.loads(ask(engine, query, **more).body)["results"]["bindings"]
    return int(rows[0]["n"]["value"])


def test_the_default_graph_is_the_union_and_counts_nothing_twice(engine: LocalEngine) -> None:
    assert count(engine, COUNT) == engine.triples == TRIPLES
    assert count(engine, f"SELECT (COUNT(*) AS ?n) {{ ?s <{EX}label> ?o }}") == THINGS


def test_a_construct_over_the_union_has_no_doubles(engine: LocalEngine) -> None:
    query = f"CONSTRUCT {{ ?s <{EX}label> ?o }} {{ ?s <{EX}label> ?o }}"
    lines = ask(engine, query, "application/n-triples").body.splitlines()
    assert len(lines) == len(set(lines)) == THINGS


def test_named_graphs_hold_their_own(engine: LocalEngine) -> None:
    assert count(engine, COUNT_NAMED) == 6 * THINGS
    assert count(engine, f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{TWO}> {{ ?s ?p ?o }} }}") == 2 * THINGS
    names = json.loads(ask(engine, "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }").body)["results"]["bindings"]
    assert {row["g"]["value"] for row in names} == {ONE, TWO, THREE}


@pytest.mark.parametrize(
    ("dataset", "union", "named"),
    [
        (f"FROM <{ONE}>", 3 * THINGS, 0),
        (f"FROM <{ONE}> FROM <{TWO}>", 4 * THINGS, 0),
        (f"FROM NAMED <{ONE}>", 0, 3 * THINGS),
        (f"FROM <{TWO}> FROM NAMED <{THREE}>", 2 * THINGS, THINGS),
        (f"FROM <{ONE}> FROM <{TWO}> FROM NAMED <{THREE}>", 4 * THINGS, THINGS),
        (f"FROM <{EX}unknown>", 0, 0),
    ],
)
def test_from_names_the_dataset(engine: LocalEngine, dataset: str, union: int, named: int) -> None:
    assert count(engine, COUNT.replace("{", dataset + " {", 1)) == union
    assert count(engine, COUNT_NAMED.replace("{", dataset + " {", 1)) == named


@pytest.mark.parametrize(
    ("default", "names", "union", "named"),
    [
        ((ONE,), (), 3 * THINGS, 0),
        ((ONE, TWO), (), 4 * THINGS, 0),
        ((), (TWO,), 0, 2 * THINGS),
        ((ONE, TWO), (THREE,), 4 * THINGS, THINGS),
    ],
)
def test_the_protocol_wins_over_from(
    engine: LocalEngine, default: tuple[str, ...], names: tuple[str, ...], union: int, named: int
) -> None:
    given = {"default_graphs": default, "named_graphs": names}
    assert count(engine, COUNT.replace("{", f"FROM <{THREE}> {{", 1), **given) == union
    assert count(engine, COUNT_NAMED, **given) == named


@pytest.mark.parametrize("form", RESULT_FORMATS, ids=lambda form: form.name)
def test_a_select_is_written_in_every_format(engine: LocalEngine, form: Format) -> None:
    answer = ask(engine, f"SELECT ?o {{ <{EX}thing/7> <{EX}label> ?o }}", form.media_type)
    assert (answer.format, answer.kind) == (form, "SELECT")
    assert b"thing 7" in answer.body


@pytest.mark.parametrize("form", RESULT_FORMATS, ids=lambda form: form.name)
@pytest.mark.parametrize(("query", "word"), [("ASK {}", b"true"), ("ASK { ?s <urn:no> ?o }", b"false")])
def test_an_ask_is_answered_in_every_format(engine: LocalEngine, form: Format, query: str, word: bytes) -> None:
    answer = ask(engine, query, form.media_type)
    assert (answer.format, answer.kind) == (form, "ASK")
    assert word in answer.body


@pytest.mark.parametrize("form", GRAPH_FORMATS, ids=lambda form: form.name)
@pytest.mark.parametrize("query", [f"DESCRIBE <{EX}thing/7>", f"CONSTRUCT WHERE {{ <{EX}thing/7> ?p ?o }}"])
def test_a_graph_is_written_in_every_format(engine: LocalEngine, form: Format, query: str) -> None:
    answer = ask(engine, query, form.media_type)
    media_type = ox.RdfFormat.from_media_type(form.media_type)
    assert len(set(ox.parse(answer.body, format=media_type))) == 5


def test_turtle_uses_our_prefixes_and_only_those_it_needs(engine: LocalEngine) -> None:
    query = "CONSTRUCT { <https://w3id.org/simpul/id/factor/a> a <https://w3id.org/simpul/ns#Factor> } {}"
    text = ask(engine, query, "text/turtle").body.decode()
    assert text.endswith("factor:a a sim:Factor .\n")
    assert text.count("@prefix") == 3


def test_the_format_may_be_named(engine: LocalEngine) -> None:
    assert ask(engine, "ASK {}", "application/json", format="csv").format.name == "CSV"
    with pytest.raises(NotAcceptable):
        ask(engine, "ASK {}", None, format="ttl")
    with pytest.raises(NotAcceptable):
        ask(engine, "ASK {}", "image/png")


def test_an_update_is_no_query(engine: LocalEngine) -> None:
    with pytest.raises(UpdateAsQuery):
        ask(engine, "INSERT DATA { <urn:a> <urn:b> 1 }")


@pytest.mark.parametrize(
    ("query", "line", "column", "near"),
    [
        ("SELECT * {\n  ?s ?p\n}", 3, 2, "?s ?p"),
        ("SELECT * { ?s nope:p ?o }", 1, 21, "Prefix not found"),
        ("SELECT ?x (COUNT(*) AS ?n) { ?x ?y ?z }", 1, 40, "SELECT contains a variable that is unbound"),
    ],
)
def test_bad_syntax_has_a_place(engine: LocalEngine, query: str, line: int, column: int, near: str) -> None:
    with pytest.raises(BadQuery) as caught:
        ask(engine, query)
    assert (caught.value.fields["line"], caught.value.fields["column"]) == (line, column)
    assert near in str(caught.value)


def test_what_the_engine_does_not_know_is_said(engine: LocalEngine) -> None:
    with pytest.raises(QueryUnsupported, match="urn:magic"):
        ask(engine, "SELECT * { FILTER(<urn:magic>(1)) }")


def test_our_own_queries_bind_values_as_terms(engine: LocalEngine) -> None:
    query = f"SELECT ?thing ?o {{ ?thing <{EX}label> ?o }}"
    rows = engine.select(query, thing=Term(EX + "thing/7"))
    assert rows == [{"thing": Term(EX + "thing/7"), "o": literal("thing 7", "en")}]


@pytest.mark.parametrize("value", ['" } ; DROP ALL', "x> } #", "\\", "'''", "é\n"])
def test_a_bound_value_is_never_read_as_sparql(engine: LocalEngine, value: str) -> None:
    assert engine.select(f"SELECT ?s ?o {{ ?s <{EX}label> ?o }}", o=literal(value)) == []
    assert engine.select("SELECT ?o {}", o=literal(value, "id")) in ([], [{"o": literal(value, "id")}])


def test_our_own_queries_construct(engine: LocalEngine) -> None:
    query = f"CONSTRUCT {{ ?thing <{EX}label> ?o }} {{ ?thing <{EX}label> ?o }}"
    body = engine.construct(query, "application/n-triples", thing=Term(EX + "thing/7"))
    assert body.decode() == f'<{EX}thing/7> <{EX}label> "thing 7"@en .\n'


def test_rdf_is_converted(engine: LocalEngine) -> None:
    assert engine.convert('<urn:a> <urn:b> "c" .', "text/turtle").decode() == '<urn:a> <urn:b> "c" .\n'


def test_the_mark_changes_with_everything_that_changes_the_answer(engine: LocalEngine) -> None:
    asked = [("ASK {}", "text/csv"), ("ASK { }", "text/csv"), ("ASK {}", None)]
    marks = {engine.prepare(SparqlRequest(query), accept).mark for query, accept in asked}
    assert len(marks) == 3
    assert all(mark.startswith("tested000000-") for mark in marks)


@pytest.mark.parametrize("call", ["NOW()", "RAND()", "UUID()", "STRUUID()", "BNODE()"])
def test_what_differs_every_time_has_no_mark(engine: LocalEngine, call: str) -> None:
    assert engine.prepare(SparqlRequest(f"SELECT ({call} AS ?x) {{}}"), None).mark == ""


def test_two_engines_live_in_one_process(engine: LocalEngine, tmp_path: Path) -> None:
    with opened(tmp_path) as other:
        assert count(other, COUNT) == count(engine, COUNT)
        processes = other.processes
    assert not [process for process in processes if Path(f"/proc/{process}/fd").exists() and process in processes[1:]]
