"""Inference: every inferred triple is explained, and the rules come to an end."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Store

from graph.errors import SourceInvalid
from graph.knowledge.build import check
from graph.namespaces import DERIVATIONS_GRAPH, ID, INFERRED_GRAPH, PROV, RDF, SIM

INFERRED = NamedNode(INFERRED_GRAPH)
DERIVATIONS = NamedNode(DERIVATIONS_GRAPH)

RECORD = """
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX sim: <https://w3id.org/simpul/ns#>
CONSTRUCT {{
  ?d a sim:Derivation ; sim:derivedSubject ?s ; sim:derivedPredicate sim:partOf ; sim:derivedObject ?o ; {rest} .
}}
WHERE {{ ?s sim:sector ?o . BIND ({name} AS ?d) }}
"""
WHOLE = "sim:derivedBy sim:r ; prov:wasDerivedFrom ?s"


def infer(root: Path) -> Store:
    return check(root, report=lambda line: None)


def refusal(root: Path, rest: str, name: str) -> str:
    (root / "ontology/rules/new.rq").write_text(RECORD.format(rest=rest, name=name))
    with pytest.raises(SourceInvalid) as caught:
        infer(root)
    return str(caught.value.problems[0])


def triples(store: Store, graph: NamedNode) -> set[tuple[str, str, str]]:
    short = {RDF: "", SIM: "", ID + "actor/": ""}
    found = set()
    for quad in store.quads_for_pattern(None, None, None, graph):
        words = [str(term).strip("<>") for term in quad.triple]
        for long, brief in short.items():
            words = [word.replace(long, brief) for word in words]
        found.add((words[0], words[1], words[2]))
    return found


def test_rules_run_until_nothing_new_comes(tiny: Path) -> None:
    assert triples(infer(tiny), INFERRED) == {
        ("office", "partOf", "district"),
        ("council", "hasPart", "office"),
        ("district", "hasPart", "council"),
        ("district", "hasPart", "office"),
    }


def test_every_inferred_triple_names_rule_and_origin(tiny: Path) -> None:
    store = infer(tiny)
    for quad in store.quads_for_pattern(None, None, None, INFERRED):
        records = set.intersection(
            *(
                {one.subject for one in store.quads_for_pattern(None, NamedNode(SIM + part), term, DERIVATIONS)}
                for part, term in zip(("derivedSubject", "derivedPredicate", "derivedObject"), quad.triple, strict=True)
            )
        )
        assert records
        for record in records:
            for name in (SIM + "derivedBy", PROV + "wasDerivedFrom"):
                assert any(store.quads_for_pattern(record, NamedNode(name), None, DERIVATIONS))


def test_an_asserted_triple_is_not_inferred(tiny: Path) -> None:
    path = tiny / "ontology/documents/village/actors.ttl"
    path.write_text(path.read_text() + "\nactor:council sim:hasPart actor:office .\n")
    assert ("council", "hasPart", "office") not in triples(infer(tiny), INFERRED)


def test_the_derivations_explain_the_inferred_graph_exactly(tiny: Path) -> None:
    store = infer(tiny)
    explained = {
        tuple(
            next(store.quads_for_pattern(quad.subject, NamedNode(SIM + part), None, DERIVATIONS)).object
            for part in ("derivedSubject", "derivedPredicate", "derivedObject")
        )
        for quad in store.quads_for_pattern(None, NamedNode(SIM + "derivedBy"), None, DERIVATIONS)
    }
    assert explained == {tuple(quad.triple) for quad in store.quads_for_pattern(None, None, None, INFERRED)}


def test_a_rule_that_never_ends_is_named(tiny: Path) -> None:
    rule = tiny / "ontology/rules/inverse.rq"
    rule.write_text(rule.read_text().replace('SHA1(CONCAT("inverse",', "SHA1(CONCAT(STR(RAND()),"))
    with pytest.raises(SourceInvalid) as caught:
        infer(tiny)
    assert "inverse.rq" in str(caught.value.problems[0])


@pytest.mark.parametrize(
    ("rest", "name", "word"),
    [
        ("sim:derivedBy sim:r", "IRI(CONCAT(STR(?s), '-d'))", "prov:wasDerivedFrom"),
        ("prov:wasDerivedFrom ?s", "IRI(CONCAT(STR(?s), '-d'))", "sim:derivedBy"),
        (WHOLE, "sim:the-same-for-all", "sim:derivedSubject"),
        (WHOLE, "BNODE()", "IRI"),
    ],
)
def test_an_incomplete_record_is_refused(tiny: Path, rest: str, name: str, word: str) -> None:
    assert word in refusal(tiny, rest, name)
