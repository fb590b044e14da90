"""The first page."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response, g, request

from graph.question_files import find_question
from graph.web.addresses import short_id
from graph.web.argument import draw_argument
from graph.web.ego import COMPACT, draw_ego
from graph.web.pages import simpul
from graph.web.question_page import QuestionPage
from graph.web.reader import Link, Reader
from graph.web.relations import Relations
from graph.web.responses import respond

blueprint = Blueprint("start", __name__)

NEIGHBOURS: Final = 5
QUESTIONS: Final = (
    "how-factor-bears-on-competitiveness",
    "verdicts-on-a-programme",
    "statements-resting-on-work",
    "contradictions-side-by-side",
    "practices-serving-aims",
    "spread-of-the-evidence",
)
"""Questions that the first page offers: of each group one that many people ask."""
LINKAGES: Final = "/queries/linkages-of-actor"


@blueprint.get("/")
def page() -> Response:
    """Say what this is, show the argument, and open the three ways in."""
    reader = g.reader
    lexicon = reader.lexicon
    argument = draw_argument(lexicon.argument, reader)
    busiest = [_count_linkages(row["actor"].value, int(row["links"].value), reader) for row in lexicon.busiest]
    ego = None
    if lexicon.busiest:
        iri = lexicon.busiest[0]["actor"].value
        relations = Relations(iri, lexicon)
        relations.add_claims(claim for claim in lexicon.claims("claims_about", iri) if claim.is_linkage)
        ego = draw_ego(iri, relations.groups(reader.language), reader, NEIGHBOURS, COMPACT)
    questions = [_offer(name, reader) for name in QUESTIONS]
    host = request.host_url.rstrip("/")
    return respond("start.html", questions=questions, argument=argument, busiest=busiest, ego=ego, host=host)


def _count_linkages(iri: str, amount: int, reader: Reader) -> tuple[Link, int, str]:
    """Give an actor, how many linkages name it, and where these are listed."""
    return reader.link(iri), amount, reader.href(LINKAGES, actor=short_id(iri))


def _offer(name: str, reader: Reader) -> QuestionPage:
    """Give a question with an example value for each parameter."""
    question = find_question(simpul().catalogue, name)
    terms = question.read({one.name: [one.example] for one in question.parameters})
    return QuestionPage(question, terms, reader, simpul(), request.host_url)
