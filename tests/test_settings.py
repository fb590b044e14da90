"""The settings table: every value is checked, and a wrong one is explained."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from graph.errors import SettingInvalid
from graph.settings import Settings


def test_defaults_hold_where_nothing_is_said() -> None:
    assert Settings.from_environ({}) == Settings()


@pytest.mark.parametrize("one", fields(Settings), ids=lambda one: one.name)
def test_every_setting_has_a_help_and_is_read_from_the_environment(one: object) -> None:
    name = getattr(one, "name")  # noqa: B009
    default = getattr(Settings(), name)
    value = {"language": "id", "host": "::1", "data": "elsewhere", "log": "off"}.get(name, str(default))
    settings = Settings.from_environ({f"SIMPUL_{name.upper()}": value})
    assert str(getattr(settings, name)) == value
    assert type(getattr(settings, name)) is type(default) or isinstance(default, Path)


def test_the_command_line_wins_over_the_environment() -> None:
    assert Settings.from_environ({"SIMPUL_PORT": "1"}, port="2").port == 2


def test_an_option_that_is_not_given_changes_nothing() -> None:
    assert Settings.from_environ({"SIMPUL_PORT": "1"}, port=None).port == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "many"),
        ("PORT", ""),
        ("PORT", "65536"),
        ("PORT", "-1"),
        ("PORT", "1.5"),
        ("QUERY_TIMEOUT", "nan"),
        ("QUERY_TIMEOUT", "inf"),
        ("QUERY_TIMEOUT", "0"),
        ("LANGUAGE", "fr"),
        ("LANGUAGE", ""),
        ("LOG", "all"),
    ],
)
def test_a_wrong_value_is_explained(name: str, value: str) -> None:
    with pytest.raises(SettingInvalid) as caught:
        Settings.from_environ({f"SIMPUL_{name}": value})
    assert f"SIMPUL_{name}" in str(caught.value)
    assert repr(value) in str(caught.value)


def test_an_unknown_setting_is_refused_with_the_known_ones() -> None:
    with pytest.raises(SettingInvalid) as caught:
        Settings.from_environ({"SIMPUL_PROT": "1"})
    assert "SIMPUL_PROT" in str(caught.value)
    assert "SIMPUL_PORT" in str(caught.value)


@pytest.mark.parametrize(
    ("environ", "language"),
    [
        ({"LANG": "id_ID.UTF-8"}, "id"),
        ({"LANG": "id"}, "id"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "C"}, "en"),
        ({"LANG": "ido"}, "en"),
        ({"LANG": "en_GB.UTF-8", "LC_MESSAGES": "id_ID"}, "id"),
        ({"LANG": "id_ID", "LC_ALL": "C"}, "en"),
        ({"LANG": "id_ID", "LC_ALL": ""}, "id"),
        ({"LANG": "id_ID", "SIMPUL_LANGUAGE": "en"}, "en"),
    ],
)
def test_the_terminal_speaks_the_language_of_the_locale(environ: dict[str, str], language: str) -> None:
    assert Settings.from_environ(environ).language == language
