"""Pages and data at an older version, and versions that go."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from graph.knowledge.history import prune
from graph.knowledge.versions import Version, open_version
from tests.version_site import follow, make_history
from tests.web_site import Page

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.fixture(scope="module")
def client(history: tuple[Path, list[Version]]) -> Iterator[FlaskClient]:
    with follow(history[0]) as app:
        yield app.test_client()


def look(client: FlaskClient, path: str, language: str = "en") -> TestResponse:
    return client.get(path, headers={"Accept": BROWSER, "Accept-Language": language})


# At an older version


def test_a_thing_is_shown_as_it_was(client: FlaskClient, versions: list[Version]) -> None:
    titles = [
        re.findall(r"<h1><bdi[^>]*>(.*?)</bdi>", look(client, f"/id/actor/office?version={one.id}").text)
        for one in versions
    ]
    assert titles == [["village office"], ["village hall"], ["village hall"]]


def test_data_is_given_as_it_was(client: FlaskClient, versions: list[Version]) -> None:
    assert "village office" in client.get(f"/id/actor/office.ttl?version={versions[0].id}").text
    assert "village office" not in client.get("/id/actor/office.ttl").text


def test_a_graph_is_there_only_since_it_was_written(client: FlaskClient, versions: list[Version]) -> None:
    assert client.get("/graph/plan.nt").status_code == 200
    assert client.get(f"/graph/plan.nt?version={versions[1].id}").status_code == 404


def test_the_search_finds_what_there_was(client: FlaskClient, versions: list[Version]) -> None:
    assert "/id/actor/office" in look(client, f"/search?q=office&version={versions[0].id}").text


@pytest.mark.parametrize("path", ["/", "/ns", "/search?q=hall", "/id/actor/office", "/network", "/sparql"])
def test_a_page_at_an_older_version_says_so_and_stays_there(
    client: FlaskClient, versions: list[Version], path: str
) -> None:
    joint = "&" if "?" in path else "?"
    response = look(client, f"{path}{joint}version={versions[0].id}")
    page = Page(response.text)
    assert response.status_code == 200
    assert f"You are looking at version {versions[0].id} of 1 November 2026." in page.text
    assert path in page.links, "the way to the latest"
    own = [one for one in page.links if re.match(r"/(id|network|ns|graph|search|sparql)?(/|\?|\.|$)", one)]
    lost = {one for one in own if f"version={versions[0].id}" not in one} - {
        path,
        "/search",
        "/network",
        "/sparql#answer",
    }
    assert lost == set()


def test_forms_stay_at_the_version(client: FlaskClient, versions: list[Version]) -> None:
    for path in ("/", "/search", "/network", "/sparql"):
        text = look(client, f"{path}?version={versions[0].id}").text
        forms = re.findall(r"<form.*?</form>", text, re.DOTALL)
        assert forms
        assert all(f'name="version" value="{versions[0].id}"' in one for one in forms), path


def test_the_current_version_can_be_pinned_too(client: FlaskClient, versions: list[Version]) -> None:
    text = Page(look(client, f"/id/actor/office?version={versions[2].id}").text).text
    assert "It is the latest one" in text


def test_the_latest_page_shows_no_notice(client: FlaskClient) -> None:
    assert "You are looking at" not in look(client, "/").text


@pytest.mark.parametrize("path", ["/", "/id/actor/office", "/network", "/search", "/ns", "/graph/plan", "/sparql"])
def test_an_unknown_version_of_a_page_is_404(client: FlaskClient, versions: list[Version], path: str) -> None:
    response = look(client, f"{path}?version=000000000000")
    assert response.status_code == 404
    assert versions[2].id in Page(response.text).text
    assert "version=000000000000" not in response.text.partition("<main")[0].partition("hreflang")[0]
    assert client.get(f"{path}?version=x", headers={"Accept": "text/turtle"}).mimetype == "application/problem+json"


def test_the_network_is_drawn_as_it_was(client: FlaskClient, versions: list[Version]) -> None:
    for one in versions:
        found = client.get(f"/network.json?version={one.id}").json
        assert found is not None
        assert found["version"] == one.id
    assert client.get("/network.json").json["version"] == versions[2].id  # type: ignore[index]


def test_the_footer_leads_to_the_version(client: FlaskClient, versions: list[Version]) -> None:
    links = Page(look(client, "/").text).links
    assert {f"/versions/{versions[2].id}", "/versions"} <= set(links)


# Versions that go


def test_a_running_service_survives_pruning(tmp_path: Path) -> None:
    data, made = make_history(tmp_path)
    with follow(data) as app:
        client = app.test_client()
        opened, other = f"/id/actor/office.ttl?version={made[0].id}", f"/id/actor/office.ttl?version={made[1].id}"
        assert client.get(opened).status_code == 200
        prune(data, 1, None)
        assert client.get(opened).status_code == 200, "it goes on answering from what it has open"
        assert client.get(other).status_code == 404
        assert client.get(f"/versions/{made[0].id}").status_code == 404
        assert [one["id"] for one in json.loads(client.get("/versions.json").data)["versions"]] == [made[2].id]
        page = Page(look(client, f"/versions/{made[2].id}").text)
        assert "no longer kept" in page.text
        assert client.get("/id/actor/office.ttl").status_code == 200


def test_a_version_that_goes_while_it_is_opened_is_404(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data, made = make_history(tmp_path)

    def open_and_lose(folder: Path, name: str) -> Version:
        found = open_version(folder, name)
        shutil.rmtree(found.folder)
        return found

    with follow(data) as app:
        client = app.test_client()
        monkeypatch.setattr("graph.sparql.editions.open_version", open_and_lose)
        for _ in range(2):
            response = client.get(f"/id/actor/office.ttl?version={made[0].id}")
            assert response.status_code == 404
            assert response.mimetype == "application/problem+json"
        assert client.get("/id/actor/office.ttl").status_code == 200
