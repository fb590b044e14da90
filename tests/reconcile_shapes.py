"""What the Reconciliation Service API 0.2 asks of each answer, as JSON Schema in our own words, and how to ask it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from flask.testing import FlaskClient
from jsonschema import Draft202012Validator

TEXT: Final = {"type": "string", "minLength": 1}
"""Ids and names are never empty (section 2)."""


def record(needed: dict[str, Any], further: dict[str, Any] | None = None, *, more: bool = True) -> dict[str, Any]:
    """Describe an object by the members that it must have, and those that it may have."""
    members = {**needed, **(further or {})}
    return {"type": "object", "properties": members, "required": sorted(needed), "additionalProperties": more}


def several(item: Any) -> dict[str, Any]:
    """Describe a list."""
    return {"type": "array", "items": item}


TYPE: Final = record({"id": TEXT, "name": TEXT}, {"description": TEXT})
ADDRESS: Final = {"type": "string", "pattern": "^https?://"}
PLACE: Final = record({"service_url": ADDRESS, "service_path": {"type": "string", "pattern": "^/"}})
WITH_ID: Final = {"type": "string", "pattern": r"^https?://.*\{\{id\}\}"}

MANIFEST: Final = record(
    {
        "versions": {**several({"type": "string"}), "contains": {"const": "0.2"}},
        "name": TEXT,
        "identifierSpace": ADDRESS,
        "schemaSpace": ADDRESS,
    },
    {
        "defaultTypes": {**several(TYPE), "uniqueItems": True},
        "documentation": ADDRESS,
        "logo": ADDRESS,
        "batchSize": {"type": "integer", "minimum": 1},
        "view": record({"url": WITH_ID}),
        "preview": record({"url": WITH_ID, "width": {"type": "integer"}, "height": {"type": "integer"}}),
        "suggest": {
            "type": "object",
            "propertyNames": {"enum": ["entity", "type", "property"]},
            "additionalProperties": {
                **PLACE,
                "properties": {
                    **PLACE["properties"],
                    "flyout_service_path": {"type": "string", "pattern": r"\$\{id\}"},
                },
            },
        },
        "extend": record({}, {"propose_properties": PLACE, "property_settings": {"type": "array"}}),
    },
    more=False,
)
FEATURE: Final = record({"id": TEXT, "value": {"type": ["boolean", "number"]}})
CANDIDATE: Final = record(
    {"id": TEXT, "name": TEXT, "score": {"type": "number", "minimum": 0, "maximum": 100}},
    {"description": TEXT, "type": several(TYPE), "features": several(FEATURE), "match": {"type": "boolean"}},
    more=False,
)
RESULTS: Final = {"type": "object", "additionalProperties": record({"result": several(CANDIDATE)})}

ENTITIES: Final = record(
    {"result": several(record({"id": TEXT, "name": TEXT}, {"description": TEXT, "notable": several(TYPE)}))}
)
TYPES: Final = record({"result": several(TYPE)})
PROPERTIES: Final = TYPES
PROPOSALS: Final = record({"type": {"type": "string"}, "properties": several(record({"id": TEXT, "name": TEXT}))})
FLYOUT: Final = record({"id": TEXT, "html": TEXT})

MOMENT: Final = r"^-?\d{4,}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})?$"
VALUE: Final = {
    "oneOf": [
        record({"id": TEXT, "name": TEXT}, {"description": TEXT}, more=False),
        record({"str": {"type": "string"}}, more=False),
        record({"float": {"type": "number"}}, more=False),
        record({"int": {"type": "integer"}}, more=False),
        record({"date": {"type": "string", "pattern": MOMENT}}, more=False),
    ]
}
ROW: Final = {"type": "object", "additionalProperties": several(VALUE)}
EXTENSION: Final = record(
    {
        "meta": several(record({"id": TEXT, "name": TEXT}, {"type": record({"id": TEXT})})),
        "rows": {"type": "object", "additionalProperties": ROW},
    }
)


def complain(shape: Any, data: Any) -> list[str]:
    """Say where an answer is not what the API asks for."""
    return [f"{error.json_path}: {error.message}" for error in Draft202012Validator(shape).iter_errors(data)]


def reconcile(client: FlaskClient, query: Mapping[str, Any], language: str = "en") -> list[dict[str, Any]]:
    """Send a batch of one query and give its candidates."""
    response = client.post(f"/reconcile?lang={language}", data={"queries": json.dumps({"q0": query})})
    assert response.status_code == 200, response.text
    assert complain(RESULTS, response.json) == []
    found: list[dict[str, Any]] = response.json["q0"]["result"]
    return found


def extend(client: FlaskClient, ids: list[str], *properties: str) -> dict[str, Any]:
    """Fetch values."""
    query = {"ids": ids, "properties": [{"id": one} for one in properties]}
    response = client.post("/reconcile?lang=en", data={"extend": json.dumps(query)})
    assert response.status_code == 200, response.text
    assert complain(EXTENSION, response.json) == []
    found: dict[str, Any] = response.json
    return found
