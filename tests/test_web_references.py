"""The list of cited works, and the records of works, things, questions, versions and the graph."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from urllib.parse import parse_qs

import pytest
import rispy
from flask.testing import FlaskClient
from pybtex.database import Entry, parse_string
from pyoxigraph import Store

from graph.knowledge.versions import Version
from graph.namespaces import BASE, ID
from graph.web.bibliography import CITATION_FORMATS
from tests.test_web_things import BROWSER, SAMPLES
from tests.web_site import HOSTILE, Page, opened, poison

UNDATED = ["bourdieu", "hartarto"]
PATHS = ["/works", "/dataset", "/queries/statements-resting-on-work"]
PATHS += [f"/id/{kind}/{slug}" for kind, slug in SAMPLES.items()]


@pytest.fixture(scope="module")
def client(version: Version) -> Iterator[FlaskClient]:
    with opened(version) as app:
        yield app.test_client(use_cookies=False)


@pytest.fixture(scope="module")
def poisoned(published_store: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    with opened(poison(published_store, tmp_path_factory.mktemp("poisoned"))) as app:
        yield app.test_client(use_cookies=False)


def bibtex(client: FlaskClient, path: str) -> dict[str, Entry]:
    response = client.get(path)
    assert (response.status_code, response.mimetype) == (200, "application/x-bibtex"), path
    return dict(parse_string(response.text, "bibtex").entries.items())


def rows(client: FlaskClient, query: str = "") -> list[str]:
    """The works in the order of the table."""
    text = client.get(f"/works?lang=en{query}", headers={"Accept": BROWSER}).text
    return re.findall(r'<th scope="row"><a href="/id/work/([^?"]+)', text)


def test_all_works_come_as_bibtex_and_what_is_not_printed_is_not_there(client: FlaskClient) -> None:
    entries = bibtex(client, "/works.bib")
    assert len(entries) == 10 and {entry.type for entry in entries.values()} == {"misc"}
    assert sorted(key for key, entry in entries.items() if "year" not in entry.fields) == UNDATED
    assert not any("title" in entry.fields for entry in entries.values())
    names = [str(person) for person in entries["munir-fitanto-2005"].persons["author"]]
    assert names == ["{Munir}", "{Fitanto}"]
    abdullah = [str(person) for person in entries["abdullah-2002"].persons["author"]]
    assert abdullah == ["{Abdullah, Pitter}", "others"]


def test_a_work_known_at_second_hand_says_so(client: FlaskClient) -> None:
    note = bibtex(client, "/id/work/bourdieu.bib?lang=en")["bourdieu"].fields["note"]
    assert "at second hand, through Syafi'i (2007)" in note and "prints no year" in note
    assert "at second hand" not in bibtex(client, "/id/work/syafii-2007.bib?lang=en")["syafii-2007"].fields["note"]


def test_the_authors_of_the_document_stand_in_their_order(client: FlaskClient) -> None:
    (record,) = rispy.loads(client.get("/id/document/rais-flassy.ris").text)
    assert record["authors"] == ["Sasi Rais", "Dance Yulian Flassy"]
    assert record["title"] == "UNTUK MENDUKUNG INDUSTRI KLASTER" and "year" not in record


def test_a_statement_is_cited_at_its_version_with_the_works_behind_it(client: FlaskClient, version: Version) -> None:
    ((key, entry),) = bibtex(client, "/id/claim/c156.bib?lang=en").items()
    assert key == f"simpul-c156-{version.id}"
    assert entry.fields["url"] == f"{ID}claim/c156?version={version.id}"
    assert entry.fields["version"] == version.id
    assert "Sudantoko (2002), p. 67" in entry.fields["note"] and "Section B.6" in entry.fields["note"]
    assert [str(person) for person in entry.persons["author"]] == ["{Simpul developers}"]


def test_a_version_is_cited_with_the_hash_of_its_content(client: FlaskClient, version: Version) -> None:
    entry = bibtex(client, f"/versions/{version.id}.bib")[f"simpul-{version.id}"]
    assert version.manifest.hash in entry.fields["note"]
    assert entry.fields["url"] == f"{BASE}versions/{version.id}"
    assert entry.fields["year"] == version.manifest.published[:4]
    assert client.get("/versions/0123456789ab.bib").status_code == 404
    assert client.get("/id/work/nobody.bib").mimetype == "application/problem+json"


def test_a_question_is_cited_with_its_values(client: FlaskClient, version: Version) -> None:
    path = "/queries/statements-resting-on-work.csl.json?work=work/agus-2003&lang=en"
    (item,) = json.loads(client.get(path).text)
    asked = f"{BASE}queries/statements-resting-on-work?work=work/agus-2003&version={version.id}"
    assert (item["title"], item["URL"]) == ("Which statements rest on a work?", asked)
    assert client.get("/queries/no-such-question.bib").status_code == 404


@pytest.mark.parametrize("path", PATHS)
def test_everything_can_be_cited_in_every_format(client: FlaskClient, path: str) -> None:
    for form in CITATION_FORMATS:
        for language in ("id", "en"):
            response = client.get(f"{path}.{form.suffix}?lang={language}")
            assert (response.status_code, response.mimetype) == (200, form.media_type)
            assert response.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("form", CITATION_FORMATS, ids=lambda form: form.name)
def test_the_format_can_be_asked_for_by_its_media_type(client: FlaskClient, form: object) -> None:
    media_type = form.media_type  # type: ignore[attr-defined]
    for path in ("/works", "/id/work/agus-2003"):
        assert client.get(path, headers={"Accept": media_type}).mimetype == media_type
        assert client.head(path, headers={"Accept": media_type}).mimetype == media_type


def test_the_works_come_as_csl_json_and_as_a_table(client: FlaskClient) -> None:
    items = json.loads(client.get("/works.json").text)
    assert items == json.loads(client.get("/works.csl.json").text) and len(items) == 10
    table = {row["work"]: row for row in csv.DictReader(client.get("/works.csv?lang=en").text.splitlines())}
    syafii, bourdieu = table[ID + "work/syafii-2007"], table[ID + "work/bourdieu"]
    assert (syafii["year"], syafii["pages"], syafii["citations"]) == ("2007", "101-102", "1")
    assert (bourdieu["year"], bourdieu["title"], bourdieu["through"]) == ("", "", "Syafi'i (2007)")
    assert client.get("/works.nonsense").status_code == 404


def test_the_table_is_sorted_by_address_and_what_is_not_known_comes_last(client: FlaskClient) -> None:
    assert rows(client)[0] == "abdullah-2002"
    assert rows(client, "&sort=citations&order=falling")[0] == "sudantoko-2002"
    years = rows(client, "&sort=year")
    assert years[0] == "bappenas-2000" and years[-2:] == UNDATED
    assert rows(client, "&sort=year&order=falling")[-2:] == UNDATED
    assert rows(client, "&sort=year&order=falling")[0] == "syafii-2007"
    assert client.get("/works?sort=colour").status_code == 400
    assert client.get("/works?order=sideways").status_code == 400


def test_reference_managers_find_the_works_in_the_page(client: FlaskClient) -> None:
    text = client.get("/works?lang=en", headers={"Accept": BROWSER}).text
    found = [parse_qs(one.replace("&amp;", "&")) for one in re.findall(r'class="Z3988" title="([^"]+)"', text)]
    assert len(found) == 10 and all(one["rft.btitle"][0].startswith("[no title printed]") for one in found)
    assert sorted(one["rft_id"][0].rpartition("/")[2] for one in found if "rft.date" not in one) == UNDATED


def test_the_page_of_a_work_names_its_author_and_year_for_reference_managers(client: FlaskClient) -> None:
    text = client.get("/id/work/sudantoko-2002", headers={"Accept": BROWSER}).text
    assert '<meta name="DC.creator" content="Sudantoko">' in text and '<meta name="DC.date" content="2002">' in text
    assert "DC.date" not in client.get("/id/work/hartarto", headers={"Accept": BROWSER}).text


@pytest.mark.parametrize("path", ["/id/factor/security", "/queries/statements-resting-on-work?work=work/agus-2003"])
def test_a_page_says_how_to_cite_it_in_both_languages(client: FlaskClient, version: Version, path: str) -> None:
    page = Page(client.get(path, headers={"Accept": BROWSER}).text)
    assert f"versi {version.id} tanggal" in page.text and f"version {version.id} of" in page.text
    name = path.partition("?")[0]
    assert any(link.startswith(f"{name}.bib") for link in page.links)


@pytest.mark.parametrize("path", PATHS)
def test_hostile_texts_stay_in_their_fields(poisoned: FlaskClient, path: str) -> None:
    amount = 10 if path == "/works" else 1
    text = poisoned.get(f"{path}.bib").text
    assert len(parse_string(text, "bibtex").entries) == amount
    assert len(rispy.loads(poisoned.get(f"{path}.ris").text)) == amount
    assert len(json.loads(poisoned.get(f"{path}.csl.json").text)) == amount
    assert not set("\u202e\u2066") & set(text)


def test_hostile_texts_do_not_get_out_of_the_list_of_works(poisoned: FlaskClient) -> None:
    page = Page(poisoned.get("/works", headers={"Accept": BROWSER}).text)
    assert "img" not in page.tags and not [name for name in page.attributes if name.startswith("on")]
    for row in csv.reader(poisoned.get("/works.csv").text.splitlines()):
        assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row)
    assert HOSTILE[:9] in poisoned.get("/works.json").text
