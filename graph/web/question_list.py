"""All questions: grouped, looked through, and as data; no Flask here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from graph.formats import GRAPH_FORMATS, RESULT_FORMATS, Format
from graph.language import LANGUAGES, translate
from graph.questions import GROUPS, Question
from graph.web.question_exports import SPREADSHEET
from graph.web.search_words import fold

PATH = "/queries"


@dataclass(frozen=True, slots=True)
class Group:
    """Questions of one kind: what a person wants to know, and by which word the kind goes."""

    name: str
    sentence: str
    questions: list[Question]


def group_questions(questions: Iterable[Question], language: str) -> list[Group]:
    """Put questions into groups, in the order of the page; groups without any are left out."""
    every = list(questions)
    groups = [
        Group(name, translate(text, language), [one for one in every if one.group == name])
        for name, text in GROUPS.items()
    ]
    return [group for group in groups if group.questions]


def fits(question: Question, text: str) -> bool:
    """Tell whether every word of a text stands in what a question says of itself, in whatever language."""
    told = words_of(question)
    return all(word in told for word in fold(text).split())


def words_of(question: Question) -> str:
    """Give everything that a question says of itself, for looking through."""
    group = [translate(GROUPS[question.group], language) for language in LANGUAGES]
    return fold(" ".join([*question.titles.values(), *question.abouts.values(), *group, question.name]))


def find_formats(question: Question) -> dict[str, Format]:
    """Give the formats of an answer by the suffix of the address."""
    if question.is_graph:
        return {**{one.suffix: one for one in GRAPH_FORMATS}, "json": find_json(question)}
    tables = {one.suffix: one for one in (*RESULT_FORMATS, SPREADSHEET)}
    return {**tables, "json": RESULT_FORMATS[0], "xml": RESULT_FORMATS[1]}


def find_json(question: Question) -> Format:
    """Give the form of JSON in which an answer comes."""
    offered: Sequence[Format] = GRAPH_FORMATS if question.is_graph else RESULT_FORMATS
    return next(one for one in offered if "application/json" in one.aliases)


def describe_question(question: Question, host: str) -> dict[str, object]:
    """Give what a question says of itself as JSON.

    Parameters
    ----------
    question : Question
        The question.
    host : str
        Scheme and host of the addresses, without a slash at the end.
    """
    address = f"{host}{PATH}/{question.name}"
    return {
        "name": question.name,
        "title": question.titles,
        "about": question.abouts,
        "group": question.group,
        "sentence": question.sentences,
        "parameters": [
            {
                "name": one.name,
                "type": one.type,
                "among": list(one.among),
                "optional": one.is_optional,
                "example": one.example,
                "label": one.labels,
            }
            for one in question.parameters
        ],
        "columns": question.columns,
        "evidence": question.evidence,
        "show": {"kind": question.show.kind, "columns": list(question.show.columns)},
        "address": address,
        "formats": {suffix: one.media_type for suffix, one in find_formats(question).items()},
    }
