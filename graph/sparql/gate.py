"""The gate: what is refused before anything evaluates it.

It knows no grammar, only tokens and brackets. Three things make it safe where a
plain search for keywords is not:

* A parser without a lexer reads ``true`` + keyword, or keyword + ``:name``, as
  two tokens where the specification sees one; so a word is searched for the
  keyword anywhere inside, and a prefixed name that holds it may not stand where
  a pattern would follow it.
* ``<`` after an operand in parentheses is a comparison to a parser and may look
  like the start of an IRI to a lexer. Where the two readings could differ about
  what is hidden, the query is refused.
* In an update the same parser reads a prefixed name that begins with the keyword
  as the keyword and the rest; so such a name may stand only where an operation
  cannot begin.
* SPARQL 1.1 decodes ``\\uXXXX`` before tokenising, SPARQL 1.2 only inside strings
  and IRIs; both readings must pass.

``tests/test_sparql_gate.py`` compares it with the parser of the engine. Behind it
stands the sandbox of the worker (:mod:`graph.sparql.sandbox`), which has no network.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, cast
from typing import Literal as OneOf

from graph import lexer
from graph.errors import (
    BadQuery,
    QueryAsUpdate,
    QueryRefused,
    QueryTooDeep,
    QueryTooLarge,
    QueryTooManyPatterns,
)
from graph.sparql.dataset import find_dataset

Kind = OneOf["SELECT", "ASK", "CONSTRUCT", "DESCRIBE", "UPDATE"]

_CALLS_OUT: Final = re.compile("service|load", re.IGNORECASE)
_READS: Final = frozenset(("SELECT", "ASK", "CONSTRUCT", "DESCRIBE"))
_WRITES: Final = frozenset(("INSERT", "DELETE", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"))
_PROLOGUE: Final = frozenset(("BASE", "PREFIX", "VERSION"))
_BEFORE_NAMES: Final = frozenset(("PREFIX", "WITH", "USING", "NAMED", "GRAPH", "TO", "ADD", "COPY", "MOVE", "SILENT"))
"""What a prefixed name follows outside of braces in an update."""
_OPERATORS: Final = frozenset(("||", "&&", "!", "|", "^", "/", "*", "+", "-", "?"))
_SEPARATORS: Final = frozenset((".", ";", ","))
_OPENERS: Final = frozenset(("{", "{|", "(", "["))
_CLOSERS: Final = frozenset(("}", "|}", ")", "]"))
_COULD_HIDE: Final = re.compile(r"[()\[\]'#]")
_HARMLESS_MARKS: Final = 16
"""Slashes and hyphens that an ordinary IRI may hold."""


@dataclass(frozen=True, slots=True)
class GateLimits:
    """The longest, deepest and largest query that is let in."""

    length: int
    depth: int
    patterns: int


@dataclass(frozen=True, slots=True)
class Inspection:
    """What the gate learned about a query: its kind and the graphs named with FROM."""

    kind: Kind
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()


def inspect(text: str, limits: GateLimits) -> Inspection:
    """Look at a query and let it in or refuse it.

    Parameters
    ----------
    text : str
        The query as it arrived.
    limits : GateLimits
        What is too much.

    Returns
    -------
    Inspection
        Its kind and dataset.

    Raises
    ------
    QueryTooLarge, QueryTooComplex
        If it is longer, deeper or has more patterns and operators than allowed.
    QueryRefused
        If it asks for another address.
    BadQuery
        If it holds something that is no token, or is no query.
    """
    kind = _check(text, limits)
    if kind in _READS:
        return Inspection(cast(Kind, kind), *find_dataset(text))
    if kind in _WRITES:
        return Inspection("UPDATE")
    line, column = lexer.find_position(text, 0)
    raise BadQuery(line=line, column=column, detail=f"{kind or text[:20]!r}")


def inspect_update(text: str, limits: GateLimits) -> None:
    """Look at an update and let it in or refuse it; raises what :func:`inspect` raises.

    What stands between the braces of ``INSERT DATA`` and ``DELETE DATA`` is data
    and not counted. An update may hold no operation at all.

    Raises
    ------
    QueryAsUpdate
        If it is a query.
    """
    if _check(text, limits) in _READS:
        raise QueryAsUpdate


def _check(text: str, limits: GateLimits) -> str | None:
    """Read the text in every way that it can be read; gives its first keyword after the prologue."""
    size = len(text) if len(text) > limits.length else len(text.encode("utf-8", "replace"))
    if size > limits.length:
        raise QueryTooLarge(size=size, limit=limits.length)
    plain = lexer.decode_escapes(text) if "\\" in text else text
    wary = bool(_CALLS_OUT.search(text) or _CALLS_OUT.search(plain))
    if plain != text:
        _check_decoded(plain, wary, limits)
    return _Reading(text, wary).check(limits)


def _check_decoded(plain: str, wary: bool, limits: GateLimits) -> None:
    try:
        _Reading(plain, wary).check(limits)
    except BadQuery:
        return  # who decodes first cannot read it at all, and so cannot be led astray by it


class _Reading:
    """One pass over the tokens."""

    def __init__(self, text: str, wary: bool) -> None:
        self._text = text
        self._wary = wary
        self._kind: str | None = None
        self._frames: list[tuple[str, bool]] = []
        self._frame = ""  # the innermost open bracket; "data" inside VALUES
        self._unfinished = False  # a triple pattern that no separator has ended yet
        self._values = False  # VALUES was read, its braces not yet
        self._before = ""
        self._watch = 0  # so many more tokens may make a call of the name last seen
        self._watched = ("", 0)
        self._quoted = 0  # triple terms that are open; the engine nests them without a bracket of ours
        self._depth = 0
        self._count = 0

    def check(self, limits: GateLimits) -> str | None:
        """Read everything, compare with the limits, and give the first keyword after the prologue."""
        readers: dict[str, Callable[[str, int], None]] = {
            lexer.WORD: self._read_word,
            lexer.MARK: self._read_mark,
            lexer.NAME: self._read_name,
            lexer.IRI: self._read_iri,
        }
        for kind, piece, start in lexer.read_tokens(self._text):
            if kind != lexer.BLANK and kind != lexer.TAG:
                readers.get(kind, self._read_term)(piece, start)
        if self._depth > limits.depth:
            raise QueryTooDeep(count=self._depth, limit=limits.depth)
        if self._count > limits.patterns:
            raise QueryTooManyPatterns(count=self._count, limit=limits.patterns)
        return self._kind

    def _read_word(self, piece: str, start: int) -> None:
        word = piece.upper()
        if self._wary and _CALLS_OUT.search(piece):
            raise self._refuse(piece, start)
        if self._kind is None and word not in _PROLOGUE:
            self._kind = word
        if word == "VALUES" or (word == "DATA" and self._before in ("INSERT", "DELETE")):
            self._values = True
        if word in ("TRUE", "FALSE"):
            self._unfinished = True
        elif word != "A":
            self._end_pattern()
        if not word.endswith("SILENT"):
            self._watch = 0
        self._before = word

    def _read_mark(self, piece: str, start: int) -> None:
        if self._watch and piece == "{":
            raise self._refuse(*self._watched)
        self._watch = 0
        if piece in _OPENERS:
            self._open(piece)
        elif piece in _CLOSERS:
            self._close(piece, start)
        elif piece in _SEPARATORS:
            self._end_pattern()
        elif piece in _OPERATORS and self._frame != "data":
            self._count += 1
        elif piece in ("<<", ">>"):
            self._quoted = max(0, self._quoted + (1 if piece == "<<" else -1))
            self._depth = max(self._depth, len(self._frames) + self._quoted)
        self._before = piece

    def _open(self, piece: str) -> None:
        is_data = self._values or self._frame == "data"
        if piece in ("{", "{|"):
            self._end_pattern()
            self._values = False
        if not is_data and (piece[0] == "{" or (piece == "(" and self._frame != "(")):
            self._count += 1
        self._frames.append((self._frame, self._unfinished))
        self._frame = "data" if is_data else piece[0]
        self._unfinished = False
        self._depth = max(self._depth, len(self._frames) + self._quoted)

    def _close(self, piece: str, start: int) -> None:
        if not self._frames:
            line, column = lexer.find_position(self._text, start)
            raise BadQuery(line=line, column=column, detail=repr(piece))
        self._end_pattern()
        self._frame, self._unfinished = self._frames.pop()
        if piece in (")", "]"):
            self._unfinished = True

    def _end_pattern(self) -> None:
        if self._unfinished and self._frame in ("{", "["):
            self._count += 1
        self._unfinished = False

    def _read_term(self, _piece: str, _start: int) -> None:
        if self._before == "term" and self._frame == "(":
            self._count += 2  # an item of a list is two triple patterns
        elif self._kind == "DESCRIBE" and not self._frames:
            self._count += 1
        self._unfinished = True
        self._watch = max(0, self._watch - 1)
        self._before = "term"

    def _read_name(self, piece: str, start: int) -> None:
        before = self._before
        self._read_term(piece, start)
        if not self._wary or not _CALLS_OUT.search(piece):
            return
        if self._frames and before != "GRAPH":
            self._watch, self._watched = 2, (piece, start)
        elif not self._frames and self._kind not in _READS and before not in _BEFORE_NAMES:
            raise self._refuse(piece, start)

    def _read_iri(self, piece: str, start: int) -> None:
        before = self._before
        is_operand = before in ("term", ")", "]", "}", ">", ">>") or before.isalpha()
        if self._frame == "(" and is_operand:
            if self._wary and _COULD_HIDE.search(piece):
                raise self._refuse(piece, start)
            marks = sum(piece.count(one) for one in "&+*!-/")
            self._count += max(0, marks - _HARMLESS_MARKS)
        self._read_term(piece, start)

    def _refuse(self, word: str, start: int) -> QueryRefused:
        line, column = lexer.find_position(self._text, start)
        return QueryRefused(word=word[:60], line=line, column=column)
