"""Figures in VoID, as N-Triples."""

from __future__ import annotations

from pyoxigraph import RdfFormat, parse

from graph.namespaces import RDF, VOID, XSD
from graph.void import write_figures, write_iri, write_part


def read(lines: list[str]) -> set[str]:
    return {str(quad.triple) for quad in parse("".join(f"{line} .\n" for line in lines), RdfFormat.N_TRIPLES)}


def test_figures_are_counts_of_a_dataset() -> None:
    assert read(list(write_figures("<urn:d>", {"triples": 3, "subjects": 2}))) == {
        f"<urn:d> <{RDF}type> <{VOID}Dataset>",
        f'<urn:d> <{VOID}triples> "3"^^<{XSD}integer>',
        f'<urn:d> <{VOID}distinctSubjects> "2"^^<{XSD}integer>',
    }


def test_a_class_counts_its_things_and_a_property_its_statements() -> None:
    for name, term in (("class", "entities"), ("property", "triples")):
        found = read(list(write_part("<urn:d>", "<urn:part>", name, "urn:what", 5)))
        assert found == {
            f"<urn:d> <{VOID}{name}Partition> <urn:part>",
            f"<urn:part> <{VOID}{name}> <urn:what>",
            f'<urn:part> <{VOID}{term}> "5"^^<{XSD}integer>',
        }


def test_what_may_not_stand_in_an_iri_is_encoded() -> None:
    assert write_iri("urn:a b<c>") == "<urn:a%20b%3Cc%3E>"
