"""The vocabulary: one page with an anchor for every term and pictures of the classes, and the same as RDF."""

from __future__ import annotations

from flask import Blueprint, Response, g, request

from graph.errors import PageUnknown
from graph.formats import HTML
from graph.web.class_diagram import draw_classes
from graph.web.pages import ask, simpul
from graph.web.responses import choose, give_data, respond, split_suffix
from graph.web.vocabulary_terms import Terms

blueprint = Blueprint("vocabulary", __name__)


@blueprint.get("/ns")
@blueprint.get("/ns<suffix>")
def page(suffix: str = "") -> Response:
    """Show the vocabulary. A suffix may be that of a format."""
    rest, form = split_suffix("ns" + suffix)
    if rest != "ns":
        raise PageUnknown(path=request.path)
    chosen = choose(form)
    if chosen is not HTML:
        body = simpul().engine.construct(simpul().catalogue.text("pages/describe_vocabulary"), chosen.media_type)
        return give_data(body, chosen)
    terms = Terms(g.reader, ask("uses_of_terms"))
    return respond("vocabulary.html", alternates="/ns", terms=terms, diagrams=draw_classes(g.reader, ask("fields")))


@blueprint.get("/ns/<version>")
def edition(version: str) -> Response:
    """Show the vocabulary under the address of its edition; of others, see the older versions of the graph."""
    number, form = split_suffix(version)
    if number != Terms(g.reader, ()).edition:
        raise PageUnknown(path=request.path)
    return page(f".{form.suffix}" if form else "")
