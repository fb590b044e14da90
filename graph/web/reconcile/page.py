"""The addresses of the reconciliation service. All of them may be read from any page (section 3.3 of the API)."""

from __future__ import annotations

from typing import Any, Final

from flask import Blueprint, Response, g, render_template, request

from graph.errors import ThingUnknown
from graph.formats import HTML
from graph.namespaces import ID, SIM
from graph.web.addresses import clean, kind_of, path_of, short_id
from graph.web.exchange import Call
from graph.web.pages import ask
from graph.web.parameters import read_number
from graph.web.reconcile.batch import MOST_QUERIES, Columns, read_request
from graph.web.reconcile.candidates import ENTITIES, Finder
from graph.web.reconcile.properties import Table, kind_of_type, read_property, read_thing, type_of
from graph.web.responses import finish, give_json
from graph.web.safety import FRAMED
from graph.web.search_entries import describe
from graph.web.search_index import LONGEST
from graph.web.search_words import fold
from graph.web.texts import pick

blueprint = Blueprint("reconcile", __name__)

SUGGESTED: Final = 10
_FARTHEST: Final = 150
"""Suggestions that can be skipped."""
_OPEN: Final = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, HEAD, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, Accept-Language, Content-Type",
}


@blueprint.after_request
def open_up(response: Response) -> Response:
    """Let pages of other places read every answer, errors too."""
    response.headers.update(_OPEN)
    return response


@blueprint.route("/reconcile", methods=["GET", "POST"])
def service() -> Response:
    """Describe the service, reconcile a batch, or fetch values."""
    wanted = read_request(Call(request.environ))
    if wanted is None:
        return give_json(_describe_service())
    table = Table(g.reader, ask)
    if isinstance(wanted, Columns):
        return give_json(_extend(wanted, table))
    finder = Finder(g.reader, table)
    return give_json({name: {"result": finder.find(one)} for name, one in wanted.items()})


@blueprint.get("/reconcile/suggest/entity")
def suggest_entity() -> Response:
    """Suggest things for what somebody begins to type; ``type`` keeps to one type."""
    kind = kind_of_type(request.args.get("type", ""))
    skipped = read_number("cursor", 0, 0, _FARTHEST)
    found = g.reader.lexicon.index.search(_read_prefix(), [kind] if kind else ENTITIES, skipped + SUGGESTED)
    return give_json({"result": [_describe_entity(hit.iri) for hit in found.hits[skipped:]]})


@blueprint.get("/reconcile/suggest/type")
def suggest_type() -> Response:
    """Suggest types."""
    table = Table(g.reader, ask)
    return _suggest([{**table.describe_type(kind), "description": _describe_kind(kind)} for kind in ENTITIES])


@blueprint.get("/reconcile/suggest/property")
def suggest_property() -> Response:
    """Suggest properties."""
    table = Table(g.reader, ask)
    known = table.list_properties(kind_of_type(request.args.get("type", "")))
    return _suggest([{"id": one.id, "name": table.name(one), "description": _define(one.iri)} for one in known])


@blueprint.get("/reconcile/properties")
def propose_properties() -> Response:
    """Propose the properties that things of a type have."""
    wanted = request.args.get("type", "")
    table = Table(g.reader, ask)
    limit = read_number("limit", 1000, 1, 1000)
    known = table.list_properties(kind_of_type(wanted)) if not wanted or kind_of_type(wanted) else []
    properties = [{"id": one.id, "name": table.name(one)} for one in known[:limit]]
    return give_json({"type": clean(wanted)[:LONGEST], "limit": limit, "properties": properties})


@blueprint.get("/reconcile/preview")
def preview() -> Response:
    """Show a thing in a small frame of another page."""
    response = finish(Response(_write_preview("reconcile_preview.html"), content_type=HTML.content_type))
    response.headers["Content-Security-Policy"] = FRAMED
    return response


@blueprint.get("/reconcile/flyout")
def flyout() -> Response:
    """Give a small piece of a page about a thing, for clients that show it themselves."""
    return give_json({"id": request.args.get("id", ""), "html": _write_preview("reconcile_flyout.html")})


def _write_preview(template: str) -> str:
    iri = read_thing(request.args.get("id", ""))
    if iri not in g.reader.lexicon.labels:
        raise ThingUnknown(iri=iri or clean(request.args.get("id", ""))[:LONGEST])
    address = request.host_url.rstrip("/") + g.reader.href(path_of(iri))
    return render_template(template, iri=iri, kind=kind_of(iri), address=address, text=_tell(iri))


def _suggest(known: list[dict[str, str]]) -> Response:
    """Give those of some types or properties whose name, or a word of it, begins as was typed."""
    prefix = fold(_read_prefix())
    skipped = read_number("cursor", 0, 0, 1000)
    met = [one for one in known if _begins(prefix, one["name"]) or _begins(prefix, one["id"])]
    met.sort(key=lambda one: not fold(one["name"]).startswith(prefix))
    shown = [{name: text for name, text in one.items() if text} for one in met[skipped : skipped + SUGGESTED]]
    return give_json({"result": shown})


def _begins(prefix: str, text: str) -> bool:
    return f" {prefix}" in f" {fold(text)}"


def _read_prefix() -> str:
    return clean(request.args.get("prefix", ""))[:LONGEST]


def _describe_entity(iri: str) -> dict[str, Any]:
    text = _tell(iri)
    return {
        "id": short_id(iri),
        "name": g.reader.lexicon.name(iri, g.reader.language).value,
        **({"description": text} if text else {}),
        "notable": [Table(g.reader, ask).describe_type(kind_of(iri))],
    }


def _tell(iri: str) -> str:
    text = pick(describe(iri, g.reader.lexicon), g.reader.language)
    return text.value if text else ""


def _describe_kind(kind: str) -> str:
    return _define(SIM + type_of(kind))


def _define(iri: str) -> str:
    text = g.reader.lexicon.definition(iri, g.reader.language)
    return text.value if text else ""


def _extend(wanted: Columns, table: Table) -> dict[str, Any]:
    """Fetch values (data extension)."""
    columns = {pid: read_property(pid) for pid in wanted.properties}
    found = {
        thing: {pid: table.values(read_thing(thing), one) for pid, one in columns.items()} for thing in wanted.things
    }
    meta = []
    for pid, one in columns.items():
        values = [value for row in found.values() for value in row[pid]]
        meta.append({**table.describe_column(one, values), "id": pid})
    rows = {thing: {pid: list(map(table.show, values)) for pid, values in row.items()} for thing, row in found.items()}
    return {"meta": meta, "rows": rows}


def _describe_service() -> dict[str, Any]:
    """Write the service manifest."""
    host = request.host_url.rstrip("/")
    table = Table(g.reader, ask)

    def place(path: str) -> dict[str, str]:
        return {"service_url": host, "service_path": path}

    return {
        "versions": ["0.2"],
        "name": "Simpul",
        "identifierSpace": ID,
        "schemaSpace": SIM,
        "documentation": f"{host}/docs",
        "logo": f"{host}/static/icon.svg",
        "batchSize": MOST_QUERIES,
        "defaultTypes": [table.describe_type(kind) for kind in ENTITIES],
        "view": {"url": f"{host}/id/{{{{id}}}}"},
        "preview": {"url": f"{host}/reconcile/preview?id={{{{id}}}}", "width": 420, "height": 200},
        "suggest": {
            "entity": {**place("/reconcile/suggest/entity"), "flyout_service_path": "/reconcile/flyout?id=${id}"},
            "type": place("/reconcile/suggest/type"),
            "property": place("/reconcile/suggest/property"),
        },
        "extend": {"propose_properties": place("/reconcile/properties"), "property_settings": []},
    }
