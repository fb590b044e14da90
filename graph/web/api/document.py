"""The OpenAPI 3.1 document, made of the table of routes and of the questions as they are."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from graph import errors
from graph.errors import SimpulError
from graph.language import LANGUAGES, mark, translate
from graph.namespaces import PROBLEM as PROBLEMS
from graph.web.api.operations import (
    ALWAYS,
    CURRENT,
    EXAMPLE,
    GROUPS,
    PAGE,
    PROBLEM,
    QUESTIONS,
    TEXT,
    Operation,
    Schema,
    Value,
)
from graph.web.api.schemas import SCHEMAS, refer
from graph.web.memento import has_versions
from graph.web.problems import STATUS, TITLES

Document = dict[str, Any]

OPENAPI: Final = "3.1.1"
TOKEN: Final = "token"  # noqa: S105  (the name of the scheme)
_SHARED: Final = (
    Value("version", mark("The id of an older version to ask; by default the current one.")),
    Value("lang", mark("The language of texts and problems."), schema={**TEXT, "enum": list(LANGUAGES)}),
    Value(
        "Accept-Datetime",
        mark("A moment (RFC 7089): leads to the version that was current then."),
        place="header",
    ),
)
_ABOUT: Final = mark(
    "Every answer with status 200 is complete. Errors are problem documents (RFC 9457) that say what arrived, what was "
    "expected and what to do. Reading needs no key; changes need a token. Answers carry an ETag made from the version."
)
_QUESTIONS: Final = mark("Questions: {group}")
_OF_THE_TOKEN: Final = mark("A token with the right update; the operator of the service makes it.")
_OF_A_SURPRISE: Final = mark("Something went wrong")
_OF_A_CHANGE: Final = mark("The change is published; the new version is named in the headers.")
_OF_AN_ANSWER: Final = mark("The answer, whole.")
_OF_A_REDIRECT: Final = mark("Leads to another address.")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a description depends on.

    Attributes
    ----------
    language : str
        Of titles and descriptions.
    version : str
        The id of the version that is described.
    example : str
        A short query.
    words : callable
        Gives the words of a closed list of the version.
    """

    language: str
    version: str
    example: str
    words: Callable[[str], Sequence[str]]

    def say(self, text: str) -> str:
        """Give a sentence of ours in the language of the description."""
        return translate(text, self.language)

    def fill(self, example: Any) -> Any:
        """Put what belongs to the version into an example."""
        if isinstance(example, Mapping):
            return {name: self.fill(value) for name, value in example.items()}
        return {CURRENT: self.version, EXAMPLE: self.example}.get(example, example)


def write_document(operations: Iterable[Operation], around: Surroundings) -> Document:
    """Write the document.

    Parameters
    ----------
    operations : iterable of Operation
        What to describe.
    around : Surroundings
        The language, and what belongs to the version.
    """
    return _Writing(around).write(operations)


class _Writing:
    """One document under way: what several operations share is collected, and only pointed at by them."""

    def __init__(self, around: Surroundings) -> None:
        self._around = around
        self._say = around.say
        self._problems: dict[str, Document] = {}

    def write(self, operations: Iterable[Operation]) -> Document:
        paths: dict[str, Document] = {}
        used: set[str] = set()
        for one in operations:
            paths.setdefault(one.path, {})[one.method] = self._describe(one)
            used.add(one.group)
        token = {"type": "http", "scheme": "bearer", "description": self._say(_OF_THE_TOKEN)}
        tags = [{"name": name, "x-displayName": self._entitle(name)} for name in GROUPS if name in used]
        return {
            "openapi": OPENAPI,
            "info": {"title": "Simpul", "version": self._around.version, "description": self._say(_ABOUT)},
            "servers": [{"url": "/"}],
            "tags": tags,
            "paths": paths,
            "components": {
                "schemas": SCHEMAS,
                "parameters": {one.name: self._describe_value(one) for one in _SHARED},
                "responses": self._problems,
                "securitySchemes": {TOKEN: token},
            },
        }

    def _entitle(self, group: str) -> str:
        title = self._say(GROUPS[group])
        return self._say(_QUESTIONS).format(group=title) if group.startswith(QUESTIONS) else title

    def _describe(self, one: Operation) -> Document:
        found: Document = {
            "operationId": _name(one),
            "tags": [one.group],
            "summary": self._say(one.summary),
            **({"description": self._say(one.about)} if one.about else {}),
            "parameters": [*(self._describe_value(value) for value in one.values), *_share(one)],
            "responses": {**self._describe_answers(one), **self._refer_to_problems(one)},
        }
        if one.takes:
            bodies = {name: {**body, **self._fill(body)} for name, body in one.takes.items()}
            found["requestBody"] = {"required": True, "content": bodies}
        if one.needs_token is not False:
            found["security"] = [{TOKEN: []}] if one.needs_token else [{}, {TOKEN: []}]
        return found

    def _fill(self, body: Mapping[str, Any]) -> Document:
        return {"example": self._around.fill(body["example"])} if "example" in body else {}

    def _describe_value(self, value: Value) -> Document:
        words = list(self._around.words(value.words)) if value.words else []
        schema: Schema = {**value.schema, "enum": words} if words else dict(value.schema)
        found: Document = {"name": value.name, "in": value.place, "description": self._say(value.about)}
        if value.is_needed:
            found["required"] = True
        if value.may_be_empty:
            found["allowEmptyValue"] = True
        found["schema"] = {"type": "array", "items": schema} if value.is_repeatable else schema
        if value.example is not None:
            found["example"] = self._around.fill(value.example)
        return found

    def _describe_answers(self, one: Operation) -> Document:
        content = {name: {"schema": refer(schema)} if schema else {} for name, schema in one.gives.items()}
        found: Document = {}
        for status in one.statuses:
            text = _OF_A_REDIRECT if status == HTTPStatus.FOUND else _OF_AN_ANSWER if one.gives else _OF_A_CHANGE
            has_body = bool(content) and status == HTTPStatus.OK
            found[str(status)] = {"description": self._say(text), **({"content": content} if has_body else {})}
        return found

    def _refer_to_problems(self, one: Operation) -> Document:
        """Point to what can go wrong, by status; what it means stands behind the type of each problem."""
        found: Document = {}
        for status, kinds in sorted(_sort_problems(one).items()):
            name = "-".join([str(status), *kinds])
            found[str(status)] = {"$ref": f"#/components/responses/{name}"}
            if name not in self._problems:
                titles = [self._say(TITLES.get(kind, _OF_A_SURPRISE)) for kind in kinds]
                types = {"properties": {"type": {"enum": [PROBLEMS + kind for kind in kinds]}}}
                content = {PROBLEM: {"schema": {"allOf": [refer("Problem"), types]}}}
                self._problems[name] = {"description": "; ".join(dict.fromkeys(titles)), "content": content}
        return found


def _name(one: Operation) -> str:
    """Name an operation so that programs can make a function of it: ``get_id_kind_slug``."""
    return "_".join([one.method, *(re.findall(r"[A-Za-z0-9]+", one.path) or ["start"])])


def _share(one: Operation) -> list[Document]:
    """Refer to the parameters that many operations have."""
    is_reading = one.method == "get" and has_versions(one.path)
    wanted = {"version": is_reading, "lang": PAGE in one.gives, "Accept-Datetime": is_reading}
    own = {value.name for value in one.values}
    return [{"$ref": f"#/components/parameters/{name}"} for name, is_so in wanted.items() if is_so and name not in own]


def _sort_problems(one: Operation) -> dict[int, list[str]]:
    """Sort what can go wrong by the status that it has."""
    is_reading = one.method == "get" and has_versions(one.path)
    fails = dict.fromkeys([*one.fails, *([errors.VersionUnknown] if is_reading else []), *ALWAYS])
    found: dict[int, list[str]] = {}
    error: type[SimpulError]
    for error in fails:
        status = next((STATUS[kind] for kind in error.__mro__ if kind in STATUS), 500)
        kinds = found.setdefault(status, [])
        if error.kind not in kinds:
            kinds.append(error.kind)
    return found
