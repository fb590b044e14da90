"""The named questions as operations: each has an address, parameters and formats of its own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from graph.formats import JSON
from graph.language import mark, translate
from graph.question_errors import ThingMissing
from graph.questions import LONGEST, Parameter, Question
from graph.web.api.operations import OF_QUERIES, PAGE, QUESTIONS, TEXT, WHOLE, Operation, Value
from graph.web.question_list import PATH, find_formats

_SCHEMAS: Final = {JSON: "SparqlResults"}
_THING: Final = mark("its address ({kinds}), its IRI or its name")


def describe_questions(questions: Iterable[Question], language: str) -> list[Operation]:
    """Describe every question as an operation, in a language."""
    return [_describe(one, language) for one in questions]


def _describe(one: Question, language: str) -> Operation:
    return Operation(
        f"{PATH}/{one.name}",
        QUESTIONS + one.group,
        one.titles[language],
        {PAGE: "", **{form.media_type: _SCHEMAS.get(form, "") for form in find_formats(one).values()}},
        tuple(_describe_value(value, language) for value in one.parameters),
        (*OF_QUERIES, ThingMissing),
        one.abouts[language],
    )


def _describe_value(one: Parameter, language: str) -> Value:
    about = one.labels[language]
    if one.type == "thing":
        kinds = ", ".join(f"{kind}/..." for kind in one.among)
        about += ": " + translate(_THING, language).format(kinds=kinds)
    return Value(
        one.name,
        about,
        int(one.example) if one.type == "integer" else one.example,
        WHOLE if one.type == "integer" else {**TEXT, "maxLength": LONGEST},
        is_needed=not one.is_optional,
        words=one.among[0] if one.type == "word" else "",
    )
