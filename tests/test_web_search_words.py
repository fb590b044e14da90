"""Words of the search: folded, near each other, marked in texts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.web.search_words import NEAR, Vocabulary, Word, cut_around, fold, mark_words

VOCABULARY = Vocabulary(["keamanan", "security", "memperkuat", "kuat", "c102", "kota", "syafii"])


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("\u00c9l\u00e9ment\u2014\u202eB.4", "element b 4"),
        ("Syafi\u2019i", "syafii"),
        ("Syafi'i", "syafii"),
        ("'kutip'", "kutip"),
        ("lintas-disiplin_baru", "lintas disiplin baru"),
        ("a\tb\nc", "a b c"),
        ("tidak\u0000ada", "tidakada"),
        ("\u0130stanbul \u00df \ufb01", "istanbul ss fi"),
        ("\u6771\u4eac 2002", "\u6771\u4eac 2002"),
    ],
)
def test_folding_forgets_case_accents_and_signs(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text(max_size=100))
def test_what_is_folded_stays_so_and_has_only_letters_and_digits(text: str) -> None:
    once = fold(text)
    assert fold(once) == once
    assert all(word.isalnum() for word in once.split())


@pytest.mark.parametrize("word", ["keamnan", "keamanann", "kaemanan", "keamamam"])
def test_one_or_two_typing_errors_are_forgiven(word: str) -> None:
    assert next(iter(VOCABULARY.find_close(word))) == "keamanan"


@pytest.mark.parametrize("word", ["kot", "c103", "xyzzy", "", "k"])
def test_short_words_and_numbers_are_taken_as_they_are(word: str) -> None:
    assert VOCABULARY.find_close(word) == {}


def test_the_beginning_of_a_word_may_be_mistyped_too() -> None:
    assert list(VOCABULARY.find_close("kaema")) == ["keamanan"]


def test_an_indonesian_prefix_leads_to_the_same_word() -> None:
    assert "memperkuat" in VOCABULARY.find_close("perkuat")
    assert "kuat" in VOCABULARY.find_close("terkuat")


@given(st.text(st.sampled_from("abekmnstu"), max_size=12))
def test_what_is_close_is_as_close_as_it_says_and_best_first(word: str) -> None:
    scores = list(VOCABULARY.find_close(word).values())
    assert all(NEAR <= score <= 1 for score in scores)


def test_words_are_marked_as_they_stand() -> None:
    words = [Word("syafii"), Word("sekuriti", 0, close={"security": 0.75}), Word("aman")]
    marked = [piece for piece, is_met in mark_words("Syafi\u2019i: amannya Security, keamanan.", words) if is_met]
    assert marked == ["Syafi\u2019i", "amannya", "Security"]


@given(st.text(max_size=200), st.lists(st.text(min_size=1, max_size=5), max_size=3))
def test_marking_loses_nothing(text: str, asked: list[str]) -> None:
    words = [Word(word) for one in asked for word in fold(one).split()]
    assert "".join(piece for piece, _ in mark_words(text, words)) == text


@given(st.text(st.sampled_from("ab cd "), max_size=300), st.integers(20, 120))
def test_a_cut_text_is_short_and_keeps_the_first_marked_word(text: str, most: int) -> None:
    pieces = mark_words(text, [Word("cd")])
    cut = cut_around(pieces, most)
    assert sum(len(piece) for piece, _ in cut) <= most + 8 or any(len(word) > most for word in text.split())
    first = next((piece for piece, is_met in pieces if is_met), "")
    assert first == next((piece for piece, is_met in cut if is_met), "") or len(first) > most // 2 - 4
