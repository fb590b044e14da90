"""A page for every IRI that we mint, and the same as RDF."""

from __future__ import annotations

from typing import Any, Final

from flask import Blueprint, Response, g, redirect, request
from werkzeug.wrappers import Response as WerkzeugResponse

from graph.errors import SimpulError, ThingUnknown
from graph.formats import HTML, Format
from graph.language import translate
from graph.namespaces import GRAPH, ID, KINDS, PROBLEM, SIM
from graph.terms import Term
from graph.web.addresses import clean, is_iri, path_of, slug_of
from graph.web.bibliography import CITATION_FORMATS
from graph.web.citing import Citer
from graph.web.claims import GLYPHS
from graph.web.pages import ask, simpul
from graph.web.problems import TITLES, prefers_page
from graph.web.profile import Profile, thing_iri
from graph.web.reader import Link
from graph.web.reading import Reading
from graph.web.references import give_records
from graph.web.responses import PAGE_FORMATS, SUFFIXES, choose, give_data, list_suffixes, respond, split_suffix
from graph.web.schema_org import describe_thing, find_type, write_block
from graph.web.search_index import LONGEST
from graph.web.sections import FOLDER, leave_out, offer_questions, read_sections
from graph.web.signposts import point

blueprint = Blueprint("things", __name__)

FORMATS: Final = (*PAGE_FORMATS, *CITATION_FORMATS)
_SUFFIXES: Final = {**list_suffixes(CITATION_FORMATS), **SUFFIXES}
"""The longer ones first: ``.csl.json`` ends like ``.json``."""

_OWN_TEMPLATES = ("claim", "citation", "passage", "document")
"""Kinds whose pages have templates of their own, named like them; the rest is like all pages of things."""


@blueprint.get("/id/<kind>/<path:slug>")
def thing(kind: str, slug: str) -> Response:
    """Give a thing: as a page, as RDF, or as a citation."""
    slug, form = split_suffix(slug, _SUFFIXES)
    iri = thing_iri(kind, slug)
    if kind not in KINDS or not is_iri(iri):
        return _missing(iri)
    chosen = choose(form, FORMATS)
    try:
        profile = Profile(iri, g.reader, ask)
    except ThingUnknown:
        if chosen is not HTML:
            raise
        return _missing(iri)
    citer = Citer(g.reader, simpul().engine.version)
    if chosen in CITATION_FORMATS:
        response = give_records([citer.cite(profile)], chosen, clean(slug_of(iri)))
    elif chosen is not HTML:
        response = _as_data(iri, chosen)
    else:
        response = _show(profile, citer)
    is_pinned = "version" in g.reader.kept
    return point(response, citer.pin(iri) if is_pinned else iri, iri, (find_type(profile),))


def _show(profile: Profile, citer: Citer) -> Response:
    kind, path = profile.kind, path_of(profile.iri)
    catalogue = simpul().catalogue
    classes = (kind, *(one.removeprefix(SIM) for one in profile.classes))
    sections = read_sections(profile.iri, classes, catalogue.entries(FOLDER), g.reader, ask)
    values: dict[str, Any] = {
        "thing": profile,
        "relations": leave_out(profile.groups, sections),
        "reading": Reading(profile.iri, g.reader, ask, request.args) if kind == "document" else None,
        "sections": sections,
        "glyphs": GLYPHS,
        "questions": offer_questions(profile.iri, simpul().questions, g.reader),
        "cite": citer.offer(lambda one: one.cite_page(profile), path),
        "record": citer.cite(profile),
        "block": write_block(describe_thing(profile, citer)),
    }
    return respond(f"{kind}.html" if kind in _OWN_TEMPLATES else "thing.html", alternates=path, **values)


@blueprint.get("/graph/<name>")
def named_graph(name: str) -> Response:
    """Show a named graph: what is said of it and how much it holds."""
    name, form = split_suffix(name)
    iri = GRAPH + name
    version = simpul().engine.version
    if iri not in version.manifest.graphs:
        raise ThingUnknown(iri=iri)
    chosen = choose(form)
    if chosen is not HTML:
        body = simpul().engine.construct(
            simpul().catalogue.text("pages/describe_graph"), chosen.media_type, thing=Term(iri)
        )
        return give_data(body, chosen)
    rows = [row for row in ask("thing", iri) if row["value"].kind != "bnode"]
    return respond("graph.html", alternates=path_of(iri), iri=iri, rows=rows, size=version.manifest.graphs[iri])


@blueprint.get("/problem/<kind>")
def problem(kind: str) -> Response:
    """Say what a kind of problem is."""
    known = {one.kind: one for one in _family(SimpulError)}
    if kind not in known:
        raise ThingUnknown(iri=PROBLEM + kind)
    title = translate(TITLES.get(kind, kind), g.reader.language)
    return respond("problem.html", kind=kind, title=title, sentence=translate(known[kind].message, g.reader.language))


@blueprint.get("/id")
def kinds() -> WerkzeugResponse:
    """Lead whoever shortens an address to where all kinds are listed."""
    return redirect(g.reader.href("/search"))


@blueprint.get("/id/<kind>")
def kind_list(kind: str) -> Response:
    """Show everything of a kind; actors by sector."""
    if kind not in KINDS:
        raise ThingUnknown(iri=ID + kind)
    reader = g.reader
    lexicon = reader.lexicon
    things = lexicon.of_kind(kind)
    things.sort(key=lambda iri: (lexicon.order(iri), reader.link(iri).text.value.casefold()))
    groups: list[tuple[Link | None, list[str]]] = [(None, things)]
    if kind == "actor":
        sectors = sorted({lexicon.sectors.get(iri, "") for iri in things})
        groups = [
            (reader.link_word(one) if one else None, [iri for iri in things if lexicon.sectors.get(iri, "") == one])
            for one in sectors
        ]
    rules = reader.lexicon.of_kind("rule") if kind == "derivation" else []
    return respond("kind.html", kind=kind, things=things, groups=groups, rules=rules)


def _as_data(iri: str, form: Format) -> Response:
    query = simpul().catalogue.text("pages/describe")
    return give_data(simpul().engine.construct(query, form.media_type, thing=Term(iri)), form)


def _missing(iri: str) -> Response:
    """Say that there is no such thing; show people what may have been meant."""
    if not prefers_page():
        raise ThingUnknown(iri=iri)
    words = slug_of(iri).replace("-", " ")[:LONGEST]
    found = g.reader.lexicon.index.find(words, 6)
    for word in sorted(words.split(), key=len, reverse=True) if not found else ():
        found = found or g.reader.lexicon.index.find(word, 6)
    return respond("missing.html", status=404, iri=iri, words=words, found=found)


def _family(error: type[SimpulError]) -> list[type[SimpulError]]:
    return [one for child in error.__subclasses__() for one in (child, *_family(child))]
