"""The commands about versions and tokens, run in this process."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad

import server
from graph.knowledge.publication import publish
from graph.knowledge.tokens import find_token, list_tokens
from graph.knowledge.versions import list_versions, open_current
from graph.namespaces import INFERRED_GRAPH

ROOT = Path(__file__).parent.parent
Capture = pytest.CaptureFixture[str]


def quad(value: str, graph: str = "https://example.org/graph") -> Quad:
    return Quad(
        NamedNode("https://example.org/a"), NamedNode("https://example.org/b"), Literal(value), NamedNode(graph)
    )


@pytest.fixture
def chain(data: Path) -> list[str]:
    """Three versions, the earliest first."""
    quads = [[quad(str(number)), quad(str(number), INFERRED_GRAPH)] for number in range(3)]
    return [publish(data, each, f"message {number}", {}).id for number, each in enumerate(quads)]


def run(*arguments: str | Path) -> int:
    return server.main([str(one) for one in (*arguments, "--language", "en")])


def test_the_list_marks_the_current_version(data: Path, chain: list[str], capsys: Capture) -> None:
    assert run("versions", "list", "--data", data) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == ["*", chain[1], chain[0]]


def test_the_list_says_how_much_changed_who_and_why(data: Path, chain: list[str], capsys: Capture) -> None:
    run("versions", "restore", chain[0], "--message", "a mistake", "--data", data)
    capsys.readouterr()
    run("versions", "list", "--data", data)
    first, second = capsys.readouterr().out.splitlines()[:2]
    assert first.endswith("a mistake")
    assert "+2 -2" in first
    assert "build" in second
    assert second.endswith("message 2")


def test_settings_may_stand_before_and_after_the_action(data: Path, chain: list[str], capsys: Capture) -> None:
    outputs = []
    for arguments in (["versions", "--data", data, "list"], ["versions", "list", "--data", data]):
        assert run(*arguments) == 0
        outputs.append(capsys.readouterr().out)
    assert outputs[0] == outputs[1] != ""


def test_a_difference_is_shown_as_lines(data: Path, chain: list[str], capsys: Capture) -> None:
    assert run("versions", "diff", chain[0], chain[1], "--without-derived", "--data", data) == 0
    assert capsys.readouterr().out.splitlines() == [
        "# +1 -1  https://example.org/graph",
        '- <https://example.org/a> <https://example.org/b> "0" <https://example.org/graph> .',
        '+ <https://example.org/a> <https://example.org/b> "1" <https://example.org/graph> .',
    ]


def test_derived_graphs_are_compared_too(data: Path, chain: list[str], capsys: Capture) -> None:
    run("versions", "diff", chain[0], chain[1], "--data", data)
    assert len(capsys.readouterr().out.splitlines()) == 6


def test_a_version_is_compared_with_the_current_one(data: Path, chain: list[str], capsys: Capture) -> None:
    run("versions", "diff", chain[0], "--data", data)
    one = capsys.readouterr().out
    run("versions", "diff", chain[0], chain[2], "--data", data)
    assert capsys.readouterr().out == one != ""


def test_a_difference_is_shown_as_a_patch(data: Path, chain: list[str], capsys: Capture) -> None:
    assert run("versions", "diff", chain[0], chain[1], "--patch", "--data", data) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("H id <")
    assert [line.split()[0] for line in lines[2:]] == ["TX", "D", "D", "A", "A", "TC"]


def test_a_reader_that_has_seen_enough_is_no_error(data: Path, chain: list[str]) -> None:
    command = f"{sys.executable} server.py versions diff {chain[0]} --data {data} | head -1"
    done = subprocess.run(command, shell=True, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert done.stdout.startswith("# ")


def test_restoring_publishes_the_old_content_as_a_new_version(data: Path, chain: list[str], capsys: Capture) -> None:
    assert run("versions", "restore", chain[0], "--data", data) == 0
    current = open_current(data)
    assert current.id not in chain
    assert capsys.readouterr().out == f"Version {current.id} is published; it holds the content of {chain[0]}.\n"


def test_whoever_restores_is_its_author(data: Path, chain: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("getpass.getuser", lambda: "rais")
        run("versions", "restore", chain[0], "--data", data)
    assert open_current(data).manifest.changes[0].author == "rais"


def test_a_user_without_a_name_may_restore(data: Path, chain: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> str:
        raise KeyError

    monkeypatch.setattr("getpass.getuser", fail)
    assert run("versions", "restore", chain[0], "--data", data) == 0
    assert open_current(data).manifest.changes[0].author.isdigit()


def test_restoring_what_is_current_says_so(data: Path, chain: list[str], capsys: Capture) -> None:
    assert run("versions", "restore", chain[2], "--data", data) == 0
    assert "already" in capsys.readouterr().out


def test_pruning_says_what_it_removes(data: Path, chain: list[str], capsys: Capture) -> None:
    assert run("versions", "prune", "--keep", "1", "--data", data) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[1] for line in lines[:2]] == chain[:2]
    assert lines[2] == "2 go, 1 stay."
    assert [one.id for one in list_versions(data)] == chain[2:]


def test_a_dry_run_removes_nothing(data: Path, chain: list[str], capsys: Capture) -> None:
    assert run("versions", "prune", "--keep", "1", "--dry-run", "--data", data) == 0
    out = capsys.readouterr().out
    assert chain[0] in out
    assert out.endswith("2 go, 1 stay.\n")
    assert len(list_versions(data)) == 3


def test_young_versions_stay(data: Path, chain: list[str]) -> None:
    assert run("versions", "prune", "--older-than", "1", "--data", data) == 0
    assert len(list_versions(data)) == 3


def test_pruning_needs_a_rule(data: Path, chain: list[str], capsys: Capture) -> None:
    assert run("versions", "prune", "--data", data) == 1
    assert "--older-than" in capsys.readouterr().err
    assert len(list_versions(data)) == 3


@pytest.mark.parametrize(
    "arguments",
    [
        ["versions"],
        ["versions", "diff"],
        ["versions", "restore"],
        ["versions", "prune", "--keep", "-1"],
        ["versions", "prune", "--keep", "all"],
        ["token"],
        ["token", "add", "tim"],
        ["token", "add", "tim", "--may", "everything"],
        ["token", "revoke"],
    ],
)
def test_wrong_usage_ends_with_status_2(arguments: list[str], data: Path, capsys: Capture) -> None:
    with pytest.raises(SystemExit) as caught:
        run(*arguments, "--data", data)
    assert caught.value.code == 2
    assert not data.exists()


@pytest.mark.parametrize("arguments", [["diff", "0" * 12], ["restore", "0" * 12], ["diff", "../../x"]])
def test_an_unknown_version_is_explained(arguments: list[str], data: Path, chain: list[str], capsys: Capture) -> None:
    assert run("versions", *arguments, "--data", data) == 1
    assert chain[0] in capsys.readouterr().err


def test_a_token_stands_alone_on_the_last_line(data: Path, capsys: Capture) -> None:
    assert run("token", "add", "tim", "--may", "update", "--data", data) == 0
    secret = capsys.readouterr().out.splitlines()[-1]
    found = find_token(data, secret)
    assert found is not None
    assert (found.name, found.rights) == ("tim", {"update"})


def test_tokens_are_listed_without_their_secrets(data: Path, capsys: Capture) -> None:
    run("token", "add", "tim", "--may", "update", "--data", data)
    secret = capsys.readouterr().out.splitlines()[-1]
    assert run("token", "list", "--data", data) == 0
    out = capsys.readouterr().out
    assert out.split()[:2] == ["tim", "update"]
    assert secret not in out
    assert list_tokens(data)[0].hash not in out


def test_a_token_is_revoked(data: Path, capsys: Capture) -> None:
    run("token", "add", "tim", "--may", "update", "--data", data)
    assert run("token", "revoke", "tim", "--data", data) == 0
    assert list_tokens(data) == []
    assert run("token", "revoke", "tim", "--data", data) == 1
    assert "tim" in capsys.readouterr().err


def test_a_name_is_used_once(data: Path, capsys: Capture) -> None:
    run("token", "add", "tim", "--may", "update", "--data", data)
    assert run("token", "add", "tim", "--may", "update", "--data", data) == 1
    assert "tim" in capsys.readouterr().err
