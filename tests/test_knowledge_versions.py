"""Versions: immutable, named by their content, and never half there."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from graph.errors import BuildBusy, NothingPublished, VersionUnknown
from graph.knowledge import publication
from graph.knowledge.build import build
from graph.knowledge.publication import publish
from graph.knowledge.versions import list_versions, lock, open_current, open_version
from graph.namespaces import RDF, SIM

ROOT = Path(__file__).parent.parent
GRAPH = NamedNode("https://example.org/graph")

BUILD = """
import os, signal, sys
from pathlib import Path
from graph.knowledge.build import build

left = int(sys.argv[3])
flush = os.fsync

def flush_and_die(handle):
    global left
    flush(handle)
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)

os.fsync = flush_and_die
build(Path(sys.argv[1]), Path(sys.argv[2]), message="", report=lambda line: None)
"""

LOCK = """
import sys
from pathlib import Path
from graph.knowledge.versions import lock

with lock(Path(sys.argv[1]), 10):
    print("mine")
"""


def quad(value: str) -> Quad:
    return Quad(NamedNode("https://example.org/a"), NamedNode("https://example.org/b"), Literal(value), GRAPH)


def start_build(root: Path, data: Path, die_at_flush: int = 0) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", BUILD, str(root), str(data), str(die_at_flush)]
    return subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE)


def is_whole(data: Path) -> bool:
    version = open_current(data)
    return hashlib.sha256(version.dataset.read_bytes()).hexdigest() == version.manifest.hash


def test_nothing_is_published_at_first(data: Path) -> None:
    with pytest.raises(NothingPublished):
        open_current(data)
    assert list_versions(data) == []


def test_the_id_is_the_hash_of_the_sorted_statements(data: Path) -> None:
    version = publish(data, [quad("2"), quad("1")], "first", {"a.ttl": "0"})
    lines = version.dataset.read_bytes().splitlines()
    assert lines == sorted(lines)
    assert version.id == hashlib.sha256(version.dataset.read_bytes()).hexdigest()[:12]


def test_the_manifest_tells_what_the_version_is(data: Path) -> None:
    claim = Quad(NamedNode("https://example.org/c"), NamedNode(RDF + "type"), NamedNode(SIM + "Claim"), GRAPH)
    known = publish(data, [quad("1"), claim], "two", {"a.ttl": "0"}).manifest
    assert (known.quads, known.statements, known.graphs) == (2, 1, {GRAPH.value: 2})
    assert (known.message, known.sources) == ("two", {"a.ttl": "0"})
    assert known.published.endswith("+00:00")


def test_the_same_content_has_the_same_id_and_is_not_published_twice(data: Path) -> None:
    first = publish(data, [quad("1"), quad("2")], "first", {})
    again = publish(data, [quad("2"), quad("1")], "again", {})
    assert (again.id, again.manifest) == (first.id, first.manifest)
    assert len(list_versions(data)) == 1


def test_names_of_blank_nodes_do_not_change_the_id(data: Path) -> None:
    ids = {
        publish(data, [Quad(BlankNode(name), NamedNode(SIM + "p"), Literal("1"), GRAPH)], "", {}).id
        for name in ("x", "y")
    }
    assert len(ids) == 1


def test_an_older_version_stays_and_can_be_opened(data: Path) -> None:
    first = publish(data, [quad("1")], "first", {})
    second = publish(data, [quad("2")], "second", {})
    assert open_current(data).id == second.id
    assert open_version(data, first.id) == first
    assert {one.id for one in list_versions(data)} == {first.id, second.id}


@pytest.mark.parametrize("name", ["", "000000000000", "../versions", "0123456789ab/..", "ABCDEF012345"])
def test_an_unknown_version_is_refused(data: Path, name: str) -> None:
    publish(data, [quad("1")], "first", {})
    with pytest.raises(VersionUnknown):
        open_version(data, name)


def test_a_second_builder_is_sent_away(tiny: Path, data: Path) -> None:
    with lock(data), pytest.raises(BuildBusy):
        build(tiny, data, message="", report=lambda line: None)


def test_two_builds_at_once_leave_one_whole_version(tiny: Path, data: Path) -> None:
    builds = [start_build(tiny, data) for _ in range(2)]
    errors = [one.communicate(timeout=60)[1].decode() for one in builds]
    assert 0 in {one.returncode for one in builds}
    assert all(one.returncode == 0 or "BuildBusy" in error for one, error in zip(builds, errors, strict=True))
    assert is_whole(data)


def test_a_build_killed_at_any_write_leaves_a_whole_version_and_the_next_one_works(tiny: Path, data: Path) -> None:
    first = build(tiny, data, message="", report=lambda line: None)
    path = tiny / "ontology/documents/village/actors.ttl"
    text = path.read_text()
    for flush in range(1, 50):
        path.write_text(text.replace('"council"@en', f'"council {flush}"@en'))
        process = start_build(tiny, data, die_at_flush=flush)
        process.communicate(timeout=60)
        assert is_whole(data)
        if process.returncode == 0:
            break
        second = build(tiny, data, message="", report=lambda line: None)
        assert open_current(data).id == second.id != first.id
        assert not (data / "staging").exists()
        first = second
    assert flush > 5, "the build must have been killed at several moments, and once not at all"


@pytest.mark.parametrize("seconds", [0.05, 0.2, 0.4])
def test_a_build_killed_at_any_time_leaves_the_published_version(tiny: Path, data: Path, seconds: float) -> None:
    first = build(tiny, data, message="", report=lambda line: None)
    process = start_build(tiny, data)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
    process.communicate(timeout=60)
    assert is_whole(data)
    assert build(tiny, data, message="", report=lambda line: None).id == first.id


def test_what_a_killed_build_left_is_cleared_away(data: Path) -> None:
    (data / "staging" / "half").mkdir(parents=True)
    with lock(data):
        assert not (data / "staging").exists()


def test_going_back_to_old_content_is_a_new_version(data: Path) -> None:
    first, second, third = (publish(data, [quad(value)], "", {}) for value in "121")
    assert third.manifest.hash == first.manifest.hash
    assert third.id != first.id
    assert [one.manifest.parent for one in (first, second, third)] == ["", first.id, second.id]


def test_a_writer_may_wait_for_another(data: Path) -> None:
    with lock(data):
        waiting = subprocess.Popen(
            [sys.executable, "-c", LOCK, str(data)], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        with pytest.raises(subprocess.TimeoutExpired):
            waiting.wait(1)
    out, error = waiting.communicate(timeout=20)
    assert (out, error) == (b"mine\n", b"")


def test_versions_of_one_second_are_listed_in_the_order_of_the_chain(data: Path) -> None:
    made = [publish(data, [quad(str(number))], "", {}).id for number in range(8)]
    assert [one.id for one in list_versions(data)] == made[::-1]


def test_a_version_that_vanishes_meanwhile_is_unknown(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = publish(data, [quad("1")], "", {})
    second = publish(data, [quad("2")], "", {})
    shutil.rmtree(first.folder)
    with pytest.raises(VersionUnknown, match=second.id):
        open_version(data, first.id)
    assert [one.id for one in list_versions(data)] == [second.id]


def test_an_unknown_version_names_only_some_of_very_many(data: Path) -> None:
    for number in range(12):
        publish(data, [quad(str(number))], "", {})
    with pytest.raises(VersionUnknown, match=r"\(12\)") as caught:
        open_version(data, "0" * 12)
    assert len(str(caught.value)) < 300


def test_a_build_tells_how_much_it_changed(data: Path) -> None:
    publish(data, [quad("1"), quad("2")], "", {})
    known = publish(data, [quad("2"), quad("3"), quad("4")], "", {}).manifest
    assert (known.added, known.removed) == (2, 1)


def test_a_version_whose_writer_died_before_it_became_current_was_never_published(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = publish(data, [quad("1")], "first", {})
    swap = publication._replace

    def die(folder: Path, name: str, content: bytes) -> None:
        if name == "current":
            raise KeyboardInterrupt
        swap(folder, name, content)

    monkeypatch.setattr(publication, "_replace", die)
    with pytest.raises(KeyboardInterrupt):
        publish(data, [quad("2")], "never", {})
    monkeypatch.undo()
    assert len(list(data.glob("versions/*"))) == 2
    with lock(data):
        assert [one.id for one in list_versions(data)] == [first.id]
        second = publish(data, [quad("2")], "second", {})
    with lock(data):
        assert open_current(data).id == second.id
