"""The form of answers in JSON, as JSON Schema (2020-12), which OpenAPI 3.1 speaks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

Schema = dict[str, Any]

TEXT: Final[Schema] = {"type": "string"}
WHOLE: Final[Schema] = {"type": "integer", "minimum": 0}
IRI: Final[Schema] = {"type": "string", "format": "iri"}
MAYBE: Final[Schema] = {"type": ["string", "null"]}


def refer(name: str) -> Schema:
    """Point to a schema of :data:`SCHEMAS`."""
    return {"$ref": f"#/components/schemas/{name}"}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _object(required: Mapping[str, Schema], optional: Mapping[str, Schema] | None = None, **more: Any) -> Schema:
    return {"type": "object", "properties": {**required, **(optional or {})}, "required": list(required), **more}


_TERM: Final = _object(
    {"type": {"type": "string", "enum": ["uri", "bnode", "literal"]}, "value": TEXT},
    {"xml:lang": TEXT, "datatype": IRI},
)
_ROWS: Final = _object({"bindings": _list({"type": "object", "additionalProperties": _TERM})})
_VERSION: Final = {
    "id": TEXT,
    "published": {"type": "string", "format": "date-time"},
    "parent": TEXT,
    "current": {"type": "boolean"},
    "quads": WHOLE,
    "statements": WHOLE,
    "added": WHOLE,
    "removed": WHOLE,
    "message": TEXT,
    "authors": _list(TEXT),
}

SCHEMAS: Final[dict[str, Schema]] = {
    "Problem": _object(
        {"type": {"type": "string", "format": "uri"}, "title": TEXT, "status": {"type": "integer"}, "detail": TEXT},
        {"line": WHOLE, "column": WHOLE, "retry": {"type": "number"}},
    ),
    "Texts": {"type": "object", "additionalProperties": TEXT, "examples": [{"id": "keamanan", "en": "security"}]},
    "SparqlResults": _object(
        {"head": _object({}, {"vars": _list(TEXT)})}, {"results": _ROWS, "boolean": {"type": "boolean"}}
    ),
    "Versions": _object({"total": WHOLE, "page": WHOLE, "on_a_page": WHOLE, "versions": _list(_object(_VERSION))}),
    "Health": _object({"status": TEXT}, {"version": TEXT, "problem": TEXT}),
}
"""By the name under which operations refer to them."""
