"""The page for people who write SPARQL, and the words that its editor completes.

The page works without script: a form, and the answer under it. With script the
same page is asked in the background and its parts are exchanged, so there is
one way in which an answer looks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

from flask import Blueprint, Response, current_app, g, jsonify, render_template, request

from graph.formats import HTML
from graph.namespaces import OWL, PREFIXES, RDF, RDFS, SH, SIM, shorten
from graph.terms import Term
from graph.web.addresses import is_iri, kind_of
from graph.web.lexicon import Lexicon
from graph.web.pages import simpul
from graph.web.problems import Problem
from graph.web.results import Result
from graph.web.snippets import write_snippets

blueprint = Blueprint("editor", __name__)

LIBRARY: Final = ("vendor/yasqe.min.js", "vendor/yasqe.min.css")
"""The editor that ``make assets`` fetches; without it the page has a plain field."""
KINDS: Final = ("factor", "concept", "actor", "practice", "effect", "programme", "place", "work", "person", "document")
"""Kinds of thing whose names people know; statements and citations are found by asking."""
THINGS: Final = 3000
"""Things that are offered at most: a reader types a few letters, and a browser must keep up."""
LINK: Final = 8000
"""Letters that a link may have; many programs cut longer ones."""

START: Final = "factors-in-order"
"""The question whose query is there when the reader brings none."""

_KEPT: Final = ("default-graph-uri", "named-graph-uri", "timeout", "version")
"""Parameters that stay when the form is sent again or an answer is taken away."""
_CLASSES: Final = frozenset((OWL + "Class", RDFS + "Class"))
_PROPERTIES: Final = frozenset(
    (RDF + "Property", *(OWL + name + "Property" for name in ("Object", "Datatype", "Annotation")))
)
_NEVER_ASKED: Final = frozenset((OWL + "Ontology", SH + "NodeShape", SH + "PropertyShape"))
_PLAIN_NAME: Final = re.compile(r"[a-z]+:[A-Za-z0-9_](?:[\w.-]*[\w-])?", re.ASCII)
"""What can be written with a prefix and without escapes (SPARQL 1.1, PN_LOCAL)."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What a query of a reader gave, and how long it took."""

    result: Result
    kind: str
    seconds: float


@blueprint.get("/sparql/terms.json")
def terms() -> Response:
    """Give the words of a version for completion: short name, kind, and names in all languages."""
    state = simpul()
    version = state.engine.version.id
    response = jsonify({"version": version, "prefixes": PREFIXES, "terms": list(list_terms(state.lexicon))})
    is_pinned = request.args.get("version") == version
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if is_pinned else "no-cache"
    response.set_etag(version)
    response.make_conditional(request)
    return response


def list_terms(lexicon: Lexicon) -> Iterator[dict[str, object]]:
    """List what a reader may want to write: the vocabulary first, then things by kind and name."""
    known = {term: _kind_of_term(values.get(RDF + "type", ())) for term, values in lexicon.terms.items()}
    used = {term: kind for term, kind in lexicon.used.items() if not term.startswith(SIM)}
    for term, kind in sorted({**used, **{term: kind for term, kind in known.items() if kind}}.items()):
        yield from _describe(term, kind, lexicon)
    things = [iri for kind in KINDS for iri in sorted(lexicon.of_kind(kind))]
    for iri in things[:THINGS]:
        yield from _describe(iri, kind_of(iri), lexicon)


def show_editor(query: str, problem: Problem | None = None, answered: Answered | None = None) -> Response:
    """Show the page with a query in it, and what is wrong with it or what it gave.

    Parameters
    ----------
    query : str
        The query; empty for one to start from.
    problem : Problem or None
        Why there is no answer.
    answered : Answered or None
        The answer.
    """
    state = simpul()
    version = state.engine.version.id
    kept = [(name, value) for name, value in request.args.items(multi=True) if name in _KEPT]
    examples = [(one.titles[g.reader.language], state.examples[one.name]) for one in state.questions]
    text = query or state.examples[START]
    values: dict[str, object] = {
        "query": text,
        "examples": examples,
        "prefixes": PREFIXES,
        "problem": problem,
        "kept": kept,
        "answered": answered,
        "has_editor": _has_library(),
        "share": _share(text, kept, version) if answered else "",
        "snippets": [] if problem else write_snippets(_address(), text, answered.kind if answered else "SELECT"),
    }
    response = Response(render_template("sparql.html", alternates="", **values), content_type=HTML.content_type)
    response.vary.update(["Accept", "Accept-Language", "Cookie"])
    return response


def _describe(iri: str, kind: str, lexicon: Lexicon) -> Iterator[dict[str, object]]:
    """Describe one word; nothing where it could not be written, or would be another one when read."""
    name = shorten(iri)
    if not is_iri(iri):
        return
    if not _PLAIN_NAME.fullmatch(name):
        name = f"<{iri}>"
    yield {"name": name, "kind": kind, "labels": lexicon.labels.get(iri, {})}


def _kind_of_term(types: Iterable[Term]) -> str:
    """Tell class, property and value of the vocabulary apart; what only checks the data is none."""
    found = {one.value for one in types}
    if found & _CLASSES:
        return "class"
    if found & _PROPERTIES:
        return "property"
    return "" if found & _NEVER_ASKED or not found else "value"


def _address() -> str:
    """Give the address for programs; it names the version where this page does."""
    version = request.args.get("version", "")
    return request.host_url + "sparql" + (f"?{urlencode({'version': version})}" if version else "")


def _share(query: str, kept: list[tuple[str, str]], version: str) -> str:
    """Give the link that always leads to this answer; empty where it would be too long."""
    pairs = [("query", query), *(pair for pair in kept if pair[0] != "version"), ("version", version)]
    link = f"{request.host_url}sparql?{urlencode(pairs)}"
    return link if len(link) <= LINK else ""


def _has_library() -> bool:
    folder = Path(str(current_app.static_folder))
    return all((folder / name).is_file() for name in LIBRARY)
