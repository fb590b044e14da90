"""SPARQL text to tokens (SPARQL 1.1 Query Language, section 19.8).

The lexer is strict: what no token can begin with, an unknown escape or an
escape that names no character is an error. A lenient reading could end a string
or an IRI elsewhere than the engine does, and hide a keyword in the difference.
It takes time in proportion to the length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from graph.errors import BadQuery

BLANK: Final = "blank"
IRI: Final = "iri"
STRING: Final = "string"
VARIABLE: Final = "variable"
NODE: Final = "node"
TAG: Final = "tag"
NUMBER: Final = "number"
NAME: Final = "name"
"""A prefixed name such as ``ex:thing``, ``ex:`` or ``:thing``."""
WORD: Final = "word"
MARK: Final = "mark"

_BASE: Final = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_REST: Final = _BASE + r"_0-9\-\u00b7\u0300-\u036f\u203f-\u2040"
_CODE: Final = (
    r"\\u(?:[0-9A-CE-Fa-ce-f][0-9A-Fa-f]{3}|[Dd][0-7][0-9A-Fa-f]{2})"
    r"|\\U00(?:0[1-9A-Fa-f]|10)[0-9A-Fa-f]{4}"
    r"|\\U0000(?:[0-9A-CE-Fa-ce-f][0-9A-Fa-f]{3}|[Dd][0-7][0-9A-Fa-f]{2})"
)
_ESCAPE: Final = rf"\\[tbnrf\\\"']|{_CODE}"
_LONG: Final = "|".join(rf"{q * 3}(?:{q}{{0,2}}(?:[^{q}\\]|{_ESCAPE}))*{q * 3}" for q in "'\"")
_SHORT: Final = "|".join(rf"{q}(?!{q}{q})(?:[^{q}\\\r\n]|{_ESCAPE})*{q}" for q in "'\"")
_LOCAL_ESCAPE: Final = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
_LOCAL: Final = rf"(?:[{_BASE}_:0-9]|{_LOCAL_ESCAPE})(?:[{_REST}:]|{_LOCAL_ESCAPE}|\.+(?=[{_REST}:]|{_LOCAL_ESCAPE}))*"

# Only single classes are possessive: up to Python 3.11.4 a possessive group keeps what a failed round took.
_TOKEN: Final = re.compile(
    "|".join(
        (
            rf"(?P<{BLANK}>[ \t\r\n]++(?:\#[^\r\n]*+[ \t\r\n]*+)*|(?:\#[^\r\n]*+[ \t\r\n]*+)++)",
            rf"(?P<{VARIABLE}>[?$][{_BASE}_0-9][{_BASE}_0-9\u00b7\u0300-\u036f\u203f-\u2040]*+)",
            rf"(?P<run>[{_BASE}][{_REST}]*+(?:\.++[{_REST}]++)*)(?P<rest>:(?:{_LOCAL})?)?",
            rf"(?P<{MARK}>[{{}}](?!\|)|[();,\[\]])",
            rf"(?P<{NAME}>:(?:{_LOCAL})?)",
            rf"(?P<{IRI}><(?:[^\x00-\x20<>\"{{}}|^`\\]|{_CODE})*>)",
            rf"(?P<{STRING}>{_LONG}|{_SHORT})",
            rf"(?P<{NUMBER}>\d*+\.\d++(?:[eE][+-]?\d++)?|\d++(?:\.?[eE][+-]?\d++)?)",
            rf"(?P<{NODE}>_:[{_BASE}_0-9][{_REST}]*+(?:\.++[{_REST}]++)*)",
            rf"(?P<{TAG}>@[A-Za-z]++(?:-{{1,2}}[A-Za-z0-9]++)*)",
            r"(?P<more>\{\||\|\}|<<|>>|\^\^|&&|\|\||!=|<=|>=|[.=<>!+\-*/|^?~])",
        )
    )
)
_DOTTED: Final = re.compile(r":(?!//)[^\s:<>]*\.[^\s:<>]*\.")
"""What could be a local name with two dots; an ordinary IRI is none."""
_PIECE: Final = re.compile(r"(?P<word>[A-Za-z0-9_]++)|.", re.DOTALL)


Token = tuple[str, str, int]
"""A piece of the text: its kind, the text itself, and where it starts."""


def read_tokens(text: str) -> Iterator[Token]:
    """Split a query into tokens; together they are the text again.

    Parameters
    ----------
    text : str
        The query.

    Yields
    ------
    Token
        Blanks and comments too.

    Raises
    ------
    BadQuery
        Where no token can start, such as at a string that does not end.
    """
    position, match = 0, _TOKEN.match
    while found := match(text, position):
        kind, piece = found.lastgroup, found.group()
        if kind == "run":
            yield from _split(piece, position)
        elif kind == "rest":
            yield NAME, piece, position
        else:
            yield MARK if kind == "more" else str(kind), piece, position
        position = found.end()
    if position < len(text):
        raise _complain(text, position)


def _split(run: str, start: int) -> Iterator[Token]:
    """Split letters, digits, dots and hyphens without a colon into words and marks.

    The run is read as a whole first, so that looking for the colon of a prefixed
    name never scans the same characters twice.
    """
    if run.isalpha():
        yield WORD, run, start
        return
    for piece in _PIECE.finditer(run):
        yield piece.lastgroup or MARK, piece.group(), start + piece.start()


def escape_dots(text: str) -> str:
    """Write the dots in local names as ``\\.``, which means the same.

    The engine's parser stops at the second dot of ``passage:b.4.2``, although a
    local name may hold many (section 19.8, PN_LOCAL).
    """
    if not _DOTTED.search(text):
        return text
    return "".join(_escape_name(piece) if kind == NAME else piece for kind, piece, _ in read_tokens(text))


def _escape_name(name: str) -> str:
    prefix, colon, local = name.partition(":")
    return prefix + colon + re.sub(r"(?<!\\)\.", r"\\.", local)


def find_column(text: str, line: int, column: int) -> int:
    """Find the column in a text of a place in what :func:`escape_dots` makes of it."""
    escaped, plain = (one.split("\n")[line - 1 : line] for one in (escape_dots(text), text))
    if escaped == plain:
        return column
    added = escaped[0][: column - 1].count("\\.") - plain[0][: column - 1].count("\\.")
    return max(1, column - added)


def find_position(text: str, start: int) -> tuple[int, int]:
    """Give line and column, both counted from 1, of a place in the text."""
    before = text[:start]
    return before.count("\n") + 1, start - before.rfind("\n")


def _complain(text: str, start: int) -> BadQuery:
    line, column = find_position(text, start)
    return BadQuery(line=line, column=column, detail=repr(text[start : start + 20]))


def decode_escapes(text: str) -> str:
    """Replace ``\\uXXXX`` and ``\\UXXXXXXXX`` as SPARQL 1.1 (section 19.2) does before tokenising."""
    return re.sub(_CODE, lambda found: chr(int(found.group()[2:], 16)), text)
