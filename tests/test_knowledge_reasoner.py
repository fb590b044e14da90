"""The inferred graph against an independent OWL 2 RL reasoner.

The rules are SPARQL files; the same meaning is declared as OWL axioms in the
vocabulary. Here the reasoner gets the axioms, the data, and what the claims
state, and must come to the same conclusions.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import owlrl
import pytest
import rdflib
from rdflib.namespace import RDF

from graph.knowledge.build import check
from graph.knowledge.shapes import convert_quads
from graph.namespaces import DERIVATIONS_GRAPH, ID, INFERRED_GRAPH, SIM

ROOT = Path(__file__).parent.parent

Triple = tuple[rdflib.term.Node, rdflib.term.Node, rdflib.term.Node]


def named(name: str) -> rdflib.URIRef:
    return rdflib.URIRef(SIM + name)


def is_ours(triple: Triple) -> bool:
    """Between things of ours, or that a thing is of a class of ours: what the rules are about."""
    subject, predicate, value = triple
    if not str(subject).startswith(ID) or not isinstance(value, rdflib.URIRef):
        return False
    if predicate == RDF.type:
        return value.startswith(SIM) or value == RDF.Statement
    return str(predicate).startswith(SIM)


def has_bearing(triple: Triple) -> bool:
    """Leave out labels, sentences and notes: the reasoner is slow on them and concludes nothing."""
    return not (isinstance(triple[2], rdflib.Literal) and triple[2].language)


def state(data: rdflib.Graph) -> Iterator[Triple]:
    """What the asserted claims state, worked out without SPARQL."""
    for claim in data.subjects(named("modality"), named("asserted")):
        if data.value(claim, named("polarity")) == named("contested"):
            continue
        both_ways = data.value(claim, named("directed")) == rdflib.Literal(False)
        for predicate in data.objects(claim, RDF.predicate):
            for subject in data.objects(claim, RDF.subject):
                for value in data.objects(claim, RDF.object):
                    yield subject, predicate, value
                    if both_ways:
                        yield value, predicate, subject


@pytest.fixture(scope="module")
def graphs() -> dict[str, rdflib.Graph]:
    store = check(ROOT, report=lambda line: None)
    return {
        graph.value: convert_quads(store.quads_for_pattern(None, None, None, graph)) for graph in store.named_graphs()
    }


def test_the_rules_come_to_the_conclusions_of_an_owl_reasoner(graphs: dict[str, rdflib.Graph]) -> None:
    derived = (INFERRED_GRAPH, DERIVATIONS_GRAPH)
    asserted = rdflib.Graph()
    for name, graph in graphs.items():
        if name not in derived:
            asserted += graph
    asserted_triples = set(asserted)
    closure = rdflib.Graph()
    for triple in (*(one for one in asserted if has_bearing(one)), *state(asserted)):
        closure.add(triple)
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(closure)
    expected = {triple for triple in closure if is_ours(triple)} - asserted_triples
    inferred = {triple for triple in graphs[INFERRED_GRAPH] if is_ours(triple)}
    assert inferred
    assert inferred - expected == set()
    assert expected - inferred == set()


def test_the_inferred_graph_holds_nothing_else(graphs: dict[str, rdflib.Graph]) -> None:
    assert [triple for triple in graphs[INFERRED_GRAPH] if not is_ours(triple)] == []
