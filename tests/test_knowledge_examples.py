"""The named questions and prefixes as data: editors find them on the endpoint, and they run as they stand."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, QuerySolutions, QueryTriples, Store

from graph.errors import SourceInvalid
from graph.knowledge.build import build, check, is_fresh
from graph.knowledge.examples import read_examples
from graph.namespaces import PREFIXES, QUERIES_GRAPH, QUERY, RDFS, SH
from tests.conftest import ROOT

QUESTION = """#+ title@en: What is there?
#+ title@id: Apa yang ada?
#+ about@en: Everything of a kind.
#+ about@id: Segala sesuatu dari suatu jenis.
#+ sentence@en: All of {kind}
#+ sentence@id: Semua {kind}
#+ group: things
#+ parameter: kind text
#+ label@en: kind = kind
#+ label@id: kind = jenis
#+ example: kind = it's "odd"
#+ column@en: claim = statement
#+ column@id: claim = pernyataan
#+ show: table
PREFIX sim: <https://w3id.org/simpul/ns#>
SELECT ?claim WHERE { ?claim sim:tier ?kind }
"""
PREFIX_CHECK = "SELECT DISTINCT ?prefix ?namespace { [] sh:namespace ?namespace ; sh:prefix ?prefix }"
EXAMPLE_CHECK = """SELECT DISTINCT ?sq ?comment ?query { ?sq a sh:SPARQLExecutable ; rdfs:comment ?comment ;
    sh:select|sh:ask|sh:construct|sh:describe ?query }"""
SCHEMA_CHECK = """PREFIX void: <http://rdfs.org/ns/void#> PREFIX void-ext: <http://ldf.fi/void-ext#>
SELECT DISTINCT ?class ?property ?to ?datatype { ?part void:class ?class ; void:propertyPartition ?field .
    ?field void:property ?property .
    OPTIONAL { { ?field void:classPartition [ void:class ?to ] }
               UNION { ?field void-ext:datatypePartition [ void-ext:datatype ?datatype ] } } }"""
"""What the check of SIB's editor looks for, in our words."""


def ask(store: Store, query: str) -> list[dict[str, str]]:
    found = store.query(f"PREFIX sh: <{SH}> PREFIX rdfs: <{RDFS}> {query}", use_default_graph_as_union=True)
    assert isinstance(found, QuerySolutions)
    names = [variable.value for variable in found.variables]
    return [{name: str(row[name]) for name in names if row[name] is not None} for row in found]


@pytest.fixture
def asking(tiny: Path) -> Path:
    """A small project with one question."""
    (tiny / "queries" / "public").mkdir()
    (tiny / "queries" / "public" / "what-is-there.rq").write_text(QUESTION)
    return tiny


def test_editors_find_every_prefix(published_store: Store) -> None:
    assert len(ask(published_store, PREFIX_CHECK)) == len(PREFIXES)


def test_editors_find_every_question_in_both_languages(published_store: Store) -> None:
    found = ask(published_store, EXAMPLE_CHECK)
    names = {path.stem for path in (ROOT / "queries" / "public").glob("*.rq")}
    assert {row["sq"].strip("<>").removeprefix(QUERY) for row in found} == names
    assert {row["comment"][-3:] for row in found} == {"@en", "@id"}
    assert len(found) == 2 * len(names)


def test_editors_find_which_class_has_which_properties(published_store: Store) -> None:
    found = ask(published_store, SCHEMA_CHECK)
    assert any("to" in row for row in found)
    assert any("datatype" in row for row in found)


def test_every_example_runs_as_it_stands(published_store: Store) -> None:
    texts = {
        str(row["sq"]): row["query"]
        for row in ask(published_store, "SELECT ?sq ?query { ?sq sh:select|sh:construct ?query }")
    }
    assert texts
    for quad in published_store.quads_for_pattern(None, None, None, NamedNode(QUERIES_GRAPH)):
        if quad.predicate.value in (SH + "select", SH + "construct"):
            assert isinstance(quad.object, Literal)
            found = published_store.query(quad.object.value, use_default_graph_as_union=True)
            assert isinstance(found, QuerySolutions | QueryTriples)
            assert list(found), quad.subject


def test_an_example_value_is_spelt_as_a_term(asking: Path) -> None:
    (_, source) = read_examples(asking)
    (text,) = (str(quad.object) for quad in source.quads if quad.predicate.value == SH + "select")
    assert r"VALUES (?kind) { (\"it's \\\"odd\\\"\") }" in text


def test_a_project_without_questions_declares_nothing(tiny: Path) -> None:
    assert read_examples(tiny) == []


def test_a_changed_question_is_noticed(asking: Path, data: Path) -> None:
    build(asking, data, message="", report=lambda line: None)
    assert is_fresh(asking, data)
    (asking / "queries" / "public" / "what-is-there.rq").write_text(QUESTION.replace("tier", "order"))
    assert not is_fresh(asking, data)


@pytest.mark.parametrize(
    "change",
    [("#+ group: things\n", ""), ("?claim sim:tier", "?claim"), ("tier ?kind }", "tier ?kind"), ("it's", "x" * 300)],
)
def test_a_question_that_cannot_be_one_stops_the_build(asking: Path, change: tuple[str, str]) -> None:
    (asking / "queries" / "public" / "what-is-there.rq").write_text(QUESTION.replace(*change))
    with pytest.raises(SourceInvalid) as caught:
        check(asking, report=lambda line: None)
    assert [problem.file for problem in caught.value.problems] == ["queries/public/what-is-there.rq"]
