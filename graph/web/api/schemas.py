"""The form of answers in JSON, as JSON Schema (2020-12), which OpenAPI 3.1 speaks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from graph.questions import GROUPS, TYPES

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

_NAMED: Final = _object({"iri": IRI, "path": TEXT, "label": refer("Texts")})
_THING: Final = refer("Thing")
_FOUND: Final = _object(
    {
        "iri": IRI,
        "path": TEXT,
        "kind": TEXT,
        "label": refer("Texts"),
        "description": refer("Texts"),
        "score": {"type": "number", "minimum": 0, "maximum": 1},
    },
    {"id": TEXT},
)
_PARAMETER: Final = _object(
    {
        "name": TEXT,
        "type": {"type": "string", "enum": list(TYPES)},
        "among": _list(TEXT),
        "optional": {"type": "boolean"},
        "example": TEXT,
        "label": refer("Texts"),
    }
)
_QUESTION: Final = _object(
    {
        "name": TEXT,
        "title": refer("Texts"),
        "about": refer("Texts"),
        "group": {"type": "string", "enum": list(GROUPS)},
        "parameters": _list(_PARAMETER),
        "address": {"type": "string", "format": "uri"},
        "formats": {"type": "object", "additionalProperties": TEXT},
    }
)
_PASSAGE: Final = _object({"iri": IRI, "path": TEXT, "label": refer("Texts"), "section": MAYBE, "lines": MAYBE})
_CITATION: Final = _object(
    {"citation": IRI, "work": {"anyOf": [_THING, {"type": "null"}]}, "pages": MAYBE, "as_printed": MAYBE}
)
_STATEMENT: Final = _object(
    {
        "iri": IRI,
        "path": TEXT,
        "sentence": refer("Texts"),
        "subjects": _list(_THING),
        "predicate": _THING,
        "objects": _list({"type": "object"}),
        "polarity": TEXT,
        "modality": TEXT,
        "certainty": TEXT,
        "attribution": TEXT,
        "tier": {"type": ["integer", "null"]},
        "stated_in": _list(_PASSAGE),
        "rests_on": _list(_CITATION),
        "contradicts": _list(IRI),
    }
)
_STEP: Final = _object(
    {"subject": _THING, "predicate": _THING, "object": _THING, "rules": _list(_THING), "claims": _list(IRI)}
)

SCHEMAS: Final[dict[str, Schema]] = {
    "Problem": _object(
        {"type": {"type": "string", "format": "uri"}, "title": TEXT, "status": {"type": "integer"}, "detail": TEXT},
        {"line": WHOLE, "column": WHOLE, "retry": {"type": "number"}},
    ),
    "Texts": {"type": "object", "additionalProperties": TEXT, "examples": [{"id": "keamanan", "en": "security"}]},
    "SparqlResults": _object(
        {"head": _object({}, {"vars": _list(TEXT)})}, {"results": _ROWS, "boolean": {"type": "boolean"}}
    ),
    "Thing": _NAMED,
    "SearchResults": _object({"query": TEXT, "total": WHOLE, "results": _list(_FOUND)}),
    "Questions": _object({"version": TEXT, "questions": _list(_QUESTION)}),
    "Statement": _STATEMENT,
    "Evidence": _object(
        {
            "count": WHOLE,
            "page": WHOLE,
            "pages": WHOLE,
            "claims": _list(refer("Statement")),
            "derivations": _list(_STEP),
        }
    ),
    "Versions": _object({"total": WHOLE, "page": WHOLE, "on_a_page": WHOLE, "versions": _list(_object(_VERSION))}),
    "Health": _object({"status": TEXT}, {"version": TEXT, "problem": TEXT}),
}
"""By the name under which operations refer to them."""
