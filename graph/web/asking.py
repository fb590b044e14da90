"""What the commands ``get`` and ``query`` do: ask the application, and write the answer to standard output."""

from __future__ import annotations

import csv
import io
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from typing import Final

from graph.asking_errors import FormatUnknown, PairMalformed
from graph.catalogue import Catalogue
from graph.formats import CSV, TURTLE
from graph.language import translate
from graph.namespaces import ID
from graph.question_files import find_question, list_questions
from graph.questions import Question
from graph.settings import Settings
from graph.web.application import ROOT, create_app
from graph.web.inside import Inside, Told
from graph.web.opening import open_one
from graph.web.question_list import PATH, find_formats, group_questions
from graph.web.terminal_table import write_table

TABLE: Final = "table"
_LABEL: Final = "_label"
"""How the names of columns end that hold the names of things."""
_CLAIM: Final = ID + "claim/"


def get(path: str, accept: str | None, settings: Settings) -> int:
    """Answer one request; gives 1 for an error status."""
    headers = {"Accept": accept} if accept else {}
    with closing(open_one(settings)) as editions:
        response = create_app(replace(settings, log="off"), editions).test_client().get(path, headers=headers)
    _write(response.data)
    if response.status_code < 400:
        return 0
    sys.stderr.write(response.status + "\n")
    return 1


def list_all(settings: Settings) -> None:
    """List the questions with their titles, by what a person wants to know."""
    language = settings.language
    lines = []
    for group in group_questions(list_questions(_open_catalogue()), language):
        lines += ["", group.sentence]
        lines += [
            line for one in group.questions for line in (f"  {_write_usage(one)}", f"      {one.titles[language]}")
        ]
    _write(("\n".join(lines[1:]) + "\n").encode())


def ask(name: str, pairs: Sequence[str], form: str, settings: Settings) -> None:
    """Answer a question.

    Parameters
    ----------
    name : str
        Of the question.
    pairs : sequence of str
        The values of its parameters, as ``name=value``.
    form : str
        A suffix, or ``table``; empty for what programs read most easily.
    settings : Settings
        Where the data is, and the language.

    Raises
    ------
    SimpulError
        If it cannot be asked so.
    """
    question = find_question(_open_catalogue(), name)
    values = _read_pairs(question, pairs)
    formats = find_formats(question)
    form = form or (TURTLE if question.is_graph else CSV).suffix
    if form != TABLE and form not in formats:
        raise FormatUnknown(name=form, known=", ".join([TABLE, *formats]))
    suffix = form if form != TABLE else (TURTLE if question.is_graph else CSV).suffix
    with _open(settings, values.pop("version", "")) as inside:
        told = inside.get(f"{PATH}/{question.name}.{suffix}", values, "*/*")
    if form == TABLE and not question.is_graph:
        _write("".join(f"{line}\n" for line in _write_answer(told, question, settings.language)).encode())
    else:
        _write(told.body)


def _write_answer(told: Told, question: Question, language: str) -> Iterator[str]:
    """Write an answer for people: things by their names, statements by their numbers."""
    header, *rows = csv.reader(io.StringIO(told.body.decode(), newline=""))
    places = [place for place, name in enumerate(header) if not name.endswith(_LABEL) or name in question.columns]
    headings = [question.columns.get(header[place], {}).get(language, header[place]) for place in places]
    cells = [[_choose(row, place, header) for place in places] for row in rows]
    yield from write_table(headings, cells, shutil.get_terminal_size().columns)
    yield ""
    yield translate("Rows: {count}", language).format(count=len(rows))


def _choose(row: Sequence[str], place: int, header: Sequence[str]) -> str:
    """Give the name of a thing, the numbers of statements, else the value as it is."""
    value = row[place]
    has_name = header[place + 1 : place + 2] == [header[place] + _LABEL]
    name = row[place + 1] if has_name else ""
    if value.startswith(_CLAIM):
        numbers = " ".join(one.removeprefix(_CLAIM) for one in value.split())
        return f"{name} ({numbers})" if name else numbers
    return name or value


def _read_pairs(question: Question, pairs: Sequence[str]) -> dict[str, str]:
    values: dict[str, str] = {}
    example = " ".join(f"{one.name}={one.example}" for one in question.parameters[:1]) or "version=ID"
    for text in pairs:
        name, joint, value = text.partition("=")
        if not joint or not name:
            raise PairMalformed(text=text, example=example)
        values[name] = value
    return values


def _write_usage(one: Question) -> str:
    given = [f"[{value.name}=...]" if value.is_optional else f"{value.name}=..." for value in one.parameters]
    return " ".join([one.name, *given])


@contextmanager
def _open(settings: Settings, version: str) -> Iterator[Inside]:
    with closing(open_one(settings, version)) as editions:
        yield Inside(create_app(replace(settings, log="off"), editions), settings.language)


def _open_catalogue() -> Catalogue:
    return Catalogue(ROOT / "queries")


def _write(content: bytes) -> None:
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()
