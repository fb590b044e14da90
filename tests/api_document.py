"""The OpenAPI document as the tests read it, held against the application."""

from __future__ import annotations

import json
import re
from typing import Any, NamedTuple

from flask import Flask
from jsonschema import Draft202012Validator
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

from graph.web import gateway
from graph.web.api.shown import write_target

Document = dict[str, Any]


class Described(NamedTuple):
    """One operation of the document."""

    method: str
    path: str
    one: Document
    parameters: list[Document]

    @property
    def target(self) -> str:
        return write_target(self.path, self.parameters)


def resolve(document: Document, part: Document) -> Document:
    found = document
    for name in part["$ref"].removeprefix("#/").split("/") if "$ref" in part else ():
        found = found[name]
    return found if "$ref" in part else part


def list_routes(app: Flask) -> set[tuple[str, str]]:
    return {
        (method.lower(), re.sub(r"<(?:[^:<>]+:)?(\w+)>", r"{\1}", rule.rule))
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }


def is_served(app: Flask, described: Described) -> bool:
    path = described.target.partition("?")[0]
    if path.startswith(gateway.ADDRESSES) or (path.startswith("/graph/") and described.method != "get"):
        return True  # answered before Flask; whether it answers is tested by asking
    try:
        app.url_map.bind("localhost").match(path, method=described.method.upper())
    except HTTPException:
        return False
    return True


def content_of(document: Document, described: Described, status: str = "200") -> dict[str, Any]:
    content: dict[str, Any] = resolve(document, described.one["responses"].get(status, {})).get("content", {})
    return content


def check_body(document: Document, response: TestResponse, media: Document) -> str:
    """Say what is wrong with an answer in JSON; nothing if it has the form that was promised."""
    if "schema" not in media:
        return ""
    schema = {**media["schema"], "components": document["components"]}
    return "; ".join(one.message[:200] for one in Draft202012Validator(schema).iter_errors(json.loads(response.data)))
