"""The search page."""

from __future__ import annotations

from collections import defaultdict
from typing import Final

from flask import Blueprint, Response, g, request

from graph.web.addresses import clean, kind_of
from graph.web.responses import respond
from graph.web.search_index import LONGEST

blueprint = Blueprint("search", __name__)

MOST_PER_KIND: Final = 12


@blueprint.get("/search")
def page() -> Response:
    """Show what was found, grouped by kind."""
    asked = clean(request.args.get("q", ""))[:LONGEST].strip()
    lexicon = g.reader.lexicon
    found = lexicon.index.find(asked) if asked else []
    groups: dict[str, list[str]] = defaultdict(list)
    for iri in found:
        groups[kind_of(iri) or "term"].append(iri)
    return respond("search.html", asked=asked, groups=groups, total=len(found), most=MOST_PER_KIND)
