"""The tables of the search in SQLite, and whether this SQLite can have them."""

from __future__ import annotations

import sqlite3
from typing import Final

from graph.search_errors import FullTextMissing

TABLES: Final = """
CREATE VIRTUAL TABLE things USING fts5(name, told, content='', columnsize=0, detail=column, tokenize='ascii');
CREATE VIRTUAL TABLE words USING fts5vocab(things, 'row');
CREATE TABLE names (name TEXT, thing INTEGER, PRIMARY KEY (name, thing)) WITHOUT ROWID;
"""
"""What is put in is folded already, so that the plainest tokenizer, which parts words at blanks, is the right one."""


def check_full_text() -> None:
    """Make sure that SQLite has what the search needs.

    Raises
    ------
    FullTextMissing
        If it has not.
    """
    base = sqlite3.connect(":memory:")
    try:
        base.executescript(TABLES)
    except sqlite3.OperationalError as error:
        raise FullTextMissing(version=sqlite3.sqlite_version, detail=error) from error
    finally:
        base.close()
