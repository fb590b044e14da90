"""The index of the search: both languages, accents, typing errors, rank, and any text at all."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.namespaces import ID, RDFS, SIM, SKOS
from graph.search_errors import FullTextMissing
from graph.web import full_text
from graph.web.full_text import check_full_text
from graph.web.search_index import SEARCHED, Index

LABELS = {
    ID + "factor/security": {"id": "keamanan", "en": "security"},
    ID + "concept/security-guarantee": {"id": "jaminan keamanan", "en": "security guarantee"},
    ID + "programme/ovop-east-java": {"id": "OVOP di Jawa Timur", "en": "OVOP in East Java"},
    ID + "place/east-java": {"id": "Jawa Timur", "en": "East Java"},
    ID + "work/syafii-2007": {"id": "Syafi\u2019i (2007)", "en": "Syafi\u2019i (2007)"},
    ID + "work/sudantoko-2002": {"id": "Sudantoko (2002)", "en": "Sudantoko (2002)"},
    ID + "citation/cit14": {"id": "Sitasi 14", "en": "Citation 14"},
    ID + "passage/b.6.5": {"id": "Bagian B.6, paragraf 5", "en": "Section B.6, paragraph 5"},
    ID + "passage/b.5.6": {"id": "Bagian B.5, paragraf 6", "en": "Section B.5, paragraph 6"},
    ID + "claim/c001": {"id": "Pernyataan C001", "en": "Claim C001"},
    ID + "claim/c102": {"id": "Pernyataan C102", "en": "Claim C102"},
    ID + "derivation/0123": {"en": "security derived"},
    SIM + "strengthens": {"id": "memperkuat", "en": "strengthens"},
    SIM + "Factor": {"id": "faktor", "en": "factor"},
    "https://example.org/else": {"en": "security elsewhere"},
}
TEXTS = {
    ID + "factor/security": {SKOS + "altLabel": [("id", "rasa aman")]},
    ID + "claim/c001": {RDFS + "comment": [("id", "Semua d\u00e9sa membutuhkan keamanan."), ("en", "All need it.")]},
    ID + "citation/cit14": {SIM + "asPrinted": [("", "Sudantoko, 2002: hlm. 61")]},
    ID + "work/sudantoko-2002": {SIM + "asPrinted": [("", "Sudantoko, 2002: hlm. 61")]},
}
INDEX = Index(LABELS, TEXTS)


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("keamanan", "factor/security"),
        ("SECURITY", "factor/security"),
        ("sekuriti", "factor/security"),
        ("keamnan", "factor/security"),
        ("kemaanan", "factor/security"),
        ("keam", "factor/security"),
        ("keamn", "factor/security"),
        ("faktor keamanan", "factor/security"),
        ("rasa aman", "factor/security"),
        ("factor/security", "factor/security"),
        (f" {ID}factor/security ", "factor/security"),
        ("jaminan", "concept/security-guarantee"),
        ("secur guar", "concept/security-guarantee"),
        ("guarantee of security", "concept/security-guarantee"),
        ("OVOP jawa timur", "programme/ovop-east-java"),
        ("timur jawa", "place/east-java"),
        ("syafi'i", "work/syafii-2007"),
        ("syafii", "work/syafii-2007"),
        ("S\u00dfyafi\u2019i 2007", "work/syafii-2007"),
        ("Sudantoko 61", "work/sudantoko-2002"),
        ("CIT14", "citation/cit14"),
        ("B.6.5", "passage/b.6.5"),
        ("B.5.6", "passage/b.5.6"),
        ("desa", "claim/c001"),
        ("membutuhkan-keamanan", "claim/c001"),
        ("c102", "claim/c102"),
        ("claim c102", "claim/c102"),
    ],
)
def test_a_text_finds_what_is_meant(asked: str, first: str) -> None:
    assert INDEX.find(asked)[0] == ID + first


@pytest.mark.parametrize("asked", ["perkuat", "diperkuat", "sim:strengthens", SIM + "strengthens"])
def test_a_word_of_the_vocabulary_is_found_with_another_prefix_and_by_its_iri(asked: str) -> None:
    assert INDEX.find(asked)[0] == SIM + "strengthens"


@pytest.mark.parametrize("asked", ["", "   ", "?!", "xyzzy", "\u0000", "a" * 5000, "\ud800", "\u202e"])
def test_what_is_not_there_is_not_found(asked: str) -> None:
    assert INDEX.find(asked) == []


@pytest.mark.parametrize("sign", ['"', "'", "*", "^", ":", "(", ")", "-", "+", "{", "\\", ";", "%", "_", "\u201c"])
def test_no_sign_has_a_meaning_of_its_own(sign: str) -> None:
    assert INDEX.find(f"{sign}keamanan{sign}")[0] == ID + "factor/security"


@pytest.mark.parametrize("word", ["AND", "OR", "NOT", "NEAR(a b)", "name:", "told:keamanan", '" OR "', "NULL", "rowid"])
def test_words_of_sqlite_are_words_like_any_other(word: str) -> None:
    assert ID + "factor/security" in INDEX.find(f"{word} keamanan")


def test_what_has_all_words_is_found_alone() -> None:
    found = INDEX.search("jaminan keamanan")
    assert (found.total, found.is_partial) == (1, False)


def test_where_nothing_has_all_words_what_has_some_of_them_is_found_and_says_so() -> None:
    found = INDEX.search("keamanan xyzzyxyzzy")
    assert found.is_partial
    assert found.hits[0].iri == ID + "factor/security"
    assert found.hits[0].score < 0.6


def test_a_question_in_words_finds_what_it_is_about() -> None:
    assert INDEX.find("How does security bear on it?")[0] == ID + "factor/security"


def test_a_word_that_is_nowhere_says_what_was_taken_instead() -> None:
    assert INDEX.search("sekuriti").instead == {"sekuriti": "security"}
    assert INDEX.search("security").instead == {}


def test_what_resembles_nothing_closely_is_proposed_another_way() -> None:
    assert INDEX.find("guarentii") == []
    assert INDEX.suggest("guarentii") == "guarantee"
    assert INDEX.suggest("qqqqqqqq") == ""


def test_a_kind_narrows_the_search() -> None:
    found = INDEX.search("keamanan", ["claim", "concept"])
    assert {hit.kind for hit in found.hits} == {"claim", "concept"}
    assert found.counts == {"claim": 1, "concept": 1}


def test_a_kind_alone_gives_all_of_it_in_order() -> None:
    found = INDEX.search("", ["claim"])
    assert [hit.iri for hit in found.hits] == [ID + "claim/c001", ID + "claim/c102"]


def test_what_is_not_ours_or_is_only_derived_is_not_found() -> None:
    found = {hit.kind for hit in INDEX.search("security").hits}
    assert found == {"factor", "concept"}


def test_a_name_counts_more_than_a_sentence_and_the_same_name_most() -> None:
    scores = {hit.iri.removeprefix(ID): hit.score for hit in INDEX.search("keamanan").hits}
    assert scores["factor/security"] == 1 > scores["concept/security-guarantee"] > scores["claim/c001"] > 0


def test_counts_are_exact_where_not_everything_is_given() -> None:
    labels = {f"{ID}actor/a{number}": {"en": f"village number {number}"} for number in range(900)}
    found = Index(labels, {}).search("village", most=10)
    assert (len(found.hits), found.total) == (10, 900)


def test_an_exact_name_is_first_however_many_others_have_the_word() -> None:
    labels = {f"{ID}actor/a{number:04}": {"en": f"a village {number % 7}"} for number in range(3000)}
    labels[f"{ID}actor/z"] = {"en": "the long village beyond the hills"}
    assert Index(labels, {}).find("the long village beyond the hills")[0] == f"{ID}actor/z"


@given(st.text(max_size=300), st.lists(st.sampled_from(SEARCHED), max_size=3))
def test_any_text_is_answered_and_always_in_the_same_way(text: str, kinds: list[str]) -> None:
    found = INDEX.search(text, kinds)
    assert found.hits == INDEX.search(text, kinds).hits
    assert all(0 <= hit.score <= 1 and (not kinds or hit.kind in kinds) for hit in found.hits)
    assert len({hit.iri for hit in found.hits}) == len(found.hits) <= found.total
    assert [hit.score for hit in found.hits] == sorted((hit.score for hit in found.hits), reverse=True)


@given(st.text(st.sampled_from("abekmnNOTADR \"*^:()-+{}~.,'\\"), max_size=60))
def test_nothing_that_looks_like_a_query_of_sqlite_is_one(text: str) -> None:
    INDEX.search(text)
    INDEX.suggest(text)


@given(st.dictionaries(st.integers(0, 50), st.text(min_size=1, max_size=40), min_size=1, max_size=8))
def test_whatever_it_is_called_a_thing_is_found_by_its_name(names: dict[int, str]) -> None:
    labels = {f"{ID}place/p{number}": {"id": name} for number, name in names.items()}
    index = Index(labels, {})
    for iri in labels:
        assert iri in index.find(iri.rpartition("/")[2])


def test_threads_share_an_index() -> None:
    asked = ["keamanan", "sekuriti", "OVOP jawa timur", "xyzzy", "c102"] * 40
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(INDEX.find, asked)) == [INDEX.find(one) for one in asked]


def test_a_sqlite_without_full_text_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    check_full_text()
    monkeypatch.setattr(full_text, "TABLES", "CREATE VIRTUAL TABLE things USING fts_that_is_missing(name);")
    with pytest.raises(FullTextMissing, match=rf"the SQLite {sqlite3.sqlite_version} of this Python has none"):
        check_full_text()
