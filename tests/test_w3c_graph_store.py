"""SPARQL 1.1 Graph Store HTTP Protocol: one test for each case of the W3C, by its name, over HTTP.

A case of the W3C that only reads what the one before it wrote stands in the test of that one.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from werkzeug.test import TestResponse

from graph.sparql.graph_store import STORE
from tests.writing_site import PERSON, SITE, Site, opened, read_graph, read_turtle

FOAF = "http://xmlns.com/foaf/0.1/"
TURTLE = "text/turtle; charset=utf-8"
JOHN = f'<#me> a <{PERSON}> ; <{FOAF}account> [ <{FOAF}accountName> "john" ] .'
JANE = f'<#me> a <{PERSON}> ; <{FOAF}account> [ <{FOAF}accountName> "jane" ] .'
ALICE = f'[] a <{PERSON}> ; <{FOAF}account> [ <{FOAF}accountName> "alice" ] .'
PERSON_1, PERSON_2 = f"{STORE}/person/1.ttl", f"{STORE}/person/2.ttl"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with opened(tmp_path_factory.mktemp("store")) as one:
        yield one


@pytest.fixture
def site(service: Site) -> Site:
    """The service with nothing in it."""
    assert service.update("DROP ALL").status_code == 200
    return service


def put(site: Site, path: str, text: str) -> TestResponse:
    return site.write("PUT", path, data=text.encode(), content_type=TURTLE)


def get(site: Site, path: str) -> set[str]:
    answer = site.ask("GET", path, headers={"Accept": "text/turtle"})
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, TURTLE)
    return read_graph(answer)


def test_put__initial_state(site: Site) -> None:
    answer = put(site, PERSON_1, JOHN)
    assert (answer.status_code, answer.headers["Location"]) == (201, SITE + PERSON_1)
    expected = read_turtle(JOHN, SITE + PERSON_1)
    assert get(site, PERSON_1) == get(site, f"{STORE}?graph={SITE}{PERSON_1}") == expected


def test_put__graph_already_in_store(site: Site) -> None:
    put(site, PERSON_1, JOHN)
    assert put(site, PERSON_1, JANE).status_code == 204
    assert get(site, PERSON_1) == read_turtle(JANE, SITE + PERSON_1)


def test_put__default_graph(site: Site) -> None:
    assert put(site, f"{STORE}?default", ALICE).status_code in (201, 204)
    assert get(site, f"{STORE}?default") == read_turtle(ALICE)


def test_put__mismatched_payload(site: Site) -> None:
    put(site, PERSON_1, JOHN)
    answer = site.write("PUT", PERSON_1, data=JANE, content_type="application/rdf+xml")
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")
    assert get(site, PERSON_1) == read_turtle(JOHN, SITE + PERSON_1)


def test_delete__existing_graph(site: Site) -> None:
    put(site, PERSON_2, JOHN)
    assert site.write("DELETE", PERSON_2).status_code == 204
    assert site.ask("GET", PERSON_2).status_code == 404


def test_delete__nonexistent_graph(site: Site) -> None:
    assert site.write("DELETE", PERSON_2).status_code == 404


def test_post__existing_graph(site: Site) -> None:
    put(site, PERSON_1, JOHN)
    more = f'<#me> <{FOAF}name> "John" .'
    assert site.write("POST", PERSON_1, data=more, content_type=TURTLE).status_code == 204
    assert get(site, PERSON_1) == read_turtle(JOHN + more, SITE + PERSON_1)


def test_post__multipart_formdata(site: Site) -> None:
    put(site, PERSON_1, JOHN)
    family, given = f'<#me> <{FOAF}familyName> "Doe" .', f'<#me> <{FOAF}givenName> "John" .'
    parts = [
        'Content-Disposition: form-data; name="lastName.ttl"; filename="lastName.ttl"',
        f"Content-Type: {TURTLE}\r\n\r\n{family}\r\n--cut",
        'Content-Disposition: form-data; name="firstName.ttl"; filename="firstName.ttl"',
        f"Content-Type: {TURTLE}\r\n\r\n{given}\r\n--cut--",
    ]
    body = "--cut\r\n" + "\r\n".join(parts) + "\r\n"
    answer = site.write("POST", PERSON_1, data=body, content_type="multipart/form-data; boundary=cut")
    assert answer.status_code == 204, answer.text
    assert get(site, PERSON_1) == read_turtle(JOHN + family + given, SITE + PERSON_1)


def test_post__create__new_graph(site: Site) -> None:
    answer = site.write("POST", STORE, data=ALICE, content_type=TURTLE)
    place = answer.headers["Location"]
    assert (answer.status_code, place.startswith(f"{SITE}{STORE}/")) == (201, True)
    assert get(site, place.removeprefix(SITE)) == read_turtle(ALICE)


def test_post__empty_graph_to_existing_graph(site: Site) -> None:
    put(site, PERSON_1, JOHN)
    assert site.write("POST", PERSON_1, data=b"", content_type=TURTLE).status_code == 204
    assert get(site, PERSON_1) == read_turtle(JOHN, SITE + PERSON_1)


def test_get_of_post__after_noop(site: Site) -> None:
    place = site.write("POST", STORE, data=ALICE, content_type=TURTLE).headers["Location"].removeprefix(SITE)
    before = site.ask("GET", place).headers["ETag"]
    assert site.write("POST", place, data=b"", content_type=TURTLE).status_code == 204
    assert get(site, place) == read_turtle(ALICE)
    assert site.ask("GET", place).headers["ETag"] == before


def test_head_on_an_existing_graph(site: Site) -> None:
    put(site, PERSON_1, JOHN)
    whole = site.ask("GET", PERSON_1)
    answer = site.ask("HEAD", PERSON_1)
    assert (answer.status_code, answer.data, answer.headers["Content-Type"]) == (200, b"", TURTLE)
    assert answer.headers["Content-Length"] == whole.headers["Content-Length"]


def test_head_on_a_nonexisting_graph(site: Site) -> None:
    answer = site.ask("HEAD", f"{STORE}/person/4.ttl")
    assert (answer.status_code, answer.data) == (404, b"")
