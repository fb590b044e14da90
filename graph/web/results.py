"""What a query of a reader gave, as a table; no Flask here.

The engine writes one line for each row (tab-separated values, N-Triples): so the
rows of a large answer are counted without reading it, and only those shown are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final, NamedTuple

from graph.formats import GRAPH_FORMATS, N_TRIPLES, RESULT_FORMATS, TSV, Format
from graph.language import mark
from graph.namespaces import BASE, XSD, shorten
from graph.sparql.engine import Answer
from graph.terms import Term
from graph.web.addresses import clean, path_of
from graph.web.reader import Reader
from graph.web.texts import Text

ACCEPT: Final = f"{TSV.media_type}, {N_TRIPLES.media_type}"
"""What to ask the engine for."""
ROWS: Final = 200
"""Rows that a page shows at most."""
CELLS: Final = 6000
"""Cells that a page shows at most, where a row has very many."""
LETTERS: Final = 2000
"""Letters of one value that a page shows at most."""

TRIPLE: Final = (mark("subject"), mark("relation"), mark("object"))
"""What the columns of statements are called."""
_ESCAPE: Final = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_ESCAPED: Final = {"t": "\t", "n": "\n", "r": "\r", "b": "\b", "f": "\f"}
_TERM: Final = re.compile(
    r'(?:<(?P<iri>[^<>\s"]*)>|_:(?P<blank>[^\s<>"]+)'
    r'|"(?P<text>[^"\\]*(?:\\.[^"\\]*)*)"(?:@(?P<language>[A-Za-z0-9-]+)|\^\^<(?P<datatype>[^<>\s"]*)>)?)',
    re.DOTALL,
)
_BARE: Final = (
    (re.compile(r"true|false"), XSD + "boolean"),
    (re.compile(r"[+-]?\d+"), XSD + "integer"),
    (re.compile(r"[+-]?\d*\.\d+"), XSD + "decimal"),
    (re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)[eE][+-]?\d+"), XSD + "double"),
)
_NUMBERS: Final = frozenset(XSD + name for name in ("integer", "decimal", "double", "float"))


@dataclass(frozen=True, slots=True)
class Cell:
    """One value.

    Attributes
    ----------
    text : Text
        The name of a thing, else the value as it is.
    href : str
        Where it leads; empty for nowhere.
    second : str
        The short IRI of a thing of ours that has a name.
    note : str
        Language or datatype.
    is_ours : bool
        Whether the link leads to a page of ours.
    is_number : bool
        Whether it is a number.
    """

    text: Text
    href: str = ""
    second: str = ""
    note: str = ""
    is_ours: bool = False
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """An answer to look at.

    Attributes
    ----------
    verdict : bool or None
        The answer to ASK.
    columns : tuple of str
        Variables, or the three parts of a triple.
    is_graph : bool
        Whether the rows are triples.
    rows : list of list of Cell or None
        The first rows; ``None`` where a variable is not bound.
    total : int
        How many rows there are.
    formats : tuple of Format
        In which the whole can be taken away.
    """

    verdict: bool | None
    columns: tuple[str, ...]
    is_graph: bool
    rows: list[list[Cell | None]]
    total: int
    formats: tuple[Format, ...]


class Rows(NamedTuple):
    """The first rows of an answer, each value as the engine wrote it (empty for none), and how many there are."""

    columns: tuple[str, ...]
    is_graph: bool
    rows: list[list[str]]
    total: int


def read_answer(answer: Answer, reader: Reader) -> Result:
    """Make the table of an answer.

    Parameters
    ----------
    answer : Answer
        In one of the formats of :data:`ACCEPT`.
    reader : Reader
        Whose language counts.
    """
    if answer.kind == "ASK":
        return Result(answer.body.strip() == b"true", (), False, [], 1, RESULT_FORMATS)
    found = read_rows(answer)
    rows = [[_show(one, reader) for one in row] for row in found.rows]
    columns = tuple(reader.say(one) for one in found.columns) if found.is_graph else found.columns
    formats = GRAPH_FORMATS if found.is_graph else RESULT_FORMATS
    return Result(None, columns, found.is_graph, rows, found.total, formats)


def read_rows(answer: Answer) -> Rows:
    """Read the first rows of an answer, as many as a page shows; the others are only counted."""
    text = answer.body.decode("utf-8", "replace")
    is_graph = answer.kind in ("CONSTRUCT", "DESCRIBE")
    total = text.count("\n")
    lines = _split_lines(text)
    columns: tuple[str, ...] = TRIPLE
    if not is_graph:
        total -= 1
        header = next(lines, "")
        columns = tuple(name.removeprefix("?") for name in header.split("\t")) if header else ()
    most = min(ROWS, max(1, CELLS // max(1, len(columns))))
    split = _split_triple if is_graph else _split_row
    return Rows(columns, is_graph, [split(line) for line in islice(lines, most)], max(0, total))


def read_term(text: str) -> Term | None:
    """Read a term as N-Triples and tab-separated values write it; ``None`` for what is none of them.

    Examples
    --------
    >>> read_term('"keamanan"@id').language
    'id'
    >>> read_term("12").datatype
    'http://www.w3.org/2001/XMLSchema#integer'
    >>> read_term("<< a b c >>") is None
    True
    """
    found = _TERM.fullmatch(text)
    if found is None:
        datatype = next((name for pattern, name in _BARE if pattern.fullmatch(text)), "")
        return Term(text, "literal", datatype=datatype) if datatype else None
    if found["iri"] is not None:
        return Term(_unescape(found["iri"]))
    if found["blank"] is not None:
        return Term(found["blank"], "bnode")
    return Term(_unescape(found["text"]), "literal", found["language"] or "", found["datatype"] or "")


def _split_lines(text: str) -> Iterator[str]:
    start = 0
    while (end := text.find("\n", start)) >= 0:
        yield text[start:end]
        start = end + 1


def _split_row(line: str) -> list[str]:
    return line.split("\t")


def _split_triple(line: str) -> list[str]:
    """Split at the first two blanks: only the last part of a triple may hold one."""
    return line.removesuffix(" .").split(" ", 2)


def _unescape(text: str) -> str:
    if "\\" not in text:
        return text
    return _ESCAPE.sub(_put_sign, text)


def _put_sign(found: re.Match[str]) -> str:
    code = found[1] or found[2]
    if not code:
        return _ESCAPED.get(found[3], found[3])
    number = int(code, 16)
    return chr(number) if number < 0x110000 and not 0xD800 <= number < 0xE000 else "\ufffd"


def _show(text: str, reader: Reader) -> Cell | None:
    if not text:
        return None
    term = read_term(text)
    if term is None:
        return Cell(Text(_shorten_text(text)))
    if term.kind == "bnode":
        return Cell(Text("_:" + _shorten_text(term.value)))
    if term.kind == "uri":
        return _show_iri(term.value, reader)
    datatype = "" if term.language or term.datatype == XSD + "string" else shorten(term.datatype)
    is_number = term.datatype in _NUMBERS
    note = term.language or ("" if is_number else clean(datatype))
    return Cell(Text(_shorten_text(term.value), term.language), note=note, is_number=is_number)


def _show_iri(iri: str, reader: Reader) -> Cell:
    """Show a thing of ours by its name (a statement by its sentence), anything else by its address."""
    short = _shorten_text(shorten(iri))
    if not iri.startswith(BASE):
        return Cell(Text(short), path_of(iri))
    link = reader.link(iri)
    name = reader.lexicon.sentence(iri, reader.language) if link.kind == "claim" else link.text
    return Cell(name, link.href, short if name.value != short else "", is_ours=link.href.startswith("/"))


def _shorten_text(text: str) -> str:
    text = clean(text[: LETTERS + 1])
    return text if len(text) <= LETTERS else text[:LETTERS] + "\u2026"
