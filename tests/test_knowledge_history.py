"""The chain of versions: found by time, gone back to, cut short."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from graph.errors import BuildBusy, NothingPublished, VersionUnknown
from graph.knowledge.history import find_at, find_old, prune, restore
from graph.knowledge.publication import publish
from graph.knowledge.versions import Version, find_patches, list_versions, lock, open_current, open_version

GRAPH = NamedNode("https://example.org/graph")
START = datetime(2026, 11, 1, 12, tzinfo=UTC)


def quad(value: str) -> Quad:
    return Quad(NamedNode("https://example.org/a"), NamedNode("https://example.org/b"), Literal(value), GRAPH)


def move(version: Version, moment: datetime) -> Version:
    """Let a version have been published at another moment."""
    path = version.folder / "manifest.json"
    known = json.loads(path.read_text())
    path.write_text(json.dumps({**known, "published": moment.isoformat(timespec="seconds")}))
    return version


@pytest.fixture
def chain(data: Path) -> list[Version]:
    """Four versions, one a day."""
    return [
        move(publish(data, [quad(str(day)), quad("always")], f"day {day}", {"a.ttl": str(day)}), START + timedelta(day))
        for day in range(4)
    ]


@pytest.mark.parametrize(
    ("hours", "number"), [(0, 0), (23.9, 0), (24, 1), (25, 1), (72, 3), (9999, 3), (-1, 0), (-99999, 0)]
)
def test_the_version_of_a_moment_is_the_last_one_before_it(
    data: Path, chain: list[Version], hours: float, number: int
) -> None:
    assert find_at(data, START + timedelta(hours=hours)).id == chain[number].id


def test_the_moment_may_be_in_any_time_zone(data: Path, chain: list[Version]) -> None:
    assert find_at(data, datetime.fromisoformat("2026-11-02T19:00:00+07:00")).id == chain[1].id
    assert find_at(data, datetime.fromisoformat("2026-11-02T18:59:59+07:00")).id == chain[0].id


def test_of_versions_in_the_same_second_the_last_one_counts(data: Path, chain: list[Version]) -> None:
    for one in chain[1:]:
        move(one, START)
    assert find_at(data, START).id == chain[3].id


def test_without_versions_no_moment_has_one(data: Path) -> None:
    with pytest.raises(NothingPublished):
        find_at(data, START)


def test_restoring_gives_a_new_version_with_the_old_content(data: Path, chain: list[Version]) -> None:
    made = restore(data, chain[1].id, author="rais", message="a mistake")
    assert open_current(data).id == made.id
    assert made.id not in {one.id for one in chain}
    assert made.dataset.read_bytes() == chain[1].dataset.read_bytes()


def test_a_restored_version_says_who_restored_what(data: Path, chain: list[Version]) -> None:
    known = restore(data, chain[1].id, author="rais", message="a mistake").manifest
    assert (known.parent, known.hash) == (chain[3].id, chain[1].manifest.hash)
    assert [(one.action, one.author, one.message) for one in known.changes] == [("restore", "rais", "a mistake")]
    assert (known.added, known.removed, known.quads, known.graphs) == (1, 1, 2, {GRAPH.value: 2})


def test_restoring_loses_nothing(data: Path, chain: list[Version]) -> None:
    restore(data, chain[0].id, author="", message="")
    assert {one.id for one in chain} < {one.id for one in list_versions(data)}


def test_a_service_can_follow_a_restored_version_by_what_changed(data: Path, chain: list[Version]) -> None:
    made = restore(data, chain[1].id, author="", message="")
    (patch,) = find_patches(data, chain[3].id, made)
    assert patch.read_bytes().splitlines() == [
        b'D <https://example.org/a> <https://example.org/b> "3" <https://example.org/graph> .',
        b'A <https://example.org/a> <https://example.org/b> "1" <https://example.org/graph> .',
    ]


def test_restoring_the_current_content_changes_nothing(data: Path, chain: list[Version]) -> None:
    assert restore(data, chain[3].id, author="", message="").id == chain[3].id
    assert len(list_versions(data)) == 4


def test_an_unknown_version_cannot_be_restored(data: Path, chain: list[Version]) -> None:
    with pytest.raises(VersionUnknown):
        restore(data, "0" * 12, author="", message="")


def test_restoring_waits_for_its_turn(data: Path, chain: list[Version]) -> None:
    with lock(data), pytest.raises(BuildBusy):
        restore(data, chain[0].id, author="", message="")


@pytest.mark.parametrize(
    ("keep", "left"), [(0, [3]), (1, [3]), (2, [2, 3]), (3, [1, 2, 3]), (4, [0, 1, 2, 3]), (99, [0, 1, 2, 3])]
)
def test_the_latest_ones_can_be_kept(data: Path, chain: list[Version], keep: int, left: list[int]) -> None:
    removed = prune(data, keep, None)
    assert [one.id for one in reversed(list_versions(data))] == [chain[number].id for number in left]
    assert [one.id for one in removed] == [one.id for one in chain if one.id not in {chain[n].id for n in left}]


@pytest.mark.parametrize(("days", "left"), [(0, 1), (1.5, 2), (2.5, 3), (9, 4)])
def test_the_young_ones_can_be_kept(data: Path, chain: list[Version], days: float, left: int) -> None:
    for age, one in enumerate(reversed(chain)):
        move(one, datetime.now(UTC) - timedelta(days=age))
    prune(data, None, days)
    assert len(list_versions(data)) == left


def test_both_rules_must_let_a_version_go(data: Path, chain: list[Version]) -> None:
    for age, one in enumerate(reversed(chain)):
        move(one, datetime.now(UTC) - timedelta(days=age))
    assert [one.id for one in find_old(data, 1, 2.5)] == [chain[0].id]


def test_without_a_rule_nothing_goes(data: Path, chain: list[Version]) -> None:
    assert prune(data, None, None) == []
    assert len(list_versions(data)) == 4


def test_the_current_version_never_goes(data: Path, chain: list[Version]) -> None:
    (data / "current").write_text(chain[0].id + "\n")
    prune(data, 0, 0)
    assert [one.id for one in list_versions(data)] == [chain[0].id]


def test_looking_for_old_versions_removes_none(data: Path, chain: list[Version]) -> None:
    assert len(find_old(data, 0, None)) == 3
    assert len(list_versions(data)) == 4


def test_a_removed_version_is_unknown_and_leaves_nothing(data: Path, chain: list[Version]) -> None:
    prune(data, 1, None)
    with pytest.raises(VersionUnknown):
        open_version(data, chain[0].id)
    assert not (data / "staging").exists()
    assert [path.name for path in (data / "versions").iterdir()] == [chain[3].id]


def test_going_on_after_pruning_works(data: Path, chain: list[Version]) -> None:
    prune(data, 1, None)
    after = publish(data, [quad("after")], "", {})
    assert after.manifest.parent == chain[3].id


def test_pruning_waits_for_its_turn(data: Path, chain: list[Version]) -> None:
    with lock(data), pytest.raises(BuildBusy):
        prune(data, 1, None)
