"""The chain in short: in order, up to date, and quick to list again."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from graph.knowledge.chain import Entry, is_id, list_entries

MOMENT = "2026-11-24T12:00:00+00:00"
LATER = "2026-11-24T12:00:01+00:00"


def add(data: Path, number: int, parent: str = "", published: str = MOMENT) -> str:
    name = f"{number:012x}"
    folder = data / "versions" / name
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text(json.dumps({"id": name, "published": published, "parent": parent}))
    return name


def ids(data: Path) -> list[str]:
    return [one.id for one in list_entries(data)]


def test_without_versions_there_are_no_entries(data: Path) -> None:
    assert list_entries(data) == ()


def test_the_moment_decides_then_the_chain(data: Path) -> None:
    first = add(data, 9)
    second = add(data, 3, first)
    third = add(data, 5, second)
    last = add(data, 1, third, LATER)
    assert ids(data) == [last, third, second, first]
    assert list_entries(data)[0] == Entry(last, LATER, third)


def test_a_new_version_is_seen_at_once(data: Path) -> None:
    first = add(data, 1)
    assert ids(data) == [first]
    second = add(data, 2, first)
    assert ids(data) == [second, first]


def test_a_removed_version_is_gone_at_once(data: Path) -> None:
    first = add(data, 1)
    second = add(data, 2, first)
    assert ids(data) == [second, first]
    shutil.rmtree(data / "versions" / first)
    assert ids(data) == [second]


def test_what_is_no_version_is_passed_over(data: Path) -> None:
    first = add(data, 1)
    (data / "versions" / "notes").mkdir()
    (data / "versions" / ("f" * 12)).mkdir()
    assert ids(data) == [first]


def test_a_version_is_read_once(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parent = ""
    for number in range(5):
        parent = add(data, number, parent)
    list_entries(data)
    read = []
    real = Path.read_text
    monkeypatch.setattr(Path, "read_text", lambda self, **how: read.append(self) or real(self, **how))
    add(data, 5, parent)
    assert len(list_entries(data)) == 6
    assert len(read) == 1


@pytest.mark.parametrize(
    ("text", "answer"), [("0123456789ab", True), ("", False), ("0123456789AB", False), ("0123456789ab\n", False)]
)
def test_an_id_is_twelve_hexadecimal_digits(text: str, answer: bool) -> None:
    assert is_id(text) is answer
