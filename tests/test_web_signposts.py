"""What machines find on a page: links in the header, and a description in the words of schema.org."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from pyoxigraph import Literal, NamedNode, Quad, Store

from graph.knowledge.publication import publish
from graph.knowledge.versions import Version
from graph.namespaces import DATASET, GRAPH, ID, RDF, SCHEMA, SIM, SKOS
from graph.web.schema_org import write_block
from tests.test_web_things import BROWSER, SAMPLES
from tests.web_site import opened, poison

TYPES = {
    "factor/security": "DefinedTerm",
    "concept/ovop": "DefinedTerm",
    "actor/kppod": "Organization",
    "actor/ngos": "Thing",
    "person/bourdieu": "Person",
    "place/oita": "Place",
    "work/agus-2003": "CreativeWork",
    "document/rais-flassy": "ScholarlyArticle",
    "claim/c156": "Claim",
    "passage/b.4.1": "CreativeWork",
    "rule/property_chain": "Thing",
}
THINGS = [f"{kind}/{slug}" for kind, slug in SAMPLES.items()]


@pytest.fixture(scope="module")
def client(version: Version) -> Iterator[FlaskClient]:
    with opened(version) as app:
        yield app.test_client(use_cookies=False)


@pytest.fixture(scope="module")
def poisoned(published_store: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    with opened(poison(published_store, tmp_path_factory.mktemp("poisoned"))) as app:
        yield app.test_client(use_cookies=False)


def links(client: FlaskClient, path: str, accept: str = BROWSER) -> dict[str, list[str]]:
    """The targets of the links in the header, by relation."""
    response = client.get(path, headers={"Accept": accept})
    assert response.status_code == 200
    found: dict[str, list[str]] = {}
    for target, names in re.findall(r'<([^>]+)>; rel="([^"]+)"', ", ".join(response.headers.getlist("Link"))):
        for name in names.split():
            found.setdefault(name, []).append(target)
    return found


def block(client: FlaskClient, path: str) -> dict[str, Any]:
    """The description in the page."""
    text = client.get(path, headers={"Accept": BROWSER}).text
    (found,) = re.findall(r'<script type="application/ld\+json">([^<]*)</script>', text)
    described: dict[str, Any] = json.loads(found)
    return described


@pytest.mark.parametrize("thing", THINGS)
@pytest.mark.parametrize("accept", [BROWSER, "text/turtle", "application/x-bibtex"])
def test_every_thing_leads_machines_on(client: FlaskClient, thing: str, accept: str) -> None:
    found = links(client, f"/id/{thing}", accept)
    assert found["cite-as"] == [ID + thing]
    assert found["collection"] == [DATASET]
    assert found["license"] == ["https://creativecommons.org/licenses/by/4.0/"]
    assert len(found["describedby"]) == 7 and len(found["type"]) == (2 if accept == BROWSER else 1)
    assert f"/id/{thing}" in found["alternate"] or accept == BROWSER


def test_what_describes_a_thing_is_there(client: FlaskClient) -> None:
    for target in links(client, "/id/work/agus-2003")["describedby"]:
        assert client.get(target).status_code == 200


def test_the_list_of_works_names_them(client: FlaskClient) -> None:
    found = links(client, "/works")
    assert len(found["item"]) == 10 and "/id/work/agus-2003" in found["item"]
    assert [target for target in found["alternate"] if target.startswith("/works.bib")]


def test_a_version_that_was_asked_for_is_cited_as_such(client: FlaskClient, version: Version) -> None:
    found = links(client, f"/id/claim/c156?version={version.id}")
    assert found["cite-as"] == [f"{ID}claim/c156?version={version.id}"]
    assert all(f"version={version.id}" in target for target in found["describedby"])


@pytest.mark.parametrize(("thing", "name"), TYPES.items())
def test_a_thing_has_the_type_that_fits_and_no_other(client: FlaskClient, thing: str, name: str) -> None:
    described = block(client, f"/id/{thing}")
    assert (described["@context"], described["@type"], described["@id"]) == (SCHEMA, name, ID + thing)
    assert links(client, f"/id/{thing}", "text/turtle")["type"] == [SCHEMA + name]
    assert described["name"] and "None" not in json.dumps(described)


def test_a_statement_says_where_it_appears_and_what_it_cites(client: FlaskClient) -> None:
    described = block(client, "/id/claim/c156?lang=en")
    assert {one["@language"] for one in described["text"]} == {"id", "en"}
    assert [one["@id"] for one in described["appearance"]] == [f"{ID}passage/b.6.5"]
    assert f"{ID}work/sudantoko-2002" in [one["@id"] for one in described["citation"]]


def test_a_work_has_no_year_and_no_title_that_is_not_printed(client: FlaskClient) -> None:
    described = block(client, "/id/work/hartarto")
    assert "datePublished" not in described and "headline" not in described
    assert block(client, "/id/work/agus-2003")["datePublished"] == ["2003"]
    assert block(client, "/id/document/rais-flassy")["inLanguage"] == ["id"]


def test_the_start_page_describes_the_whole_graph(client: FlaskClient, version: Version) -> None:
    described = block(client, "/?lang=en")
    assert (described["@type"], described["@id"], described["version"]) == ("Dataset", DATASET, version.id)
    assert described["license"] == ["https://creativecommons.org/licenses/by/4.0/"]


@pytest.mark.parametrize("thing", THINGS)
def test_hostile_texts_do_not_end_the_block(poisoned: FlaskClient, thing: str) -> None:
    described = block(poisoned, f"/id/{thing}")
    assert described["@id"] == ID + thing
    assert not set("\u202e\u2066") & set(json.dumps(described, ensure_ascii=False))
    assert all("evil" not in one for one in links(poisoned, f"/id/{thing}")["license"])


def test_a_name_in_other_letters_stays_within_what_headers_hold(tmp_path: Path) -> None:
    thing, graph = NamedNode(f"{ID}work/\u0631\u062d\u0644\u0629"), NamedNode(f"{GRAPH}other")
    store = Store()
    store.add(Quad(thing, NamedNode(RDF + "type"), NamedNode(SIM + "Work"), graph))
    store.add(Quad(thing, NamedNode(SKOS + "prefLabel"), Literal("\u0631\u062d\u0644\u0629", language="en"), graph))
    with opened(publish(tmp_path, store, "other letters", {})) as app:
        client = app.test_client()
        for suffix in ("", ".bib", ".ris", ".ttl"):
            response = client.get(f"/id/work/\u0631\u062d\u0644\u0629{suffix}")
            assert response.status_code == 200
            headers = [*response.headers.getlist("Link"), response.headers.get("Content-Disposition", "")]
            assert all(one.isascii() for one in headers) and any("%D8%B1" in one for one in headers)


@pytest.mark.parametrize("text", ["</script><script>", "<!--<script", "]]>&amp;", "\u2028\u2029", "\"'\\"])
def test_a_block_holds_no_sign_of_markup_and_reads_back(text: str) -> None:
    written = str(write_block({"name": text}))
    assert not set(written) & set("<>&\u2028\u2029")
    assert json.loads(written) == {"name": text}
