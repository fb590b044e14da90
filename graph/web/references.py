"""The cited works, and citations to take away: BibTeX, RIS, CSL-JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any, Final

from flask import Blueprint, Response, g, request
from markupsafe import Markup

from graph.errors import ParameterInvalid
from graph.formats import CSV, HTML, Format
from graph.knowledge.versions import open_version
from graph.language import mark
from graph.namespaces import BASE, QUERY
from graph.question_files import find_question
from graph.questions import RESERVED, Question
from graph.tables import Value, write_csv
from graph.web.addresses import path_of
from graph.web.bibliography import BIBTEX, CITATION_FORMATS, CSL_JSON, RIS, Record, spell_key, write, write_coins
from graph.web.cited_works import CitedWork, list_works
from graph.web.citing import Citer, Edition, Menu
from graph.web.pages import ask, simpul
from graph.web.reader import Reader
from graph.web.responses import choose, find_suffix, give_data, list_suffixes, offer, respond
from graph.web.schema_org import describe_dataset, write_block
from graph.web.signposts import list_licences

blueprint = Blueprint("references", __name__)

FORMATS: Final = (HTML, BIBTEX, RIS, CSL_JSON, CSV)
_SUFFIXES: Final[Mapping[str, Format]] = {".json": CSL_JSON, **list_suffixes(FORMATS)}
_COLUMNS: Final = ("work", "author", "year", "title", "pages", "citations", "statements", "through")


_IN_HEADERS: Final = 30
"""Works that the headers name; clients do not take headers of any size."""


def _by_author(one: CitedWork, reader: Reader) -> tuple[bool, str]:
    return (False, reader.lexicon.name(one.iri, reader.language).value.casefold())


SORTS: Final[Mapping[str, Callable[[CitedWork, Reader], tuple[bool, int | str]]]] = {
    "author": _by_author,
    "year": lambda one, _: (not one.year, one.year),
    "citations": lambda one, _: (False, len(one.citations)),
    "statements": lambda one, _: (False, len(one.claims)),
}
"""How the table can be sorted; what is not known comes last either way."""
FALLING: Final = "falling"
RISING: Final = "rising"


@blueprint.get("/works")
@blueprint.get("/works.<suffix>")
def page(suffix: str = "") -> Response:
    """List the cited works."""
    form = choose(find_suffix(suffix, _SUFFIXES), FORMATS)
    reader = g.reader
    works = list_works(ask, reader.lexicon)
    citer = _citer()
    records = [citer.cite_work(one) for one in works]
    if form is CSV:
        return give_data(write_csv(_COLUMNS, _list_rows(works, records, reader)), CSV)
    if form is not HTML:
        return give_records(records, form, "works")
    name, order = _read_order()
    kinds = {one.iri: record for one, record in zip(works, records, strict=True)}
    untitled = reader.say(mark("[no title printed] {work}"), work="{work}")
    coins = {iri: write_coins(one, untitled.format(work=reader.link(iri).text.value)) for iri, one in kinds.items()}
    menu = citer.offer(
        lambda one: one.cite_entry("works", one.reader.say(mark("Cited works")), BASE + "works"), "/works"
    )
    values: dict[str, Any] = {"works": _sort(works, name, order, reader), "coins": coins, "sort": name, "order": order}
    response = respond("works.html", cite=menu, **values)
    offer(response, menu.addresses)
    for one in works[:_IN_HEADERS]:
        response.headers.add("Link", f'<{path_of(one.iri)}{reader.pin}>; rel="item"')
    return response


def give_records(records: Iterable[Record], form: Format, name: str) -> Response:
    """Give records in one of the formats of reference managers."""
    response = give_data(write(records, form), form)
    response.headers["Content-Type"] = f"{form.media_type}; charset=utf-8"
    response.headers["Content-Disposition"] = f'inline; filename="{spell_key(name)}.{form.suffix}"'
    return response


@blueprint.app_template_global("cite_dataset")
def offer_dataset() -> Menu:
    """Give what a page of the whole graph offers to those who cite it."""
    return _citer().offer(Citer.cite_dataset, "/dataset")


@blueprint.app_template_global("cite_version")
def offer_version(version: Edition) -> Menu:
    """Give the same for a version."""
    return Citer(g.reader, version).offer(Citer.cite_version, f"/versions/{version.id}")


@blueprint.app_template_global("cite_question")
def offer_question(question: Question) -> Menu:
    """Give the same for a named question with the values of this request."""
    return _citer().offer(partial(cite_question, question), f"/queries/{question.name}", _read_values())


@blueprint.app_template_global("dataset_block")
def describe_graph() -> Markup:
    """Describe the whole graph for search engines."""
    return write_block(describe_dataset(_citer().cite_dataset(), list_licences(g.reader)))


def _citer() -> Citer:
    return Citer(g.reader, simpul().engine.version)


def _give_dataset(form: Format) -> Response:
    return give_records([_citer().cite_dataset()], form, "simpul")


def _give_version(name: str, form: Format) -> Response:
    version = open_version(simpul().settings.data, name)
    return give_records([Citer(g.reader, version).cite_version()], form, f"simpul-{version.id}")


def _give_question(name: str, form: Format) -> Response:
    question = find_question(simpul().catalogue, name)
    return give_records([cite_question(question, _citer())], form, question.name)


def cite_question(question: Question, citer: Citer) -> Record:
    """Give the record of a named question with the values that it is asked with."""
    values = _read_values()
    iri = QUERY + question.name + (f"?{values}" if values else "")
    return citer.cite_entry(question.name, question.titles[citer.reader.language], iri)


def _read_values() -> str:
    """Give the values that a question is asked with, as they stand in the address."""
    pairs = request.query_string.decode("latin-1").split("&")
    return "&".join(pair for pair in pairs if pair and pair.partition("=")[0] not in RESERVED)


_CITED: Final[Mapping[str, Callable[..., Response]]] = {
    "/dataset": _give_dataset,
    "/versions/<name>": _give_version,
    "/queries/<name>": _give_question,
}
"""What has no record of its own among the things."""
for _form in CITATION_FORMATS:
    for _path, _view in _CITED.items():
        _endpoint = f"{_view.__name__}_{_form.suffix.replace('.', '_')}"
        blueprint.add_url_rule(f"{_path}.{_form.suffix}", _endpoint, partial(_view, form=_form))


def _read_order() -> tuple[str, str]:
    name, order = request.args.get("sort", "author"), request.args.get("order", RISING)
    if name not in SORTS:
        raise ParameterInvalid(name="sort", value=name, expected=", ".join(SORTS))
    if order not in (RISING, FALLING):
        raise ParameterInvalid(name="order", value=order, expected=f"{RISING}, {FALLING}")
    return name, order


def _sort(works: Iterable[CitedWork], name: str, order: str, reader: Reader) -> list[CitedWork]:
    def key(one: CitedWork) -> int | str:
        return SORTS[name](one, reader)[1]

    by_name = sorted(works, key=lambda one: _by_author(one, reader))
    known = [one for one in by_name if not SORTS[name](one, reader)[0]]
    unknown = [one for one in by_name if SORTS[name](one, reader)[0]]
    return [*sorted(known, key=key, reverse=order == FALLING), *unknown]


def _list_rows(works: Iterable[CitedWork], records: Iterable[Record], reader: Reader) -> Iterator[tuple[Value, ...]]:
    for one, record in zip(works, records, strict=True):
        names = "; ".join(name.text + (" et al." if name.others else "") for name in record.names)
        carriers = sorted({each.through for each in one.citations if each.through})
        through = "; ".join(reader.link(each).text.value for each in carriers)
        counts = (len(one.citations), len(one.claims))
        yield one.iri, names, record.date, record.title, "; ".join(one.pages), *counts, through
