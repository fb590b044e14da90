"""The named questions: what their files must say, and how values become terms."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.catalogue import Catalogue
from graph.errors import BadRequest, ParameterInvalid, ParameterRepeated
from graph.namespaces import ID, SIM, XSD
from graph.question_errors import ParameterUnknown, QuestionIncomplete, QuestionMalformed, QuestionUnknown
from graph.question_files import find_question, list_questions
from graph.questions import GROUPS, LONGEST, SHOWS, Parameter, Question
from graph.terms import Term, literal

QUERIES = Path(__file__).parent.parent / "queries"
FILE = """#+ title@en: What does an actor of a sector say?
#+ title@id: Apa kata pelaku suatu sektor?
#+ about@en: All of it.
#+ about@id: Semuanya.
#+ sentence@en: What {actor} of {sector} said before {year}
#+ sentence@id: Yang dikatakan {actor} dari {sector} sebelum {year}
#+ group: sources
#+ parameter: actor thing actor,work
#+ label@en: actor = who
#+ label@id: actor = siapa
#+ example: actor = actor/office
#+ parameter: sector word sector
#+ label@en: sector = sector
#+ label@id: sector = sektor
#+ example: sector = government
#+ parameter: year integer optional
#+ label@en: year = year
#+ label@id: year = tahun
#+ example: year = 2002
#+ column@en: claim = statement
#+ column@id: claim = pernyataan
#+ column@en: number = number
#+ column@id: number = jumlah
#+ show: bar claim number
SELECT ?claim ?number WHERE { ?claim <urn:a> ?actor , ?sector ; <urn:n> ?number FILTER(!BOUND(?year)) }
"""


def read(folder: Path, text: str, name: str = "who-said-what") -> Question:
    (folder / "public").mkdir(exist_ok=True)
    (folder / "public" / f"{name}.rq").write_text(text, encoding="utf-8")
    return find_question(Catalogue(folder), name)


def test_a_file_introduces_itself(tmp_path: Path) -> None:
    question = read(tmp_path, FILE)
    assert (question.name, question.group, question.evidence) == ("who-said-what", "sources", "claim")
    assert question.titles == {"en": "What does an actor of a sector say?", "id": "Apa kata pelaku suatu sektor?"}
    assert [(one.name, one.type, one.among, one.is_optional) for one in question.parameters] == [
        ("actor", "thing", ("actor", "work"), False),
        ("sector", "word", ("sector",), False),
        ("year", "integer", (), True),
    ]
    assert question.columns["number"] == {"en": "number", "id": "jumlah"}
    assert (question.show.kind, question.show.columns) == ("bar", ("claim", "number"))
    assert question.examples == {"actor": "actor/office", "sector": "government"}
    assert question.body.startswith("SELECT")


@pytest.mark.parametrize(
    ("was", "becomes", "complaint"),
    [
        ("#+ title@id: Apa kata pelaku suatu sektor?\n", "", "title@id"),
        ("#+ about@en: All of it.", "#+ about@en:", "about@en"),
        ("#+ group: sources", "#+ group: gossip", "group"),
        ("#+ group: sources", "#+ group: sources\n#+ group: gaps", "group"),
        (" before {year}", "", "every parameter"),
        (" before {year}", " before {year} or {else}", "every parameter"),
        ("thing actor,work", "thing actor,robot", "unknown kind"),
        ("thing actor,work", "thing", "names no kinds"),
        ("year integer optional", "year integer sector optional", "too much"),
        ("year integer optional", "year float optional", "NAME TYPE"),
        ("parameter: year integer optional", "parameter:", "NAME TYPE"),
        ("#+ example: year = 2002\n", "", "example"),
        ("#+ example: year = 2002", "#+ example: year = soon", "soon"),
        ("#+ label@id: year = tahun\n", "", "label in both languages"),
        ("#+ column@id: number = jumlah\n", "", "both languages"),
        ("#+ column@id: number = jumlah", "#+ column@id: number", "NAME = VALUE"),
        ("show: bar claim number", "show: pie claim number", "show must be"),
        ("show: bar claim number", "show: bar claim", "two or three"),
        ("show: bar claim number", "show: bar claim nothing", "no name for people"),
        ("BOUND(?year)", "BOUND(?other)", "?year"),
    ],
)
def test_a_file_that_does_not_introduce_itself_is_an_error_that_says_why(
    tmp_path: Path, was: str, becomes: str, complaint: str
) -> None:
    assert was in FILE
    with pytest.raises((QuestionMalformed, BadRequest), match=re.escape(complaint)):
        read(tmp_path, FILE.replace(was, becomes, 1))


@pytest.mark.parametrize("word", ["lang", "version", "format"])
def test_a_parameter_cannot_be_called_what_addresses_use(tmp_path: Path, word: str) -> None:
    text = FILE.replace("{year}", f"{{{word}}}").replace("year =", f"{word} =").replace("?year", f"?{word}")
    with pytest.raises(QuestionMalformed, match=word):
        read(tmp_path, text.replace("parameter: year", f"parameter: {word}"))


@pytest.mark.parametrize("name", ["Who", "who_said", "who--said", "-who", "who.said", "1-who"])
def test_a_name_is_part_of_an_address(tmp_path: Path, name: str) -> None:
    with pytest.raises(QuestionMalformed, match="hyphens"):
        read(tmp_path, FILE, name)


def test_an_unknown_question_is_told_from_a_broken_one(tmp_path: Path) -> None:
    read(tmp_path, FILE)
    for name in ("nothing", "../pages/labels", "", "WHO-SAID-WHAT"):
        with pytest.raises(QuestionUnknown):
            find_question(Catalogue(tmp_path), name)


def test_our_own_questions_are_in_order_and_sorted_by_what_one_wants_to_know() -> None:
    questions = list_questions(Catalogue(QUERIES))
    assert "statements-resting-on-work" in [one.name for one in questions]
    places = [(list(GROUPS).index(one.group), one.name) for one in questions]
    assert places == sorted(places)


def test_there_are_questions_of_every_group_and_of_every_kind_of_answer() -> None:
    questions = list_questions(Catalogue(QUERIES))
    assert {one.group for one in questions} == set(GROUPS)
    assert {one.show.kind for one in questions} == set(SHOWS)
    assert {one.is_graph for one in questions} == {True, False}


@pytest.mark.parametrize("language", ["en", "id"])
def test_a_list_says_one_sentence_of_each_question(language: str) -> None:
    for one in list_questions(Catalogue(QUERIES)):
        brief = one.brief(language)
        assert one.abouts[language].startswith(brief) and brief[-1] in ".?!"
        assert not re.search(r"[.?!]\s", brief)


@pytest.mark.parametrize("text", ["actor/office", " actor/office ", "actor:office", ID + "actor/office"])
def test_a_thing_is_read_in_all_its_spellings(tmp_path: Path, text: str) -> None:
    terms = read(tmp_path, FILE).read({"actor": [text], "sector": ["government"]})
    assert terms == {"actor": Term(ID + "actor/office"), "sector": Term(SIM + "government")}


@pytest.mark.parametrize("text", ["government", "sim:government", SIM + "government"])
def test_a_word_is_read_in_all_its_spellings(tmp_path: Path, text: str) -> None:
    terms = read(tmp_path, FILE).read({"actor": ["work/a"], "sector": [text], "year": ["+2002"]})
    assert terms["sector"] == Term(SIM + "government")
    assert terms["year"] == literal("2002", datatype=XSD + "integer")


def test_only_where_one_kind_is_meant_it_goes_without_saying() -> None:
    one = Parameter("work", "thing", ("work",), False, "work/a", {})
    assert one.read("sudantoko-2002") == Term(ID + "work/sudantoko-2002")
    with pytest.raises(ParameterInvalid):
        Parameter("thing", "thing", ("work", "actor"), False, "work/a", {}).read("sudantoko-2002")


@pytest.mark.parametrize(
    ("given_values", "error"),
    [
        ({"actor": ["actor/office"]}, QuestionIncomplete),
        ({"actor": ["actor/office"], "sector": [" "]}, QuestionIncomplete),
        ({"actor": ["actor/office"], "sector": ["government"], "colour": ["red"]}, ParameterUnknown),
        ({"actor": ["actor/a", "actor/b"], "sector": ["government"]}, ParameterRepeated),
        ({"actor": ["place/office"], "sector": ["government"]}, ParameterInvalid),
        ({"actor": ["https://evil.example/actor/office"], "sector": ["government"]}, ParameterInvalid),
        ({"actor": ["actor/office"], "sector": ["government"], "year": ["2002.5"]}, ParameterInvalid),
        ({"actor": ["actor/office"], "sector": ["government"], "year": ["\u0662\u0660"]}, ParameterInvalid),
        ({"actor": ["actor/" + "a" * LONGEST], "sector": ["government"]}, ParameterInvalid),
    ],
)
def test_what_cannot_be_asked_is_an_error(
    tmp_path: Path, given_values: dict[str, list[str]], error: type[Exception]
) -> None:
    with pytest.raises(error):
        read(tmp_path, FILE).read(given_values)


def test_empty_values_count_as_not_given(tmp_path: Path) -> None:
    terms = read(tmp_path, FILE).read({"actor": ["", "actor/office"], "sector": ["government"], "year": [""]})
    assert set(terms) == {"actor", "sector"}


@given(st.text(max_size=40), st.sampled_from(["thing", "word"]))
def test_a_thing_or_word_is_never_anything_but_an_address_of_ours(text: str, kind: str) -> None:
    try:
        term = Parameter("x", kind, ("work",) if kind == "thing" else ("sector",), False, "a", {}).read(text)
    except ParameterInvalid:
        return
    assert re.fullmatch(re.escape(ID + "work/" if kind == "thing" else SIM) + r"[A-Za-z0-9._-]+", term.value)
