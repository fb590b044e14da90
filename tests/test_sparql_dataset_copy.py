"""A copy that grows by patches is the copy that loading would give."""

from __future__ import annotations

import itertools
from pathlib import Path
from tempfile import TemporaryDirectory

import pyoxigraph as ox
from hypothesis import given
from hypothesis import strategies as st

from graph.knowledge.n_quads import write_patch
from graph.sparql.dataset_copy import DatasetCopy

NODES = ("<urn:a>", "<urn:b>", "_:x", "_:y")
GRAPHS = ("", " <urn:g>", " <urn:h>")
LINES = [f"{s} <urn:p> {o}{g} ." for s in NODES for o in (*NODES, '"1"') for g in GRAPHS]
datasets = st.sets(st.sampled_from(LINES), max_size=12)


def load(folder: str, name: str, lines: set[str], small: int = 0) -> DatasetCopy:
    path = Path(folder) / name
    path.write_text("".join(f"{line}\n" for line in sorted(lines)), encoding="utf-8")
    return DatasetCopy(str(path), small)


def content(copy: DatasetCopy) -> tuple[list[str], set[ox.Quad], int]:
    """What its default graph answers, what it holds without a graph, and how many statements it counts."""
    results = copy.store.query("SELECT * { ?s ?p ?o }", use_default_graph_as_union=not copy.has_union)
    assert isinstance(results, ox.QuerySolutions)
    named = [quad for quad in copy.store if quad.graph_name != ox.DefaultGraph()]
    return sorted([*map(str, results), *map(str, named)]), set(copy.unnamed), copy.triples


@given(st.lists(datasets, min_size=2, max_size=4), st.sampled_from([0, 100]))
def test_growing_gives_what_loading_gives(versions: list[set[str]], small: int) -> None:
    with TemporaryDirectory() as folder:
        grown = load(folder, "first.nq", versions[0], small)
        for before, after in itertools.pairwise(versions):
            added, removed = ({line.encode() for line in one} for one in (after - before, before - after))
            patch = Path(folder) / "patch"
            patch.write_bytes(write_patch(added, removed))
            grown.grow(str(patch))
        assert content(grown) == content(load(folder, "last.nq", versions[-1]))


def test_the_union_has_every_statement_once() -> None:
    with TemporaryDirectory() as folder:
        copy = load(folder, "one.nq", {"<urn:a> <urn:p> <urn:b> .", "<urn:a> <urn:p> <urn:b> <urn:g> ."})
    assert (copy.has_union, copy.triples, len(copy.store), len(copy.unnamed)) == (True, 1, 2, 1)


def test_nothing_is_copied_where_no_statement_stands_twice() -> None:
    with TemporaryDirectory() as folder:
        copy = load(folder, "one.nq", {"<urn:a> <urn:p> <urn:b> <urn:g> .", "<urn:a> <urn:p> <urn:c> <urn:h> ."})
        assert (copy.has_union, copy.triples, len(copy.store)) == (False, 2, 2)
        (Path(folder) / "patch").write_bytes(b"A <urn:a> <urn:p> <urn:b> <urn:h> .\n")
        copy.grow(f"{folder}/patch")
    assert (copy.has_union, copy.triples, len(copy.store)) == (True, 2, 5)


def test_the_union_of_small_data_is_written_out() -> None:
    with TemporaryDirectory() as folder:
        copy = load(folder, "one.nq", {"<urn:a> <urn:p> <urn:b> <urn:g> ."}, small=100)
    assert (copy.has_union, copy.triples, len(copy.store)) == (True, 1, 2)
