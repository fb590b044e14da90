"""Updates taken apart: the pieces mean what the whole meant."""

from __future__ import annotations

from collections.abc import Sequence

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.errors import (
    BadQuery,
    ParameterConflict,
    QueryAsUpdate,
    QueryRefused,
    QueryTooComplex,
    QueryTooDeep,
    QueryTooLarge,
    QueryTooManyPatterns,
    SimpulError,
)
from graph.sparql.gate import GateLimits
from graph.sparql.protocol import UpdateRequest
from graph.sparql.updates import read_update, split
from tests.sparql_site import spell_calls

LIMITS = GateLimits(length=65_536, depth=64, patterns=100)
NOWHERE = "http://127.0.0.1:9/"
START = (
    "<urn:s> <urn:p> 1 . <urn:s> <urn:q> <urn:o> . "
    "<urn:g> { <urn:t> <urn:p> 2 ; <urn:q> 'a;b' } <urn:h> { <urn:s> <urn:p> 1 }"
)

OPERATIONS = [
    "INSERT DATA { <urn:a> <urn:p> 'x ; WHERE { }' }",
    "INSERT DATA { GRAPH <urn:g> { ex:a.b.c ex:p 1, 2 ; ex:q 3 } }",
    "DELETE DATA { <urn:s> <urn:p> 1 }",
    "DELETE WHERE { ?s <urn:q> ?o ; <urn:p> ?x }",
    "delete where { GRAPH ?g { ?s ex:p ?o . } }",
    "DELETE # WHERE {\n WHERE # }\n { ?s <urn:q> ?o } # ;",
    "DELETE { ?s ?p ?o } INSERT { ?s <urn:new> ?o } WHERE { ?s ?p ?o FILTER(?o < 3 && ?o > 0) }",
    "INSERT { GRAPH <urn:new> { ?s ?p ?o } } WHERE { GRAPH <urn:g> { ?s ?p ?o } }",
    "WITH <urn:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    "WITH ex:g INSERT { ?s ex:where ?o } WHERE { ?s ?p ?o }",
    "INSERT { ?s <urn:used> ?o } USING <urn:g> USING NAMED ex:h WHERE { ?s ?p ?o }",
    "DELETE { ?s ?p ?o } WHERE { ?s ?p ?o . { SELECT ?s WHERE { ?s <urn:q> ?x } } }",
    "INSERT{?s<urn:glued>?o}WHERE{?s?p?o}",
    "INSERT { [] <urn:blank> ?o } WHERE { ?s <urn:p> ?o ; <urn:q> [] }",
    "CLEAR GRAPH <urn:g>",
    "CLEAR SILENT GRAPH <urn:none>",
    "CLEAR DEFAULT",
    "DROP NAMED",
    "CREATE SILENT GRAPH <urn:made>",
    "COPY DEFAULT TO <urn:copy>",
    "MOVE SILENT GRAPH <urn:g> TO <urn:moved>",
    "ADD ex:g TO DEFAULT",
    "PREFIX ex: <urn:other:> INSERT DATA { ex:a ex:b <rel> }",
    "BASE <http://base.example/x/> INSERT DATA { <rel> <p> '''it's ; \" { ''' }",
    "",
]
GLUE = st.sampled_from([" ; ", ";\n", "\n; # ; comment {\n", ";"])


def fresh() -> ox.Store:
    store = ox.Store()
    store.load(START.encode(), ox.RdfFormat.TRIG)
    return store


def content(store: ox.Store) -> list[str]:
    """Every statement, blank nodes aside."""
    dataset = ox.Dataset(store)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return sorted(map(str, dataset))


def run_whole(text: str) -> list[str] | str:
    store = fresh()
    try:
        store.update(text, base_iri="http://here/")
    except SyntaxError:
        return "syntax"
    except RuntimeError as error:
        return str(error)
    return content(store)


def run_pieces(text: str, using: str = "") -> list[str] | str:
    store = fresh()
    for one in split(text).operations:
        try:
            put_in = f" {using} " if one.takes_dataset else ""
            store.update(one.before + put_in + one.after, base_iri="http://here/")
        except RuntimeError as error:
            return str(error)
    return content(store)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(OPERATIONS), GLUE), max_size=4))
def test_the_pieces_do_what_the_whole_does(parts: Sequence[tuple[str, str]]) -> None:
    text = "PREFIX ex: <urn:>\n" + "".join(operation + glue for operation, glue in parts)
    expected = run_whole(text.replace("ex:a.b.c", "ex:a\\.b\\.c"))
    if expected != "syntax":
        assert run_pieces(text) == expected


@pytest.mark.parametrize("operation", [one for one in OPERATIONS if one])
def test_every_operation_stands_alone(operation: str) -> None:
    (piece,) = split(f"BASE <urn:x> PREFIX ex: <urn:> {operation}").operations
    ox.Store().update((piece.before + piece.after).replace("CLEAR GRAPH", "CLEAR SILENT GRAPH"))


@pytest.mark.parametrize(
    ("text", "takes", "names"),
    [
        ("INSERT DATA { <urn:a> <urn:b> 1 }", [False], False),
        ("DELETE WHERE { ?s ?p ?o }", [True], False),
        ("INSERT { ?s ?p 1 } WHERE { ?s ?p ?o }", [True], False),
        ("WITH <urn:g> INSERT { ?s ?p 1 } WHERE { ?s ?p ?o }", [False], True),
        ("INSERT { ?s ?p 1 } USING <urn:g> WHERE { ?s ?p ?o }", [False], True),
        ("CLEAR ALL; DELETE WHERE { ?s ?p ?o } ; WITH <urn:g> DELETE {} WHERE {}", [False, True, False], True),
        ("", [], False),
        ("PREFIX a: <urn:a> # nothing else", [], False),
        (";", [], False),
    ],
)
def test_it_is_known_where_a_dataset_may_be_put_in(text: str, takes: list[bool], names: bool) -> None:
    script = split(text)
    assert [one.takes_dataset for one in script.operations] == takes
    assert script.names_dataset == names


def test_what_is_put_in_is_what_the_patterns_see() -> None:
    text = "DELETE WHERE { ?s ?p 1 } ; INSERT { GRAPH <urn:new> { ?s ?p ?o } } WHERE { ?s ?p ?o }"
    left = run_pieces(text, using="USING <urn:g>")
    assert sum("<urn:new>" in line for line in left) == 2
    assert any(line.startswith("<urn:s> <urn:p> ") and "<urn:h>" not in line for line in left)


@pytest.mark.parametrize(
    "text",
    [
        "HELLO { }",
        "INSERT DATA {} ; HELLO",
        "LOADER <urn:a>",
        "INSERTDATA { <urn:a> <urn:b> 1 }",
        "INSERT { ?s ?p ?o }",
        "INSERT { ?s ?p ?o } USINGex:g WHERE { ?s ?p ?o }",
        "WITHex:g DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
        "ex:a",
        "<urn:a>",
        "INSERT DATA { <urn:a> <urn:b> 'open }",
        "INSERT DATA { } }",
    ],
)
def test_what_begins_no_operation_is_bad(text: str) -> None:
    with pytest.raises((BadQuery, QueryRefused)):
        read_update(UpdateRequest(text), "http://here/", LIMITS)


def test_a_bad_operation_has_a_place() -> None:
    with pytest.raises(BadQuery) as caught:
        split("INSERT DATA { } ;\n  HELLO")
    assert (caught.value.fields["line"], caught.value.fields["column"]) == (2, 3)


def test_the_dataset_of_the_protocol_and_that_of_the_text_exclude_each_other() -> None:
    for text in ("WITH <urn:g> DELETE {} WHERE {}", "DELETE {} USING <urn:g> WHERE {}"):
        with pytest.raises(ParameterConflict):
            read_update(UpdateRequest(text, ("urn:a",)), "http://here/", LIMITS)
        with pytest.raises(ParameterConflict):
            read_update(UpdateRequest(text, (), ("urn:a",)), "http://here/", LIMITS)
        assert read_update(UpdateRequest(text), "http://here/", LIMITS).base == "http://here/"


# The gate before updates

CALLS = [one for one in spell_calls(NOWHERE) if "LOAD" in one.upper() or "\\u004C" in one]
LOADS = [f"{word} <{NOWHERE}>" for word in ("LOAD", "load", "LOAD SILENT", "LOADSILENT", "LOAD#c\n", "LOAD\\u0020")]
LOADS += [
    f"PREFIX : <{NOWHERE}> LOAD:x",
    f"PREFIX : <{NOWHERE}>LOAD:x",
    f"PREFIX ex: <{NOWHERE}> INSERT DATA {{}};LOADex:x",
    f"PREFIX ex: <{NOWHERE}> CLEAR GRAPH ex:a;load ex:x",
    f"BASE <{NOWHERE}> LOAD <x>",
    f"INSERT DATA {{ <urn:a> <urn:b> '''a\\u0027''' }} ; LOAD <{NOWHERE}> #'''",
    f"INSERT {{ ?s ?p ?o }} WHERE {{ FILTER(?s<?o+'>') }}; LOAD <{NOWHERE}> #'\n",
    f"INSERT {{ ?s ?p ?o }} WHERE {{ SERVICE <{NOWHERE}> {{ ?s ?p ?o }} }}",
    f"DELETE {{ ?s ?p ?o }} WHERE {{ {{ SELECT * {{ SERVICE SILENT <{NOWHERE}> {{ ?s ?p ?o }} }} }} }}",
    f"PREFIX : <{NOWHERE}> DELETE WHERE {{ ?s ?p ?o }} ; INSERT {{}} WHERE {{ ?a ?b ?c.SERVICE:{{?s ?p ?o}} }}",
]


@pytest.mark.parametrize("text", [*CALLS, *LOADS])
def test_an_update_calls_nobody(text: str) -> None:
    with pytest.raises((QueryRefused, BadQuery)):
        read_update(UpdateRequest(text), "http://here/", LIMITS)


@pytest.mark.parametrize(
    "text",
    [
        "PREFIX load: <urn:load:> PREFIX service: <urn:> INSERT DATA { load:x service:load 'LOAD <x>' , <urn:LOAD> }",
        "PREFIX load: <urn:load:> COPY load:a TO load:b ; MOVE SILENT load:a TO GRAPH load:c; CLEAR GRAPH load:x",
        "PREFIX load: <urn:> WITH load:g DELETE { ?load ?p ?o } USING load:x USING NAMED load:y WHERE { ?load ?p ?o }",
        "CLEAR ALL # LOAD <x>",
    ],
)
def test_the_words_are_allowed_where_they_are_no_keywords(text: str) -> None:
    assert read_update(UpdateRequest(text), "http://here/", LIMITS).operations


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("SELECT * {}", QueryAsUpdate),
        ("ASK {}", QueryAsUpdate),
        ("INSERT DATA { <urn:a> <urn:b> '" + "a" * 70_000 + "' }", QueryTooLarge),
        ("INSERT DATA { <urn:a> <urn:b> " + "[ <urn:p> " * 65 + "1" + "]" * 65 + " }", QueryTooDeep),
        ("INSERT DATA { " + "<< " * 70 + "<urn:a> <urn:b> 1" + " >>" * 70 + " <urn:b> 1 }", QueryTooDeep),
        ("DELETE WHERE { " + "?s ?p ?o . " * 101 + "}", QueryTooManyPatterns),
        ("DELETE { " + "?s ?p ?o . " * 101 + "} WHERE { ?s ?p ?o }", QueryTooManyPatterns),
        ("INSERT DATA {} ; DELETE WHERE { ?s ?p ?o } ;" * 60, QueryTooComplex),
    ],
)
def test_too_much_is_refused(text: str, error: type[SimpulError]) -> None:
    with pytest.raises(error):
        read_update(UpdateRequest(text), "http://here/", LIMITS)


@pytest.mark.parametrize("word", ["INSERT", "DELETE"])
def test_data_is_not_counted(word: str) -> None:
    rows = "<urn:a> <urn:b> 1, -2 ; <urn:c> (1 2 3) . GRAPH <urn:g> { <urn:a> <urn:b> 'x' } " * 300
    assert read_update(UpdateRequest(f"{word} DATA {{ {rows} }}"), "http://here/", LIMITS).operations


PIECES = ["LOAD", "load ", "LOAD SILENT ", ":x", "ex:p", f"<{NOWHERE}>", "'", "'''", '"', "#", "\n", " ", "<", ">", "{"]
PIECES += ["}", "(", ")", ";", " ; ", ".", "?a ", "?s ?p ?o", "INSERT DATA {", "DELETE WHERE {", "WHERE {", "INSERT {"]
PIECES += [
    "FILTER(?s<?o",
    "\\u0027",
    "\\u004C",
    "SERVICE ",
    "CLEAR ALL",
    "WITH ",
    "USING ",
    "PREFIX : <urn:>",
    "[",
    "]",
]
FRAMES = ["{}", "CLEAR ALL;{}", "INSERT DATA {{ <urn:a> <urn:b> 1 {} }} {}", "INSERT {{ ?s ?p ?o }} WHERE {{ {} }} {}"]
FRAMES += ["DELETE {{ ?s ?p ?o }} WHERE {{ FILTER(?s<?p{}) }} {}", "PREFIX x: <urn:> {} CLEAR ALL {}"]
SOUP = st.lists(st.sampled_from(PIECES), max_size=6).map("".join)


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(FRAMES), st.lists(SOUP, min_size=2, max_size=2))
def test_what_is_let_in_never_makes_the_engine_call(frame: str, soup: Sequence[str]) -> None:
    text = f"PREFIX : <{NOWHERE}> PREFIX ex: <{NOWHERE}> " + frame.format(*soup)
    try:
        update = read_update(UpdateRequest(text), "http://here/", LIMITS)
    except SimpulError:
        return
    for piece in [update.text, *(one.before + one.after for one in update.operations)]:
        try:
            fresh().update(piece)
        except (SyntaxError, RuntimeError):
            continue
        except OSError as error:
            raise AssertionError(piece) from error  # this is how the engine says that a call failed
