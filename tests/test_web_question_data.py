"""Answers of named questions as data: every format by suffix and by Accept, kept with their version."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from flask.testing import FlaskClient
from pyoxigraph import RdfFormat, parse

from graph.knowledge.versions import Version
from tests.test_web_questions import BROWSER, GRAPHS, RESTING, look, table_of
from tests.version_site import follow, make_history
from tests.web_site import Page, opened


@pytest.fixture(scope="module")
def client(version: Version) -> Iterator[FlaskClient]:
    with opened(version) as app:
        yield app.test_client(use_cookies=False)


@pytest.mark.parametrize(
    ("suffix", "media_type"),
    [
        ("json", "application/sparql-results+json"),
        ("csv", "text/csv"),
        ("tsv", "text/tab-separated-values"),
        ("xml", "application/sparql-results+xml"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ],
)
def test_suffix_and_accept_lead_to_the_same(client: FlaskClient, suffix: str, media_type: str) -> None:
    by_suffix = client.get(f"{RESTING}.{suffix}?work=sudantoko-2002")
    by_accept = client.get(f"{RESTING}?work=sudantoko-2002", headers={"Accept": media_type})
    assert by_suffix.mimetype == by_accept.mimetype == media_type
    assert by_suffix.headers["ETag"] == by_accept.headers["ETag"]
    assert by_suffix.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("suffix", ["ttl", "nt", "jsonld", "rdf", "json"])
def test_a_graph_is_given_as_rdf(client: FlaskClient, suffix: str) -> None:
    question = GRAPHS[0]
    response = client.get(f"/queries/{question.name}.{suffix}?{urlencode(question.examples)}")
    assert response.status_code == 200 and response.mimetype != "text/html"
    form = RdfFormat.from_media_type(response.mimetype)
    assert form is not None and len(list(parse(response.data, format=form))) > 0


def test_a_format_that_does_not_suit_the_question_is_refused_with_those_that_do(client: FlaskClient) -> None:
    response = client.get(f"{RESTING}.ttl?work=sudantoko-2002")
    assert response.status_code == 406 and ".csv" in response.json["detail"]


def test_csv_has_the_names_beside_the_things_in_the_language_asked_for(client: FlaskClient) -> None:
    for language, name in (("en", "nearby"), ("id", "berdekatan")):
        by_parameter = client.get(f"{RESTING}.csv?work=sudantoko-2002&lang={language}")
        by_header = client.get(f"{RESTING}.csv?work=sudantoko-2002", headers={"Accept-Language": language})
        assert by_parameter.data == by_header.data
        rows = list(csv.DictReader(io.StringIO(by_header.text)))
        assert list(rows[0])[:4] == ["claim", "claim_label", "pages", "attribution"]
        assert name in {row["attribution_label"] for row in rows}
        assert by_header.headers["Content-Language"] == language


def test_an_answer_is_kept_until_the_version_changes(client: FlaskClient, version: Version) -> None:
    for path in (RESTING, f"{RESTING}.csv?work=sudantoko-2002", f"{RESTING}.xlsx?work=sudantoko-2002", "/queries"):
        first = client.get(path)
        assert version.id in first.headers["ETag"]
        again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
        head = client.head(path)
        assert (head.status_code, head.data, head.headers["ETag"]) == (200, b"", first.headers["ETag"])


def test_the_link_to_this_version_gives_the_same_answer(client: FlaskClient, version: Version) -> None:
    text = look(client, RESTING, work="Sudantoko (2002)").text
    link = next(one for one in Page(text).links if one.startswith("http://localhost/queries/") and "version=" in one)
    assert parse_qs(urlsplit(link).query) == {"work": ["work/sudantoko-2002"], "version": [version.id]}
    pinned = client.get(link.removeprefix("http://localhost") + "&lang=en", headers={"Accept": BROWSER}).text
    assert table_of(pinned).replace(f"&amp;version={version.id}", "").replace(
        f"version={version.id}&amp;", ""
    ) == table_of(text)
    data = client.get(f"{RESTING}.csv?work=sudantoko-2002&version={version.id}")
    assert "immutable" in data.headers["Cache-Control"]


def test_an_older_version_answers_with_what_it_held(tmp_path: Path) -> None:
    data, (first, *_, last) = make_history(tmp_path)
    with follow(data) as app:
        client = app.test_client()
        for version, name in ((first.id, "village office"), (last.id, "village hall")):
            response = look(client, "/queries/meaning-of-thing", thing="actor/office", version=version)
            assert response.status_code == 200 and name in Page(response.text).text
            assert f"version={version}" in response.text
