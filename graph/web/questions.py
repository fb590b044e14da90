"""The named questions: all of them, and each with its form, its answer and what that rests on."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Final

from flask import Blueprint, Response, g, request

from graph.errors import NotAcceptable, SimpulError
from graph.formats import CSV, HTML, Format, negotiate
from graph.question_errors import ThingMissing
from graph.question_files import find_question
from graph.questions import LONGEST, RESERVED, Question
from graph.sparql.asking import Wish, ask, expect_known
from graph.sparql.engine import Answer
from graph.tables import write_csv
from graph.terms import Term
from graph.web import problems
from graph.web.addresses import clean
from graph.web.choices import Choices
from graph.web.pages import simpul
from graph.web.question_exports import SPREADSHEET, read_grid, write_spreadsheet
from graph.web.question_list import describe_question, find_formats, find_json, fits, group_questions, words_of
from graph.web.question_page import QuestionPage
from graph.web.responses import give_data, give_json, respond
from graph.web.results import ACCEPT

blueprint = Blueprint("questions", __name__)

Given = dict[str, list[str]]

_TABLES: Final = (CSV, SPREADSHEET)
"""What we write ourselves, for people; the engine writes everything else."""


@blueprint.get("/queries")
def page() -> Response:
    """Show all questions by what a person wants to know; those that fit a text where one is given."""
    questions = simpul().questions
    if negotiate(request.headers.get("Accept"), (HTML, find_formats(questions[0])["json"])) is not HTML:
        return as_json()
    asked = clean(request.args.get("q", ""))[:LONGEST].strip()
    found = {one.name for one in questions if fits(one, asked)}
    groups = group_questions(questions, g.reader.language)
    return respond("questions.html", groups=groups, asked=asked, found=found, total=len(questions), words_of=words_of)


@blueprint.get("/queries.json")
def as_json() -> Response:
    """Give what all questions say of themselves."""
    host = request.host_url.rstrip("/")
    described = [describe_question(one, host) for one in simpul().questions]
    return give_json({"version": simpul().engine.version.id, "questions": described})


@blueprint.get("/queries/<name>")
def question(name: str) -> Response:
    """Show a question with its answer, or give the answer as data."""
    name, _, suffix = name.partition(".")
    found = find_question(simpul().catalogue, name)
    form = _choose_form(found, suffix)
    if form is not HTML:
        g.gives_data = True
        return _give(found, form)
    g.question = found
    given = _read_given()
    is_example = bool(found.examples) and not any(text.strip() for texts in given.values() for text in texts)
    if is_example:
        given = {name: [value] for name, value in found.examples.items()}
    terms = _read_terms(found, given)
    answer = ask(simpul().engine, found, terms, Wish(accept=ACCEPT, client=_client()))
    asked = QuestionPage(found, terms, g.reader, simpul(), request.host_url)
    return respond(
        "question.html", question=asked, shown=asked.read(answer), is_example=is_example, problem=None, near=[]
    )


@blueprint.errorhandler(SimpulError)
def answer_error(error: SimpulError) -> Response:
    """Show people what is wrong above the form, and give programs a problem document that they may read."""
    if "question" in g and problems.prefers_page():
        problem = problems.describe(error, problems.find_language())
        given = {name: texts[0] for name, texts in _read_given().items()}
        asked = QuestionPage(g.question, given, g.reader, simpul(), request.host_url)
        response = respond(
            "question.html",
            status=problem.status,
            question=asked,
            shown=None,
            is_example=False,
            problem=problem,
            near=asked.find_near(error),
        )
        return problems.dress(response, problem, error)
    response = problems.answer_error(error)
    if g.get("gives_data"):
        response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _choose_form(found: Question, suffix: str) -> Format:
    formats = find_formats(found)
    if suffix:
        if suffix not in (*formats, HTML.suffix):
            raise NotAcceptable(accept=f".{suffix}", offered=", ".join(f".{one}" for one in formats))
        return HTML if suffix == HTML.suffix else formats[suffix]
    return negotiate(request.headers.get("Accept"), (HTML, find_json(found), *dict.fromkeys(formats.values())))


def _read_given() -> Given:
    """Read the values of the address; what it says of language and version is no value."""
    return {name: texts for name, texts in request.args.lists() if name not in RESERVED}


def _read_terms(found: Question, given: Given) -> dict[str, Term]:
    """Read values, names among them, and see that they are there."""
    choices = Choices(g.reader.lexicon, g.reader.language)
    terms = found.read(choices.resolve(found, given))
    try:
        expect_known(simpul().engine, simpul().catalogue, found, terms)
    except ThingMissing as error:
        parameter = next(one for one in found.parameters if one.name == error.fields["name"])
        raise choices.complain(parameter, terms[parameter.name].value) from error
    return terms


def _give(found: Question, form: Format) -> Response:
    """Give the answer as data."""
    terms = _read_terms(found, _read_given())
    wanted = find_json(found) if form in _TABLES else form
    answer = ask(simpul().engine, found, terms, Wish(wanted.suffix, client=_client()))
    if form not in _TABLES:
        return give_data(answer.body, form)
    response = give_data(_write_table(found, terms, answer, form), form)
    response.headers["Content-Language"] = g.reader.language
    name = f"simpul-{found.name}-{simpul().engine.version.id}.{form.suffix}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    # A spreadsheet holds the moment at which it was written; what it says is what counts.
    digest = hashlib.sha256(answer.body + g.reader.language.encode()).hexdigest()[:12]
    response.set_etag(f"{simpul().engine.version.id}-{form.suffix}-{digest}")
    return response


def _write_table(found: Question, terms: Mapping[str, Term], answer: Answer, form: Format) -> bytes:
    grid = read_grid(answer.body, g.reader)
    if form is CSV:
        return write_csv(grid.header, grid.rows)
    shown = QuestionPage(found, terms, g.reader, simpul(), request.host_url)
    return write_spreadsheet(grid, shown.about)


def _client() -> str:
    return str(request.environ.get("simpul.client", ""))
