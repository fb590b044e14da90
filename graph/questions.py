"""The named questions: queries that introduce themselves to people, in both languages.

Values are read here into RDF terms; they are bound later, never formatted in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from graph.errors import ParameterRepeated
from graph.language import mark
from graph.namespaces import ID, SIM, XSD
from graph.question_errors import (
    ParameterUnknown,
    ParameterUnreadable,
    QuestionIncomplete,
)
from graph.terms import Term, literal

GROUPS: Final[Mapping[str, str]] = {
    "things": mark("Look something up"),
    "paths": mark("Find out what leads to what"),
    "effects": mark("Spread and backwash"),
    "sources": mark("See what rests on what"),
    "disagreement": mark("See where the sources disagree"),
    "gaps": mark("Find what is missing"),
    "counts": mark("Count and compare"),
}
"""What a person may want to know, in the order of the page."""
SHOWS: Final = ("table", "bar", "graph")
TYPES: Final[Mapping[str, str]] = {
    "thing": mark("a thing of this graph"),
    "word": mark("a word of a closed list"),
    "integer": mark("a whole number"),
    "text": mark("text"),
}
RESERVED: Final = ("format", "lang", "version")
"""What a parameter cannot be called, because addresses use it for something else."""
LONGEST: Final = 200
"""Letters that a value may have."""

_SLUG: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?")
_INTEGER: Final = re.compile(r"[+-]?[0-9]{1,15}")
_CONSTRUCTS: Final = re.compile(r"^\s*CONSTRUCT\b", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Parameter:
    """One value that a question takes.

    Attributes
    ----------
    name : str
        Of the variable in the query and of the parameter in the address.
    type : str
        A key of :data:`TYPES`.
    among : tuple of str
        Kinds of thing (``work``), or the one closed list (``sector``).
    is_optional : bool
        Whether the question can be asked without it; then it is not bound.
    example : str
        A value as people write it, which gives an answer.
    labels : mapping of str to str
        What it is called, by language.
    """

    name: str
    type: str
    among: tuple[str, ...]
    is_optional: bool
    example: str
    labels: Mapping[str, str]

    def read(self, text: str) -> Term:
        """Read a value.

        A thing may be given as IRI, as ``work/sudantoko-2002``, as ``work:sudantoko-2002``
        or, where only one kind is meant, as ``sudantoko-2002``; a word of a closed
        list as IRI, as ``sim:government`` or as ``government``.

        Raises
        ------
        ParameterUnreadable
            If it is none.
        """
        value = text.strip()
        if len(value) <= LONGEST:
            if self.type == "integer" and _INTEGER.fullmatch(value):
                return literal(str(int(value)), datatype=XSD + "integer")
            if self.type == "text" and value:
                return literal(value)
            if self.type == "thing" and (iri := self._find_thing(value)):
                return Term(iri)
            if self.type == "word" and _SLUG.fullmatch(word := value.removeprefix(SIM).removeprefix("sim:")):
                return Term(SIM + word)
        raise ParameterUnreadable(name=self.name, value=text[:LONGEST], expected=TYPES[self.type], example=self.example)

    def _find_thing(self, value: str) -> str:
        kind, joint, slug = value.removeprefix(ID).replace(":", "/", 1).partition("/")
        if not joint and len(self.among) == 1:
            kind, slug = self.among[0], kind
        return f"{ID}{kind}/{slug}" if kind in self.among and _SLUG.fullmatch(slug) else ""


@dataclass(frozen=True, slots=True)
class Show:
    """How to show a result besides the table.

    Attributes
    ----------
    kind : str
        One of :data:`SHOWS`.
    columns : tuple of str
        For a bar chart the name and the value; for a graph the two ends and,
        where there is one, the relation between them.
    """

    kind: str
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """A named question.

    Attributes
    ----------
    name : str
        The last part of its address.
    body : str
        The query, without the lines about it.
    group : str
        A key of :data:`GROUPS`.
    columns : mapping of str to mapping of str to str
        What each result column is called, by name and language.
    evidence : str
        The column that leads to the statements: IRIs, separated by blanks; empty
        where the rows themselves are what to look at.
    """

    name: str
    body: str
    group: str
    titles: Mapping[str, str]
    abouts: Mapping[str, str]
    sentences: Mapping[str, str]
    parameters: tuple[Parameter, ...]
    columns: Mapping[str, Mapping[str, str]]
    evidence: str
    show: Show

    def brief(self, language: str) -> str:
        """Give the first sentence of what it says of its answer."""
        return re.split(r"(?<=[.?!])\s", self.abouts[language], maxsplit=1)[0]

    def read(self, given: Mapping[str, Iterable[str]]) -> dict[str, Term]:
        """Read the values of a request; empty ones count as not given.

        Raises
        ------
        QuestionIncomplete, ParameterUnknown, ParameterRepeated, ParameterUnreadable
            If the question cannot be asked so.
        """
        known = {one.name: one for one in self.parameters}
        terms: dict[str, Term] = {}
        for name, texts in given.items():
            values = [text for text in texts if text.strip()]
            if name not in known:
                raise ParameterUnknown(question=self.name, name=name[:LONGEST], known=", ".join(known) or "-")
            if len(values) > 1:
                raise ParameterRepeated(name=name, count=len(values))
            if values:
                terms[name] = known[name].read(values[0])
        for one in self.parameters:
            if not one.is_optional and one.name not in terms:
                raise QuestionIncomplete(question=self.name, name=one.name, example=one.example)
        return terms

    @property
    def is_graph(self) -> bool:
        """Whether the answer is statements and not rows."""
        return gives_graph(self.body)

    @property
    def examples(self) -> dict[str, str]:
        """The values that the page begins with: those that are needed."""
        return {one.name: one.example for one in self.parameters if not one.is_optional}

    def read_examples(self) -> dict[str, Term]:
        """Read the example values."""
        return self.read({name: [value] for name, value in self.examples.items()})


def gives_graph(body: str) -> bool:
    """Tell whether a query gives statements and not rows."""
    return _CONSTRUCTS.search(body) is not None
