"""Terms spelt as SPARQL text mean the same to every reader, and values go into the right place of a query."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st

from graph import lexer
from graph.binding import bind
from graph.errors import ParameterInvalid
from graph.spelling import hide_codes, spell, spell_iri, spell_string, spell_values
from graph.terms import Term, literal

NASTY = (
    '"',
    "\\",
    "\\u0041",
    "\\\\u0041",
    "\\\\\\U00000041",
    "\\n",
    "\n\r\t\b\f",
    "'''",
    '"""',
    "} UNION { ?s ?p ?o",
    "\x00",
    "\x85\u2028",
    "# no comment",
    "\ud7ff\ue000\U0010ffff",
    "\\u0022 . } DROP ALL #",
)
TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"])),
    st.lists(st.sampled_from([*NASTY, "u", "U", "0041", "a"])).map("".join),
)
TAGS = st.from_regex(r"[a-z]{2,3}(-[A-Z]{2})?", fullmatch=True)
IRIS = st.from_regex(r"(http|urn|x-y):[a-z0-9?\u00e4\u4e2d():;,@!$&'*+=~._-]{0,20}", fullmatch=True)


def read_with_oxigraph(text: str) -> Term:
    solution = next(iter(ox.Store().query(f"SELECT ?v {{ {spell_values({'v': Term('urn:x')})} BIND(1 AS ?w) }}")))
    assert str(solution["v"]) == "<urn:x>"
    found = next(iter(ox.Store().query(f"SELECT ?v {{ VALUES (?v) {{ ({text}) }} }}")))["v"]
    if isinstance(found, ox.NamedNode):
        return Term(found.value)
    assert isinstance(found, ox.Literal)
    return literal(found.value, found.language or "", found.datatype.value)


def store_of(*names: str) -> ox.Store:
    store = ox.Store()
    store.extend(ox.Quad(ox.NamedNode(f"urn:p{ord(one)}"), ox.NamedNode("urn:p"), ox.Literal(one)) for one in names)
    return store


def read_with_rdflib(text: str) -> rdflib.term.Node:
    return next(iter(rdflib.Graph().query(f"SELECT ?v {{ VALUES (?v) {{ ({text}) }} }}")))[0]  # type: ignore[index]


@given(TEXTS)
def test_a_text_survives(text: str) -> None:
    assert read_with_oxigraph(spell(literal(text))).value == text


@given(TEXTS)
def test_a_text_survives_a_reader_that_decodes_first(text: str) -> None:
    decoded = lexer.decode_escapes(spell_string(text))
    assert read_with_oxigraph(decoded).value == text


@given(TEXTS)
@settings(max_examples=40, deadline=None)
def test_a_text_survives_an_independent_parser(text: str) -> None:
    assert str(read_with_rdflib(spell_string(text))) == text


@given(TEXTS, TAGS)
def test_a_language_survives(text: str, tag: str) -> None:
    found = read_with_oxigraph(spell(literal(text, tag)))
    assert (found.value, found.language.lower()) == (text, tag.lower())


@given(TEXTS, IRIS)
def test_a_datatype_survives(text: str, iri: str) -> None:
    found = read_with_oxigraph(spell(literal(text, datatype=iri)))
    assert (found.value, found.datatype) == (text, iri)


@given(IRIS)
def test_an_iri_survives(iri: str) -> None:
    assert read_with_oxigraph(spell(Term(iri))) == Term(iri)


@given(st.text())
def test_whatever_is_spelt_is_one_token_of_its_kind(text: str) -> None:
    for term in (Term(text), literal(text)):
        try:
            spelt = spell(term)
        except ParameterInvalid:
            continue
        assert [kind for kind, _, _ in lexer.read_tokens(spelt)] == [lexer.IRI if term.kind == "uri" else lexer.STRING]


@pytest.mark.parametrize(
    "iri",
    [
        "",
        "a",
        "/a",
        "a b:c",
        "urn:a b",
        "urn:<",
        "urn:>",
        'urn:"',
        "urn:{",
        "urn:a\\u003E",
        "urn:\n",
        "urn:\ud800",
        "1:a",
    ],
)
def test_what_is_no_absolute_iri_is_refused(iri: str) -> None:
    with pytest.raises(ParameterInvalid):
        spell_iri(iri)


@pytest.mark.parametrize(
    "term",
    [Term("b", "bnode"), literal("\udc00"), literal("a", "en us"), literal("a", "en@x"), literal("a", datatype="x y")],
)
def test_what_cannot_be_spelt_is_refused(term: Term) -> None:
    with pytest.raises(ParameterInvalid):
        spell(term)


def test_codes_in_statements_are_hidden_too() -> None:
    line = next(iter(ox.parse('<urn:a> <urn:b> "\\\\u0041 \\\\\\\\u" .', format=ox.RdfFormat.N_TRIPLES)))
    content = ox.serialize([line], format=ox.RdfFormat.N_TRIPLES)
    assert content is not None
    text = lexer.decode_escapes(hide_codes(content.decode()))
    assert next(iter(ox.parse(text, format=ox.RdfFormat.N_TRIPLES))) == line


@pytest.mark.parametrize(
    ("query", "bound"),
    [
        ("SELECT ?v { ?v ?p ?o }", "SELECT ?v { VALUES (?v) { (<urn:a>) }  ?v ?p ?o }"),
        ("SELECT ?v FROM <urn:{> WHERE{?v ?p '{'}", None),
        ("# {\nSELECT (COUNT(?v) AS ?n) WHERE {?v ?p ?o} GROUP BY ?v", None),
        (
            "CONSTRUCT { ?v ?p ?o } WHERE { ?v ?p ?o }",
            "CONSTRUCT { ?v ?p ?o } WHERE { VALUES (?v) { (<urn:a>) }  ?v ?p ?o }",
        ),
        ("CONSTRUCT {} { { ?v ?p ?o } UNION { ?o ?p ?v } }", None),
        ("ASK { ?v ?p ?o }", None),
    ],
)
def test_values_stand_at_the_head_of_the_pattern(query: str, bound: str | None) -> None:
    found = bind(query, {"v": Term("urn:a")})
    if bound is not None:
        assert found == bound
    store = store_of("{", "a")
    if "urn:{" not in query and "CONSTRUCT {}" not in query:
        store.query(found)


def test_a_bound_query_finds_what_a_substituted_one_finds() -> None:
    store = store_of("a", "b", "c")
    query = "SELECT ?v ?o { { ?v ?p ?o } UNION { ?s ?v ?o } }"
    value = ox.NamedNode("urn:p98")
    substituted = store.query(query, substitutions={ox.Variable("v"): value})
    bound = store.query(bind(query, {"v": Term("urn:p98")}))
    assert [row["o"] for row in bound] == [row["o"] for row in substituted] == [ox.Literal("b")]


def test_without_values_the_query_stays_as_it_is() -> None:
    assert bind("SELECT * {}", {}) == "SELECT * {}"


@pytest.mark.parametrize("query", ["CONSTRUCT WHERE { ?v ?p ?o }", "DESCRIBE <urn:a>"])
def test_a_query_without_a_pattern_of_its_own_takes_no_values(query: str) -> None:
    with pytest.raises(ValueError):
        bind(query, {"v": Term("urn:a")})
