"""Whole graphs over HTTP: what reading and writing them answers."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from io import BytesIO

import pytest

from graph.formats import GRAPH_FORMATS, Format
from tests.writing_site import DOCUMENT, EX, SITE, Site, opened, read_graph, read_turtle

ONE = f"/store?graph={EX}one"
TURTLE = "text/turtle"
HELLO = "<#a> <urn:p> 'hello' ."
ENTITIES = '<!DOCTYPE rdf:RDF [<!ENTITY a "b">]><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>'


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with opened(tmp_path_factory.mktemp("graphs"), upload_size=1) as one:
        yield one


@pytest.mark.parametrize("form", GRAPH_FORMATS, ids=lambda form: form.name)
def test_a_graph_is_read_in_every_format(site: Site, form: Format) -> None:
    answers = [
        site.ask("GET", ONE, headers={"Accept": form.media_type}),
        site.ask("GET", f"{ONE}&format={form.suffix}", headers={"Accept": "text/html"}),
    ]
    for answer in answers:
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, form.content_type)
        assert read_graph(answer) == read_turtle(f"<{EX}a> a <{DOCUMENT}> ; <{EX}label> 'a' .")


def test_only_what_stands_in_the_graph_is_read(site: Site) -> None:
    assert read_graph(site.ask("GET", "/store?default")) == read_turtle(f"<{EX}a> <{EX}label> 'a' .")


@pytest.mark.parametrize(
    ("path", "accept", "status"),
    [
        ("/store?graph=urn:nowhere", None, 404),
        ("/store/nowhere", None, 404),
        ("/store", None, 400),
        ("/store?graph=relative", None, 400),
        (ONE, "image/png", 406),
        (f"{ONE}&format=nonsense", None, 406),
        (f"{ONE}&version=000000000000", None, 404),
    ],
)
def test_what_cannot_be_read_has_its_status(site: Site, path: str, accept: str | None, status: int) -> None:
    answer = site.ask("GET", path, headers={"Accept": accept} if accept else {})
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_reading_is_open_to_pages_of_other_sites_and_writing_is_not(site: Site) -> None:
    asked = site.ask("OPTIONS", "/store?graph=urn:x", headers={"Origin": "https://other.example"})
    assert asked.headers["Access-Control-Allow-Methods"] == "GET, HEAD"
    assert "authorization" not in asked.headers["Access-Control-Allow-Headers"].lower()
    assert {"PUT", "DELETE"} <= set(asked.headers["Allow"].split(", "))
    assert site.ask("GET", ONE).headers["Access-Control-Allow-Origin"] == "*"
    written = [
        site.write("PUT", "/store?graph=urn:cors", data=HELLO, content_type=TURTLE),
        site.write("PUT", "/store?graph=urn:cors", data="broken", content_type=TURTLE),
        site.write("DELETE", "/store?graph=urn:cors"),
        site.write("DELETE", "/store?graph=urn:cors"),
    ]
    assert [one.status_code for one in written] == [201, 400, 204, 404]
    assert not [name for one in written for name, _ in one.headers if name.startswith("Access-Control")]


def test_other_methods_are_not_known(site: Site) -> None:
    answer = site.write("PATCH", ONE, data="x", content_type=TURTLE)
    assert (answer.status_code, "PUT" in answer.headers["Allow"]) == (405, True)


def test_the_same_graph_again_is_not_sent_twice(site: Site) -> None:
    mark = site.ask("GET", ONE).headers["ETag"]
    again = site.ask("GET", ONE, headers={"If-None-Match": mark})
    assert (again.status_code, again.data) == (304, b"")
    assert site.ask("GET", f"{ONE}&format=nt").headers["ETag"] != mark


def test_a_graph_is_read_as_it_was_at_a_moment(site: Site) -> None:
    answer = site.ask("GET", ONE)
    moment = answer.headers["Memento-Datetime"]
    assert "timegate" in answer.headers["Link"]
    led = site.ask("GET", ONE, headers={"Accept-Datetime": moment})
    assert led.status_code == 302
    assert site.ask("GET", led.headers["Location"].removeprefix(SITE)).headers["Memento-Datetime"] == moment


def test_an_older_version_can_be_read(site: Site) -> None:
    site.write("PUT", "/store?graph=urn:old", data=HELLO, content_type=TURTLE)
    version = site.app.extensions["simpul"].editions.current_id
    site.write("PUT", "/store?graph=urn:old", data="<#b> <urn:p> 'changed' .", content_type=TURTLE)
    old = site.ask("GET", f"/store?graph=urn:old&version={version}")
    assert (old.status_code, "immutable" in old.headers["Cache-Control"]) == (200, True)
    assert read_graph(old) == read_turtle(HELLO, "urn:old")


@pytest.mark.parametrize("form", GRAPH_FORMATS[:4], ids=lambda form: form.name)
def test_a_graph_is_written_in_every_format_that_holds_one(site: Site, form: Format) -> None:
    sent = site.ask("GET", ONE, headers={"Accept": form.media_type}).data
    answer = site.write("PUT", f"/store?graph=urn:copy-{form.suffix}", data=sent, content_type=form.media_type)
    assert (answer.status_code, answer.get_json(force=True)["added"]) == (201, 2)
    assert read_graph(site.ask("GET", f"/store?graph=urn:copy-{form.suffix}")) == read_graph(site.ask("GET", ONE))


def test_relative_iris_are_resolved_against_the_graph(site: Site) -> None:
    for path, base in (("/store?graph=http://x/y/z", "http://x/y/z"), ("/store/y/z", f"{SITE}/store/y/z")):
        site.write("PUT", path, data="<> <w> <#v> .", content_type=TURTLE)
        assert read_graph(site.ask("GET", path)) == read_turtle("<> <w> <#v> .", base)


def test_a_graph_of_our_own_is_written_where_it_is_read(site: Site) -> None:
    answer = site.write("PUT", "/graph/example", data=HELLO, content_type=TURTLE)
    assert (answer.status_code, answer.headers["Location"]) == (201, "/graph/example")
    assert site.holds("GRAPH <https://w3id.org/simpul/graph/example> { ?s <urn:p> 'hello' }")
    assert site.ask("GET", "/graph/example.ttl").status_code == 200
    assert site.write("DELETE", "/graph/example").status_code == 204
    assert site.ask("GET", "/graph/example.ttl").status_code == 404


@pytest.mark.parametrize("name", ["inferred", "derivations"])
def test_a_computed_graph_cannot_be_written(site: Site, name: str) -> None:
    answer = site.write("POST", f"/graph/{name}", data=HELLO, content_type=TURTLE)
    assert (answer.status_code, answer.get_json(force=True)["type"].rpartition("/")[2]) == (403, "graph-computed")


@pytest.mark.parametrize(
    ("data", "content_type", "headers", "status"),
    [
        ("broken", TURTLE, {}, 400),
        (HELLO, "text/html", {}, 415),
        (HELLO, None, {}, 415),
        (HELLO, "application/trig", {}, 415),
        (HELLO, "text/turtle; charset=latin-1", {}, 415),
        (ENTITIES, "application/rdf+xml", {}, 400),
        (ENTITIES.encode("utf-16"), "application/rdf+xml", {}, 400),
        ('{"@context": "http://127.0.0.1:9/", "@id": "urn:a", "urn:b": 1}', "application/ld+json", {}, 400),
        ('{"@id": "urn:other", "@graph": [{"@id": "urn:a", "urn:b": 1}]}', "application/ld+json", {}, 400),
        ("#" + "x" * 1_100_000, TURTLE, {}, 413),
        (gzip.compress(b"#" + b"x" * 1_100_000), TURTLE, {"Content-Encoding": "gzip"}, 413),
        (HELLO, TURTLE, {"Content-Encoding": "gzip"}, 400),
        (HELLO, TURTLE, {"Content-Encoding": "br"}, 415),
        (HELLO, "multipart/form-data; boundary=x", {}, 400),
    ],
)
def test_what_is_not_taken_changes_nothing(
    site: Site, data: str | bytes, content_type: str | None, headers: dict[str, str], status: int
) -> None:
    before = site.app.extensions["simpul"].editions.current_id
    answer = site.write("PUT", ONE, data=data, content_type=content_type, headers=headers)
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json"), answer.text
    assert site.app.extensions["simpul"].editions.current_id == before


def test_gzip_is_taken(site: Site) -> None:
    sent = gzip.compress(HELLO.encode())
    headers = {"Content-Encoding": "gzip"}
    assert site.write("PUT", "/store/gzip", data=sent, content_type=TURTLE, headers=headers).status_code == 201
    assert read_graph(site.ask("GET", "/store/gzip")) == read_turtle(HELLO, f"{SITE}/store/gzip")


def test_files_of_a_form_are_added_together(site: Site) -> None:
    files = {"one": (BytesIO(b"<> <urn:p> 1 ."), "one.ttl"), "two": (BytesIO(b"<urn:a> <urn:p> 2 ."), "two.nt")}
    files["two"] = (BytesIO(b'<urn:a> <urn:p> "2" .'), "two.nt")
    assert site.write("POST", "/store/form", data=files).status_code == 201
    expected = read_turtle("<> <urn:p> 1 . <urn:a> <urn:p> '2' .", f"{SITE}/store/form")
    assert read_graph(site.ask("GET", "/store/form")) == expected


def test_blank_nodes_of_two_writes_stay_two(site: Site) -> None:
    for _ in range(2):
        site.write("POST", "/store/blank", data="_:same <urn:p> 'x' .", content_type=TURTLE)
    assert len(site.ask("GET", "/store/blank?format=nt").text.splitlines()) == 2


def test_nobody_overwrites_what_changed_meanwhile(site: Site) -> None:
    site.write("PUT", "/store/race", data=HELLO, content_type=TURTLE)
    mark = site.ask("GET", "/store/race").headers["ETag"]
    for expected in (204, 412):
        text = f"<> <urn:p> {expected} ."
        answer = site.write("PUT", "/store/race", data=text, content_type=TURTLE, headers={"If-Match": mark})
        assert answer.status_code == expected
    assert "204" in site.ask("GET", "/store/race").text


@pytest.mark.parametrize(
    ("path", "header", "status"),
    [
        ("/store/there", "If-Match", 204),
        ("/store/not-there", "If-Match", 412),
        ("/store/there", "If-None-Match", 412),
        ("/store/made-now", "If-None-Match", 201),
    ],
)
def test_a_write_may_ask_whether_the_graph_is_there(site: Site, path: str, header: str, status: int) -> None:
    site.write("POST", "/store/there", data="<> <urn:p> 1 .", content_type=TURTLE)
    answer = site.write("PUT", path, data=HELLO, content_type=TURTLE, headers={header: "*"})
    assert answer.status_code == status


def test_the_answer_to_a_write_names_the_version(site: Site) -> None:
    answer = site.write("PUT", "/store?graph=urn:named", data=HELLO, content_type=TURTLE)
    version = site.app.extensions["simpul"].editions.current_id
    assert (answer.status_code, answer.headers["Simpul-Version"], answer.headers["ETag"]) == (
        201,
        version,
        f'"{version}"',
    )
    again = site.write("PUT", "/store?graph=urn:named", data=HELLO, content_type=TURTLE)
    assert (again.status_code, again.data, again.headers["Simpul-Version"]) == (204, b"", version)


def test_of_many_who_make_the_same_graph_at_once_one_succeeds(site: Site) -> None:
    statuses: list[int] = []

    def make(number: int) -> None:
        text = f"<> <urn:p> {number} ."
        answer = site.write("PUT", "/store/once", data=text, content_type=TURTLE, headers={"If-None-Match": "*"})
        statuses.append(answer.status_code)

    threads = [threading.Thread(target=make, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [201, *[412] * 5]
