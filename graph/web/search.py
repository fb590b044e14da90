"""The search: a page, the same as JSON, and suggestions while one types."""

from __future__ import annotations

from collections import defaultdict
from typing import Final

from flask import Blueprint, Response, g, request

from graph.errors import ParameterInvalid
from graph.formats import HTML, PLAIN_JSON
from graph.language import mark
from graph.web.addresses import clean
from graph.web.parameters import read_number
from graph.web.responses import choose, give_json, respond
from graph.web.search_entries import list_entries, write_json
from graph.web.search_found import Found, Hit
from graph.web.search_index import LONGEST, SEARCHED

blueprint = Blueprint("search", __name__)

MOST: Final = 200
"""Things that one answer gives."""
MOST_PER_KIND: Final = 8
SUGGESTED: Final = 8
_USUAL: Final = 50


@blueprint.get("/search")
def page() -> Response:
    """Show what was found, grouped by kind; or everything of one kind that was found."""
    if choose(None, (HTML, PLAIN_JSON)) is PLAIN_JSON:
        return as_json()
    asked, kinds = _read_asked(), _read_kinds()
    index = g.reader.lexicon.index
    found = index.search(asked, kinds, MOST)
    groups: dict[str, list[Hit]] = defaultdict(list)
    for hit in found.hits:
        groups[hit.kind].append(hit)
    most = MOST if kinds else MOST_PER_KIND
    return respond(
        "search.html",
        asked=asked,
        kinds=kinds,
        found=found,
        groups={kind: list_entries(hits[:most], found.words, g.reader) for kind, hits in groups.items()},
        better=index.suggest(asked) if asked and not found.hits else "",
    )


@blueprint.get("/search.json")
def as_json() -> Response:
    """Give what was found, best first."""
    asked, kinds, most = _read_asked(), _read_kinds(), _read_limit(_USUAL)
    return give_json(write_json(asked, g.reader.lexicon.index.search(asked, kinds, most), g.reader))


@blueprint.get("/search/complete")
def complete() -> Response:
    """Suggest things while somebody types, and say how many in a sentence that is read aloud."""
    asked, kinds, most = _read_asked(), _read_kinds(), _read_limit(SUGGESTED)
    found = g.reader.lexicon.index.search(asked, kinds, most)
    return give_json({**write_json(asked, found, g.reader), "message": _announce(found)})


def _announce(found: Found) -> str:
    if not found.hits:
        return str(g.reader.say(mark("No suggestions.")))
    one = g.reader.say(mark("1 suggestion; arrow down to choose it."))
    many = g.reader.say(mark("{count} suggestions; arrow down to choose one."), count="{count}")
    return str(g.reader.count(len(found.hits), one, many))


def _read_asked() -> str:
    return clean(request.args.get("q", ""))[:LONGEST].strip()


def _read_kinds() -> list[str]:
    """Read the kinds to stay within, each by itself or with commas between them."""
    wanted = [name for text in request.args.getlist("kind") for name in text.split(",") if name.strip()]
    kinds = list(dict.fromkeys(name.strip() for name in wanted))
    for kind in kinds:
        if kind not in SEARCHED:
            raise ParameterInvalid(name="kind", value=kind[:LONGEST], expected=" / ".join(SEARCHED))
    return kinds


def _read_limit(usual: int) -> int:
    return read_number("limit", usual, 1, MOST)
