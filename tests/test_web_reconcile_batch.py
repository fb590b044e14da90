"""What is sent to be reconciled: every fault is told, every size is bounded, and any good query is answered."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.knowledge.versions import Version
from graph.namespaces import SIM
from tests.reconcile_shapes import reconcile

BAD = {
    "{": "is not JSON: it cannot be read at character 2",
    "[" * 100_000: "is not JSON",
    '{"q0": NaN}': "is not JSON: it cannot be read at character 8",
    "9" * 5000: "is not JSON",
    "[]": "queries must be an object of queries by name",
    '{"q0": "keamanan"}': "q0 must be an object",
    '{"q0": {}}': "q0 must be an object with a query that is not empty",
    '{"q0": {"query": " "}}': "q0 must be an object with a query that is not empty",
    '{"q0": {"query": 1}}': "q0.query must be a text",
    '{"q0": {"query": "a", "limit": 0}}': "q0.limit must be a number from 1 up",
    '{"q0": {"query": "a", "limit": true}}': "q0.limit must be a number from 1 up",
    '{"q0": {"query": "a", "type": 1}}': "q0.type must be the id of a type",
    '{"q0": {"query": "a", "type_strict": "maybe"}}': "q0.type_strict must be any, should or all",
    '{"q0": {"query": "a", "properties": {}}}': "q0.properties must be a list",
    '{"q0": {"query": "a", "properties": [{"pid": "p"}]}}': "q0.properties[0] must be an object with pid and v",
    '{"q0": {"query": "a", "properties": [{"pid": "p", "v": [[1]]}]}}': "q0.properties[0].v must be a text",
    '{"q0": {"query": "a", "strange": 1}}': "q0 must be an object with no members but query",
}


@pytest.mark.parametrize("text", BAD, ids=lambda text: text[:60])
def test_a_bad_batch_is_told_where_it_is_bad(client: FlaskClient, text: str) -> None:
    response = client.post("/reconcile?lang=en", data={"queries": text})
    assert response.status_code == 400, response.text
    assert BAD[text] in response.json["detail"]
    assert response.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    "text", ["{", "[]", '{"ids": "a", "properties": []}', '{"ids": [], "properties": [1]}', '{"ids": []}']
)
def test_a_bad_extension_is_told_so(client: FlaskClient, text: str) -> None:
    assert client.post("/reconcile", data={"extend": text}).status_code == 400


def test_too_much_is_refused_with_the_limit(client: FlaskClient) -> None:
    batch = {f"q{number}": {"query": "a"} for number in range(51)}
    many = client.post("/reconcile?lang=en", data={"queries": json.dumps(batch)})
    assert (many.status_code, many.json["count"], many.json["limit"]) == (413, 51, 50)
    assert "The batch holds 51 queries; at most 50 are accepted." in many.json["detail"]
    ids = {"ids": [str(number) for number in range(101)], "properties": []}
    assert client.post("/reconcile", data={"extend": json.dumps(ids)}).status_code == 413
    assert client.post("/reconcile", data={"queries": "a" * 600_000}).status_code == 413


def test_a_request_that_asks_for_nothing_or_for_both_is_400(client: FlaskClient) -> None:
    assert client.post("/reconcile", data={"other": "1"}).status_code == 400
    assert client.post("/reconcile", data={"queries": "{}", "extend": "{}"}).status_code == 400
    assert client.post("/reconcile", data={"queries": ["{}", "{}"]}).status_code == 400
    assert client.post("/reconcile", data=b"queries=%FF").status_code == 415
    assert (
        client.post("/reconcile", data=b"queries=%FF", content_type="application/x-www-form-urlencoded").status_code
        == 400
    )
    assert client.post("/reconcile", json={"queries": {}}).status_code == 415


def test_other_places_may_ask_before_they_ask(client: FlaskClient) -> None:
    response = client.options(
        "/reconcile", headers={"Origin": "https://refine.example", "Access-Control-Request-Method": "POST"}
    )
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "POST" in response.headers["Access-Control-Allow-Methods"]
    assert "Access-Control-Allow-Credentials" not in response.headers


def test_an_older_version_can_be_reconciled_with(client: FlaskClient, version: Version) -> None:
    data = {"queries": json.dumps({"q0": {"query": "keamanan"}})}
    assert client.post(f"/reconcile?version={version.id}", data=data).json["q0"]["result"][0]["match"]
    assert client.post("/reconcile?version=0123456789ab", data=data).status_code == 404


VALUES = st.one_of(st.text(max_size=20), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.booleans())
CONSTRAINTS = st.fixed_dictionaries({"pid": st.sampled_from(["sim:sector", "skos:prefLabel@en", "x"]), "v": VALUES})
QUERIES = st.fixed_dictionaries(
    {"query": st.text(min_size=1, max_size=60).map(lambda text: f"a{text}")},
    optional={
        "type": st.sampled_from(["Actor", "", "nothing", SIM + "Work"]),
        "limit": st.integers(1, 100),
        "type_strict": st.sampled_from(["any", "all", "should"]),
        "properties": st.lists(CONSTRAINTS, max_size=2),
    },
)


@settings(max_examples=40, deadline=None)
@given(QUERIES)
def test_any_good_query_gets_a_valid_answer_and_always_the_same(client: FlaskClient, query: dict[str, Any]) -> None:
    assert reconcile(client, query) == reconcile(client, query)
