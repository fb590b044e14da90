"""Relations, statements and the small drawing, from hand-made rows."""

from __future__ import annotations

from typing import Any

from graph.namespaces import ID, INFERRED_GRAPH, OWL, RDF, RDFS, SIM
from graph.terms import Row, Term, literal
from graph.web.claims import read_claims
from graph.web.ego import MOST, draw_ego
from graph.web.lexicon import Lexicon
from graph.web.reader import Reader
from graph.web.relations import IN, INFERRED, OUT, STATED, WRITTEN, Group, Relations

PAPER = "https://w3id.org/simpul/graph/paper"
TERMS = [
    ("strengthens", RDFS + "subPropertyOf", Term(SIM + "influences")),
    ("strengthens", OWL + "inverseOf", Term(SIM + "strengthenedBy")),
    ("strengthens", SIM + "sign", Term(SIM + "positive")),
    ("influences", OWL + "inverseOf", Term(SIM + "influencedBy")),
    ("partnersWith", RDF + "type", Term(OWL + "SymmetricProperty")),
]


def thing(name: str) -> str:
    return f"{ID}concept/{name}"


def ask(name: str, about: str = "") -> list[Row]:
    if name == "vocabulary":
        return [{"term": Term(SIM + term), "property": Term(prop), "value": value} for term, prop, value in TERMS]
    return []


def claim_rows(number: int, ends: tuple[str, str, str], **words: str) -> list[Row]:
    subject, predicate, value = ends
    said: dict[str, Any] = {"polarity": "positive", "modality": "asserted", **words}
    pairs = [(RDF + "subject", Term(thing(subject))), (RDF + "predicate", Term(SIM + predicate))]
    pairs += [(RDF + "object", Term(thing(value))), (SIM + "lines", literal(f"{number}-{number + 2}"))]
    pairs += [(SIM + name, Term(SIM + word)) for name, word in said.items()]
    pairs += [(RDFS + "comment", literal(f"Kalimat {number}.", "id")), (SIM + "statedIn", Term(ID + "passage/a.1"))]
    return [{"claim": Term(f"{ID}claim/c{number:03}"), "property": Term(prop), "value": one} for prop, one in pairs]


def triple(predicate: str, other: str, graph: str = PAPER) -> Row:
    return {
        "graph": Term(graph),
        "property": Term(SIM + predicate),
        "value": Term(thing(other)),
        "other": Term(thing(other)),
    }


def relate(rows: list[Row], outgoing: list[Row], incoming: list[Row]) -> list[Group]:
    found = Relations(thing("me"), Lexicon("v", ask))
    found.add_claims(read_claims(rows))
    found.add_triples(outgoing, incoming)
    return found.groups("en")


def test_statements_are_read_in_the_order_of_the_text_and_once() -> None:
    rows = claim_rows(30, ("me", "strengthens", "x")) + claim_rows(4, ("me", "causes", "y")) * 2
    claims = read_claims(rows)
    assert [claim.slug for claim in claims] == ["c004", "c030"]
    assert claims[0].where == "4\u20136"
    assert claims[0].sentence("en").language == "id"


def test_a_statement_without_subject_predicate_and_object_is_left_out() -> None:
    rows = [row for row in claim_rows(1, ("me", "causes", "y")) if row["property"].value != RDF + "object"]
    assert read_claims(rows) == []


def test_both_directions_are_grouped_by_verb() -> None:
    groups = relate(claim_rows(1, ("me", "causes", "x")) + claim_rows(2, ("y", "causes", "me")), [], [])
    assert [(group.predicate, group.direction) for group in groups] == [(SIM + "causes", OUT), (SIM + "causes", IN)]
    assert all(item.status == STATED for group in groups for item in group.items)


def test_what_follows_from_a_statement_by_the_vocabulary_is_not_repeated() -> None:
    outgoing = [triple("strengthens", "x", INFERRED_GRAPH), triple("influences", "x", INFERRED_GRAPH)]
    incoming = [triple("strengthenedBy", "x", INFERRED_GRAPH), triple("influencedBy", "x", INFERRED_GRAPH)]
    groups = relate(claim_rows(1, ("me", "strengthens", "x")), outgoing, incoming)
    assert [(group.predicate, len(group.items)) for group in groups] == [(SIM + "strengthens", 1)]


def test_a_chain_is_shown_once_as_inferred() -> None:
    outgoing = [triple("influences", "z", INFERRED_GRAPH), triple("strengthens", "z", INFERRED_GRAPH)]
    incoming = [triple("strengthenedBy", "z", INFERRED_GRAPH)]
    (group,) = relate([], outgoing, incoming)
    assert (group.predicate, group.items[0].status, group.items[0].polarity) == (
        SIM + "strengthens",
        INFERRED,
        "positive",
    )


def test_written_relations_count_as_written_and_symmetric_ones_have_one_direction() -> None:
    groups = relate([], [triple("partOf", "whole")], [triple("partnersWith", "friend")])
    assert {(group.predicate, group.direction, group.items[0].status) for group in groups} == {
        (SIM + "partOf", OUT, WRITTEN),
        (SIM + "partnersWith", OUT, WRITTEN),
    }


def test_a_denied_relation_is_listed_but_not_drawn() -> None:
    groups = relate(claim_rows(1, ("me", "strengthens", "x"), modality="denied"), [], [])
    reader = Reader("en", lambda: Lexicon("v", ask))
    assert groups[0].items[0].is_denied and groups[0].items[0].polarity == "neutral"
    assert draw_ego(thing("me"), groups, reader) is None


def test_statements_of_both_signs_are_mixed_and_never_shown_as_one() -> None:
    rows = claim_rows(1, ("me", "influences", "x")) + claim_rows(2, ("me", "influences", "x"), polarity="negative")
    (group,) = relate(rows, [], [])
    assert (group.items[0].polarity, group.items[0].glyph) == ("mixed", "\u00b1")


def test_the_drawing_holds_at_most_twelve_and_counts_the_rest() -> None:
    rows = [row for number in range(20) for row in claim_rows(number, ("me", "causes", f"x{number}"))]
    rows += [row for number in range(20, 40) for row in claim_rows(number, (f"x{number}", "causes", "me"))]
    drawing = draw_ego(thing("me"), relate(rows, [], []), Reader("en", lambda: Lexicon("v", ask)))
    assert drawing is not None
    assert len(drawing.spots) == MOST and drawing.left_out == 40 - MOST
    assert {spot.neighbour.side for spot in drawing.spots} == {IN, OUT}
    assert all(0 < spot.y < drawing.height and spot.link.href.startswith("/id/") for spot in drawing.spots)


def test_what_is_neutral_takes_no_side() -> None:
    rows = claim_rows(1, ("me", "influences", "x")) + claim_rows(2, ("me", "influences", "x"), polarity="neutral")
    (group,) = relate(rows, [], [])
    assert group.items[0].polarity == "positive"
    rows += claim_rows(3, ("me", "causes", "x"), polarity="neutral")
    drawing = draw_ego(thing("me"), relate(rows, [], []), Reader("en", lambda: Lexicon("v", ask)))
    assert drawing is not None and [spot.neighbour.glyph for spot in drawing.spots] == ["+"]
