"""What is known of one way to ask the service; no Flask here, and nothing of OpenAPI."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from graph import errors, formats, questions, write_errors
from graph.errors import SimpulError
from graph.formats import GRAPH_FORMATS, HTML, PLAIN_JSON, RESULT_FORMATS, Format
from graph.language import mark
from graph.web.problems import DOCUMENT

Schema = Mapping[str, Any]

TEXT: Final[Schema] = {"type": "string"}
WHOLE: Final[Schema] = {"type": "integer"}
ADDRESS: Final[Schema] = {"type": "string", "format": "iri"}
CURRENT: Final = "{current}"
"""Stands in an example for the id of the version that is described."""
EXAMPLE: Final = "{example}"
"""Stands in an example for a short query."""
QUESTION: Final = "factors-in-order"
"""A question that needs no values, for examples."""
SUFFIX: Final = mark("The format, as a file name ends.")

PAGE: Final = HTML.media_type
JSON: Final = PLAIN_JSON.media_type
PROBLEM: Final = DOCUMENT
CSV: Final = formats.CSV.media_type

QUESTIONS: Final = "questions-"
"""How the names of those groups begin that hold named questions."""
GROUPS: Final[Mapping[str, str]] = {
    **{QUESTIONS + name: text for name, text in questions.GROUPS.items()},
    "questions": mark("All questions"),
    "things": mark("Things and words"),
    "search": mark("Search"),
    "evidence": mark("Evidence"),
    "reconcile": mark("Reconciliation, for OpenRefine"),
    "network": mark("The stakeholder network"),
    "works": mark("Cited works and citations"),
    "sparql": mark("SPARQL"),
    "graphs": mark("Whole graphs"),
    "versions": mark("Versions and the whole dataset"),
    "service": mark("The service itself"),
}
"""What operations are grouped by, in the order of the page."""


@dataclass(frozen=True, slots=True)
class Value:
    """One parameter.

    Attributes
    ----------
    name, about : str
        About is a sentence in English, as everywhere here.
    example : Any
        Part of the example request; ``None`` leaves the parameter out of it.
    schema : mapping
        JSON Schema.
    place : str
        Where it stands.
    is_needed : bool
        Whether nothing can be asked without it.
    words : str
        The closed list of the version whose words it takes, such as ``sector``; empty for none.
    is_repeatable : bool
        Whether it may come several times.
    may_be_empty : bool
        Whether its name alone says something.
    """

    name: str
    about: str
    example: Any = None
    schema: Schema = field(default_factory=lambda: TEXT)
    place: Literal["query", "path", "header"] = "query"
    is_needed: bool = False
    words: str = ""
    is_repeatable: bool = False
    may_be_empty: bool = False


@dataclass(frozen=True, slots=True)
class Operation:
    """One way to ask.

    Attributes
    ----------
    path : str
        With its variable parts in braces.
    group : str
        A key of :data:`GROUPS`.
    summary, about : str
        A title, and what else there is to know.
    gives : mapping of str to str
        The media types of the answer, the default first, and the name of the schema where one is known.
    values : tuple of Value
        The parameters of its own; those that many share are added by :mod:`graph.web.api.document`.
    fails : sequence of error classes
        What can go wrong besides what always can.
    takes : mapping of str to mapping
        Media types of the body with their OpenAPI description; empty without a body.
    statuses : tuple of int
        Of success.
    needs_token : bool or None
        Whether a token is needed; ``None``: for some of what can be sent.
    """

    path: str
    group: str
    summary: str
    gives: Mapping[str, str]
    values: tuple[Value, ...] = ()
    fails: Sequence[type[SimpulError]] = ()
    about: str = ""
    method: str = "get"
    statuses: tuple[int, ...] = (200,)
    takes: Mapping[str, Schema] = field(default_factory=dict)
    needs_token: bool | None = False


ALWAYS: Final = (errors.ClientBusy, errors.EngineUnavailable, errors.EndpointFailed, errors.Unforeseen)
"""What can happen to every request."""
OF_QUERIES: Final = (
    errors.BadRequest,
    errors.BadQuery,
    errors.QueryUnsupported,
    errors.QueryRefused,
    errors.QueryTooLarge,
    errors.QueryTooComplex,
    errors.ResultTooLarge,
    errors.NotAcceptable,
    errors.QueryTimeout,
    errors.QueryMemory,
    errors.QueryCrashed,
    errors.QueueFull,
)
"""What can happen to a query of the public."""
OF_CHANGES: Final = (
    errors.UnsupportedMediaType,
    errors.UpdatesOff,
    write_errors.TokenMissing,
    write_errors.TokenInvalid,
    write_errors.TokenWeak,
    write_errors.ShapesBroken,
    write_errors.PublishingBusy,
    write_errors.WriterFailed,
    write_errors.StorageFull,
)
"""What can happen to every change."""


def media_types(formats: Sequence[Format], *, first: str = "") -> dict[str, str]:
    """List media types as an operation gives them; `first` comes before them."""
    return dict.fromkeys([*([first] if first else []), *(one.media_type for one in formats)], "")


def part(name: str, about: str, example: str | None, *, among: Sequence[str] = ()) -> Value:
    """Describe a variable part of a path."""
    schema = {**TEXT, "enum": list(among)} if among else TEXT
    return Value(name, about, example, schema, "path", is_needed=True)


RDF: Final = media_types(GRAPH_FORMATS)
RESULTS: Final = media_types(RESULT_FORMATS)
