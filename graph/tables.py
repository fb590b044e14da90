"""CSV that people open with spreadsheets: no value in it may become a formula there."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final

FORMULAS: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
"""How a text begins that a spreadsheet would run."""

Value = str | int | float | None


def write_csv(header: Sequence[str], rows: Iterable[Iterable[Value]]) -> bytes:
    """Write a table as CSV (RFC 4180), in UTF-8."""
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerow(header)
    writer.writerows([defuse(value) if isinstance(value, str) else value for value in row] for row in rows)
    return target.getvalue().encode()


def defuse(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would run as a formula, as spreadsheets write it themselves.

    Examples
    --------
    >>> defuse("=1+1"), defuse("keamanan")
    ("'=1+1", 'keamanan')
    """
    return f"'{text}" if text.startswith(FORMULAS) else text
