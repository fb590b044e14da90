"""The figures of a dataset: counted rightly, and the same whether counted at once or followed from change to change."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, QuerySolutions, Store

from graph.knowledge import statistics
from graph.knowledge.n_quads import load_content, parse_lines, read_lines
from graph.knowledge.statistics import Statistics, is_description
from graph.knowledge.tally import Tally
from graph.namespaces import BASE, DATASET, GRAPH, OWL, RDF, RDFS, SIM, SKOS, STATISTICS_GRAPH, VOID, XSD

TYPE = f"<{RDF}type>"
NODES = st.sampled_from(["<urn:a>", "<urn:b>", "_:c", "<urn:A>", f"<{SIM}B>"])
VALUES = NODES | st.sampled_from(['"1"', '"satu \\" <x> ."@id', f'"1"^^<{XSD}integer>', f"<{SKOS}Concept>"])
PREDICATES = st.sampled_from([TYPE, TYPE, "<urn:p>", "<urn:q>", f"<{RDFS}seeAlso>"])
NAMED = st.sampled_from(["", " <urn:g>", " <urn:h>", f" <{STATISTICS_GRAPH}>"])
LINES = st.builds(lambda s, p, o, g: f"{s} {p} {o}{g} .".encode(), NODES, PREDICATES, VALUES, NAMED)
CONTENTS = st.frozensets(LINES, max_size=12)


def load(lines: Iterable[bytes]) -> Store:
    return load_content(b"".join(line + b"\n" for line in sorted(lines)))


@settings(max_examples=150, deadline=None)
@given(st.lists(CONTENTS, min_size=2, max_size=4))
def test_following_changes_gives_what_counting_anew_gives(contents: list[frozenset[bytes]]) -> None:
    followed = Statistics(contents[0])
    for before, after in pairwise(contents):
        followed.follow(load(after), after, after - before, before - after)
        assert followed.write() == Statistics(after).write()


def test_a_small_dataset_is_counted_as_by_hand() -> None:
    lines = [
        b"<urn:a> " + TYPE.encode() + b" <urn:A> <urn:g> .",
        b"<urn:a> " + TYPE.encode() + b" <urn:A> <urn:h> .",  # the same again in another graph
        b"<urn:b> " + TYPE.encode() + b" <urn:B> <urn:g> .",
        b"<urn:a> <urn:p> <urn:b> <urn:g> .",
        b'<urn:a> <urn:p> "satu"@id <urn:g> .',
        b'<urn:unknown> <urn:p> "1" <urn:g> .',
    ]
    tally = Tally(lines)
    wanted = {"triples": 5, "subjects": 3, "properties": 2, "objects": 5, "classes": 2, "entities": 2}
    assert tally.union.numbers() == wanted
    assert tally.graphs[b"<urn:h>"].numbers()["triples"] == 1
    assert dict(tally.fields) == {
        (b"<urn:A>", b"<urn:p>", b""): 2,
        (b"<urn:A>", b"<urn:p>", b"<urn:B>"): 1,
        (b"<urn:A>", b"<urn:p>", f"^^<{RDF}langString>".encode()): 1,
    }


def test_what_points_outside_is_a_link_and_what_vocabularies_are_written_with_is_none() -> None:
    sub_class = f"<{RDFS}subClassOf>".encode()
    lines = [
        f"<{SIM}A> ".encode() + sub_class + f" <{value}> <urn:g> .".encode()
        for value in (SKOS + "Concept", SKOS + "Collection", OWL + "Thing", SIM + "B", BASE + "id/place/oita")
    ]
    assert dict(Tally(lines).links) == {(b"<urn:g>", sub_class, SKOS.encode()): 2}


def test_a_dataset_that_is_too_large_is_not_described_until_it_is_small_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statistics, "MOST", 2)
    few = frozenset(b'<urn:a> <urn:p> "%d" .' % number for number in range(2))
    many = few | {b"<urn:a> <urn:q> <urn:b> ."}
    followed = Statistics(few)
    assert followed.write()
    followed.follow(load(many), many, many - few, frozenset())
    assert followed.write() == Statistics(many).write() == frozenset()
    followed.follow(load(few), few, frozenset(), many - few)
    assert followed.write() == Statistics(few).write() != frozenset()


def test_an_empty_dataset_has_no_figures() -> None:
    assert Statistics([]).write() == frozenset()


def test_every_line_is_of_the_graph_of_figures(published_store: Store) -> None:
    lines = Statistics(read_lines(published_store)).write()
    assert all(is_description(line) for line in lines)
    assert {quad.graph_name for quad in parse_lines(lines)} == {NamedNode(STATISTICS_GRAPH)}


def ask(store: Store, query: str) -> QuerySolutions:
    found = store.query(f"PREFIX void: <{VOID}> {query}", use_default_graph_as_union=True)
    assert isinstance(found, QuerySolutions)
    return found


def test_the_published_figures_are_those_that_a_query_counts(published_store: Store) -> None:
    told = ask(
        published_store, f"SELECT ?c ?n {{ <{DATASET}> void:classPartition [ void:class ?c ; void:entities ?n ] }}"
    )
    counted = ask(
        published_store,
        f"""SELECT ?c (COUNT(DISTINCT ?s) AS ?n) {{ GRAPH ?g {{ ?s a ?c }}
            FILTER(?g != <{STATISTICS_GRAPH}> && isIRI(?c)) }} GROUP BY ?c""",
    )
    known = {str(row["c"]): str(row["n"]) for row in told}
    assert known == {str(row["c"]): str(row["n"]) for row in counted}
    assert f"<{SIM}Claim>" in known


def test_fields_say_what_claims_rest_on(published_store: Store) -> None:
    query = f"""SELECT ?n {{ <{DATASET}> void:classPartition [ void:class <{SIM}Claim> ; void:propertyPartition
        [ void:property <{SIM}restsOn> ; void:classPartition [ void:class <{SIM}Citation> ; void:triples ?n ] ] ] }}"""
    (row,) = ask(published_store, query)
    (counted,) = ask(
        published_store, f"SELECT (COUNT(*) AS ?n) {{ ?s a <{SIM}Claim> ; <{SIM}restsOn> ?o . ?o a <{SIM}Citation> }}"
    )
    assert isinstance(row["n"], Literal)
    assert row["n"] == counted["n"]
    assert int(row["n"].value) > 100


def test_each_graph_has_its_own_figures(published_store: Store) -> None:
    query = f"SELECT ?g ?n {{ <{DATASET}> void:subset ?g . ?g void:triples ?n ; void:classPartition ?part }}"
    told = {str(row["g"]): row["n"] for row in ask(published_store, query)}
    assert f"<{GRAPH}rais-flassy>" in told
    for name, number in told.items():
        assert isinstance(number, Literal)
        size = sum(1 for _ in published_store.quads_for_pattern(None, None, None, NamedNode(name[1:-1])))
        assert int(number.value) == size
