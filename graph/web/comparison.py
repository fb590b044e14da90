"""What the page about the difference of two versions shows; no Flask here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final

from graph.knowledge.difference import DERIVED, FIGURES, Counts, Statement, compare, read_terms
from graph.knowledge.versions import Version
from graph.language import mark
from graph.terms import Term
from graph.web.reader import Link, Reader
from graph.web.texts import Text

ON_A_PAGE: Final = 200
UNNAMED: Final = mark("graph without a name")


@dataclass(frozen=True, slots=True)
class Line:
    """One statement that only one of the versions has."""

    is_added: bool
    verb: Link
    value: Link
    graph: Link
    is_code: bool


@dataclass(slots=True)
class Subject:
    """A thing and what changed about it."""

    link: Link
    lines: list[Line] = field(default_factory=list)


class Comparison:
    """One page of a comparison.

    Parameters
    ----------
    before, after : Version
        The two versions.
    reader : Reader
        Who reads.
    page : int
        From 1.
    is_short : bool
        Whether the statements of the graphs that the rules compute are left out; they are counted anyway. The
        figures of the dataset, which change with every statement, are never shown.
    """

    def __init__(self, before: Version, after: Version, reader: Reader, page: int, *, is_short: bool) -> None:
        self.before = before
        self.after = after
        self.page = page
        self.is_short = is_short
        self.counts: dict[str, Counts] = {}
        self._reader = reader
        self._readers = {False: reader.at(before.id), True: reader.at(after.id)}
        self._statements = list(self._walk())

    @property
    def added(self) -> int:
        """How many statements were added."""
        return sum(one.added for one in self.counts.values())

    @property
    def removed(self) -> int:
        """How many statements were removed."""
        return sum(one.removed for one in self.counts.values())

    @property
    def derived(self) -> int:
        """How many of the differing statements are computed by the rules."""
        return sum(one.added + one.removed for name, one in self.counts.items() if name in DERIVED)

    @property
    def total(self) -> int:
        """How many statements there are on all pages."""
        return self.added + self.removed - (self.derived if self.is_short else 0)

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.total // ON_A_PAGE))

    @property
    def graphs(self) -> list[tuple[Link, Counts, bool]]:
        """Each graph with its counts, and whether the rules compute it."""
        return [(self._name(name, self._reader), one, name in DERIVED) for name, one in sorted(self.counts.items())]

    @property
    def subjects(self) -> list[Subject]:
        """The statements of this page by what they are about."""
        found = zip(self._statements, read_terms(self._statements), strict=True)
        return [self._describe(list(rows)) for _, rows in groupby(found, key=lambda row: row[1][0])]

    def _walk(self) -> Iterator[Statement]:
        """Count everything; give what belongs on this page."""
        number = 0
        for one in compare(self.before, self.after, FIGURES):
            graph = one.graph
            counts = self.counts.setdefault(graph, Counts())
            counts.added += one.is_added
            counts.removed += not one.is_added
            if self.is_short and graph in DERIVED:
                continue
            if (self.page - 1) * ON_A_PAGE <= number < self.page * ON_A_PAGE:
                yield one
            number += 1

    def _describe(self, rows: list[tuple[Statement, tuple[Term, Term, Term]]]) -> Subject:
        is_there = any(one.is_added for one, _ in rows)
        subject = Subject(self._show(rows[0][1][0], self._readers[is_there]))
        for one, (_, verb, value) in rows:
            reader = self._readers[one.is_added]
            is_code = value.kind == "bnode"
            shown = (reader.link(verb.value), self._show(value, reader), self._name(one.graph, reader))
            subject.lines.append(Line(one.is_added, *shown, is_code))
        return subject

    def _show(self, term: Term, reader: Reader) -> Link:
        return Link(Text(f"_:{term.value}")) if term.kind == "bnode" else reader.show(term)

    def _name(self, graph: str, reader: Reader) -> Link:
        return reader.link(graph) if graph else Link(Text(reader.say(UNNAMED), reader.language))
