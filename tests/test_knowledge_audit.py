"""The audit log: every attempt is a line, and no line holds what it must not."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from graph.knowledge.audit import FIELDS, record
from graph.write_errors import StorageFull

ROOT = Path(__file__).parent.parent

WRITE = """
import sys
from pathlib import Path
from graph.knowledge.audit import record

for number in range(50):
    record(Path(sys.argv[1]), {"token": sys.argv[2] * 200, "added": number})
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that is there."""
    return tmp_path


def lines(folder: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (folder / "audit.log").read_text().splitlines()]


def test_a_line_says_who_did_what_and_when(folder: Path) -> None:
    record(folder, {"token": "first", "action": "put", "outcome": "done", "added": 2})
    (line,) = lines(folder)
    assert str(line.pop("time")).endswith("+00:00")
    assert line == {"token": "first", "action": "put", "outcome": "done", "added": 2}


def test_lines_are_appended(folder: Path) -> None:
    for number in range(3):
        record(folder, {"added": number})
    assert [one["added"] for one in lines(folder)] == [0, 1, 2]


def test_fields_keep_their_order(folder: Path) -> None:
    record(folder, {name: name for name in reversed(FIELDS)})
    assert list(lines(folder)[0]) == list(FIELDS)


@pytest.mark.parametrize("value", ["a\nb", "\u2028", "\x1b[31m", "\ud800", '"}'])
def test_no_value_can_make_another_line(folder: Path, value: str) -> None:
    record(folder, {"client": value})
    assert (folder / "audit.log").read_bytes().isascii()
    assert lines(folder)[0]["client"] == value


def test_a_long_value_is_cut(folder: Path) -> None:
    record(folder, {"graph": "x" * 1_000_000})
    assert (folder / "audit.log").stat().st_size < 2000


@pytest.mark.parametrize("name", ["secret", "authorization", "query"])
def test_a_field_that_is_not_foreseen_is_refused(folder: Path, name: str) -> None:
    with pytest.raises(ValueError, match=name):
        record(folder, {name: "x"})
    assert not (folder / "audit.log").exists()


def test_only_the_owner_may_read_it(folder: Path) -> None:
    record(folder, {})
    assert (folder / "audit.log").stat().st_mode & 0o777 == 0o600


def test_processes_that_write_at_once_do_not_mix_their_lines(folder: Path) -> None:
    command = [sys.executable, "-c", WRITE, str(folder)]
    processes = [subprocess.Popen([*command, name], cwd=ROOT) for name in "abc"]
    assert [one.wait(30) for one in processes] == [0, 0, 0]
    assert sorted(one["added"] for one in lines(folder)) == sorted([*range(50)] * 3)  # type: ignore[type-var]


def test_a_line_that_does_not_fit_on_the_disk_leaves_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    record(folder, {"added": 1})
    write = os.write
    monkeypatch.setattr(os, "write", lambda handle, content: write(handle, content[:5]))
    with pytest.raises(StorageFull):
        record(folder, {"added": 2})
    monkeypatch.undo()
    record(folder, {"added": 3})
    assert [one["added"] for one in lines(folder)] == [1, 3]


def test_a_line_is_on_the_disk_before_anybody_is_answered(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    flushed: list[int] = []
    monkeypatch.setattr(os, "fsync", flushed.append)
    record(folder, {})
    assert len(flushed) == 1
