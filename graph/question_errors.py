"""The errors of named questions; the same family as :mod:`graph.errors`."""

from __future__ import annotations

from graph.errors import BadRequest, ParameterInvalid, ResultTooLarge, SimpulError


class QuestionUnknown(SimpulError):
    kind = "question-unknown"
    message = "There is no question {name}. All are listed at /queries, and by: python server.py query"


class QuestionMalformed(SimpulError):
    """A file of ``queries/public`` that does not introduce itself as it must."""

    kind = "question-malformed"
    message = "The query file {name} cannot be a question: {detail}."


class QuestionIncomplete(BadRequest):
    message = "The question {question} needs the parameter {name}. For example: {name}={example}"


class ParameterUnknown(BadRequest):
    message = "The question {question} has no parameter {name}. It has: {known}."


class ParameterUnreadable(ParameterInvalid):
    message = "The parameter {name} cannot be {value!r}. It takes {expected}, for example {example}."


class WordUnknown(ParameterInvalid):
    message = "The parameter {name} cannot be {value!r}. It takes one of these words: {known}."


class ThingMissing(SimpulError):
    """A value that could be a thing, but is none of the version that is asked."""

    kind = "thing-missing"
    message = "The parameter {name} is {value!r}, but no thing of this version has that name or address."


class ThingNearby(ThingMissing):
    message = (
        "The parameter {name} is {value!r}, but no single thing of this version has that name or address. "
        "Perhaps you meant: {near}."
    )


class SpreadsheetTooLarge(ResultTooLarge):
    message = "The answer has {count} rows; a spreadsheet is written for {limit} at most. Take the CSV instead."
