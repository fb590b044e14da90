"""What the gate lets in and what it refuses."""

from __future__ import annotations

from collections.abc import Sequence

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.errors import BadQuery, QueryRefused, QueryTooDeep, QueryTooLarge, QueryTooManyPatterns, SimpulError
from graph.sparql.gate import GateLimits, inspect
from tests.sparql_site import BOMBS, spell_calls

LIMITS = GateLimits(length=65_536, depth=64, patterns=100)
NOWHERE = "http://127.0.0.1:9/"

INNOCENT = [
    "SELECT * { ?service ?load $SERVICE }",
    "SELECT * { ?s ex:service service:load . ?s SERVICE:SERVICE ex:LOAD }",
    "SELECT * { GRAPH service:x { ?s ?p ?o } }",
    "SELECT * FROM service:g FROM NAMED <http://x/load> { ?s ?p ?o }",
    "SELECT * { ?s ?p <http://example.org/service#load> , <SERVICE> }",
    "SELECT * { ?s ?p 'SERVICE <http://x/> { }', \"LOAD\", '''a ' SERVICE <x> {}''', \"\"\"\" LOAD \"\"\" }",
    "SELECT * { ?s ?p ?o } # SERVICE <http://x/> { }",
    "#LOAD <http://x/>\nASK { ?s ?p 'it\\'s a SERVICE' }",
    "SELECT * { ?s ?p 'x'@en-service , _:service }",
    "SELECT * { ?s ?p ?o FILTER(?o < ?p && ?p > 1 && CONTAINS(?o, 'service')) }",
    "SELECT * { VALUES (?a ?b) { (<http://x/a> <http://x/service>) } }",
    "PREFIX service: <http://x/> DESCRIBE service:x",
]


@pytest.mark.parametrize("query", spell_calls(NOWHERE))
def test_a_call_to_another_address_is_refused_in_every_spelling(query: str) -> None:
    with pytest.raises((QueryRefused, BadQuery)):
        inspect(query, LIMITS)


@pytest.mark.parametrize("word", ["SERVICE", "service", "SeRvIcE", "SERVICE SILENT", "SERVICE#c\n", "\\u0053ERVICE"])
def test_the_refusal_names_the_word_and_its_place(word: str) -> None:
    with pytest.raises(QueryRefused) as caught:
        inspect(f"SELECT *\n  {{ {word} <{NOWHERE}> {{ ?s ?p ?o }} }}", LIMITS)
    assert (caught.value.fields["line"], caught.value.fields["column"]) == (2, 5)


@pytest.mark.parametrize("query", INNOCENT)
def test_the_words_are_allowed_where_they_are_no_keywords(query: str) -> None:
    assert inspect(query, LIMITS).kind in ("SELECT", "ASK", "DESCRIBE")


PREFIXES = f"PREFIX : <{NOWHERE}> PREFIX ex: <http://e/> PREFIX bad: <http://x:> PREFIX service: <{NOWHERE}> "
FRAMES = ["SELECT * {{ {} }}", "SELECT * {{ ?s ?p ?o . {} }}", "SELECT * {{ FILTER(?a<{} }}", "SELECT ({} AS ?x) {{}}"]
FRAMES += ["SELECT * {{ VALUES ?x {{ {} }} SERVICE :x {{?a ?b ?c}} {} }}"]
FRAMES += ["SELECT * {{ FILTER(1<2{})SERVICE{}:x {{}} }}"]
PIECES = ["SERVICE", "service ", "SERVICE :x {?a ?b ?c}", " SILENT ", ":x", "ex:p", "ex:p.q.", "bad:", f"<{NOWHERE}>"]
PIECES += ["'", "'''", '"', '"""', "#", "\n", "\r", " ", "<", ">", ")", "(", "{", "}", "?a ", "?s ?p ?o", ".", ";", ","]
PIECES += ["FILTER(", "FILTER(?s<?p", "\\u0027", "\\u0053", "\\q", "\\uD800", "true", "1", "1e5", "_:x", "@en", "&&"]
PIECES += ["+", "OPTIONAL{"]
PIECES += ["GRAPH ?g{", "VALUES ?v {", "[", "]", "*", "!", "-", "<<(", ")>>", "{|", "|}", "\\-", "IN(", "x"]
SOUP = st.lists(st.sampled_from(PIECES), max_size=6).map("".join)


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(FRAMES), st.lists(SOUP, min_size=2, max_size=2))
def test_what_the_gate_lets_in_never_makes_the_engine_call(frame: str, soup: Sequence[str]) -> None:
    query = PREFIXES + frame.format(*soup)
    try:
        inspect(query, LIMITS)
    except SimpulError:
        return
    store = ox.Store()
    store.add(ox.Quad(ox.NamedNode("http://e/s"), ox.NamedNode("http://e/p"), ox.Literal("1")))
    try:
        results = store.query(query)
        assert isinstance(results, ox.QuerySolutions)
        list(results)
    except SyntaxError:
        pass
    except RuntimeError as error:
        assert "service" not in str(error)


def test_a_long_query_is_refused_before_it_is_read() -> None:
    with pytest.raises(QueryTooLarge):
        inspect("'" + "a" * 2_000_000, LIMITS)


def test_length_is_counted_in_bytes() -> None:
    with pytest.raises(QueryTooLarge):
        inspect("ASK {} #" + "é" * 40_000, LIMITS)


@pytest.mark.parametrize(("opening", "closing"), [("{", "}"), ("(", ")"), ("[", "]"), ("{OPTIONAL", "}")])
@pytest.mark.parametrize("number", [65, 5000])
def test_deep_nesting_is_refused(opening: str, closing: str, number: int) -> None:
    with pytest.raises(QueryTooDeep):
        inspect("SELECT * { " + opening * number + closing * number + " }", LIMITS)


TOO_MANY = {
    "triple patterns": "SELECT * {" + "?s ?p ?o . " * 300 + "}",
    "predicates": "SELECT * { ?s " + "?p ?o ; " * 300 + "}",
    "objects": "SELECT * { ?s ?p " + ", ".join(["?o"] * 300) + "}",
    "lists": "SELECT * { ?s ?p (" + "1 " * 300 + ") }",
    "negations": "SELECT * { FILTER(" + "!" * 300 + "?a) }",
    "unions": "SELECT * {" + " UNION ".join(["{ ?s ?p ?o }"] * 300) + "}",
    "groups": "SELECT * {" + "{}" * 300 + "}",
    "ors": "SELECT * { FILTER(" + "||".join(["?a"] * 300) + ") }",
    "ands": "SELECT * { FILTER(" + "&&".join(["?a"] * 300) + ") }",
    "sums": "SELECT * { FILTER(" + "+".join(["1"] * 300) + ") }",
    "hidden sums": "SELECT * { FILTER(?a<1" + "+1" * 300 + "#>\n) }",
    "paths": "SELECT * { ?s " + "/".join(["ex:p"] * 300) + " ?o }",
    "stars": "SELECT * { ?s ex:p" + "*" * 300 + " ?o }",
    "binds": "SELECT * {" + "BIND(1 AS ?x) " * 300 + "}",
    "expressions": "SELECT " + "(1 AS ?x) " * 300 + "{}",
    "descriptions": "DESCRIBE " + "<http://x/> " * 300,
    "decoded": "SELECT * { ?s ?p '\\u0027" + " . ?s ?p ?o" * 300 + "\\u0027' }",
}


@pytest.mark.parametrize("query", TOO_MANY.values(), ids=TOO_MANY)
def test_too_many_patterns_and_operators_are_refused(query: str) -> None:
    with pytest.raises(QueryTooManyPatterns):
        inspect(query, LIMITS)


def test_values_are_data_and_not_counted() -> None:
    rows = "(<http://x/a/b/c> -1) " * 1000
    assert inspect(f"SELECT * {{ VALUES (?a ?b) {{ {rows} }} }}", LIMITS).kind == "SELECT"


@pytest.mark.parametrize("query", BOMBS.values(), ids=BOMBS)
def test_what_only_evaluation_can_show_passes(query: str) -> None:
    assert inspect(query, LIMITS)


@pytest.mark.parametrize(
    ("query", "kind"),
    [
        ("PREFIX select: <http://x/> BASE <http://y/> ask {}", "ASK"),
        ("# DESCRIBE\nConstruct { ?s ?p ?o } { ?s ?p ?o }", "CONSTRUCT"),
        ("DESCRIBE <http://x/>", "DESCRIBE"),
        ("SELECT*{?s?p?o}", "SELECT"),
        ("INSERT DATA { <a:a> <a:b> 1 }", "UPDATE"),
        ("PREFIX a: <a:> WITH a:g DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }", "UPDATE"),
        ("CLEAR ALL", "UPDATE"),
    ],
)
def test_the_kind_of_operation_is_known(query: str, kind: str) -> None:
    assert inspect(query, LIMITS).kind == kind


@pytest.mark.parametrize("query", ["", "  # nothing", "HELLO { }", "{ ?s ?p ?o }", "SELECT * { ?s ?p ?o } }"])
def test_what_is_no_query_is_bad(query: str) -> None:
    with pytest.raises(BadQuery):
        inspect(query, LIMITS)


def test_the_dataset_of_a_query_is_found() -> None:
    query = "PREFIX a: <http://a/> BASE <http://b/> SELECT * FROM a:x\\-y FROM <z> FROM NAMED a:n { ?s ?p 'from' }"
    found = inspect(query, LIMITS)
    assert (found.default_graphs, found.named_graphs) == (("http://a/x-y", "http://b/z"), ("http://a/n",))


@pytest.mark.parametrize("start", ["SELECT (COUNT(*) AS ?n)", "CONSTRUCT { ?s ?p ?o }", "DESCRIBE ?s", "ASK"])
def test_the_dataset_is_found_after_every_beginning(start: str) -> None:
    assert inspect(f"{start} FROM <urn:a> FROM <urn:b> {{ ?s ?p ?o }}", LIMITS).default_graphs == ("urn:a", "urn:b")


def test_a_query_without_from_has_no_dataset() -> None:
    found = inspect("SELECT ?from { ?from ?p 'FROM <x>' }", LIMITS)
    assert (found.default_graphs, found.named_graphs) == ((), ())
