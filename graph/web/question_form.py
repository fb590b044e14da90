"""A question as a sentence with fields in it; no Flask here."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from graph.errors import ParameterInvalid
from graph.questions import Parameter, Question
from graph.web.choices import FEW, LISTED, Choice, Choices

_FIELD: Final = re.compile(r"\{([^{}]*)\}")
_LETTERS: Final = (8, 44)
"""The least and the most letters that a text field is wide."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field for one value.

    Attributes
    ----------
    kind : str
        ``select`` (a list to choose from), ``list`` (text with completion), ``number`` or ``text``.
    value : str
        What stands in it; for ``select`` the chosen value.
    groups : list of (kind of thing, choices)
        What is offered; words have no kind.
    is_long : bool
        Whether there is more than is offered here, so that the search has to complete.
    example : str
        The name of the example.
    """

    parameter: Parameter
    kind: str
    label: str
    value: str
    groups: list[tuple[str, list[Choice]]]
    is_long: bool
    example: str

    @property
    def size(self) -> int:
        """Letters that the field is wide."""
        least, most = _LETTERS
        return min(most, max(least, len(self.value or self.example) + 2))

    @property
    def is_strange(self) -> bool:
        """Whether what stands in it is none of what is offered."""
        return bool(self.value) and all(self.value != one.value for _, choices in self.groups for one in choices)


def write_sentence(
    question: Question, values: Mapping[str, str], choices: Choices, language: str
) -> Iterator[str | Field]:
    """Give the sentence of a question piece by piece: text as it is, and fields where values stand.

    Parameters
    ----------
    question : Question
        With parameters.
    values : mapping of str to str
        What stands in the fields.
    choices : Choices
        What is offered.
    language : str
        Of the reader.
    """
    known = {one.name: one for one in question.parameters}
    for index, piece in enumerate(_FIELD.split(question.sentences[language])):
        if index % 2:
            yield _make_field(known[piece], values.get(piece, ""), choices, language)
        elif piece:
            yield piece


def _make_field(one: Parameter, value: str, choices: Choices, language: str) -> Field:
    label, example = one.labels[language], _name(one, one.example, choices)
    if one.type in ("integer", "text"):
        return Field(one, "number" if one.type == "integer" else "text", label, value, [], False, example)
    amount = choices.count(one)
    if 0 < amount <= FEW:
        groups = [(name, list(some)) for name, some in groupby(choices.offer(one), _group)]
        return Field(one, "select", label, _tidy(one, value), groups, False, example)
    is_long = amount > LISTED
    offered = [] if is_long or not amount else [("", choices.offer(one))]
    return Field(one, "list" if amount else "text", label, _name(one, value, choices), offered, is_long, example)


def _group(choice: Choice) -> str:
    return "point" if choice.is_point else choice.kind


def _tidy(one: Parameter, value: str) -> str:
    """Write a value the way the choices do."""
    try:
        return Choices.shorten(one.read(value).value)
    except ParameterInvalid:
        return value


def _name(one: Parameter, value: str, choices: Choices) -> str:
    """Give the name of what a value stands for; the value itself where it stands for nothing known."""
    if one.type not in ("thing", "word"):
        return value
    try:
        iri = one.read(value).value
    except ParameterInvalid:
        return value
    return choices.show(iri).label if choices.knows(iri) else value
