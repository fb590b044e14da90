"""The Reconciliation Service API 0.2: what OpenRefine asks, and what nobody should."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from pyoxigraph import Store

from graph.namespaces import ID, SIM
from tests import reconcile_shapes as shapes
from tests.reconcile_shapes import complain, extend, reconcile
from tests.web_site import Page, opened, poison


@pytest.fixture(scope="module")
def poisoned(published_store: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    folder: Path = tmp_path_factory.mktemp("poisoned-reconcile")
    with opened(poison(published_store, folder)) as app:
        yield app.test_client()


def test_without_parameters_the_service_describes_itself(client: FlaskClient) -> None:
    manifest = client.get("/reconcile").json
    assert complain(shapes.MANIFEST, manifest) == []
    assert (manifest["identifierSpace"], manifest["schemaSpace"]) == (ID, SIM)


def test_every_address_in_the_description_answers(client: FlaskClient) -> None:
    manifest = client.get("/reconcile").json
    addresses = [manifest["documentation"], manifest["logo"]]
    addresses += [manifest[name]["url"].replace("{{id}}", "factor%2Fsecurity") for name in ("view", "preview")]
    places = [*manifest["suggest"].values(), manifest["extend"]["propose_properties"]]
    addresses += [one["service_url"] + one["service_path"] + "?prefix=se&type=Actor" for one in places]
    flyout = manifest["suggest"]["entity"]
    addresses.append(flyout["service_url"] + flyout["flyout_service_path"].replace("${id}", "factor%2Fsecurity"))
    paths = [address.removeprefix("http://localhost") for address in addresses]
    assert {path: client.get(path).status_code for path in paths} == dict.fromkeys(paths, 200)


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ({"query": "keamanan"}, "factor/security"),
        ({"query": "Security"}, "factor/security"),
        ({"query": "pemerintah daerah Oita"}, "actor/oita-local-government"),
        ({"query": "factor/security"}, "factor/security"),
        ({"query": ID + "claim/c102"}, "claim/c102"),
        ({"query": "Sudantoko"}, "person/sudantoko"),
        ({"query": "Sudantoko (2002)", "type": "Work"}, "work/sudantoko-2002"),
        ({"query": "sense of safety", "type": ["Factor", "Concept"]}, "factor/security"),
    ],
)
def test_a_name_that_is_exactly_so_is_a_match(client: FlaskClient, query: dict[str, Any], first: str) -> None:
    candidates = reconcile(client, query)
    assert (candidates[0]["id"], candidates[0]["match"]) == (first, True)
    assert [one["match"] for one in candidates[1:]] == [False] * (len(candidates) - 1)


@pytest.mark.parametrize("text", ["Oita local goverment", "local government of Oita", "keamnan", "Sudantoko 2003"])
def test_a_name_that_is_only_near_is_offered_and_never_a_match(client: FlaskClient, text: str) -> None:
    candidates = reconcile(client, {"query": text})
    assert candidates
    assert not any(one["match"] for one in candidates)


def test_candidates_come_best_first_and_not_more_than_asked_for(client: FlaskClient) -> None:
    scores = [one["score"] for one in reconcile(client, {"query": "OVOP", "limit": 4})]
    assert scores == sorted(scores, reverse=True)
    assert len(scores) == 4


def test_two_things_of_one_name_are_no_match(client: FlaskClient) -> None:
    labels = client.get("/search.json?q=government&limit=50").json["results"]
    assert len(labels) > 1
    twins = reconcile(client, {"query": "government", "type": ["Actor", "Concept", "Factor"], "limit": 20})
    best = [one for one in twins if one["score"] > twins[0]["score"] - 5]
    assert len(best) == 1 or not any(one["match"] for one in twins)


def test_a_type_keeps_to_its_things_or_only_prefers_them(client: FlaskClient) -> None:
    kept = reconcile(client, {"query": "Sudantoko", "type": "Work"})
    assert {one["type"][0]["id"] for one in kept} == {"Work"}
    preferred = reconcile(client, {"query": "Sudantoko", "type": "Work", "type_strict": "should"})
    assert {one["type"][0]["id"] for one in preferred} > {"Work"}
    assert not preferred[0]["match"] or preferred[0]["type"][0]["id"] == "Work"


@pytest.mark.parametrize("query", [{"type": "Nothing"}, {"type": ["Work", "Actor"], "type_strict": "all"}])
def test_where_nothing_can_be_of_the_type_there_is_nothing(client: FlaskClient, query: dict[str, Any]) -> None:
    assert reconcile(client, {"query": "Sudantoko", **query}) == []


@pytest.mark.parametrize(
    "value", ["government", "pemerintah", SIM + "government", {"id": SIM + "government"}, ["media", "government"]]
)
def test_a_property_that_fits_raises_the_score(client: FlaskClient, value: Any) -> None:
    def score(*properties: dict[str, Any]) -> float:
        query = {"query": "Oita local government", "type": "Actor", "properties": list(properties)}
        return float(reconcile(client, query)[0]["score"])

    assert score({"pid": "sim:sector", "v": value}) == 100
    assert score({"pid": "sim:sector", "v": "media"}) == 70


def test_a_thing_whose_property_does_not_fit_is_no_match(client: FlaskClient) -> None:
    query = {"query": "Oita local government", "properties": [{"pid": "sim:sector", "v": "media"}]}
    assert not reconcile(client, query)[0]["match"]


def test_properties_alone_find_things(client: FlaskClient) -> None:
    wanted = {"pid": "sim:citedWork", "v": {"id": "work/sudantoko-2002"}}
    found = reconcile(client, {"properties": [wanted], "type": "Citation", "limit": 20})
    assert len(found) == 8
    assert {one["score"] for one in found} == {100}


def test_numbers_are_compared_as_numbers(client: FlaskClient) -> None:
    found = reconcile(client, {"properties": [{"pid": "sim:order", "v": 4}], "type": "Factor"})
    assert "factor/security" in [one["id"] for one in found]


def test_names_are_in_the_language_that_is_asked_for(client: FlaskClient) -> None:
    assert [reconcile(client, {"query": "security"}, one)[0]["name"] for one in ("id", "en")] == [
        "keamanan",
        "security",
    ]


def test_a_batch_is_answered_by_name_and_by_get_too(client: FlaskClient) -> None:
    batch = {"q0": {"query": "keamanan", "limit": 1}, "another": {"query": "xyzzyxyzzy"}}
    response = client.get("/reconcile", query_string={"queries": json.dumps(batch)})
    assert {name: [one["id"] for one in answer["result"]] for name, answer in response.json.items()} == {
        "q0": ["factor/security"],
        "another": [],
    }


def test_values_are_fetched_with_their_types(client: FlaskClient) -> None:
    found = extend(
        client, ["citation/cit14", "actor/oita-local-government"], "sim:citedWork", "sim:sector", "sim:yearPrinted"
    )
    assert found["rows"]["citation/cit14"] == {
        "sim:citedWork": [{"id": "work/sudantoko-2002", "name": "Sudantoko (2002)"}],
        "sim:sector": [],
        "sim:yearPrinted": [{"int": 2002}],
    }
    assert found["rows"]["actor/oita-local-government"]["sim:sector"] == [{"str": "government"}]
    assert found["meta"][0] == {
        "id": "sim:citedWork",
        "name": "cited work",
        "type": {"id": "Work", "name": "cited work"},
    }


def test_a_text_is_fetched_in_one_language_or_in_both(client: FlaskClient) -> None:
    row = extend(client, ["factor/security"], "skos:prefLabel", "skos:prefLabel@id", "skos:definition@en", "sim:order")[
        "rows"
    ]
    assert sorted(one["str"] for one in row["factor/security"]["skos:prefLabel"]) == ["keamanan", "security"]
    assert row["factor/security"]["skos:prefLabel@id"] == [{"str": "keamanan"}]
    assert row["factor/security"]["skos:definition@en"][0]["str"].startswith("Fourth factor")
    assert row["factor/security"]["sim:order"] == [{"int": 4}]


@pytest.mark.parametrize("name", ["nothing/here", "", "..", "work/<script>", "javascript:hit", "work/" + "a" * 500])
def test_what_is_not_there_has_no_values(client: FlaskClient, name: str) -> None:
    found = extend(client, [name], "sim:sector", "nonsense", "@en", "sim:<>", "http://[")
    assert set(map(tuple, found["rows"][name].values())) == {()}


def test_proposed_properties_can_all_be_fetched(client: FlaskClient) -> None:
    proposed = client.get("/reconcile/properties?type=Work&lang=en").json
    assert complain(shapes.PROPOSALS, proposed) == []
    ids = [one["id"] for one in proposed["properties"]]
    assert {"dcterms:creator", "skos:definition@en", "skos:definition@id"} <= set(ids)
    works = [one["id"] for one in client.get("/search.json?kind=work").json["results"]]
    rows = extend(client, works, *ids)["rows"].values()
    assert [one for one in ids if not any(row[one] for row in rows)] == []


def test_proposals_are_limited_and_those_of_an_unknown_type_are_none(client: FlaskClient) -> None:
    assert len(client.get("/reconcile/properties?type=Actor&limit=3").json["properties"]) == 3
    assert client.get("/reconcile/properties?type=Nothing").json["properties"] == []
    assert len(client.get("/reconcile/properties").json["properties"]) > 20


@pytest.mark.parametrize(
    ("path", "shape", "found"),
    [
        ("entity?prefix=sudan", shapes.ENTITIES, "work/sudantoko-2002"),
        ("entity?prefix=work/sudantoko-2002", shapes.ENTITIES, "work/sudantoko-2002"),
        ("entity?prefix=keam&type=Concept", shapes.ENTITIES, "concept/security-guarantee"),
        ("type?prefix=fac&lang=en", shapes.TYPES, "Factor"),
        ("type?prefix=Factor", shapes.TYPES, "Factor"),
        ("type?prefix=fak&lang=id", shapes.TYPES, "Factor"),
        ("property?prefix=sek&lang=id", shapes.PROPERTIES, "sim:sector"),
        ("property?prefix=sim:sector", shapes.PROPERTIES, "sim:sector"),
    ],
)
def test_suggestions_begin_as_was_typed(client: FlaskClient, path: str, shape: Any, found: str) -> None:
    answer = client.get(f"/reconcile/suggest/{path}").json
    assert complain(shape, answer) == []
    assert found in [one["id"] for one in answer["result"]]


@pytest.mark.parametrize("kind", ["entity", "property", "type"])
def test_a_cursor_leads_to_further_suggestions(client: FlaskClient, kind: str) -> None:
    first, second = (
        [one["id"] for one in client.get(f"/reconcile/suggest/{kind}?prefix=p&cursor={skip}").json["result"]]
        for skip in (0, 1)
    )
    assert second[: len(first) - 1] == first[1:]


def test_a_preview_may_stand_in_a_frame_and_nothing_else_may(client: FlaskClient) -> None:
    response = client.get("/reconcile/preview?id=factor%2Fsecurity&lang=en")
    assert "frame-ancestors *" in response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert "http://localhost/id/factor/security?lang=en" in Page(response.text).links
    assert "frame-ancestors 'none'" in client.get("/id/factor/security").headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "path", ["/reconcile/preview?id=factor/nothing", "/reconcile/flyout?id=", "/reconcile/preview"]
)
def test_a_preview_of_nothing_is_404(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_hostile_names_are_text_in_previews(poisoned: FlaskClient) -> None:
    page = Page(poisoned.get("/reconcile/preview?id=factor/security").text)
    assert not {"script", "img"} & set(page.tags)
    html = poisoned.get("/reconcile/flyout?id=factor/security").json["html"]
    assert set(Page(html).tags) <= {"p", "strong", "bdi", "a"}
    assert reconcile(poisoned, {"query": "keamanan"})
