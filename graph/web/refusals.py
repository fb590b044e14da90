"""Errors over HTTP without a web framework; :mod:`graph.web.problems` says which status and words they have."""

from __future__ import annotations

import logging
import re
from typing import Final

from graph.errors import NotAcceptable, SimpulError
from graph.formats import JSON_LD, N_TRIPLES, RDF_XML, TURTLE, Format, negotiate
from graph.language import choose_language
from graph.web.exchange import Call, Reply
from graph.web.pages import Simpul
from graph.web.problems import DOCUMENT, describe, list_headers
from graph.web.safety import DATA_HEADERS
from graph.write_errors import ShapesBroken

_log = logging.getLogger(__name__)
_LANG: Final = re.compile(r"(?:^|[;&])\s*lang=(\w+)")
_PROBLEM: Final = Format("problem", DOCUMENT, "json", ("application/json",))
_TEXT: Final = Format("text", "text/plain", "txt")
_REPORTS: Final = (_PROBLEM, TURTLE, N_TRIPLES, JSON_LD, RDF_XML, _TEXT)
"""How a validation report is given."""


def find_language(call: Call) -> str:
    """Find the language of whoever calls."""
    asked = _LANG.search(call.query_string.decode("latin-1"))
    kept = _LANG.search(call.header("Cookie") or "")
    return choose_language(asked and asked[1], kept and kept[1], call.header("Accept-Language"))


def refuse(call: Call, state: Simpul, error: SimpulError) -> Reply:
    """Answer a call with a problem document (RFC 9457).

    Parameters
    ----------
    call : Call
        What was asked.
    state : Simpul
        Writes a validation report in the format that the client likes best.
    error : SimpulError
        Why it was not done.
    """
    language = find_language(call)
    problem = describe(error, language)
    if problem.status >= 500:
        _log.warning("%s: %s", error.kind, error)
    headers = {"Content-Type": DOCUMENT, "Vary": "Accept, Accept-Language, Cookie", **DATA_HEADERS}
    reply = Reply(problem.status, headers=headers | list_headers(error, language))
    if isinstance(error, ShapesBroken):
        _report(call, state, error, reply)
    reply.body = reply.body or problem.as_document()
    return reply


def _report(call: Call, state: Simpul, error: ShapesBroken, reply: Reply) -> None:
    """Give the validation report as RDF, or as sentences, to whoever likes that better than a problem document."""
    try:
        chosen = negotiate(call.header("Accept"), _REPORTS)
    except NotAcceptable:
        return  # an error is told in some form in any case
    if chosen is _TEXT:
        sentences = error.problems[reply.headers["Content-Language"]]
        reply.body = "".join(f"{one}\n" for one in sentences).encode()
    elif chosen is not _PROBLEM:
        with state.editions.lease() as engine:
            reply.body = engine.convert(error.report, chosen.media_type)
    reply.headers["Content-Type"] = chosen.content_type
