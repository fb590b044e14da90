"""The competency questions: each gives the answer that was worked out from the paper."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, QuerySolutions, Store

from graph.namespaces import shorten

FOLDER = Path(__file__).parent.parent / "queries" / "questions"
QUESTIONS = sorted(FOLDER.glob("*.rq"))
LEAST = 25


def test_there_are_enough_questions_and_their_numbers_have_no_gap() -> None:
    assert len(QUESTIONS) >= LEAST
    assert [int(path.name[:3]) for path in QUESTIONS] == list(range(1, len(QUESTIONS) + 1))


def test_every_question_has_an_expected_answer_and_none_is_left_over() -> None:
    assert [path.stem for path in QUESTIONS] == sorted(path.stem for path in FOLDER.glob("*.csv"))


@pytest.mark.parametrize("path", QUESTIONS, ids=lambda path: path.stem)
def test_question_has_the_expected_answer(path: Path, published_store: Store) -> None:
    with path.with_suffix(".csv").open(encoding="utf-8", newline="") as source:
        expected = list(csv.reader(source))
    solutions = published_store.query(path.read_text(encoding="utf-8"), use_default_graph_as_union=True)
    assert isinstance(solutions, QuerySolutions)
    header = [variable.value for variable in solutions.variables]
    rows = [[_show(solution[name]) for name in header] for solution in solutions]
    assert [header, *rows] == expected


@pytest.mark.parametrize("path", QUESTIONS, ids=lambda path: path.stem)
def test_question_introduces_itself_in_both_languages(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert re.search(r"^#\+ title@en: .+\?$", text, re.MULTILINE)
    assert re.search(r"^#\+ title@id: .+\?$", text, re.MULTILINE)


def _show(term: object) -> str:
    return shorten(term.value) if isinstance(term, NamedNode) else str(getattr(term, "value", ""))
