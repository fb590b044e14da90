"""The first page."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response, g, request

from graph.web.argument import draw_argument
from graph.web.ego import COMPACT, draw_ego
from graph.web.pages import simpul
from graph.web.reader import Reader
from graph.web.relations import Relations
from graph.web.responses import respond

blueprint = Blueprint("start", __name__)

NEIGHBOURS: Final = 5
QUESTIONS: Final = (
    "001_which_factors_strengthen_regional_competitiveness",
    "011_which_claims_contradict_each_other",
    "015_what_drives_capital_flight",
    "007_who_performs_each_ovop_practice",
    "019_how_surely_do_citations_cover_the_claims",
    "027_who_is_linked_most",
)
"""Questions that the first page offers, by the names of their files."""


@blueprint.get("/")
def page() -> Response:
    """Say what this is, show the argument, and open the three ways in."""
    reader = g.reader
    lexicon = reader.lexicon
    argument = draw_argument(lexicon.argument, reader)
    busiest = [(reader.link(row["actor"].value), int(row["links"].value)) for row in lexicon.busiest]
    ego = None
    if lexicon.busiest:
        iri = lexicon.busiest[0]["actor"].value
        relations = Relations(iri, lexicon)
        relations.add_claims(claim for claim in lexicon.claims("claims_about", iri) if claim.is_linkage)
        ego = draw_ego(iri, relations.groups(reader.language), reader, NEIGHBOURS, COMPACT)
    questions = [_offer(name, reader) for name in QUESTIONS]
    host = request.host_url.rstrip("/")
    return respond("start.html", questions=questions, argument=argument, busiest=busiest, ego=ego, host=host)


def _offer(name: str, reader: Reader) -> tuple[str, str]:
    """Give a question with the address that answers it."""
    entry = simpul().catalogue.entry(f"questions/{name}")
    return entry.title(reader.language), reader.href("/sparql#answer", query=entry.body)
