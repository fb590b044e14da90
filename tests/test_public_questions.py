"""The named questions: each gives the answer that was worked out from the paper by hand.

An expected answer is ``tests/data/public/<question>.csv`` or, where a question has
several, ``<question>--<case>.csv``. Its first line holds the values asked with
(``# work=work/agus-2003 from=60``, or only ``#``), then come the names of the columns
and the rows in order. IRIs are shortened, text stands as ``text@en``, and the
statements in the column ``evidence`` are sorted. For a CONSTRUCT it is a ``.ttl``.
"""

from __future__ import annotations

import csv
import random
import re
import shlex
import time
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, QuerySolutions, QueryTriples, RdfFormat, Store, serialize
from rdflib import Graph
from rdflib.compare import isomorphic

from graph.binding import bind
from graph.catalogue import Catalogue
from graph.namespaces import shorten
from graph.question_files import find_question, list_questions
from graph.questions import Question
from graph.settings import Settings
from graph.sparql.gate import GateLimits, inspect

FOLDER = Path(__file__).parent / "data" / "public"
CATALOGUE = Catalogue(Path(__file__).parent.parent / "queries")
QUESTIONS = list_questions(CATALOGUE)
TABLES = [one for one in QUESTIONS if one.columns]
ANSWERS = sorted(path for path in FOLDER.iterdir() if path.suffix in (".csv", ".ttl"))
SETTINGS = Settings()
LIMITS = GateLimits(SETTINGS.query_length, SETTINGS.query_depth, SETTINGS.query_patterns)
LEAST = 30
MOST_SECONDS = 1.0
"""Of processor time; each needs a few hundredths, and a query that multiplies its patterns needs minutes."""
UNUSUAL = {
    "thing": ("no-such-thing", "a.b"),
    "word": ("noSuchWord",),
    "integer": ("0", "-1", "999999999999999"),
    "text": ("(", "\\", '"} #', "."),
}
"""Values that are well formed and mean nothing here."""


@pytest.fixture(scope="module")
def shuffled_store(published_store: Store) -> Store:
    """The same content, written down in another order."""
    quads = sorted(published_store, key=str)
    random.Random(4).shuffle(quads)
    store = Store()
    store.extend(quads)
    return store


def of(question: Question) -> str:
    return question.name


def ask(store: Store, question: Question, given: dict[str, str]) -> list[list[str]]:
    """Give the header and the rows of a SELECT."""
    solutions = store.query(_bind(question, given), use_default_graph_as_union=True)
    assert isinstance(solutions, QuerySolutions)
    header = [variable.value for variable in solutions.variables]
    return [header, *([_show(solution[name], name) for name in header] for solution in solutions)]


def draw(store: Store, question: Question, given: dict[str, str]) -> Graph:
    """Give the statements of a CONSTRUCT."""
    triples = store.query(_bind(question, given), use_default_graph_as_union=True)
    assert isinstance(triples, QueryTriples)
    return Graph().parse(data=serialize(triples, format=RdfFormat.N_TRIPLES) or b"", format="nt")


def _bind(question: Question, given: dict[str, str]) -> str:
    return bind(question.body, question.read({name: [value] for name, value in given.items()}))


def _show(term: object, column: str) -> str:
    if isinstance(term, NamedNode):
        return shorten(term.value)
    text = str(getattr(term, "value", ""))
    if column == "evidence":
        return " ".join(sorted(shorten(iri) for iri in text.split()))
    language = getattr(term, "language", None)
    return f"{text}@{language}" if language else text


def _examples(question: Question) -> dict[str, str]:
    return {one.name: one.example for one in question.parameters}


def _size(store: Store, question: Question, given: dict[str, str]) -> int:
    return len(ask(store, question, given)) - 1 if question.columns else len(draw(store, question, given))


def test_there_are_enough_questions() -> None:
    assert len(QUESTIONS) >= LEAST


def test_every_question_has_an_expected_answer_and_none_is_left_over() -> None:
    assert {path.stem.partition("--")[0] for path in ANSWERS} == {one.name for one in QUESTIONS}


@pytest.mark.parametrize("path", ANSWERS, ids=lambda path: path.stem)
def test_question_has_the_expected_answer(path: Path, published_store: Store) -> None:
    question = find_question(CATALOGUE, path.stem.partition("--")[0])
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("#")
    given = dict(part.split("=", 1) for part in shlex.split(lines[0].removeprefix("#")))
    if path.suffix == ".csv":
        expected = list(csv.reader(lines[1:]))
        assert ask(published_store, question, given) == expected
    else:
        assert isomorphic(draw(published_store, question, given), Graph().parse(path))


@pytest.mark.parametrize("question", QUESTIONS, ids=of)
def test_question_is_put_to_people_in_both_languages(question: Question) -> None:
    assert all(title.endswith("?") for title in question.titles.values())
    spoken = [question.titles, question.abouts, *([question.sentences] if question.parameters else [])]
    spoken += [one.labels for one in question.parameters]
    assert all(one["en"] != one["id"] for one in spoken)
    assert not question.columns or any(one["en"] != one["id"] for one in question.columns.values())


@pytest.mark.parametrize("question", TABLES, ids=of)
def test_question_names_the_columns_it_gives(question: Question, published_store: Store) -> None:
    header = ask(published_store, question, question.examples)[0]
    assert header == list(question.columns)


@pytest.mark.parametrize("question", QUESTIONS, ids=of)
def test_question_lets_its_reader_see_the_statements(question: Question) -> None:
    assert question.evidence or question.group == "gaps" or not question.columns


@pytest.mark.parametrize("question", QUESTIONS, ids=of)
def test_question_has_an_answer_for_its_examples(question: Question, published_store: Store) -> None:
    if question.group != "gaps":
        assert _size(published_store, question, question.examples)
        assert _size(published_store, question, _examples(question))


@pytest.mark.parametrize("question", QUESTIONS, ids=of)
def test_question_takes_little_work(question: Question, published_store: Store) -> None:
    for given in (question.examples, _examples(question)):
        begin = time.process_time()
        _size(published_store, question, given)
        assert time.process_time() - begin < MOST_SECONDS


@pytest.mark.parametrize("question", QUESTIONS, ids=of)
def test_question_passes_the_gate_of_the_public(question: Question) -> None:
    kind = inspect(_bind(question, _examples(question)), LIMITS).kind
    assert kind == ("SELECT" if question.columns else "CONSTRUCT")


@pytest.mark.parametrize("question", TABLES, ids=of)
def test_rows_come_in_an_order_that_does_not_depend_on_the_store(
    question: Question, published_store: Store, shuffled_store: Store
) -> None:
    assert re.search(r"\bORDER BY\b", question.body)
    for given in (question.examples, _examples(question)):
        assert ask(published_store, question, given) == ask(shuffled_store, question, given)


@pytest.mark.parametrize("question", [one for one in QUESTIONS if one.parameters], ids=of)
def test_question_answers_unusual_values_too(question: Question, published_store: Store) -> None:
    for one in question.parameters:
        for value in UNUSUAL[one.type]:
            text = f"{one.among[0]}/{value}" if one.type == "thing" else value
            given = _examples(question) | {one.name: text}
            assert _size(published_store, question, given) >= 0
