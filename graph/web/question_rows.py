"""The answer to a question as people read it: names, statements, and what these rest on; no Flask here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final
from urllib.parse import urlencode

from graph.binding import bind_each
from graph.namespaces import ID, XSD
from graph.questions import Question
from graph.sparql.engine import Answer
from graph.terms import Term
from graph.web.addresses import kind_of, slug_of
from graph.web.claims import Claim
from graph.web.evidence_request import MOST_NAMED
from graph.web.reader import Link, Reader
from graph.web.results import Rows, read_rows, read_term
from graph.web.texts import Text

OPENED: Final = 20
"""Statements of one row that open in place."""
READ: Final = 2000
"""Statements that are read for one page; a page that counts more would take too long."""
_AT_ONCE: Final = 500
_NUMBERS: Final = frozenset(XSD + name for name in ("integer", "decimal", "double", "float"))
_BROKEN: Final = frozenset(XSD + name for name in ("decimal", "double", "float"))
_CLAIM: Final = ID + "claim/"


@dataclass(frozen=True, slots=True)
class Cell:
    """One value of a row.

    Attributes
    ----------
    link : Link
        Its name and where it leads.
    term : Term or None
        The value itself.
    claims : tuple of str
        The statements behind the row, where the column is that of the evidence.
    number : float or None
        Its value where it is a number.
    """

    link: Link
    term: Term | None = None
    claims: tuple[str, ...] = ()
    number: float | None = None

    @property
    def iri(self) -> str:
        """The IRI; empty for anything else."""
        return self.term.value if self.term is not None and self.term.kind == "uri" else ""

    @property
    def evidence(self) -> str:
        """The address of all statements behind the row, as many as an address can name."""
        return evidence_of(self.claims)


@dataclass(frozen=True, slots=True)
class Source:
    """What statements rest on, or where they stand: with the statements, and on which pages."""

    link: Link
    claims: tuple[str, ...]
    pages: tuple[str, ...] = ()


def evidence_of(claims: Sequence[str]) -> str:
    """Give the path at which statements are shown with everything behind them."""
    return "/evidence?" + urlencode({"claim": " ".join(slug_of(one) for one in claims[:MOST_NAMED])})


class Table:
    """An answer, read for people.

    Parameters
    ----------
    question : Question
        What was asked.
    answer : Answer
        In one of the formats of :data:`graph.web.results.ACCEPT`.
    reader : Reader
        For names and links.
    """

    def __init__(self, question: Question, answer: Answer, reader: Reader) -> None:
        self.question = question
        self.reader = reader
        self._found: Rows = read_rows(answer)
        self.is_graph = self._found.is_graph
        self.total = self._found.total

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns as the query has them."""
        return self._found.columns

    @property
    def headings(self) -> list[str]:
        """What the columns are called."""
        if self.is_graph:
            return [self.reader.say(one) for one in self.columns]
        known = self.question.columns
        return [known[one][self.reader.language] if one in known else one for one in self.columns]

    @cached_property
    def rows(self) -> list[list[Cell | None]]:
        """The rows that are shown; nothing stands where a variable is not bound."""
        return [
            [self._show(text, name) for text, name in zip(row, self.columns, strict=False)] for row in self._found.rows
        ]

    @cached_property
    def claims(self) -> list[str]:
        """The statements that the rows name, in the order of the rows."""
        named = (iri for row in self.rows for cell in row if cell is not None for iri in (*cell.claims, cell.iri))
        return list(dict.fromkeys(iri for iri in named if kind_of(iri) == "claim"))

    def column(self, name: str) -> int:
        """Give the place of a column; -1 where the answer has none of this name."""
        return self.columns.index(name) if name in self.columns else -1

    def _show(self, text: str, name: str) -> Cell | None:
        if not text:
            return None
        term = read_term(text)
        if term is None:
            return Cell(Link(Text(text)))
        if name == self.question.evidence and term.kind == "literal":
            claims = tuple(dict.fromkeys(one for one in term.value.split() if one.startswith(_CLAIM)))
            return Cell(Link(Text(term.value)), term, claims) if claims else None
        if term.datatype in _NUMBERS:
            return self._show_number(term)
        return Cell(self.reader.show(term), term)

    def _show_number(self, term: Term) -> Cell:
        """Write a number; whole ones stay as they are, because some are years and pages."""
        try:
            value = float(term.value)
        except ValueError:
            return Cell(self.reader.show(term), term)
        shown = self.reader.number(round(value, 3)) if term.datatype in _BROKEN else term.value
        return Cell(Link(Text(shown)), term, number=value)


class Evidence:
    """The statements behind rows.

    Parameters
    ----------
    claims : iterable of Claim
        What the queries of :func:`list_queries` found.
    reader : Reader
        For names and links.
    left_out : int
        How many more there are, which were not asked for.
    """

    named = MOST_NAMED

    def __init__(self, claims: Iterable[Claim], reader: Reader, left_out: int = 0) -> None:
        self._reader = reader
        self.claims = {claim.iri: claim for claim in claims}
        self.left_out = left_out

    def of(self, cell: Cell) -> list[Claim]:
        """Give the first statements behind a row, in the order of the text."""
        found = [self.claims[iri] for iri in cell.claims if iri in self.claims]
        return sorted(found, key=lambda claim: claim.order)[:OPENED]

    @cached_property
    def works(self) -> list[Source]:
        """The works that they rest on, those of most statements first."""
        resting: dict[str, dict[str, None]] = defaultdict(dict)
        pages: dict[str, set[str]] = defaultdict(set)
        known = self._reader.lexicon.citations
        for claim in self.claims.values():
            for one in (known[iri] for iri in claim.citations if iri in known):
                resting[one.work][claim.iri] = None
                pages[one.work].update([one.pages] if one.pages else [])
        links = {iri: self._reader.link(iri) for iri in resting}
        ranked = sorted(resting, key=lambda iri: (-len(resting[iri]), links[iri].text.value.casefold()))
        return [Source(links[iri], tuple(resting[iri]), tuple(sorted(pages[iri], key=_by_page))) for iri in ranked]

    @cached_property
    def passages(self) -> list[Source]:
        """The passages that they stand in, in the order of the text."""
        standing: dict[str, list[str]] = defaultdict(list)
        for claim in self.claims.values():
            for iri in claim.passages:
                standing[iri].append(claim.iri)
        ranked = sorted(standing, key=self._reader.lexicon.order)
        return [Source(self._reader.link(iri), tuple(standing[iri])) for iri in ranked]

    @property
    def own(self) -> list[str]:
        """Those that rest on no work: the authors' own."""
        return [iri for iri, claim in self.claims.items() if not claim.citations]


def list_queries(text: str, claims: Sequence[str]) -> Iterator[str]:
    """Write the queries that tell what is said of statements, some at a time."""
    for start in range(0, min(len(claims), READ), _AT_ONCE):
        yield bind_each(text, "claim", [Term(iri) for iri in claims[start : min(start + _AT_ONCE, READ)]])


def _by_page(pages: str) -> tuple[int, str]:
    digits = "".join(sign if sign.isdigit() else " " for sign in pages).split()
    return (int(digits[0][:9]) if digits else 0, pages)
