"""What the service says of itself to programs, held against what it does."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openapi_spec_validator import OpenAPIV31SpecValidator

from graph.knowledge.versions import Version
from graph.web import gateway
from tests.api_document import Described, Document, check_body, content_of, is_served, list_routes, resolve
from tests.web_site import Page

NOT_DESCRIBED = {
    ("get", "/static/{filename}"): "files of the pages, whose addresses the pages give",
    ("get", "/sparql/"): "the same as /sparql",
}
NOTHING_THERE_YET = {"/store/{path}"}
"""What has no example, because only a change makes it."""
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.fixture(scope="module")
def document(client: FlaskClient) -> Document:
    response = client.get("/openapi.json?lang=en")
    assert response.status_code == 200
    found: Document = response.json
    return found


@pytest.fixture(scope="module")
def operations(document: Document) -> list[Described]:
    return [
        Described(method, path, one, [resolve(document, each) for each in one["parameters"]])
        for path, methods in document["paths"].items()
        for method, one in methods.items()
    ]


# The document


def test_it_is_valid_openapi_3_1(document: Document) -> None:
    OpenAPIV31SpecValidator(document).validate()
    assert document["openapi"].startswith("3.1")
    assert document["servers"] == [{"url": "/"}]


def test_every_route_is_described(app: Flask, document: Document) -> None:
    described = {(method, path) for path, methods in document["paths"].items() for method in methods}
    assert sorted(list_routes(app) - described - set(NOT_DESCRIBED)) == []
    assert [address for address in gateway.ADDRESSES if ("get", address) not in described] == []


def test_everything_described_is_served(app: Flask, operations: list[Described]) -> None:
    assert [f"{one.method} {one.path}" for one in operations if not is_served(app, one)] == []


def test_what_is_not_described_is_still_there(app: Flask) -> None:
    assert set(NOT_DESCRIBED) <= list_routes(app)


def test_every_question_is_an_operation_with_its_parameters(client: FlaskClient, document: Document) -> None:
    questions = client.get("/queries.json").json["questions"]
    assert len(questions) >= 30
    for question in questions:
        one = document["paths"][f"/queries/{question['name']}"]["get"]
        own = [value for value in one["parameters"] if "name" in value]
        assert [value["name"] for value in own] == [value["name"] for value in question["parameters"]]
        assert [bool(value.get("required")) for value in own] == [not v["optional"] for v in question["parameters"]]
        assert one["summary"] == question["title"]["en"]
        assert set(question["formats"].values()) <= set(one["responses"]["200"]["content"])


def test_a_parameter_that_takes_a_word_lists_the_closed_list_of_the_version(document: Document) -> None:
    (sector,) = [one for one in document["paths"]["/network"]["get"]["parameters"] if one.get("name") == "sector"]
    assert {"government", "business", "civilSociety"} <= set(sector["schema"]["items"]["enum"])
    own = document["paths"]["/queries/actors-of-sector"]["get"]["parameters"][0]
    assert own["schema"]["enum"] == sector["schema"]["items"]["enum"]


def test_every_operation_has_a_name_of_its_own(operations: list[Described]) -> None:
    names = [one.one["operationId"] for one in operations]
    assert len(set(names)) == len(names)
    assert [name for name in names if not name.isidentifier()] == []


def test_it_speaks_both_languages(client: FlaskClient, document: Document) -> None:
    other = client.get("/openapi.json?lang=id").json
    OpenAPIV31SpecValidator(other).validate()
    assert other["paths"].keys() == document["paths"].keys()
    same = [
        one["summary"]
        for path, methods in document["paths"].items()
        for method, one in methods.items()
        if other["paths"][path][method]["summary"] == one["summary"]
    ]
    assert same == []
    assert client.get("/openapi.json", headers={"Accept-Language": "id"}).json == other


def test_it_describes_an_older_version_too(client: FlaskClient, version: Version) -> None:
    assert client.get(f"/openapi.json?version={version.id}").json["info"]["version"] == version.id
    response = client.get("/openapi.json?version=000000000000")
    assert (response.status_code, response.json["type"].rpartition("/")[2]) == (404, "version-unknown")


# What it promises


def list_wishes(document: Document, operations: list[Described]) -> Iterator[tuple[Described, str, str]]:
    """Every example with every media type that it promises; of the questions, which are all alike, some with all."""
    thorough = {"/queries/actors-of-sector", "/queries/statements-resting-on-work"}
    for one in operations:
        content = list(content_of(document, one))
        if one.method != "get" or one.path in NOTHING_THERE_YET:
            continue
        if one.path.startswith("/queries/") and one.path not in thorough and "{" not in one.path:
            content = content[:2]
        chooses = one.path != "/sparql" and "." not in one.path.rpartition("/")[2] and one.path != "/ns{suffix}"
        for media_type in content if chooses else content[:1]:
            yield one, media_type, media_type if chooses else "*/*"
        if not content:
            yield one, "", "*/*"


def test_every_example_is_answered_as_promised(
    client: FlaskClient, document: Document, operations: list[Described]
) -> None:
    wrong = []
    for one, media_type, accept in list_wishes(document, operations):
        response = client.get(one.target, headers={"Accept": accept})
        sent = response.headers["Content-Type"].partition(";")[0]
        content = content_of(document, one)
        if response.status_code not in [int(status) for status in one.one["responses"] if int(status) < 400]:
            wrong.append(f"{one.target}: {response.status}")
        elif media_type and (sent not in content or accept not in ("*/*", sent)):
            wrong.append(f"{one.target} as {media_type}: {sent}")
        elif media_type and sent.endswith("json") and (fault := check_body(document, response, content[sent])):
            wrong.append(f"{one.target} as {sent}: {fault}")
    assert wrong == []


def test_every_suffix_is_served(client: FlaskClient, document: Document, operations: list[Described]) -> None:
    wrong = []
    for one in operations:
        for value in one.parameters:
            if value["name"] != "suffix" or one.path == "/sparql.{suffix}":
                continue
            for suffix in value["schema"]["enum"]:
                response = client.get(one.target.replace(str(value["example"]), suffix, 1))
                sent = response.headers["Content-Type"].partition(";")[0]
                if response.status_code != 200 or sent not in content_of(document, one):
                    wrong.append(f"{one.path} {suffix}: {response.status} {sent}")
    assert wrong == []


def test_every_example_of_a_body_is_answered(client: FlaskClient, operations: list[Described]) -> None:
    answered = []
    for one in operations:
        for media_type, body in one.one.get("requestBody", {}).get("content", {}).items():
            if "example" in body:
                response = client.post(one.path, data=body["example"], content_type=media_type)
                assert response.status_code == 200, f"{one.path}: {response.text}"
                answered.append((one.path, media_type))
    assert len(answered) == 4


def test_whatever_needs_a_token_refuses_without_one(client: FlaskClient, operations: list[Described]) -> None:
    changes = [one for one in operations if one.one.get("security") == [{"token": []}]]
    assert {one.method for one in changes} == {"put", "post", "delete"}
    for one in changes:
        response = client.open(one.target, method=one.method.upper(), data="", content_type="text/turtle")
        assert response.status_code in (401, 403), f"{one.method} {one.target}: {response.status}"
        assert str(response.status_code) in one.one["responses"]


@pytest.mark.parametrize(
    ("target", "kind"),
    [
        ("/queries/statements-resting-on-work", "bad-request"),
        ("/queries/statements-resting-on-work?work=work/nobody-1900", "thing-missing"),
        ("/queries/nothing", "question-unknown"),
        ("/sparql?query=SELECT", "query-syntax"),
        ("/sparql?query=SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }", "query-refused"),
        ("/evidence", "bad-request"),
        ("/search.json?q=a&kind=nothing", "bad-request"),
        ("/versions/000000000000", "version-unknown"),
    ],
)
def test_a_mistake_is_answered_with_a_problem_that_is_described(
    client: FlaskClient, document: Document, target: str, kind: str
) -> None:
    response = client.get(target, headers={"Accept": "application/json"})
    path = target.partition("?")[0]
    path = path if path in document["paths"] else path[: path.rindex("/")] + "/{name}"
    promised = resolve(document, document["paths"][path]["get"]["responses"][str(response.status_code)])
    assert response.json["type"].rpartition("/")[2] == kind
    assert check_body(document, response, promised["content"]["application/problem+json"]) == ""


# The page


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_page_shows_every_operation(client: FlaskClient, operations: list[Described], language: str) -> None:
    page = Page(client.get(f"/docs?lang={language}", headers={"Accept": BROWSER}).text)
    assert {one.one["operationId"] for one in operations} <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))
    assert {"style", "onclick"} & page.attributes == set()


def test_the_page_links_every_example_that_can_be_looked_at(client: FlaskClient, operations: list[Described]) -> None:
    page = Page(client.get("/docs?lang=en", headers={"Accept": BROWSER}).text)
    wanted = {one.target for one in operations if one.method == "get" and one.path not in NOTHING_THERE_YET}
    assert wanted <= set(page.links)
    assert NOTHING_THERE_YET & set(page.links) == set()


def test_the_page_gives_a_line_for_the_terminal(client: FlaskClient) -> None:
    text = Page(client.get("/docs?lang=en", headers={"Accept": BROWSER}).text).text
    assert (
        "curl -s -H 'Accept: application/sparql-results+json' 'http://localhost/queries/statements-resting-on-work?"
        in text
    )
    assert "curl -s -X DELETE" in text
    assert "Authorization: Bearer $TOKEN" in text


def test_every_page_leads_to_it(client: FlaskClient) -> None:
    assert "/docs?lang=en" in Page(client.get("/?lang=en", headers={"Accept": BROWSER}).text).links
