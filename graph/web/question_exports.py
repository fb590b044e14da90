"""Answers to take away as tables that people open, and the spreadsheet; no Flask here.

They have the columns of the query; after each column that holds things comes one with
their names. No value may become a formula when the file is opened: see :mod:`graph.tables`
for CSV; in the spreadsheet every text is marked as text.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

from graph.formats import Format
from graph.namespaces import XSD
from graph.question_errors import SpreadsheetTooLarge
from graph.tables import FORMULAS, Value
from graph.terms import Term
from graph.web.addresses import clean
from graph.web.reader import Reader

SPREADSHEET: Final = Format(
    "Spreadsheet", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx", ("spreadsheet",)
)
ROWS: Final = 50_000
"""Rows that a spreadsheet is written for; more take too long to write."""
LETTERS: Final = 32_767
"""Letters that a cell of a spreadsheet may have."""
_NUMBERS: Final = frozenset(XSD + name for name in ("integer", "decimal", "double", "float"))
_EXACT: Final = 1e15
"""Numbers from here on are written as text, because a spreadsheet would round them."""
_WIDTH: Final = 60
"""Letters that a column of the spreadsheet is wide at most."""


@dataclass(frozen=True, slots=True)
class Grid:
    """An answer as a table: every value, things with their names beside them."""

    header: list[str]
    rows: list[list[Value]]


def read_grid(body: bytes, reader: Reader) -> Grid:
    """Read an answer.

    Parameters
    ----------
    body : bytes
        SPARQL results as JSON.
    reader : Reader
        For the names.
    """
    content = json.loads(body)
    names: list[str] = content["head"].get("vars", [])
    bindings: list[dict[str, Any]] = content["results"]["bindings"]
    named = {name for row in bindings for name, cell in row.items() if cell["type"] == "uri"}
    header = [one for name in names for one in ([name, f"{name}_label"] if name in named else [name])]
    rows = [list(_read_row(row, names, named, reader)) for row in bindings]
    return Grid(header, rows)


def write_spreadsheet(grid: Grid, about: Mapping[str, str]) -> bytes:
    """Write a table as a spreadsheet with a second sheet about it.

    Parameters
    ----------
    grid : Grid
        The answer.
    about : mapping of str to str
        What the second sheet says.

    Raises
    ------
    SpreadsheetTooLarge
        If it has more rows than are written.
    """
    # Serving starts without it; only who wants a spreadsheet waits for it.
    from openpyxl import Workbook
    from openpyxl.utils import get_column_letter

    if len(grid.rows) > ROWS:
        raise SpreadsheetTooLarge(count=len(grid.rows), limit=ROWS)
    book = Workbook(write_only=True)
    sheet = book.create_sheet("answer")
    sheet.freeze_panes = "A2"
    for place, width in enumerate(_measure(grid), 1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    table: list[Sequence[Value]] = [grid.header, *grid.rows]
    for row in table:
        sheet.append([_make_cell(sheet, value) for value in row])
    other = book.create_sheet("about")
    other.column_dimensions["A"].width, other.column_dimensions["B"].width = 20, _WIDTH
    for pair in about.items():
        other.append([_make_cell(other, value) for value in pair])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _read_row(row: Mapping[str, Any], names: Sequence[str], named: set[str], reader: Reader) -> Iterator[Value]:
    for name in names:
        term = Term.from_json(row[name]) if name in row else None
        yield None if term is None else _read_value(term)
        if name in named:
            yield _find_name(term, reader) if term is not None and term.kind == "uri" else None


def _find_name(term: Term, reader: Reader) -> str:
    link = reader.link(term.value)
    is_claim = link.kind == "claim"
    return (reader.lexicon.sentence(term.value, reader.language) if is_claim else link.text).value


def _read_value(term: Term) -> Value:
    if term.datatype in _NUMBERS:
        with suppress(ValueError):
            value = float(term.value)
            if abs(value) < _EXACT:
                return int(value) if term.datatype == XSD + "integer" else value
    return clean(term.value)


def _make_cell(sheet: Any, value: Value) -> Any:
    from openpyxl.cell import WriteOnlyCell

    if not isinstance(value, str):
        return WriteOnlyCell(sheet, value)
    text = clean(value)
    cell = WriteOnlyCell(sheet, text if len(text) <= LETTERS else text[: LETTERS - 1] + "\u2026")
    cell.data_type = "s"  # never a formula, whatever it begins with
    if text.startswith(FORMULAS):
        cell.quotePrefix = True  # nor when somebody edits it
    return cell


def _measure(grid: Grid) -> list[int]:
    """Give each column the width of what its first rows hold."""
    some: list[Sequence[Value]] = [grid.header, *grid.rows[:200]]
    return [min(_WIDTH, 2 + max(len(str(row[place])) for row in some)) for place in range(len(grid.header))]
