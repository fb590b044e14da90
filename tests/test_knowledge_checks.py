"""Every check passes on the real data, and every check and shape is seen to fail on its broken twin.

A twin is a small file in ``tests/data/broken``: ``<check>.ttl`` (or ``.trig``,
where graphs matter) for ``queries/checks/<check>.rq`` or
``queries/pitfalls/<check>.rq``, and ``shape_<name>.ttl``
for a SHACL shape. It is read together with the real vocabulary.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Store, parse

from graph.knowledge.build import check
from graph.knowledge.checks import FOLDERS, run_check
from graph.knowledge.problems import Problem
from graph.knowledge.rules import infer
from graph.knowledge.shapes import find_violations
from graph.knowledge.sources import Source, Sources, load_sources
from graph.namespaces import GRAPH, ONTOLOGY_GRAPH

ROOT = Path(__file__).parent.parent
CHECKS = sorted((path for folder in FOLDERS for path in (ROOT / folder).glob("*.rq")), key=lambda path: path.stem)
BROKEN = Path(__file__).parent / "data" / "broken"
SHAPES = sorted(BROKEN.glob("shape_*.ttl"))
TWINS = sorted(path for path in BROKEN.iterdir() if path not in SHAPES) if BROKEN.is_dir() else []
TWIN_GRAPH = NamedNode(GRAPH + "twin")


def stem(path: Path) -> str:
    return path.stem


def read_twin(path: Path) -> list[Quad]:
    """Read a twin; statements that name no graph stand in one of their own."""
    known = RdfFormat.from_extension(path.suffix[1:])
    quads = parse(path.read_bytes(), known, rename_blank_nodes=True)
    return [
        Quad(quad.subject, quad.predicate, quad.object, TWIN_GRAPH)
        if isinstance(quad.graph_name, DefaultGraph)
        else quad
        for quad in quads
    ]


def run(path: Path, store: Store, sources: Sources) -> list[Problem]:
    return run_check(store, path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"), sources, "en")


@pytest.fixture(scope="module")
def sources() -> Sources:
    return load_sources(ROOT)


@pytest.fixture(scope="module")
def vocabulary(sources: Sources) -> Sources:
    return Sources([one for one in sources.files if one.graph == ONTOLOGY_GRAPH])


@pytest.fixture(scope="module")
def store() -> Store:
    return check(ROOT, report=lambda line: None)


def test_there_are_checks_and_twins() -> None:
    assert CHECKS
    assert SHAPES


def test_every_check_has_a_twin_and_every_twin_a_check() -> None:
    assert [path.stem for path in TWINS] == [path.stem for path in CHECKS]


@pytest.mark.parametrize("path", CHECKS, ids=stem)
def test_the_real_data_passes(path: Path, store: Store, sources: Sources) -> None:
    assert run(path, store, sources) == []


@pytest.mark.parametrize("path", CHECKS, ids=stem)
def test_a_broken_twin_is_caught(path: Path, vocabulary: Sources) -> None:
    store = Store()
    store.extend(vocabulary.quads)
    before = run(path, store, vocabulary)
    for twin in (one for one in TWINS if one.stem == path.stem):
        store.extend(read_twin(twin))
    infer(ROOT, store)
    assert set(run(path, store, vocabulary)) - set(before)


def test_the_vocabulary_alone_conforms(vocabulary: Sources) -> None:
    assert find_violations(vocabulary, "en") == []


@pytest.mark.parametrize("path", SHAPES, ids=stem)
def test_a_broken_shape_twin_is_caught_with_a_message_in_both_languages(path: Path, vocabulary: Sources) -> None:
    text = path.read_text(encoding="utf-8")
    twin = Source(path.name, text, TWIN_GRAPH.value, read_twin(path), {})
    together = Sources([*vocabulary.files, twin])
    english, indonesian = (find_violations(together, language) for language in ("en", "id"))
    assert english
    assert {one.file for one in english} <= {path.name, ""}
    assert {one.message for one in english}.isdisjoint(one.message for one in indonesian)
