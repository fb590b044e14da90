"""Answers to take away: nothing becomes a formula, nothing is lost."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from openpyxl import load_workbook

from graph.namespaces import ID, XSD
from graph.question_errors import SpreadsheetTooLarge
from graph.web.lexicon import Lexicon
from graph.web.question_exports import LETTERS, ROWS, Grid, read_grid, write_spreadsheet
from graph.web.reader import Reader

DANGEROUS = ["=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "=cmd|' /C calc'!A0"]


def reader() -> Reader:
    return Reader("en", lambda: Lexicon("v", lambda name, thing="": []))


def grid(*values: Any) -> Grid:
    return Grid(["a"], [[value] for value in values])


def cells(content: bytes, sheet: str = "answer") -> list[list[Any]]:
    return [list(row) for row in load_workbook(io.BytesIO(content))[sheet].iter_rows()]


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_text_of_a_spreadsheet_is_a_formula(text: str) -> None:
    cell = cells(write_spreadsheet(grid(text), {}))[1][0]
    assert (cell.data_type, cell.quotePrefix) == ("s", True)
    assert cell.value.strip() == text.strip()
    about = cells(write_spreadsheet(grid(), {text: text}), "about")[0]
    assert [one.data_type for one in about] == ["s", "s"]


def test_numbers_stay_numbers() -> None:
    rows = [
        {"n": {"type": "literal", "value": value, "datatype": XSD + kind}}
        for value, kind in (
            ("-5", "integer"),
            ("0.5", "decimal"),
            ("1e3", "double"),
            ("INF", "double"),
            ("5", "string"),
        )
    ]
    rows.append({"n": {"type": "literal", "value": "12345678901234567890", "datatype": XSD + "integer"}})
    body = json.dumps({"head": {"vars": ["n"]}, "results": {"bindings": rows}}).encode()
    found = read_grid(body, reader())
    assert [row[0] for row in found.rows] == [-5, 0.5, 1000.0, "INF", "5", "12345678901234567890"]
    assert [row[0].value for row in cells(write_spreadsheet(found, {}))[1:3]] == [-5, 0.5]


def test_things_have_their_names_beside_them_and_nothing_stays_nothing() -> None:
    thing = {"type": "uri", "value": ID + "factor/security"}
    body = {
        "head": {"vars": ["a", "b"]},
        "results": {"bindings": [{"a": thing}, {"b": {"type": "bnode", "value": "x"}}]},
    }
    found = read_grid(json.dumps(body).encode(), reader())
    assert found.header == ["a", "a_label", "b"]
    assert found.rows == [[ID + "factor/security", "factor:security", None], [None, None, "x"]]


def test_an_empty_answer_is_a_table_with_a_header() -> None:
    body = json.dumps({"head": {"vars": ["a", "b"]}, "results": {"bindings": []}}).encode()
    found = read_grid(body, reader())
    assert (found.header, found.rows) == (["a", "b"], [])
    assert [one.value for one in cells(write_spreadsheet(found, {}))[0]] == ["a", "b"]


def test_the_first_row_stays_in_sight_and_the_second_sheet_says_what_it_is() -> None:
    content = write_spreadsheet(grid("x"), {"question": "Which?", "version": "0123"})
    book = load_workbook(io.BytesIO(content))
    assert (book.sheetnames, book["answer"].freeze_panes) == (["answer", "about"], "A2")
    assert [[one.value for one in row] for row in cells(content, "about")] == [
        ["question", "Which?"],
        ["version", "0123"],
    ]


def test_what_a_cell_cannot_hold_is_cut_with_a_sign_and_what_it_may_not_hold_is_dropped() -> None:
    found = [row[0].value for row in cells(write_spreadsheet(grid("x" * 40_000, "a\u0000b\u202ec"), {}))[1:]]
    assert len(found[0]) == LETTERS and found[0].endswith("\u2026")
    assert found[1] == "abc"


def test_a_spreadsheet_that_would_take_too_long_is_refused() -> None:
    with pytest.raises(SpreadsheetTooLarge):
        write_spreadsheet(Grid(["a"], [[1]] * (ROWS + 1)), {})
