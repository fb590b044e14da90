"""The difference between versions: whole, streamed, and enough to make one from the other."""

from __future__ import annotations

import json
import shutil
import tracemalloc
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.knowledge.difference import DERIVED, Counts, Statement, compare, count, read_terms, write_patch, write_text
from graph.knowledge.n_quads import write_patch as write_lines
from graph.knowledge.versions import Manifest, Version
from graph.namespaces import INFERRED_GRAPH, ONTOLOGY_GRAPH
from graph.terms import Term, literal

TERMS = st.sampled_from(['"1"', '"a <b> ."', "<urn:x>", "_:b", '"\\n"', '"+ "@en'])
GRAPHS = st.sampled_from(["", " <urn:g>", f" <{INFERRED_GRAPH}>", f" <{ONTOLOGY_GRAPH}>"])
LINES = st.builds(
    lambda subject, term, graph: f"<urn:{subject}> <urn:p> {term}{graph} .".encode(),
    st.sampled_from(["a", "b", "a/b", "a-b"]),
    TERMS,
    GRAPHS,
)
DATASETS = st.frozensets(LINES, max_size=30)


def version_of(folder: Path, name: str, lines: frozenset[bytes] | list[bytes]) -> Version:
    own = folder / name
    own.mkdir(exist_ok=True)
    (own / "dataset.nq").write_bytes(b"".join(line + b"\n" for line in sorted(lines)))
    return Version(name, own, Manifest(name, "", "", "", len(lines), 0, {}, {}, ""))


def apply(patch: bytes, lines: frozenset[bytes]) -> set[bytes]:
    """Apply an RDF Patch as its specification says: rows in order, inside one transaction."""
    rows = patch.splitlines()
    kept = set(lines)
    for row in rows[rows.index(b"TX .") + 1 : rows.index(b"TC .")]:
        operation, line = row.split(b" ", 1)
        if operation == b"A":
            kept.add(line)
        elif operation == b"D":
            kept.remove(line)
        else:
            raise AssertionError(row)
    return kept


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("difference")


@given(before=DATASETS, after=DATASETS)
@settings(deadline=None)
def test_the_patch_makes_one_version_from_the_other(
    folder: Path, before: frozenset[bytes], after: frozenset[bytes]
) -> None:
    one, other = version_of(folder, "one", before), version_of(folder, "other", after)
    patch = b"".join(write_patch(compare(one, other), "one", "other"))
    assert apply(patch, before) == after


@given(before=DATASETS, after=DATASETS)
@settings(deadline=None)
def test_the_counts_are_those_of_the_sets(folder: Path, before: frozenset[bytes], after: frozenset[bytes]) -> None:
    counts = count(compare(version_of(folder, "one", before), version_of(folder, "other", after)))
    assert sum(one.added for one in counts.values()) == len(after - before)
    assert sum(one.removed for one in counts.values()) == len(before - after)


def test_a_version_does_not_differ_from_itself(version: Version) -> None:
    assert list(compare(version, version)) == []


def test_counts_are_given_for_each_graph(folder: Path) -> None:
    one = version_of(folder, "one", [b'<urn:a> <urn:p> "1" <urn:g> .', b'<urn:a> <urn:p> "1" .'])
    other = version_of(folder, "other", [b'<urn:a> <urn:p> "2" <urn:g> .', b'<urn:a> <urn:p> "3" <urn:g> .'])
    assert count(compare(one, other)) == {"": Counts(0, 1), "urn:g": Counts(2, 1)}


def test_derived_graphs_can_be_left_out(folder: Path) -> None:
    line = f'<urn:a> <urn:p> "1" <{INFERRED_GRAPH}> .'.encode()
    one, other = version_of(folder, "one", []), version_of(folder, "other", [line])
    assert [each.line for each in compare(one, other)] == [line]
    assert list(compare(one, other, DERIVED)) == []


def test_text_shows_what_went_and_what_came(folder: Path) -> None:
    lines = [b"<urn:a> <urn:p> <urn:b> .", b"<urn:a> <urn:p> <urn:c> ."]
    statements = compare(version_of(folder, "one", lines[:1]), version_of(folder, "other", lines[1:]))
    assert b"".join(write_text(statements)) == b"- " + lines[0] + b"\n+ " + lines[1] + b"\n"


def test_a_patch_names_both_versions() -> None:
    rows = b"".join(write_patch([Statement(True, b"<urn:a> <urn:p> <urn:b> .")], "a" * 12, "b" * 12)).splitlines()
    assert rows == [
        b"H id <https://w3id.org/simpul/versions/bbbbbbbbbbbb> .",
        b"H prev <https://w3id.org/simpul/versions/aaaaaaaaaaaa> .",
        b"TX .",
        b"A <urn:a> <urn:p> <urn:b> .",
        b"TC .",
    ]


def test_large_versions_are_compared_without_reading_them_into_memory(folder: Path) -> None:
    lines = [f'<urn:{number:06}> <urn:p> "{"x" * 200}" .'.encode() for number in range(20_000)]
    one, other = version_of(folder, "one", lines), version_of(folder, "other", lines[1:])
    tracemalloc.start()
    assert sum(1 for _ in compare(one, other)) == 1
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 1_000_000


@given(steps=st.lists(DATASETS, min_size=2, max_size=5))
@settings(deadline=None)
def test_patches_beside_the_versions_give_the_same_as_the_files(folder: Path, steps: list[frozenset[bytes]]) -> None:
    root = folder / "chain" / "versions"
    shutil.rmtree(root, ignore_errors=True)
    chain = []
    for number, lines in enumerate(steps):
        name = f"{number:012x}"
        own = root / name
        own.mkdir(parents=True)
        (own / "dataset.nq").write_bytes(b"".join(line + b"\n" for line in sorted(lines)))
        known = Manifest(name, "", "", "", 0, 0, {}, {}, "", parent=chain[-1].id if chain else "")
        (own / "manifest.json").write_text(json.dumps(asdict(known)))
        if chain:
            (own / "patch").write_bytes(write_lines(lines - steps[number - 1], steps[number - 1] - lines))
        chain.append(Version(name, own, known))
    for one, other in ((chain[0], chain[-1]), (chain[-1], chain[0])):
        found = list(compare(one, other))
        assert found == list(compare(without_chain(one), without_chain(other)))


def without_chain(version: Version) -> Version:
    """Give the same version as one that nothing is known to lead to."""
    return replace(version, id="f" * 12, manifest=replace(version.manifest, parent=""))


def test_terms_are_read_from_lines() -> None:
    lines = (b'<urn:a> <urn:p> "x\\n"@en .', b"_:b <urn:p> <urn:c> <urn:g> .", b'<urn:a> <urn:p> "1"^^<urn:t> .')
    found = read_terms([Statement(True, line) for line in lines])
    assert [value for _, _, value in found] == [literal("x\n", "en"), Term("urn:c"), literal("1", datatype="urn:t")]
    assert found[1][0] == Term("b", "bnode")
