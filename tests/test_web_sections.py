"""What the pages of things answer besides their relations."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from graph.catalogue import Catalogue, Entry
from graph.knowledge.versions import Version
from graph.language import LANGUAGES
from graph.namespaces import ID, KINDS, SIM
from graph.question_files import list_questions
from graph.terms import Row, Term, literal
from graph.web.lexicon import Lexicon
from graph.web.reader import Reader
from graph.web.relations import IN, OUT, Group
from graph.web.sections import FOLDER, Section, is_meant, leave_out, offer_questions, read_sections
from tests.test_web_things import BROWSER
from tests.web_site import Page, opened

CATALOGUE = Catalogue(Path(__file__).parent.parent / "queries")
QUERIES = CATALOGUE.entries(FOLDER)
SECURITY = f"{ID}factor/security"
CLASSES = ("Factor", "SubPoint")


@pytest.fixture(scope="module")
def client(version: Version) -> Iterator[FlaskClient]:
    with opened(version) as app:
        yield app.test_client(use_cookies=False)


@pytest.fixture
def reader() -> Reader:
    lexicon = Lexicon("0", lambda name, thing="": [])
    return Reader("en", lambda: lexicon)


def answer(client: FlaskClient, path: str, name: str, language: str = "en") -> str:
    """The part of a page under a heading, as text."""
    text = client.get(f"/id/{path}?lang={language}", headers={"Accept": BROWSER}).text
    found = re.search(rf'<section[^>]*aria-labelledby="{name}">.*?</section>', text, re.DOTALL)
    return Page(found[0]).text if found else ""


def read(rows: list[Row], reader: Reader, **about: str) -> Section:
    entry = Entry("pages/sections/some_thing", "", {"title": ("Some",), "kinds": ("factor",)} | {
        key.replace("_", "@"): (value,) for key, value in about.items()
    })  # fmt: skip
    (section,) = read_sections(SECURITY, ("factor",), [entry], reader, lambda name, thing="": rows)
    return section


@pytest.mark.parametrize("entry", QUERIES, ids=lambda entry: entry.name)
def test_every_section_says_in_both_languages_what_it_is_and_for_what(entry: Entry) -> None:
    assert all(entry.about.get(f"title@{language}") for language in LANGUAGES)
    for key in ("about", "empty"):
        assert len({f"{key}@{language}" in entry.about for language in LANGUAGES}) == 1
    words = {word for line in entry.about["kinds"] for word in line.split()}
    assert words and words <= {*KINDS, *CLASSES}
    assert "?item" in entry.body and "?thing" in entry.body


def test_a_factor_tells_its_points_mechanisms_actors_and_practices(client: FlaskClient) -> None:
    assert "capital flight as the counterpart" in answer(client, "factor/security", "points")
    steps = answer(client, "factor/security", "mechanisms")
    assert "trust in security" in steps and "requires security guarantee" in steps
    assert "Czech entrepreneurs trusts Central Java" in answer(client, "factor/security", "actors")
    practices = answer(client, "factor/active-stakeholder-participation", "practices")
    assert practices.count("practised in Oita") == 7


def test_what_is_only_possible_is_told_apart(client: FlaskClient) -> None:
    steps = answer(client, "factor/nationalism", "mechanisms")
    assert "dependence of the nation conditional" in steps
    assert "authoritarian traits 1 statement" in steps


def test_a_factor_without_an_example_place_says_so_in_both_languages(client: FlaskClient) -> None:
    assert "no place to learn from" in answer(client, "factor/nationalism", "example-places")
    assert "tidak ada tempat untuk dicontoh" in answer(client, "factor/nationalism", "example-places", "id")
    assert "Central Java" in answer(client, "factor/security", "example-places")


def test_a_sub_point_is_no_factor(client: FlaskClient) -> None:
    assert answer(client, "factor/unequal-ability", "example-places") == ""
    assert answer(client, "factor/unequal-ability", "evidence-by-work") != ""


def test_the_evidence_is_told_by_work_and_by_how_surely_it_is_covered(client: FlaskClient) -> None:
    text = answer(client, "factor/security", "evidence-by-work")
    assert "KPPOD (2005) direct 1 statement by scope 1 statement" in text
    assert "the authors themselves" in text


def test_what_stays_open_is_grouped_by_why(client: FlaskClient) -> None:
    text = answer(client, "factor/ngo-role", "open-questions")
    words = ["contradicts", "contested", "denied", "conditional", "normative", "implied", "editorial note"]
    places = [text.find(word) for word in words]
    assert -1 not in places and places == sorted(places)


def test_a_work_says_what_it_is_cited_for_and_what_it_carries(client: FlaskClient) -> None:
    assert "spread effect 3 statements" in answer(client, "work/syafii-2007", "cited-for")
    assert "Bourdieu" in answer(client, "work/syafii-2007", "second-hand")
    assert "Syafi'i" in answer(client, "work/bourdieu", "second-hand")
    assert answer(client, "work/agus-2003", "second-hand") == ""


def test_an_actor_a_place_a_person_and_a_programme_have_their_answers(client: FlaskClient) -> None:
    assert "role of regional NGOs" in answer(client, "actor/ngos", "factors")
    assert "performs setting up of learning huts 2 statements" in answer(
        client, "actor/oita-local-government", "programmes"
    )
    assert "practised in" not in answer(client, "place/indonesia", "within")
    assert "applied in Java" in answer(client, "place/indonesia", "within")
    assert "Sudantoko (2002) 123 statements" in answer(client, "person/sudantoko", "works-by")
    assert "Oita local government performs coordination" in answer(client, "programme/ovop-oita", "participants")


def test_every_count_and_relation_leads_to_the_statements(client: FlaskClient) -> None:
    page = client.get("/id/factor/security?lang=en", headers={"Accept": BROWSER}).text
    relations = page[page.index('class="relations"') : page.index('class="answer"')]
    assert relations.count('class="why"') == relations.count("<li class=") > 2
    assert 'href="/evidence?claim=c095+c096+c097&amp;lang=en"' in page


def test_an_actor_leads_into_the_network(client: FlaskClient) -> None:
    page = Page(client.get("/id/actor/ngos?lang=en", headers={"Accept": BROWSER}).text)
    link = next(link for link in page.links if link.startswith("/network?focus="))
    assert "actor%2Fngos" in link and client.get(link).status_code == 200
    assert not any(link.startswith("/network?focus=") for link in Page(client.get("/id/work/agus-2003").text).links)


def test_the_questions_about_a_kind_are_offered_with_the_thing_filled_in(client: FlaskClient, reader: Reader) -> None:
    links = offer_questions(f"{ID}work/agus-2003", list_questions(CATALOGUE), reader)
    assert "/queries/statements-resting-on-work?work=work%2Fagus-2003" in [link.href for link in links]
    assert links[0].href in Page(client.get("/id/work/agus-2003", headers={"Accept": BROWSER}).text).links
    for link in links:
        assert client.get(link.href).status_code == 200


def test_rows_about_one_item_become_one_line(reader: Reader) -> None:
    item, other = Term(f"{ID}actor/ngos"), Term(f"{ID}place/oita")
    claims = [Term(f"{ID}claim/c{number}") for number in (1, 2)]
    row = {"item": item, "how": Term(SIM + "trusts"), "other": other, "mark": Term(SIM + "negative")}
    section = read([{**row, "claim": claims[0]}, {**row, "claim": claims[1]}, {**row, "claim": claims[0]}], reader)
    ((line,),) = section.groups.values()
    (phrase,) = line.said
    assert phrase.claims == line.claims == [one.value for one in claims]
    assert (phrase.polarity, line.polarity) == ("negative", "")


def test_remarks_are_shown_in_the_language_of_the_reader(reader: Reader) -> None:
    rows = [{"item": literal("Unclear.", "en")}, {"item": literal("Tidak jelas.", "id")}, {"item": literal("12")}]
    assert [line.link.text.value for line in read(rows, reader).groups[""]] == ["Unclear.", "12"]


def test_groups_and_lines_stand_in_the_order_that_the_query_names(reader: Reader) -> None:
    rows = [
        {"item": Term(f"{ID}claim/c1"), "group": Term(SIM + "near")},
        {"item": Term(f"{ID}claim/c2"), "group": Term(SIM + "denied")},
        {"item": Term(f"{ID}claim/c3"), "group": Term(SIM + "denied"), "claim": Term(f"{ID}claim/c4")},
    ]
    section = read(rows, reader, groups="denied near", sort="statements")
    assert [one.removeprefix(SIM) for one in section.groups] == ["denied", "near"]
    assert [line.iri[-2:] for line in section.groups[SIM + "denied"]] == ["c3", "c2"]


def test_nothing_found_is_an_answer_only_where_the_query_says_so(reader: Reader) -> None:
    assert read([], reader, empty_en="Nothing.").empty == "Nothing."
    with pytest.raises(ValueError, match="unpack"):
        read([], reader)


def test_a_relation_that_a_section_lists_is_not_listed_again(reader: Reader) -> None:
    groups = [Group(SIM + "partOf", IN, []), Group(SIM + "partOf", OUT, [])]
    full = read([{"item": Term(f"{ID}factor/x")}], reader, covers="in partOf")
    assert leave_out(groups, [full]) == groups[1:]
    assert leave_out(groups, [read([], reader, covers="in partOf", empty_en="Nothing.")]) == groups


def test_a_section_is_meant_for_a_kind_or_a_class() -> None:
    entry = Entry("x", "", {"kinds": ("Factor effect",)})
    assert is_meant(entry, ("effect", "Effect")) and is_meant(entry, ("factor", "Factor"))
    assert not is_meant(entry, ("factor", "SubPoint"))
