"""Finding, locating and naming what stands in the Turtle files."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.knowledge.sources import Source, Sources, combine_digests, digest_files, find_files, load_sources
from graph.namespaces import GAZETTEER_GRAPH, GRAPH, ID, ONTOLOGY_GRAPH, SIM

ROOT = Path(__file__).parent.parent
PREFIXES = {"actor": ID + "actor/", "id": ID, "passage": ID + "passage/"}


def source(text: str) -> Source:
    return Source("a.ttl", text, ONTOLOGY_GRAPH, [], PREFIXES)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("\nactor:office a sim:Actor .", 2),
        (f"\n\n<{ID}actor/office> a sim:Actor .", 3),
        ("id:actor\\/office a sim:Actor .", 1),
        ("actor:office-two a sim:Actor .\nactor:office a sim:Actor .", 2),
        ("actor:council sim:partOf actor:office .\nactor:office\n    a sim:Actor .", 2),
        ("actor:council sim:partOf\n    actor:office .", 2),
        ("actor:council sim:partOf\n    actor:office, actor:x .", 2),
        ("# nothing here", 0),
    ],
)
def test_the_line_of_a_thing_is_where_it_is_described(text: str, line: int) -> None:
    assert source(text).find_line(ID + "actor/office") == line


def test_a_dot_inside_a_name_does_not_end_it() -> None:
    text = "passage:b.1.2 a sim:Passage .\npassage:b.1 a sim:Passage ."
    assert source(text).find_line(ID + "passage/b.1") == 2


def test_the_place_of_a_file_decides_its_graph(tiny: Path) -> None:
    (tiny / "ontology/gazetteer.ttl").write_text("")
    assert find_files(tiny) == {
        "ontology/core.ttl": ONTOLOGY_GRAPH,
        "ontology/documents/village/actors.ttl": GRAPH + "village",
        "ontology/gazetteer.ttl": GAZETTEER_GRAPH,
        "ontology/shapes.ttl": ONTOLOGY_GRAPH,
    }


def test_every_real_file_has_a_graph() -> None:
    found = find_files(ROOT)
    assert len(found) > 5
    assert "" not in found.values()


def test_a_thing_is_located_and_named(tiny: Path) -> None:
    sources = load_sources(tiny)
    assert sources.locate(ID + "actor/council") == ("ontology/documents/village/actors.ttl", 10)
    assert sources.name(ID + "actor/council", "id") == "dewan (actor:council)"
    assert sources.name(SIM + "partOf", "en") == "part of (sim:partOf)"


def test_an_unknown_thing_has_no_place_and_its_iri_for_a_name() -> None:
    assert Sources().locate(ID + "actor/nobody") == ("", 0)
    assert Sources().name(ID + "actor/nobody", "en") == "actor:nobody"


def test_the_digest_covers_data_rules_and_checks(tiny: Path) -> None:
    assert {path.split("/")[0] + "." + path.rsplit(".", 1)[1] for path in digest_files(tiny)} == {
        "ontology.ttl",
        "ontology.rq",
        "queries.rq",
    }


def test_the_digest_covers_the_code_of_the_build() -> None:
    assert "graph/knowledge/rules.py" in digest_files(ROOT)


def test_a_renamed_file_changes_the_digest() -> None:
    assert combine_digests({"a": "0"}) != combine_digests({"b": "0"})
