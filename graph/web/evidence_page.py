"""The evidence of a relation, row, edge or number: a page, JSON and RDF."""

from __future__ import annotations

import json
from typing import Final

from flask import Blueprint, Response, g, request

from graph.errors import ParameterInvalid
from graph.formats import HTML, JSON_LD, N_TRIPLES, RDF_XML, TURTLE, Format
from graph.language import mark
from graph.terms import Term
from graph.web.evidence import Evidence, find_evidence
from graph.web.evidence_json import Writer
from graph.web.evidence_request import ENDS, read_wanted
from graph.web.pages import ask, simpul
from graph.web.responses import choose, give_data, respond

blueprint = Blueprint("evidence", __name__)

PLAIN_JSON: Final = Format("JSON", "application/json", "json")
FORMATS: Final = (HTML, PLAIN_JSON, TURTLE, N_TRIPLES, RDF_XML, JSON_LD)
_LONGEST: Final = 1000
"""Characters of parameters that headers repeat; clients do not take headers of any size."""
_BY_SUFFIX: Final = {one.suffix: one for one in FORMATS}


@blueprint.get("/evidence")
@blueprint.get("/evidence.<any(html, json, ttl, nt, rdf, jsonld):suffix>")
def page(suffix: str = "") -> Response:
    """Show the statements behind something, and what they rest on."""
    form = choose(_BY_SUFFIX.get(suffix), FORMATS)
    wanted = read_wanted({name: request.args.getlist(name) for name in ("claim", *ENDS)})
    evidence = find_evidence(wanted, g.reader.lexicon, ask)
    number = _read_number(request.args.get("page", "1"), evidence.pages)
    if form is PLAIN_JSON:
        body = json.dumps(Writer(g.reader.lexicon).write(evidence, number), ensure_ascii=False, indent=1)
        return _offer(give_data(body.encode() + b"\n", form), evidence, number)
    if form is not HTML:
        return _offer(give_data(_write_rdf(evidence, number, form), form), evidence, number)
    return _offer(respond("evidence.html", found=evidence, page=number, formats=FORMATS[1:]), evidence, number)


def _read_number(text: str, pages: int) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 6 and 1 <= int(text) <= pages):
        raise ParameterInvalid(name="page", value=text[:20], expected=mark("the number of a page that there is"))
    return int(text)


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
    for one in FORMATS[1:]:
        path = g.reader.href(f"/evidence.{one.suffix}", **wanted)
        response.headers.add("Link", f'<{path}>; rel="alternate"; type="{one.media_type}"')
    if number < evidence.pages:
        response.headers.add("Link", f'<{g.reader.href(request.path, **wanted, page=number + 1)}>; rel="next"')
    return response
