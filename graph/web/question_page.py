"""Everything that the page of a question shows; no Flask here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Final
from urllib.parse import urlencode

from graph.errors import SimpulError
from graph.formats import Format
from graph.language import mark
from graph.question_errors import ThingMissing
from graph.questions import Question
from graph.sparql.asking import write_query
from graph.sparql.engine import Answer
from graph.terms import Term
from graph.web.bars import Bars, draw_bars
from graph.web.choices import Choice, Choices
from graph.web.claims import read_claims
from graph.web.flow import Flow, draw_flow
from graph.web.pages import Simpul
from graph.web.question_form import Field, write_sentence
from graph.web.question_list import PATH, find_formats
from graph.web.question_rows import READ, Evidence, Table, list_queries
from graph.web.reader import Reader
from graph.web.snippets import quote_shell

LICENCE: Final = "https://creativecommons.org/licenses/by/4.0/"
OFFERED: Final = {"csv": "CSV", "xlsx": mark("Spreadsheet"), "json": "JSON", "ttl": "Turtle", "nt": "N-Triples"}
"""What the page offers to take away, where the question has it."""


class QuestionPage:
    """A question as it was asked.

    Parameters
    ----------
    question : Question
        The question.
    values : mapping of str to Term or str
        Its values: terms, or what stands in the address where that cannot be read.
    reader : Reader
        For names and links.
    state : Simpul
        Of the application.
    host : str
        Scheme and host, with a slash at the end.
    """

    def __init__(
        self, question: Question, values: Mapping[str, Term | str], reader: Reader, state: Simpul, host: str
    ) -> None:
        self.question = question
        self._terms = {name: value for name, value in values.items() if isinstance(value, Term)}
        self._reader = reader
        self._state = state
        self._host = host
        self._choices = Choices(reader.lexicon, reader.language)
        self.values = {
            name: Choices.shorten(value.value) if isinstance(value, Term) else value for name, value in values.items()
        }

    @property
    def title(self) -> str:
        """The question."""
        return self.question.titles[self._reader.language]

    @property
    def description(self) -> str:
        """What the answer shows and how to read it."""
        return self.question.abouts[self._reader.language]

    @cached_property
    def sentence(self) -> list[str | Field]:
        """The question as a sentence with fields in it."""
        if not self.question.parameters:
            return []
        return list(write_sentence(self.question, self.values, self._choices, self._reader.language))

    @property
    def said(self) -> str:
        """The sentence with the names of its values; without those that are not given, the values alone."""
        names = {one.name: self._name(one.name) for one in self.question.parameters}
        if all(names.values()):
            return "".join(one if isinstance(one, str) else names[one.parameter.name] for one in self.sentence).strip()
        labels = {one.name: one.labels[self._reader.language] for one in self.question.parameters}
        return ", ".join(f"{labels[name]}: {value}" for name, value in names.items() if value)

    @property
    def given_optional(self) -> bool:
        """Whether a value was given that need not be."""
        return any(one.is_optional and one.name in self.values for one in self.question.parameters)

    # Addresses

    @property
    def path(self) -> str:
        """The path, without values."""
        return f"{PATH}/{self.question.name}"

    def address(self, suffix: str = "", version: str = "") -> str:
        """Give the address of the answer for others, in a format where a suffix is given."""
        pairs = {**self.values, **({"version": version} if version else {})}
        ending = f".{suffix}" if suffix else ""
        return f"{self._host.rstrip('/')}{self.path}{ending}{'?' if pairs else ''}{urlencode(pairs)}"

    def take_away(self) -> Iterator[tuple[str, str, Format]]:
        """Give what can be taken away: what it is called, its address here, its format."""
        formats = find_formats(self.question)
        for suffix, name in OFFERED.items():
            if suffix in formats:
                yield self._reader.say(name), self._reader.href(f"{self.path}.{suffix}", **self.values), formats[suffix]

    @property
    def pinned(self) -> str:
        """The address that always gives this answer; empty where data may change at any time."""
        version = self._state.engine.version
        return self.address(version=version.id) if version.manifest.published else ""

    @property
    def command(self) -> str:
        """The same on a command line."""
        return f"curl {quote_shell(self.address('ttl' if self.question.is_graph else 'csv'))}"

    @property
    def query(self) -> str:
        """The SPARQL with its values bound."""
        return write_query(self.question, self._terms)

    @property
    def about(self) -> dict[str, str]:
        """What a table that is taken away says of itself."""
        say = self._reader.say
        version = self._state.engine.version
        values = {one.labels[self._reader.language]: self._name(one.name) for one in self.question.parameters}
        moment = version.manifest.published
        facts = {
            say(mark("question")): self.title,
            **{name: value for name, value in values.items() if value},
            say(mark("explanation")): self.description,
            say(mark("version")): version.id,
            say(mark("published")): self._reader.moment(moment) if moment else "",
            say(mark("address")): self.pinned or self.address(),
            say(mark("licence")): LICENCE,
        }
        return {name: value for name, value in facts.items() if value}

    # The answer

    def read(self, answer: Answer) -> Shown:
        """Read an answer, and the statements behind it."""
        table = Table(self.question, answer, self._reader)
        text = self._state.catalogue.text("pages/claims_listed")
        rows = [row for query in list_queries(text, table.claims) for row in self._state.engine.select(query)]
        left_out = max(0, len(table.claims) - READ)
        return Shown(table, Evidence(read_claims(rows), self._reader, left_out), self._reader)

    def find_near(self, error: SimpulError) -> list[tuple[Choice, str]]:
        """Find what may have been meant where a thing is not there, with the address that asks for it."""
        if not isinstance(error, ThingMissing):
            return []
        name = str(error.fields["name"])
        one = next(one for one in self.question.parameters if one.name == name)
        near = self._choices.find_near(one, self.values.get(name, ""))
        return [(choice, self._reader.href(self.path, **{**self.values, name: choice.value})) for choice in near]

    def _name(self, name: str) -> str:
        """Give the name of a value."""
        term = self._terms.get(name)
        if term is None:
            return self.values.get(name, "")
        return self._choices.show(term.value).label if term.kind == "uri" else term.value


class Shown:
    """An answer as the page shows it.

    Parameters
    ----------
    table : Table
        Its rows.
    evidence : Evidence
        The statements behind them.
    reader : Reader
        For names and links.
    """

    def __init__(self, table: Table, evidence: Evidence, reader: Reader) -> None:
        self.table = table
        self.evidence = evidence
        self._reader = reader

    @cached_property
    def bars(self) -> Bars | None:
        """The chart, where the question shows one."""
        return draw_bars(self.table) if self.table.question.show.kind == "bar" else None

    @cached_property
    def flow(self) -> Flow | None:
        """The drawing of what leads to what, where the question shows one."""
        return draw_flow(self.table, self._reader) if self.table.question.show.kind == "graph" else None
