"""The graphs that a query names with FROM and FROM NAMED.

The engine reads these clauses itself; they are needed here only because the
default graph of several FROM clauses is their *merge* (SPARQL 1.1 Query, section
13.2.1), in which a statement of two graphs stands once. What cannot be resolved
here is left to the engine, which then complains about it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import urljoin

from graph import lexer

_OPENERS: Final = frozenset(("{", "("))
_CLOSERS: Final = frozenset(("}", ")"))


def find_dataset(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Find the IRIs after FROM, and after FROM NAMED."""
    if "from" not in text.lower():
        return (), ()
    base, prefixes = "", dict[str, str]()
    default: list[str] = []
    named: list[str] = []
    tokens = _skip_blanks(text)
    depth = 0
    for kind, piece in tokens:
        if kind == lexer.MARK:
            depth += (piece in _OPENERS) - (piece in _CLOSERS)
        word = piece.upper() if kind == lexer.WORD and depth == 0 else ""
        if word == "BASE":
            base = _resolve(next(tokens, ("", "")), base, prefixes)
        elif word == "PREFIX":
            prefix = next(tokens, ("", ""))[1]
            prefixes[prefix] = _resolve(next(tokens, ("", "")), base, prefixes)
        elif word in ("FROM", "NAMED"):
            following = next(tokens, ("", ""))
            if following[1].upper() == "NAMED":
                following, word = next(tokens, ("", "")), "NAMED"
            (default if word == "FROM" else named).append(_resolve(following, base, prefixes))
    return ((), ()) if "" in (*default, *named) else (tuple(default), tuple(named))


def _skip_blanks(text: str) -> Iterator[tuple[str, str]]:
    return ((kind, piece) for kind, piece, _ in lexer.read_tokens(text) if kind != lexer.BLANK)


def _resolve(token: tuple[str, str], base: str, prefixes: dict[str, str]) -> str:
    """Give the IRI that a token stands for; empty if it stands for none."""
    kind, piece = token
    if kind == lexer.IRI:
        return urljoin(base, lexer.decode_escapes(piece[1:-1]))
    prefix, colon, local = piece.partition(":")
    if kind != lexer.NAME or prefix + colon not in prefixes:
        return ""
    return prefixes[prefix + colon] + re.sub(r"\\(.)", r"\1", local)
