"""Named questions put to an engine: values are bound, never formatted in, and must be there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from graph.catalogue import Catalogue, Entry
from graph.errors import NotAcceptable, QueryTimeout
from graph.knowledge.versions import Version
from graph.namespaces import ID
from graph.question_errors import QuestionIncomplete, ThingMissing, WordUnknown
from graph.question_files import find_question, read_question
from graph.questions import Question
from graph.settings import Settings
from graph.sparql.asking import Wish, ask, expect_known, list_words, write_query
from graph.sparql.engine import Answer, LocalEngine
from graph.terms import literal

CATALOGUE = Catalogue(Path(__file__).parent.parent / "queries")
WORK = {"work": ["work/sudantoko-2002"]}
HEAD = """#+ title@en: A?
#+ title@id: A?
#+ about@en: B.
#+ about@id: B.
#+ sentence@en: {x}
#+ sentence@id: {x}
#+ group: things
#+ parameter: x TYPE
#+ label@en: x = x
#+ label@id: x = x
#+ example: x = EXAMPLE
#+ column@en: out = x
#+ column@id: out = x
#+ show: table
"""
FRAGMENTS = (
    '" } #',
    "'} UNION { ?s ?p ?o",
    '"""',
    "\\",
    '\\"',
    "\\u0022",
    "\\\\u0022 }",
    "\n} SERVICE <http://x/> {",
    "?x",
    "<urn:x>",
    "VALUES ?x { 1 }",
    "# comment\n",
    "{{7*7}}",
    "\u0000\u202e",
    "@en",
    "^^<x>",
)


def make(text: str, kind: str = "text", value: str = "a") -> Question:
    return read_question(Entry("public/a", text, describe(HEAD.replace("TYPE", kind).replace("EXAMPLE", value))))


def describe(head: str) -> dict[str, tuple[str, ...]]:
    about: dict[str, tuple[str, ...]] = {}
    for line in head.splitlines():
        key, _, value = line.removeprefix("#+ ").partition(": ")
        about[key] = (*about.get(key, ()), value)
    return about


@pytest.fixture(scope="module")
def engine(version: Version) -> Iterator[LocalEngine]:
    one = LocalEngine(version, Settings(query_workers=1))
    yield one
    one.close()


def answer(engine: LocalEngine, question: Question, given: dict[str, list[str]], wish: Wish) -> Answer:
    """Ask as every caller does: read, look, ask."""
    terms = question.read(given)
    expect_known(engine, CATALOGUE, question, terms)
    return ask(engine, question, terms, wish)


def test_a_question_is_answered_in_every_format(engine: LocalEngine) -> None:
    question = find_question(CATALOGUE, "statements-resting-on-work")
    answers = {form: answer(engine, question, WORK, Wish(form)) for form in ("srj", "srx", "csv", "tsv")}
    rows = json.loads(answers["srj"].body)["results"]["bindings"]
    assert rows and set(rows[0]) <= set(question.columns)
    assert answers["csv"].body.count(b"\r\n") == answers["tsv"].body.count(b"\n") == len(rows) + 1
    with pytest.raises(NotAcceptable):
        answer(engine, question, WORK, Wish("ttl"))


def test_optional_values_narrow_the_answer(engine: LocalEngine) -> None:
    question = find_question(CATALOGUE, "statements-resting-on-work")
    every, some = (
        answer(engine, question, {**WORK, **more}, Wish("csv")).body.count(b"\n")
        for more in ({}, {"from": ["60"], "to": ["62"]})
    )
    assert 1 < some < every


def test_what_is_missing_is_told_before_anything_is_asked(engine: LocalEngine) -> None:
    question = find_question(CATALOGUE, "statements-resting-on-work")
    with pytest.raises(QuestionIncomplete, match="work=work/sudantoko-2002"):
        answer(engine, question, {}, Wish())


def test_a_thing_that_the_version_does_not_hold_is_no_empty_answer(engine: LocalEngine) -> None:
    question = find_question(CATALOGUE, "statements-resting-on-work")
    with pytest.raises(ThingMissing, match="nobody-1900"):
        answer(engine, question, {"work": ["nobody-1900"]}, Wish())


def test_a_word_must_stand_in_its_list(engine: LocalEngine) -> None:
    question = make("SELECT ?out { BIND(?x AS ?out) }", "word sector", "government")
    assert b"ns#government" in answer(engine, question, {"x": ["government"]}, Wish("csv")).body
    with pytest.raises(WordUnknown, match="government"):
        answer(engine, question, {"x": ["positive"]}, Wish())
    assert list_words(engine, CATALOGUE, "nothing") == []


def test_a_list_that_the_data_does_not_have_takes_any_word(engine: LocalEngine) -> None:
    question = make("SELECT ?out { BIND(?x AS ?out) }", "word nothing", "a")
    assert answer(engine, question, {"x": ["b"]}, Wish("csv")).body.endswith(b"ns#b\r\n")


def test_the_limits_for_the_public_hold(version: Version) -> None:
    slow = make(
        "SELECT (COUNT(*) AS ?out) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(CONTAINS(STR(?a), ?x)) }", "text", "a"
    )
    one = LocalEngine(version, Settings(query_workers=1, query_timeout=0.3))
    try:
        with pytest.raises(QueryTimeout):
            answer(one, slow, {"x": ["a"]}, Wish())
    finally:
        one.close()


def test_the_query_shown_is_the_query_asked() -> None:
    question = find_question(CATALOGUE, "statements-resting-on-work")
    text = write_query(question, question.read(WORK))
    assert f"VALUES (?work) {{ (<{ID}work/sudantoko-2002>) }}" in text
    assert text.startswith("PREFIX") and "#+" not in text
    assert write_query(question, {}) == question.body.rstrip() + "\n"


hostile = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=60),
    st.lists(st.sampled_from(FRAGMENTS), max_size=4).map("".join),
)


@given(hostile)
@example('" } SELECT * { ?s ?p ?o')
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_value_never_changes_what_is_asked(engine: LocalEngine, value: str) -> None:
    """Whatever is typed comes out again as one value, in one row."""
    question = make("SELECT ?out { BIND(?x AS ?out) } ORDER BY ?out")
    answer = ask(engine, question, {"x": literal(value)}, Wish("srj"))
    rows = json.loads(answer.body)["results"]["bindings"]
    assert rows == [{"out": {"type": "literal", "value": value}}]
