"""The commands that ask the application."""

from __future__ import annotations

import csv
import io
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

import server
from graph.knowledge.versions import Version
from graph.web.terminal_table import write_table

ROOT = Path(__file__).parent.parent
RESTING = "statements-resting-on-work"
PAGE_61 = (RESTING, "work=sudantoko-2002", "from=61", "to=61")


def run(version: Version, *arguments: str, language: str = "en") -> int:
    data = str(version.folder.parent.parent)
    return server.main(["query", *arguments, "--data", data, "--language", language, "--query-workers", "1"])


def test_an_answer_into_a_pipe_is_csv_with_names(version: Version, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert run(version, *PAGE_61) == 0
    header, *rows = csv.reader(io.StringIO(capfdbinary.readouterr().out.decode(), newline=""))
    assert header[:3] == ["claim", "claim_label", "pages"]
    assert {row[2] for row in rows} == {"61"}


def test_an_answer_for_people_is_a_table_with_words(
    version: Version, capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setenv("COLUMNS", "90")
        assert run(version, *PAGE_61, "--format", "table", language="id") == 0
    text = capfdbinary.readouterr().out.decode()
    first, line, *_, last = text.splitlines()
    assert first.split()[:2] == ["pernyataan", "halaman"]
    assert set(line) == {"\u2500", " "}
    assert "(c102)" in text
    assert "https://" not in text
    assert max(map(len, text.splitlines())) <= 90
    assert last.startswith("Baris: ")


def test_on_a_terminal_the_table_is_the_default(version: Version) -> None:
    ours, theirs = pty.openpty()
    data = str(version.folder.parent.parent)
    command = [sys.executable, str(ROOT / "server.py"), "query", *PAGE_61, "--data", data, "--query-workers", "1"]
    started = subprocess.Popen(command, stdout=theirs, env={**os.environ, "LANG": "C.UTF-8", "LC_ALL": ""})
    os.close(theirs)
    pieces = []
    try:
        while piece := os.read(ours, 65536):
            pieces.append(piece)
    except OSError:  # how a terminal says that nobody writes to it any more
        pass
    os.close(ours)
    assert started.wait(10) == 0
    assert b"".join(pieces).decode().startswith("statement ")


def test_every_format_of_the_page_can_be_had(version: Version, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    for form, start in (("json", b"{"), ("xml", b"<?xml"), ("tsv", b"?claim"), ("xlsx", b"PK")):
        assert run(version, *PAGE_61, "--format", form) == 0
        assert capfdbinary.readouterr().out.startswith(start), form


def test_an_older_version_is_asked_by_its_id(version: Version, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert run(version, *PAGE_61) == 0
    current = capfdbinary.readouterr().out
    assert run(version, *PAGE_61, f"version={version.id}") == 0
    assert capfdbinary.readouterr().out == current
    assert run(version, *PAGE_61, "version=000000000000") == 1
    assert version.id in capfdbinary.readouterr().err.decode()


@pytest.mark.parametrize(("language", "title"), [("en", "Which statements rest on a work?"), ("id", "Pernyataan mana")])
def test_without_a_name_all_questions_are_listed(
    version: Version, capfdbinary: pytest.CaptureFixture[bytes], language: str, title: str
) -> None:
    assert run(version, language=language) == 0
    text = capfdbinary.readouterr().out.decode()
    assert f"  {RESTING} work=... [from=...] [to=...]\n      {title}" in text


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["nothing"], "There is no question nothing"),
        ([RESTING], "needs the parameter work"),
        ([RESTING, "work"], "'work' is no parameter. Parameters are written name=value"),
        ([RESTING, "=x"], "'=x' is no parameter"),
        ([RESTING, "work=sudantoko-2002", "from=many"], "It takes a whole number"),
        ([RESTING, "work=sudantoko-2002", "year=2002"], "has no parameter year"),
        ([RESTING, "work=nobody-1900"], "has that name or address"),
        ([RESTING, "work=sudantoko-2002", "--format", "pdf"], "There is no format 'pdf'"),
    ],
)
def test_a_mistake_is_said_on_the_error_output(
    version: Version, capfdbinary: pytest.CaptureFixture[bytes], arguments: list[str], sentence: str
) -> None:
    assert run(version, *arguments) == 1
    told = capfdbinary.readouterr()
    assert told.out == b""
    assert sentence in told.err.decode()


def test_a_mistake_is_said_in_the_language_of_the_terminal(
    version: Version, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert run(version, RESTING, "work=sudantoko-2002", "from=many", language="id") == 1
    assert "bilangan bulat" in capfdbinary.readouterr().err.decode()


def test_without_a_version_it_says_how_to_make_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert server.main(["query", RESTING, "work=sudantoko-2002", "--data", str(tmp_path)]) == 1
    assert "python server.py build" in capsys.readouterr().err


def test_a_table_of_many_columns_is_not_made_narrower_than_can_be_read() -> None:
    lines = list(write_table(["column"] * 9, [["a long value"] * 9], 20))
    assert lines[0].split() == ["column"] * 9


def test_a_table_without_rows_has_its_headings() -> None:
    assert list(write_table(["one", "two"], [], 80)) == ["one  two", "\u2500\u2500\u2500  \u2500\u2500\u2500"]
