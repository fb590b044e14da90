"""The evidence of a relation, row, edge or number: a page, JSON and RDF."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response, g, request

from graph.formats import HTML, JSON_LD, N_TRIPLES, PLAIN_JSON, RDF_XML, TURTLE, Format
from graph.terms import Term
from graph.web.evidence import Evidence, find_evidence
from graph.web.evidence_json import Writer
from graph.web.evidence_request import ENDS, read_wanted
from graph.web.pages import ask, simpul
from graph.web.parameters import read_number
from graph.web.responses import choose, find_suffix, give_data, give_json, list_suffixes, offer, respond

blueprint = Blueprint("evidence", __name__)

FORMATS: Final = (HTML, PLAIN_JSON, TURTLE, N_TRIPLES, RDF_XML, JSON_LD)
_LONGEST: Final = 1000
"""Characters of parameters that headers repeat; clients do not take headers of any size."""


@blueprint.get("/evidence")
@blueprint.get("/evidence.<suffix>")
def page(suffix: str = "") -> Response:
    """Show the statements behind something, and what they rest on."""
    form = choose(find_suffix(suffix, list_suffixes(FORMATS)), FORMATS)
    wanted = read_wanted({name: request.args.getlist(name) for name in ("claim", *ENDS)})
    evidence = find_evidence(wanted, g.reader.lexicon, ask)
    number = read_number("page", 1, 1, evidence.pages)
    if form is PLAIN_JSON:
        found = Writer(g.reader.lexicon).write(evidence, number)
        return _offer(give_json(found, indent=1), evidence, number)
    if form is not HTML:
        return _offer(give_data(_write_rdf(evidence, number, form), form), evidence, number)
    return _offer(respond("evidence.html", found=evidence, page=number, formats=FORMATS[1:]), evidence, number)


def _write_rdf(evidence: Evidence, number: int, form: Format) -> bytes:
    """Write the statements of a page down, with their sources, and the records of what was derived."""
    query = simpul().catalogue.text("pages/describe_evidence")
    claims = [*evidence.on_page(number), *evidence.further]
    iris = [*(claim.iri for claim in claims), *(step.iri for step in evidence.steps)]
    lines: dict[bytes, None] = {}
    for iri in iris:
        text = simpul().engine.construct(query, N_TRIPLES.media_type, thing=Term(iri))
        lines.update(dict.fromkeys(text.splitlines(keepends=True)))
    body = b"".join(lines)
    return body if form is N_TRIPLES else simpul().engine.convert(body.decode(), form.media_type)


def _offer(response: Response, evidence: Evidence, number: int) -> Response:
    """Name the other forms of the same, and the next page."""
    wanted = evidence.wanted.parameters
    if sum(map(len, wanted.values())) > _LONGEST:
        return response
    offer(response, ((one, g.reader.href(f"/evidence.{one.suffix}", **wanted)) for one in FORMATS[1:]))
    if number < evidence.pages:
        response.headers.add("Link", f'<{g.reader.href(request.path, **wanted, page=number + 1)}>; rel="next"')
    return response
