"""Changes over HTTP: who may make them, what they answer, and what is recorded."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from graph.settings import Settings
from graph.sparql.editions import OneEdition
from graph.web.application import create_app
from tests.sparql_site import opened as opened_engine
from tests.writing_site import DOCUMENT, EX, Site, opened

INSERT = f"INSERT DATA {{ GRAPH <{EX}one> {{ <{EX}new> a <{DOCUMENT}> }} }}"
UPDATE = "application/sparql-update"
CORS = "Access-Control-Allow-Origin"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with opened(tmp_path_factory.mktemp("writing")) as one:
        yield one


def audit(site: Site) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (site.data / "audit.log").read_text(encoding="ascii").splitlines()]


def test_an_update_tells_its_version_and_what_it_changed(site: Site) -> None:
    answer = site.update(INSERT)
    told = answer.get_json(force=True)
    assert (answer.status_code, told["added"], told["removed"], told["changed"]) == (200, 1, 0, True)
    assert answer.headers["Simpul-Version"] == told["version"] == site.app.extensions["simpul"].editions.current_id
    assert answer.headers["ETag"] == f'"{told["version"]}"'
    again = site.update(INSERT).get_json(force=True)
    assert (again["version"], again["changed"]) == (told["version"], False)


def test_who_changed_what_and_why_stands_in_the_version(site: Site) -> None:
    sent = {"update": f"INSERT DATA {{ <{EX}why> <{EX}label> 'x' }}", "message": "because\n  I can"}
    version = site.write("POST", "/sparql", data=sent).get_json(force=True)["version"]
    manifest = json.loads((site.data / "versions" / version / "manifest.json").read_text(encoding="utf-8"))
    (change,) = manifest["changes"]
    assert (change["action"], change["author"], change["message"]) == ("update", "editor", "because I can")


def test_the_message_may_come_as_a_header(site: Site) -> None:
    text = f"INSERT DATA {{ <{EX}header> <{EX}label> 'x' }}"
    headers = {"Simpul-Message": "caf\u00e9".encode().decode("latin-1")}
    site.write("POST", "/sparql", data=text, content_type=UPDATE, headers=headers)
    assert audit(site)[-1]["message"] == "caf\u00e9"


@pytest.mark.parametrize(
    ("authorization", "status", "kind", "challenge"),
    [
        (None, 401, "token-missing", 'Bearer realm="simpul"'),
        ("", 401, "token-missing", 'Bearer realm="simpul"'),
        ("Bearer", 401, "token-missing", 'Bearer realm="simpul"'),
        ("Basic ZWRpdG9yOng=", 401, "token-missing", 'Bearer realm="simpul"'),
        ("Bearer simpul_wrong", 401, "token-invalid", 'Bearer realm="simpul", error="invalid_token"'),
        ("weak", 403, "token-weak", 'Bearer realm="simpul", error="insufficient_scope"'),
    ],
)
def test_nobody_changes_anything_without_the_right(
    site: Site, authorization: str | None, status: int, kind: str, challenge: str
) -> None:
    if authorization == "weak":
        authorization = f"Bearer {site.weak}"
    headers = {"Authorization": authorization} if authorization is not None else {}
    before = site.app.extensions["simpul"].editions.current_id
    for method, path in (("POST", "/sparql"), ("PUT", "/store?default"), ("DELETE", "/graph/x"), ("POST", "/store")):
        answer = site.ask(method, path, data="CLEAR ALL", content_type=UPDATE, headers=headers)
        assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (status, challenge)
        assert answer.get_json(force=True)["type"].endswith(f"/{kind}")
        assert CORS not in answer.headers
    assert site.app.extensions["simpul"].editions.current_id == before


def test_the_scheme_is_read_in_any_case(site: Site) -> None:
    answer = site.write(
        "POST", "/sparql", data="", content_type=UPDATE, headers={"Authorization": f"bEARER  {site.secret}"}
    )
    assert (answer.status_code, answer.get_json(force=True)["changed"]) == (200, False)


def test_no_answer_to_a_change_can_be_read_by_pages_of_other_sites(site: Site) -> None:
    for text in (INSERT, "nonsense", "LOAD <http://127.0.0.1:9/>", "DELETE WHERE { ?s ?p }"):
        answer = site.write(
            "POST", "/sparql", data=text, content_type=UPDATE, headers={"Origin": "https://evil.example"}
        )
        assert not [name for name, _ in answer.headers if name.startswith("Access-Control")]
    asked = site.ask("OPTIONS", "/sparql", headers={"Access-Control-Request-Headers": "authorization"})
    assert "authorization" not in asked.headers["Access-Control-Allow-Headers"].lower()


@pytest.mark.parametrize(
    ("text", "status", "kind"),
    [
        ("SELECT * {}", 400, "bad-request"),
        ("INSERT DATA { ?s ?p ?o }", 400, "query-syntax"),
        ("LOAD <http://127.0.0.1:9/>", 403, "query-refused"),
        ("INSERT {} WHERE { SERVICE <http://127.0.0.1:9/> {} }", 403, "query-refused"),
        ("DELETE WHERE {" + "?s ?p ?o . " * 300 + "}", 413, "query-too-complex"),
        ("INSERT DATA { <urn:a> <urn:b> '" + "x" * 4_200_000 + "' }", 413, "query-too-large"),
        ("DROP GRAPH <urn:nowhere>", 400, "update-unsupported"),
        ("INSERT DATA { GRAPH <https://w3id.org/simpul/graph/inferred> { <urn:a> <urn:b> 1 } }", 403, "graph-computed"),
    ],
)
def test_a_change_that_is_not_made_says_why_and_is_recorded(site: Site, text: str, status: int, kind: str) -> None:
    before = site.app.extensions["simpul"].editions.current_id
    answer = site.update(text)
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    assert answer.get_json(force=True)["type"].endswith(f"/{kind}")
    line = audit(site)[-1]
    assert (line["token"], line["action"], line["outcome"]) == ("editor", "update", kind)
    assert site.app.extensions["simpul"].editions.current_id == before


def test_nothing_of_a_failing_update_is_kept(site: Site) -> None:
    answer = site.update(f"INSERT DATA {{ <{EX}half> <{EX}label> 'x' }} ; DROP GRAPH <urn:nowhere>")
    assert (answer.status_code, site.holds(f"<{EX}half> ?p ?o")) == (400, False)


def test_a_syntax_error_has_its_place_in_the_text_as_it_was_sent(site: Site) -> None:
    places = []
    for name in ("ex:a.b.c.d", "ex:abcdefg"):
        problem = site.update(f"PREFIX ex: <urn:>\nINSERT DATA {{ {name} ex:p ?o }}").get_json(force=True)
        assert "ex:p ?o }" in problem["detail"]
        assert "(Variables are not allowed in INSERT DATA)" in problem["detail"]
        places.append((problem["line"], problem["column"]))
    assert places[0] == places[1]
    assert places[0][0] == 2


def test_a_large_update_may_be_longer_than_a_query(site: Site) -> None:
    rows = "".join(f"<{EX}many/{number}> <{EX}label> 'number {number}' . " for number in range(2000))
    told = site.update(f"INSERT DATA {{ {rows} }}").get_json(force=True)
    assert told["added"] == 2000
    told = site.update(f"DELETE WHERE {{ ?s <{EX}label> ?o FILTER(0) }}")
    assert told.status_code == 400  # a filter is no part of a quad pattern
    pattern = f"?s <{EX}label> ?o FILTER(STRSTARTS(STR(?s), '{EX}many/'))"
    told = site.update(f"DELETE {{ ?s <{EX}label> ?o }} WHERE {{ {pattern} }}").get_json(force=True)
    assert told["removed"] == 2000


def test_patterns_see_the_union_and_templates_write_to_the_graph_without_a_name(site: Site) -> None:
    site.update(f"INSERT {{ ?s <{EX}seen> true }} WHERE {{ ?s a <{DOCUMENT}> . GRAPH <{EX}two> {{ ?s ?p ?o }} }}")
    unnamed = site.ask("GET", "/store?default", headers={"Accept": "application/n-triples"}).text
    assert f"<{EX}b> <{EX}seen>" in unnamed
    assert f"<{EX}a> <{EX}seen>" not in unnamed


def test_every_change_is_recorded_without_secrets(site: Site) -> None:
    site.update(f"INSERT DATA {{ <{EX}recorded> <{EX}label> 'x' }}")
    site.write("PUT", "/store?graph=urn:recorded", data="<urn:a> <urn:b> 1 .", content_type="text/turtle")
    lines = audit(site)[-2:]
    assert [(one["action"], one["outcome"], one["added"]) for one in lines] == [
        ("update", "done", 1),
        ("put", "done", 1),
    ]
    assert lines[1]["graph"] == "urn:recorded"
    assert all(one["client"] and one["version"] and one["request"] for one in lines)
    assert site.secret not in (site.data / "audit.log").read_text(encoding="ascii")


def test_what_breaks_the_shapes_is_refused_with_the_report(site: Site) -> None:
    shapes = f"""PREFIX sh: <http://www.w3.org/ns/shacl#> PREFIX graph: <https://w3id.org/simpul/graph/>
    INSERT DATA {{ GRAPH graph:ontology {{
      <{EX}shape> a sh:NodeShape ; sh:targetClass <{EX}Thing> ;
        sh:property [ sh:path <{EX}label> ; sh:minCount 1 ; sh:message "It needs a label."@en ] }} }}"""
    assert site.update(shapes).status_code == 200
    broken = f"INSERT DATA {{ GRAPH <{EX}one> {{ <{EX}bare> a <{EX}Thing> }} }}"
    answer = site.update(broken)
    assert (answer.status_code, answer.get_json(force=True)["type"].rpartition("/")[2]) == (422, "shapes-broken")
    headers = {"Accept": "text/turtle"}
    report = site.write("POST", "/sparql", data=broken, content_type=UPDATE, headers=headers)
    assert (report.status_code, report.mimetype) == (422, "text/turtle")
    assert "ValidationReport" in report.text
    assert not site.holds(f"<{EX}bare> ?p ?o")
    assert site.update("DROP GRAPH <https://w3id.org/simpul/graph/ontology>").status_code == 200


def test_without_a_publisher_or_a_token_nothing_can_be_changed(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("off")
    with opened_engine(folder) as engine:
        client = create_app(Settings(data=folder, log="off"), OneEdition(engine)).test_client()
        for method, path in (("POST", "/sparql"), ("PUT", "/store?default")):
            answer = client.open(path, method=method, data="CLEAR ALL", content_type=UPDATE)
            assert (answer.status_code, answer.get_json(force=True)["type"].rpartition("/")[2]) == (403, "updates-off")


def test_when_the_last_token_is_revoked_updates_are_off(tmp_path_factory: pytest.TempPathFactory) -> None:
    with opened(tmp_path_factory.mktemp("revoked")) as site:
        (site.data / "tokens.json").unlink()
        answer = site.update("")
        assert (answer.status_code, answer.get_json(force=True)["type"].rpartition("/")[2]) == (403, "updates-off")
        (site.data / "tokens.json").write_text("damaged", encoding="ascii")
        assert site.update("").status_code >= 500
