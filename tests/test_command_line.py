"""The command line, run in this process, in both languages."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

import server
from graph.knowledge.versions import Version, open_current
from graph.settings import Settings

ACTORS = "ontology/documents/village/actors.ttl"


@pytest.fixture
def project(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let the command line work on the tiny project."""
    monkeypatch.setattr(server, "ROOT", tiny)
    return tiny


def run(*arguments: str | Path) -> int:
    return server.main([str(one) for one in arguments])


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        run("--help")
    assert caught.value.code == 0
    text = capsys.readouterr().out
    assert all(f"\n    {name}" in text for name in ("serve", "build", "check", "get", "verify", "versions"))


@pytest.mark.parametrize("command", ["serve", "build", "check", "get", "verify", "versions"])
def test_every_setting_is_an_option_of_every_command(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        run(command, "--help")
    text = capsys.readouterr().out
    assert all(f"--{one.name.replace('_', '-')} " in text for one in fields(Settings))


@pytest.mark.parametrize("arguments", [["nothing"], ["serve", "--nothing"], ["get"], ["versions", "burn"]])
def test_wrong_usage_ends_with_status_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        run(*arguments)
    assert caught.value.code == 2
    assert "usage:" in capsys.readouterr().err


def test_a_wrong_setting_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("check", "--port", "many") == 1
    assert "SIMPUL_PORT" in capsys.readouterr().err


def test_build_publishes_and_tells(project: Path, data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("build", "--data", data, "--message", "a reason", "--language", "en") == 0
    version = open_current(data)
    assert version.manifest.message == "a reason"
    assert f"Published version {version.id}" in capsys.readouterr().out


def test_build_speaks_indonesian(project: Path, data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("build", "--data", data, "--language", "id") == 0
    assert "Semua pemeriksaan lolos." in capsys.readouterr().out


def test_check_publishes_nothing(project: Path, data: Path) -> None:
    assert run("check", "--data", data) == 0
    assert not data.exists()


@pytest.mark.parametrize("command", ["build", "check", "serve"])
def test_a_broken_source_ends_with_its_place(
    command: str, project: Path, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (project / ACTORS).read_text()
    (project / ACTORS).write_text(text.replace("sim:sector sim:government ;\n    sim:partOf", "sim:partOf", 1))
    assert run(command, "--data", data, "--language", "id") == 1
    told = capsys.readouterr().err
    assert f"{ACTORS}:5: kantor desa (actor:office)\n    Pelaku harus punya sektor." in told


def test_versions_lists_the_current_one_first(project: Path, data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("build", "--data", data, "--message", "first")
    capsys.readouterr()
    assert run("versions", "list", "--data", data) == 0
    assert capsys.readouterr().out.startswith(f"* {open_current(data).id}  ")


@pytest.mark.parametrize("arguments", [["versions", "list"], ["get", "/"]])
def test_without_a_version_the_command_says_what_to_run(
    arguments: list[str], data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*arguments, "--data", data, "--language", "en") == 1
    assert "python server.py build" in capsys.readouterr().err


def test_a_python_without_the_requirements_is_told_what_to_do() -> None:
    done = subprocess.run(
        [sys.executable, "-S", "server.py"], cwd=server.ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert "activate" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    arguments = [
        "token",
        "add",
        "anna",
        "--may",
        "update",
        "--data",
        str(tmp_path / "file" / "data"),
        "--language",
        "en",
    ]
    assert server.main(arguments) == 1
    assert "cannot be read or written" in capsys.readouterr().err


def test_a_text_is_compared_with_the_published_graph(
    version: Version, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, text = version.folder.parent.parent, tmp_path / "other.txt"
    text.write_text("Bukan makalah itu.\n", encoding="utf-8")
    assert run("verify", text, "--data", folder) == 1
    assert "rais-flassy" in capsys.readouterr().out
    assert run("verify", tmp_path / "missing.txt", "--data", folder, "--language", "en") == 1
    assert "missing.txt cannot be read" in capsys.readouterr().err
