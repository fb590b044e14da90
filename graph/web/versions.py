"""The versions: ``/versions``, ``/versions/<id>``, and what differs between two of them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, Final

from flask import Blueprint, Response, g, jsonify, redirect, request, send_file
from werkzeug.wrappers import Response as WerkzeugResponse

from graph.errors import PageUnknown, ParameterInvalid, VersionUnknown
from graph.formats import HTML, JSON_LD, N_QUADS, N_TRIPLES, PLAIN_JSON, RDF_XML, TURTLE, Format
from graph.knowledge.chain import Entry, list_entries
from graph.knowledge.difference import DERIVED, FIGURES, compare, count, write_patch, write_text
from graph.knowledge.provenance import describe_version
from graph.knowledge.versions import Version, open_version
from graph.language import mark
from graph.web import problems
from graph.web.comparison import Comparison
from graph.web.memento import ASK_AGAIN, FOREVER, LINK_FORMAT, has_versions, write_timemap
from graph.web.pages import simpul
from graph.web.parameters import read_number
from graph.web.responses import choose, find_suffix, give_data, list_suffixes, respond

blueprint = Blueprint("versions", __name__)

TIMEMAP: Final = Format("TimeMap", LINK_FORMAT, "link")
TEXT: Final = Format("N-Quads +/-", "text/plain", "txt")
PATCH: Final = Format("RDF Patch", "application/rdf-patch", "patch")
LIST_FORMATS: Final = (HTML, PLAIN_JSON, TIMEMAP)
VERSION_FORMATS: Final = (HTML, TURTLE, N_TRIPLES, RDF_XML, JSON_LD, PLAIN_JSON, N_QUADS)
DIFFERENCE_FORMATS: Final = (HTML, TEXT, PATCH, PLAIN_JSON)

ACTIONS: Final = {
    "build": mark("built from the sources"),
    "update": mark("SPARQL update"),
    "put": mark("graph replaced"),
    "post": mark("statements added to a graph"),
    "delete": mark("graph removed"),
    "restore": mark("older version restored"),
}
"""What can make a version, for people."""

_ON_A_PAGE: Final = 50


@blueprint.get("/versions")
@blueprint.get("/versions.<suffix>")
def version_list(suffix: str = "") -> Response:
    """List what was published."""
    chosen = choose(find_suffix(suffix, list_suffixes(LIST_FORMATS)), LIST_FORMATS)
    entries = list_entries(simpul().settings.data)
    if chosen is TIMEMAP:
        return _give_timemap("/", entries)
    if chosen is PLAIN_JSON:
        shown = [_summarise(one, _current()) for one in _open_page(entries)]
        return _renew(_open_to_all(jsonify(total=len(entries), page=_page(), on_a_page=_ON_A_PAGE, versions=shown)))
    return _show_list(entries)


@blueprint.get("/versions/timemap")
def timemap() -> Response:
    """List one address at every version."""
    of = request.args.get("of", "/")
    is_ours = of.startswith("/") and of.isascii() and of.isprintable() and not set(of) & set(' <>"\\^`{|}')
    if not is_ours or not has_versions(of.partition("?")[0]):
        raise ParameterInvalid(name="of", value=of, expected=mark("the path of a page that has versions, such as /"))
    return _give_timemap(of, list_entries(simpul().settings.data))


@blueprint.get("/versions/<name>")
def version(name: str) -> WerkzeugResponse:
    """Show one version, or what differs between two."""
    if "..." in name:
        return _show_difference(name)
    try:
        return _show_version(name)
    except VersionUnknown as error:
        return _miss(error)


@blueprint.get("/versions/compare")
def comparison() -> WerkzeugResponse:
    """Lead from the form to the address of a comparison."""
    names = [request.args.get(name, "").strip() for name in ("before", "after")]
    if not all(name.isalnum() and name.isascii() for name in names):
        raise ParameterInvalid(name="before", value=names[0], expected=mark("the id of a version"))
    return redirect(g.reader.href("/versions/" + "...".join(names)))


def _show_version(name: str) -> WerkzeugResponse:
    chosen, found = _open_one(name)
    form = choose(chosen, VERSION_FORMATS)
    if form is PLAIN_JSON:
        return _keep(jsonify(_describe(found)), f"{found.id}-manifest")
    if form is N_QUADS:
        return _keep(send_file(found.dataset, mimetype=N_QUADS.media_type, etag=False), found.manifest.hash)
    if form is not HTML:
        text = describe_version(found, request.host_url.rstrip("/"))
        return _renew(give_data(simpul().engine.convert(text, form.media_type), form))
    values: dict[str, Any] = {
        "shown": found,
        "parent": _find(found.manifest.parent),
        "actions": ACTIONS,
        "current": _current(),
    }
    return _renew(respond("version.html", alternates=f"/versions/{found.id}", **values))


def _show_difference(name: str) -> WerkzeugResponse:
    first, _, second = name.partition("...")
    try:
        before = open_version(simpul().settings.data, first)
        chosen, after = _open_one(second, DIFFERENCE_FORMATS)
    except VersionUnknown as error:
        return _miss(error)
    form = choose(chosen, DIFFERENCE_FORMATS)
    is_short = request.args.get("derived") == "no" or (form is HTML and request.args.get("derived") != "yes")
    found = compare(before, after, DERIVED if is_short else FIGURES if form is PLAIN_JSON else ())
    tag = f"{before.id}-{after.id}-{'short' if is_short else 'whole'}"
    if form is HTML:
        shown = Comparison(before, after, g.reader, _page(), is_short=is_short)
        return _renew(respond("difference.html", shown=shown, formats=DIFFERENCE_FORMATS[1:]))
    if form is PLAIN_JSON:
        counts = {graph: asdict(one) for graph, one in count(found).items()}
        sums = {side: sum(one[side] for one in counts.values()) for side in ("added", "removed")}
        return _keep(jsonify(before=before.id, after=after.id, **sums, graphs=counts), f"{tag}-json")
    lines = write_text(found) if form is TEXT else write_patch(found, before.id, after.id)
    return _keep(Response(lines, content_type=form.content_type), f"{tag}-{form.suffix}")


def _show_list(entries: Sequence[Entry], error: VersionUnknown | None = None) -> Response:
    page, start, shown = _page(), (_page() - 1) * _ON_A_PAGE, _open_page(entries)
    values: dict[str, Any] = {"shown": shown, "total": len(entries), "start": start, "page": page}
    values |= {"is_last": start + _ON_A_PAGE >= len(entries), "current": _current()}
    values |= {"unknown": str(error.fields["version"]) if error else "", "kept": {one.id for one in entries}}
    return _renew(respond("versions.html", status=404 if error else 200, **values))


def _open_page(entries: Sequence[Entry]) -> list[Version]:
    """Open the versions of the page that is asked for."""
    start = (_page() - 1) * _ON_A_PAGE
    found = [_find(one.id) for one in entries[start : start + _ON_A_PAGE]]
    if not found and start:
        raise PageUnknown(path=request.full_path)
    return [one for one in found if one is not None]


def _miss(error: VersionUnknown) -> Response:
    """Say that there is no such version; show people which there are."""
    if not problems.prefers_page():
        raise error
    return _show_list(list_entries(simpul().settings.data), error)


def _open_one(name: str, offered: tuple[Format, ...] = VERSION_FORMATS) -> tuple[Format | None, Version]:
    """Open the version that an address names, and find the format that its suffix names."""
    own, _, suffix = name.partition(".")
    return find_suffix(suffix, list_suffixes(offered)), open_version(simpul().settings.data, own)


def _find(name: str) -> Version | None:
    try:
        return open_version(simpul().settings.data, name)
    except VersionUnknown:
        return None


def _current() -> str:
    return simpul().editions.current_id


def _page() -> int:
    return read_number("page", 1, 1, 1_000_000)


def _summarise(one: Version, current: str) -> dict[str, Any]:
    known = one.manifest
    counts = {"quads": known.quads, "statements": known.statements, "added": known.added, "removed": known.removed}
    who = {"message": known.message, "authors": [change.author or change.action for change in known.changes]}
    own = {"id": one.id, "published": known.published, "parent": known.parent, "current": one.id == current}
    return own | counts | who


def _describe(one: Version) -> dict[str, Any]:
    """Give the manifest; what changes are told apart by inside is nobody's business."""
    known = asdict(one.manifest)
    changes = [{name: change[name] for name in ("action", "author", "message", "time")} for change in known["changes"]]
    return known | {"changes": changes}


def _give_timemap(of: str, versions: Sequence[Entry]) -> Response:
    body = write_timemap(request.host_url.rstrip("/"), of, versions)
    return _renew(_open_to_all(Response(body, content_type=LINK_FORMAT)))


def _open_to_all(response: Response) -> Response:
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _renew(response: Response) -> Response:
    """Let an answer be asked for again each time: what is kept changes without the current version changing."""
    if response.status_code == 200:
        response.set_etag("versions-" + hashlib.sha256(response.get_data()).hexdigest()[:12])
    response.vary.update(["Accept", "Accept-Language", "Cookie"])
    response.headers["Cache-Control"] = ASK_AGAIN
    return response


def _keep(response: Response, name: str) -> Response:
    """Say that this answer never changes: it is named by the versions that it is about."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cache-Control"] = FOREVER
    response.vary.add("Accept")
    response.set_etag(name)
    return response
