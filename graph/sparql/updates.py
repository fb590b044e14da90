"""A SPARQL update as single operations, each complete with its prologue (SPARQL 1.1 Update, section 3).

The engine reads the graph without a name wherever an update names no dataset,
but here patterns see the union of all graphs, in updates as in queries. So each
operation with a pattern is cut where ``USING`` clauses may be put in. Only as
much grammar is known here as that takes; the rest is the engine's to complain about.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from graph import lexer
from graph.errors import BadQuery, ParameterConflict
from graph.knowledge.work import Operation, Update
from graph.lexer import Token
from graph.sparql.gate import GateLimits, inspect_update
from graph.sparql.protocol import UpdateRequest

_PROLOGUE: Final = {"BASE": 1, "PREFIX": 2, "VERSION": 1}
"""How many terms follow the words before an operation."""
_WHOLE_GRAPHS: Final = frozenset(("CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD"))
_PATTERN_WORDS: Final = frozenset(("WITH", "DELETE", "INSERT", "USING", "NAMED", "WHERE"))
_NAMES_GRAPHS: Final = frozenset(("WITH", "USING", "NAMED"))
_OPENERS: Final = frozenset(("{", "{|", "(", "["))
_CLOSERS: Final = frozenset(("}", "|}", ")", "]"))

Tokens = Sequence[Token]


@dataclass(frozen=True, slots=True)
class Script:
    """An update as its operations.

    Attributes
    ----------
    names_dataset : bool
        Whether an operation says with ``USING`` or ``WITH`` what its pattern sees.
    """

    operations: tuple[Operation, ...]
    names_dataset: bool


def read_update(request: UpdateRequest, base: str, limits: GateLimits) -> Update:
    """Let an update in or refuse it, and take it apart.

    Parameters
    ----------
    request : UpdateRequest
        As it arrived.
    base : str
        Relative IRIs are resolved against it.
    limits : GateLimits
        What is too much.

    Raises
    ------
    QueryTooLarge, QueryTooComplex, QueryRefused, BadQuery, QueryAsUpdate
        What the gate finds.
    ParameterConflict
        If both the protocol and the text name a dataset (SPARQL 1.1 Protocol, section 2.2.3).
    """
    inspect_update(request.update, limits)
    script = split(request.update)
    if script.names_dataset and (request.using_graphs or request.using_named_graphs):
        name = "using-graph-uri=" if request.using_graphs else "using-named-graph-uri="
        raise ParameterConflict(one=name, other="USING / WITH")
    return Update(
        script.operations,
        base,
        request.using_graphs,
        request.using_named_graphs,
        lexer.escape_dots(request.update),
    )


def split(text: str) -> Script:
    """Take an update apart.

    Parameters
    ----------
    text : str
        The update; it has passed the gate.

    Raises
    ------
    BadQuery
        Where an operation begins with what begins none.
    """
    prologue = ""
    operations: list[Operation] = []
    names_dataset = False
    for tokens in _separate(text):
        start = _find_head(tokens)
        prologue += _join(tokens[:start]) + "\n"
        if start < len(tokens):
            operation, names = _Cutter(text, tokens[start:]).cut(prologue)
            operations.append(operation)
            names_dataset = names_dataset or names
    return Script(tuple(operations), names_dataset)


def _separate(text: str) -> Iterator[Tokens]:
    """Split at the semicolons outside of all brackets."""
    piece: list[Token] = []
    depth = 0
    for token in lexer.read_tokens(text):
        if token[0] == lexer.MARK:
            depth += (token[1] in _OPENERS) - (token[1] in _CLOSERS)
            if depth == 0 and token[1] == ";":
                yield piece
                piece = []
                continue
        piece.append(token)
    yield piece


def _find_head(tokens: Tokens) -> int:
    """Find where the prologue ends and the operation begins."""
    expected = 0
    for index, (kind, piece, _) in enumerate(tokens):
        if kind == lexer.BLANK:
            continue
        if expected:
            expected -= 1
        elif kind == lexer.WORD and piece.upper() in _PROLOGUE:
            expected = _PROLOGUE[piece.upper()]
        else:
            return index
    return len(tokens)


def _join(tokens: Tokens) -> str:
    return "".join(lexer.escape_dots(piece) if kind == lexer.NAME else piece for kind, piece, _ in tokens)


class _Cutter:
    """Cuts one operation where a dataset may be put in."""

    def __init__(self, text: str, tokens: Tokens) -> None:
        self._text = text
        self._tokens = tokens
        self._solid = [index for index, token in enumerate(tokens) if token[0] != lexer.BLANK]

    def cut(self, prologue: str) -> tuple[Operation, bool]:
        """Give the operation, and whether it names a dataset itself."""
        first, second = self._word(0), self._word(1)
        if first in _WHOLE_GRAPHS or (first in ("INSERT", "DELETE") and second == "DATA"):
            return Operation(prologue + _join(self._tokens)), False
        if first == "DELETE" and second == "WHERE":
            pattern = _join(self._tokens[self._solid[1] + 1 :])
            return Operation(f"{prologue}DELETE {pattern}\n", f"WHERE {pattern}", takes_dataset=True), False
        if first not in ("INSERT", "DELETE", "WITH"):
            raise self._complain(0)
        where, names_dataset = self._find_where()
        before = prologue + _join(self._tokens[:where])
        return Operation(before, _join(self._tokens[where:]), not names_dataset), names_dataset

    def _word(self, number: int) -> str:
        """Give a word of the operation by its number; empty if there stands something else."""
        if number >= len(self._solid):
            return ""
        kind, piece, _ = self._tokens[self._solid[number]]
        return piece.upper() if kind == lexer.WORD else ""

    def _find_where(self) -> tuple[int, bool]:
        """Find the keyword before the pattern; outside of braces only what belongs there may stand."""
        depth, before, names_dataset = 0, "", False
        for index in self._solid:
            kind, piece, _ = self._tokens[index]
            if kind == lexer.MARK:
                depth += (piece in _OPENERS) - (piece in _CLOSERS)
                before = ""
            elif depth:
                continue
            elif kind == lexer.WORD and piece.upper() in _PATTERN_WORDS:
                before = piece.upper()
                if before == "WHERE":
                    return index, names_dataset
                names_dataset = names_dataset or before in _NAMES_GRAPHS
            elif kind in (lexer.IRI, lexer.NAME) and before in _NAMES_GRAPHS:
                before = ""
            else:
                raise self._complain(index)
        raise self._complain(self._solid[-1])

    def _complain(self, index: int) -> BadQuery:
        _, piece, start = self._tokens[index]
        line, column = lexer.find_position(self._text, start)
        return BadQuery(line=line, column=column, detail=repr(piece[:20]))
