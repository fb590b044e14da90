"""Statements as nanopublications, one by one and as a whole, and as reifiers of RDF 1.2."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response, g, redirect
from werkzeug.wrappers import Response as WerkzeugResponse

from graph.errors import ThingUnknown, VersionNeeded
from graph.formats import JSON_LD, N_QUADS, N_TRIPLES, TRIG, TURTLE, Format
from graph.namespaces import ID
from graph.sparql.nanopublications import write_nanopublications, write_reifiers
from graph.web.addresses import is_iri
from graph.web.memento import is_live, pin
from graph.web.pages import simpul
from graph.web.responses import choose, find_suffix, give_data, list_suffixes, split_suffix

blueprint = Blueprint("nanopublications", __name__)

FORMATS: Final = (TRIG, N_QUADS, JSON_LD)
"""All know named graphs, which a nanopublication is made of."""
REIFIER_FORMATS: Final = (TURTLE, N_TRIPLES)
"""Those that can write a triple within a triple."""


@blueprint.get("/nanopub/<version>/<name>")
def named(version: str, name: str) -> WerkzeugResponse:
    """Lead from the name of a nanopublication, which holds the version, to where it stands."""
    return redirect(pin(f"/nanopub/{name}", "", version))


@blueprint.get("/nanopub/<name>")
def nanopublication(name: str) -> Response:
    """Give the nanopublication of one statement."""
    slug, form = split_suffix(name, list_suffixes(FORMATS))
    return _give(f"{ID}claim/{slug}", choose(form, FORMATS))


@blueprint.get("/nanopubs")
@blueprint.get("/nanopubs.<suffix>")
def nanopublications(suffix: str = "") -> Response:
    """Give the nanopublications of all statements."""
    return _give("", choose(find_suffix(suffix, list_suffixes(FORMATS)), FORMATS))


@blueprint.get("/reifiers")
@blueprint.get("/reifiers.<suffix>")
def reifiers(suffix: str = "") -> Response:
    """Give all statements as reifiers, which only RDF 1.2 knows."""
    chosen = choose(find_suffix(suffix, list_suffixes(REIFIER_FORMATS)), REIFIER_FORMATS)
    state = simpul()
    body = state.engine.convert(write_reifiers(state.engine, state.catalogue), chosen.media_type)
    response = give_data(body, chosen)
    response.headers["Content-Type"] += "; version=1.2"
    return response


def _give(claim: str, form: Format) -> Response:
    state = simpul()
    if is_live(state.engine.version.id):
        raise VersionNeeded()
    text = write_nanopublications(state.engine, state.catalogue, claim) if is_iri(claim) else ""
    if claim and not text:
        raise ThingUnknown(iri=claim)
    response = give_data(state.engine.convert(text, form.media_type), form)
    if claim:
        response.headers.add("Link", f'<{g.reader.link(claim).href}>; rel="describes"')
    return response
