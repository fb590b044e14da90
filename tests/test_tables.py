"""Tables for spreadsheets: nothing in them runs."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.tables import FORMULAS, Value, write_csv


def write_one(value: Value) -> str:
    """Write a table with one value, and read it again."""
    _, (cell,) = csv.reader(io.StringIO(write_csv(["a"], [[value]]).decode(), newline=""))
    return cell


@pytest.mark.parametrize("sign", FORMULAS)
def test_no_text_starts_as_a_formula_does(sign: str) -> None:
    assert write_one(sign + "1") == f"'{sign}1"


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30).map(lambda text: text + "."))
def test_whatever_stands_in_a_table_comes_out_again(text: str) -> None:
    assert write_one(text).removeprefix("'") == text.removeprefix("'")
    assert not write_one(text).startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


def test_numbers_stay_numbers_and_nothing_stays_nothing() -> None:
    assert write_csv(["a", "b", "c"], [[-5, 0.5, None]]) == b"a,b,c\r\n-5,0.5,\r\n"


def test_a_table_without_rows_has_a_header() -> None:
    assert write_csv(["a", "b"], []) == b"a,b\r\n"
