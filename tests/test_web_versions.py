"""The pages about versions, and pages at an older version."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from pyoxigraph import RdfFormat, parse
from werkzeug.test import TestResponse

from graph.knowledge.versions import Version
from graph.namespaces import DCAT, DCTERMS, PROV, VERSION
from tests.version_site import HOSTILE, MANY, follow
from tests.web_site import Page

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.fixture(scope="module")
def client(history: tuple[Path, list[Version]]) -> Iterator[FlaskClient]:
    with follow(history[0]) as app:
        yield app.test_client()


def look(client: FlaskClient, path: str, language: str = "en") -> TestResponse:
    return client.get(path, headers={"Accept": BROWSER, "Accept-Language": language})


# The list


def test_the_list_names_every_version_the_latest_first(client: FlaskClient, versions: list[Version]) -> None:
    ids = re.findall(r"<code>([0-9a-f]{12})</code></a>", look(client, "/versions").text.partition("<footer")[0])
    assert ids == [one.id for one in reversed(versions)]


def test_the_list_says_when_who_and_why(client: FlaskClient) -> None:
    text = Page(look(client, "/versions").text).text
    assert all(
        word in text for word in ("2 November 2026, 09:00 UTC", "office", "a better name", "+1 \u22121", "latest")
    )


def test_the_list_speaks_indonesian(client: FlaskClient) -> None:
    text = Page(look(client, "/versions", "id").text).text
    assert all(word in text for word in ("Versi", "2 November 2026, 09.00 UTC", "terbaru"))


def test_the_list_is_given_as_json(client: FlaskClient, versions: list[Version]) -> None:
    found = client.get("/versions", headers={"Accept": "application/json"}).json
    assert found == client.get("/versions.json").json
    second = found["versions"][1]
    assert second == {
        "id": versions[1].id,
        "published": "2026-11-02T09:00:00+00:00",
        "parent": versions[0].id,
        "current": False,
        "quads": versions[1].manifest.quads,
        "statements": 0,
        "added": 1,
        "removed": 1,
        "message": "a better name",
        "authors": ["office"],
    }


def test_many_versions_come_in_pages(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph.web.versions._ON_A_PAGE", 2)
    first, second = (client.get(f"/versions.json?page={number}").json for number in (1, 2))
    assert first is not None
    assert second is not None
    assert (first["total"], len(first["versions"]), len(second["versions"])) == (3, 2, 1)
    assert 'rel="next" href="/versions?page=2"' in look(client, "/versions").text
    assert 'rel="prev" href="/versions?page=1"' in look(client, "/versions?page=2").text


@pytest.mark.parametrize("path", ["/versions?page=0", "/versions?page=x", "/versions?page=-1", "/versions?page=٣"])
def test_a_strange_page_is_refused(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 400


@pytest.mark.parametrize("path", ["/versions?page=9", "/versions.xls"])
def test_a_page_that_is_not_there_is_404(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_the_form_leads_to_a_comparison(client: FlaskClient, versions: list[Version]) -> None:
    first, second = (one.id for one in versions[:2])
    response = look(client, f"/versions/compare?before={first}&after={second}&lang=en")
    assert response.status_code == 302
    assert response.headers["Location"] == f"/versions/{first}...{second}?lang=en"


@pytest.mark.parametrize("query", ["", "before=&after=", "before=//evil.example&after=a", "before=a%0db&after=b"])
def test_the_form_leads_nowhere_else(client: FlaskClient, query: str) -> None:
    assert client.get(f"/versions/compare?{query}").status_code == 400


# One version


def test_a_version_says_what_it_is(client: FlaskClient, versions: list[Version]) -> None:
    page = Page(look(client, f"/versions/{versions[1].id}").text)
    assert all(word in page.text for word in ("a better name", "SPARQL update by office", versions[1].manifest.hash))


def test_a_version_leads_to_its_parent_to_what_changed_and_into_itself(
    client: FlaskClient, versions: list[Version]
) -> None:
    first, second, third = (one.id for one in versions)
    links = Page(look(client, f"/versions/{second}").text).links
    wanted = {f"/versions/{first}", f"/versions/{first}...{second}", f"/versions/{second}...{third}"}
    assert wanted | {f"/?version={second}", f"/sparql?version={second}", f"/versions/{second}.nq"} <= set(links)


def test_the_manifest_is_given_without_what_is_only_for_inside(client: FlaskClient, versions: list[Version]) -> None:
    known = client.get(f"/versions/{versions[1].id}.json").json
    assert known is not None
    assert (known["hash"], known["parent"]) == (versions[1].manifest.hash, versions[0].id)
    assert [sorted(one) for one in known["changes"]] == [["action", "author", "message", "time"]]


@pytest.mark.parametrize("suffix", ["ttl", "nt", "rdf", "jsonld"])
def test_a_version_is_described_in_rdf(client: FlaskClient, versions: list[Version], suffix: str) -> None:
    response = client.get(f"/versions/{versions[1].id}.{suffix}")
    form = RdfFormat.from_media_type(response.content_type)
    assert form is not None
    found = {(one.subject.value, one.predicate.value, one.object.value) for one in parse(response.data, form)}  # type: ignore[union-attr]
    own = VERSION + versions[1].id
    assert (own, PROV + "wasRevisionOf", VERSION + versions[0].id) in found
    assert (own, DCTERMS + "issued", "2026-11-02T09:00:00+00:00") in found
    assert (own, DCAT + "version", versions[1].id) in found
    assert any(verb == DCAT + "downloadURL" and value.endswith(f"{versions[1].id}.nq") for _, verb, value in found)


def test_a_version_is_described_by_accept_too(client: FlaskClient, versions: list[Version]) -> None:
    path = f"/versions/{versions[1].id}"
    assert client.get(path, headers={"Accept": "text/turtle"}).mimetype == "text/turtle"
    assert client.get(path, headers={"Accept": "application/json"}).mimetype == "application/json"
    assert client.get(path, headers={"Accept": "image/png"}).status_code == 406


def test_a_version_can_be_fetched_whole(client: FlaskClient, versions: list[Version]) -> None:
    response = client.get(f"/versions/{versions[0].id}.nq")
    assert response.mimetype == "application/n-quads"
    assert response.data == versions[0].dataset.read_bytes()


@pytest.mark.parametrize("name", ["000000000000", "x", "..%2f..%2fcurrent", "0" * 12 + ".ttl"])
def test_an_unknown_version_is_404(client: FlaskClient, name: str) -> None:
    response = client.get(f"/versions/{name}", headers={"Accept": "application/json"})
    assert response.status_code == 404
    assert response.mimetype == "application/problem+json"


def test_whoever_looks_for_an_unknown_version_sees_those_there_are(
    client: FlaskClient, versions: list[Version]
) -> None:
    response = look(client, "/versions/000000000000")
    assert response.status_code == 404
    assert all(one.id in response.text for one in versions)


# What differs


def test_a_comparison_shows_what_went_and_what_came(client: FlaskClient, versions: list[Version]) -> None:
    page = Page(look(client, f"/versions/{versions[0].id}...{versions[1].id}").text)
    assert "1 RDF statement was added, 1 was removed." in page.text
    assert "removed: skos:prefLabel village office en" in page.text
    assert "added: skos:prefLabel village hall en" in page.text


def test_what_was_removed_leads_into_the_version_that_had_it(client: FlaskClient, versions: list[Version]) -> None:
    first, second, third = (one.id for one in versions)
    links = Page(look(client, f"/versions/{first}...{second}").text).links
    assert f"/id/actor/office?version={second}" in links
    assert f"/versions/{second}...{first}" in links
    assert not any(third in link for link in links if "/id/" in link)


def test_large_comparisons_come_in_pages(client: FlaskClient, versions: list[Version]) -> None:
    path = f"/versions/{versions[1].id}...{versions[2].id}"
    found: list[str] = []
    for number in (1, 2, 3):
        page = look(client, f"{path}?page={number}").text
        found += re.findall(r"<h3><a href=\"https://example.org/(\d+)", page)
    assert len(found) == len(set(found)) == MANY
    assert 'rel="next"' not in page
    assert 'rel="prev"' in page


def test_a_comparison_is_given_as_text(client: FlaskClient, versions: list[Version]) -> None:
    response = client.get(f"/versions/{versions[0].id}...{versions[1].id}.txt")
    assert response.content_type == "text/plain; charset=utf-8"
    assert [line[:2] for line in response.text.splitlines()] == ["+ ", "- "]


def test_the_patch_makes_one_version_from_the_other(client: FlaskClient, versions: list[Version]) -> None:
    response = client.get(f"/versions/{versions[0].id}...{versions[2].id}", headers={"Accept": "application/rdf-patch"})
    assert response.mimetype == "application/rdf-patch"
    lines = set(versions[0].dataset.read_bytes().splitlines())
    for row in response.data.splitlines():
        operation, _, rest = row.partition(b" ")
        if operation == b"A":
            lines.add(rest)
        elif operation == b"D":
            lines.remove(rest)
    assert lines == set(versions[2].dataset.read_bytes().splitlines())


def test_counts_are_given_as_json(client: FlaskClient, versions: list[Version]) -> None:
    found = client.get(f"/versions/{versions[1].id}...{versions[2].id}.json").json
    assert found is not None
    assert (found["added"], found["removed"]) == (MANY + 2, 0)
    assert found["graphs"] == {"https://w3id.org/simpul/graph/plan": {"added": MANY + 2, "removed": 0}}


def test_a_version_compared_with_itself_is_the_same(client: FlaskClient, versions: list[Version]) -> None:
    page = Page(look(client, f"/versions/{versions[0].id}...{versions[0].id}").text)
    assert "The two versions hold the same." in page.text


@pytest.mark.parametrize("name", ["{0}...000000000000", "000000000000...{0}", "{0}...", "...", "{0}....ttl"])
def test_a_comparison_with_an_unknown_version_is_404(client: FlaskClient, versions: list[Version], name: str) -> None:
    path = "/versions/" + name.format(versions[0].id)
    assert client.get(path, headers={"Accept": "application/json"}).status_code == 404
    assert look(client, path).status_code == 404


@pytest.mark.parametrize("path", ["/versions", "/versions/{1}...{2}?page=3", "/versions/{2}"])
def test_hostile_texts_stay_texts(client: FlaskClient, versions: list[Version], path: str) -> None:
    page = Page(look(client, path.format(*(one.id for one in versions))).text)
    assert page.tags.count("script") == 1  # the suggestions of the search
    assert HOSTILE in page.text
    assert not any(link.startswith("javascript:") for link in page.links)
