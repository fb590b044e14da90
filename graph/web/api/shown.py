"""The document as the page for people shows it; no Flask here."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final
from urllib.parse import quote, urlencode

from graph.language import mark, translate
from graph.web.api.document import TOKEN, Document
from graph.web.api.operations import PAGE

_TYPES: Final = {
    "string": mark("text"),
    "integer": mark("a whole number"),
    "number": mark("a number"),
    "iri": mark("an IRI"),
}


class Shown:
    """The document as the page shows it.

    Parameters
    ----------
    document : dict
        OpenAPI.
    host : str
        Where the service is, for lines to copy.
    language : str
        Of the few words that the document does not hold.
    """

    def __init__(self, document: Document, host: str, language: str) -> None:
        self.document = document
        self._host = host
        self._language = language

    @property
    def about(self) -> str:
        """What is said of the service as a whole."""
        return str(self.document["info"]["description"])

    @cached_property
    def groups(self) -> list[tuple[str, str, list[ShownOperation]]]:
        """The operations by group: its name, its title, and what it holds."""
        every = [
            ShownOperation(path, method, one, self)
            for path, methods in self.document["paths"].items()
            for method, one in methods.items()
        ]
        return [
            (tag["name"], tag["x-displayName"], [one for one in every if one.group == tag["name"]])
            for tag in self.document["tags"]
        ]

    def resolve(self, part: Document) -> Document:
        """Follow a reference inside the document; anything else is given back."""
        if "$ref" not in part:
            return part
        found = self.document
        for name in part["$ref"].removeprefix("#/").split("/"):
            found = found[name]
        return found

    def name_type(self, schema: Document) -> str:
        """Say what a value must be."""
        name = _TYPES.get(schema.get("format", ""), _TYPES.get(schema.get("type", ""), ""))
        return translate(name, self._language)

    def address(self, target: str) -> str:
        """Give a whole address."""
        return self._host + target


@dataclass(frozen=True, slots=True)
class ShownValue:
    """A parameter as the page shows it."""

    name: str
    place: str
    about: str
    type: str
    words: list[str]
    example: Any
    is_needed: bool
    is_repeatable: bool


class ShownOperation:
    """One way to ask, as the page shows it."""

    def __init__(self, path: str, method: str, one: Document, whole: Shown) -> None:
        self.path = path
        self.method = method.upper()
        self.id: str = one["operationId"]
        self.group: str = one["tags"][0]
        self.summary: str = one["summary"]
        self.about: str = one.get("description", "")
        self.needs_token = one.get("security") == [{TOKEN: []}]
        self._one = one
        self._whole = whole

    @property
    def values(self) -> Iterator[ShownValue]:
        """The parameters."""
        for found in self._parameters:
            schema = found["schema"]
            item = schema.get("items", schema)
            yield ShownValue(
                found["name"],
                found["in"],
                found["description"],
                self._whole.name_type(item),
                item.get("enum", []),
                found.get("example"),
                bool(found.get("required")),
                schema["type"] == "array",
            )

    @property
    def formats(self) -> list[str]:
        """The media types of an answer."""
        return [name for status, answer in self._answers if status == "200" for name in answer.get("content", {})]

    @property
    def bodies(self) -> list[str]:
        """The media types that it takes."""
        return list(self._one.get("requestBody", {}).get("content", {}))

    @property
    def statuses(self) -> list[tuple[str, str]]:
        """What each status means."""
        return [(status, answer["description"]) for status, answer in self._answers]

    @property
    def target(self) -> str:
        """The path and query string of the example."""
        return write_target(self.path, self._parameters)

    @property
    def can_be_tried(self) -> bool:
        """Whether a link shows the example."""
        return self.method == "GET" and "{" not in self.target

    @property
    def command(self) -> str:
        """The example as a line for a terminal."""
        words = ["curl", "-s"]
        if self.method not in ("GET", "POST"):
            words += ["-X", self.method]
        data = next((name for name in self.formats if name != PAGE), "")
        if data and len(self.formats) > 1:
            words += ["-H", f"Accept: {data}"]
        words += self._body_of_command()
        line = shlex.join([*words, self._whole.address(self.target)])
        return f'{line} -H "Authorization: Bearer $TOKEN"' if self.needs_token else line

    def _body_of_command(self) -> list[str]:
        for name, body in self._one.get("requestBody", {}).get("content", {}).items():
            example = body.get("example")
            if isinstance(example, dict):
                return [part for pair in example.items() for part in ("--data-urlencode", "=".join(pair))]
            return ["-H", f"Content-Type: {name}", "--data-binary", example or "@file"]
        return []

    @property
    def _answers(self) -> list[tuple[str, Document]]:
        return [(status, self._whole.resolve(answer)) for status, answer in self._one["responses"].items()]

    @property
    def _parameters(self) -> list[Document]:
        return [self._whole.resolve(one) for one in self._one["parameters"]]


def write_target(path: str, parameters: list[Document]) -> str:
    """Write the address of an example: the path with its parts filled in, and every value that has an example.

    Examples
    --------
    >>> write_target("/id/{kind}", [{"name": "kind", "in": "path", "example": "factor"}])
    '/id/factor'
    """
    pairs = []
    for one in parameters:
        example = one.get("example")
        if example is None:
            continue
        if one["in"] == "path":
            path = path.replace("{" + one["name"] + "}", quote(str(example)))
        else:
            pairs.append((one["name"], example))
    return f"{path}?{urlencode(pairs)}" if pairs else path
