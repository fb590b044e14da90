"""Tokens: shown once, kept as a hash, worth nothing once revoked."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

from graph.knowledge.tokens import add_token, any_token, find_token, list_tokens, revoke_token
from graph.write_errors import TokenNameInvalid, TokensUnreadable, TokenTaken, TokenUnknown

ROOT = Path(__file__).parent.parent

ADD = """
import sys
from pathlib import Path
from graph.knowledge.tokens import add_token

for number in range(20):
    add_token(Path(sys.argv[1]), f"{sys.argv[2]} {number}", ["update"])
"""


def test_without_any_token_nothing_is_found(data: Path) -> None:
    assert not any_token(data)
    assert find_token(data, "anything") is None


def test_a_token_is_found_by_its_secret_alone(data: Path) -> None:
    secrets = {name: add_token(data, name, ["update"]) for name in ("first", "second")}
    for name, secret in secrets.items():
        found = find_token(data, secret)
        assert found is not None
        assert (found.name, found.rights) == (name, {"update"})


@pytest.mark.parametrize("change", [str.upper, lambda one: one[:-1], lambda one: one + "x", lambda one: ""])
def test_nearly_the_secret_is_not_the_secret(data: Path, change: object) -> None:
    secret = add_token(data, "first", ["update"])
    assert callable(change)
    assert find_token(data, change(secret)) is None


@pytest.mark.parametrize("secret", ["", "\ud800", "ä€", "x" * 100_000])
def test_a_strange_secret_is_only_unknown(data: Path, secret: str) -> None:
    add_token(data, "first", ["update"])
    assert find_token(data, secret) is None


def test_the_hash_of_a_token_does_not_open_anything(data: Path) -> None:
    add_token(data, "first", ["update"])
    assert find_token(data, list_tokens(data)[0].hash) is None


def test_the_secret_stands_nowhere(data: Path) -> None:
    secret = add_token(data, "first", ["update"])
    content = "".join(path.read_text() for path in data.iterdir())
    assert secret not in content
    assert hashlib.sha256(secret.encode()).hexdigest() in content


def test_only_the_owner_may_read_the_file(data: Path) -> None:
    add_token(data, "first", ["update"])
    (data / "tokens.json").chmod(0o644)
    add_token(data, "second", ["update"])
    assert (data / "tokens.json").stat().st_mode & 0o777 == 0o600


def test_secrets_are_long_and_different(data: Path) -> None:
    secrets = {add_token(data, f"token {number}", ["update"]) for number in range(20)}
    assert len(secrets) == 20
    assert all(len(one) >= 43 and one.isascii() for one in secrets)


def test_a_revoked_token_is_worth_nothing(data: Path) -> None:
    first, second = (add_token(data, name, ["update"]) for name in ("first", "second"))
    revoke_token(data, "first")
    assert find_token(data, first) is None
    assert find_token(data, second) is not None
    assert [one.name for one in list_tokens(data)] == ["second"]


def test_an_unknown_token_cannot_be_revoked(data: Path) -> None:
    add_token(data, "first", ["update"])
    with pytest.raises(TokenUnknown, match="first"):
        revoke_token(data, "second")


@pytest.mark.parametrize("name", ["first", "FIRST"])
def test_a_name_is_given_once(data: Path, name: str) -> None:
    add_token(data, "first", ["update"])
    with pytest.raises(TokenTaken):
        add_token(data, name, ["update"])


@pytest.mark.parametrize("name", ["", " ", "-f", "a\nb", "a\x00", "é", "a ", "x" * 65, "<b>", '"', "a/b", "a\n"])
def test_a_name_that_could_be_misread_is_refused(data: Path, name: str) -> None:
    with pytest.raises(TokenNameInvalid):
        add_token(data, name, ["update"])
    assert not any_token(data)


@pytest.mark.parametrize("name", ["a", "Dinas Koperasi", "sync.2026-11_x", "rais@example.org", "x" * 64])
def test_an_ordinary_name_is_accepted(data: Path, name: str) -> None:
    add_token(data, name, ["update"])
    assert [one.name for one in list_tokens(data)] == [name]


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"tokens": [{"name": "first"}]}', '{"tokens": 1}'])
def test_a_damaged_file_lets_nobody_in(data: Path, content: str) -> None:
    secret = add_token(data, "first", ["update"])
    (data / "tokens.json").write_text(content)
    with pytest.raises(TokensUnreadable):
        find_token(data, secret)


def test_two_who_add_at_once_lose_nothing(data: Path) -> None:
    command = [sys.executable, "-c", ADD, str(data)]
    processes = [subprocess.Popen([*command, name], cwd=ROOT) for name in ("one", "two")]
    assert [one.wait(30) for one in processes] == [0, 0]
    assert len(json.loads((data / "tokens.json").read_text())["tokens"]) == 40
