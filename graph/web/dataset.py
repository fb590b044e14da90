"""The dataset: a page about it, its description as RDF, and the whole of it as one file."""

from __future__ import annotations

from typing import Any, Final

from flask import Blueprint, Response, g, request

from graph.formats import HTML, Format
from graph.knowledge.checks import FOLDERS
from graph.namespaces import DATASET
from graph.web.citing import Citer
from graph.web.dataset_page import DatasetPage, describe_downloads
from graph.web.dataset_record import describe_dataset
from graph.web.dump import write_dump
from graph.web.pages import ask, simpul
from graph.web.responses import PAGE_FORMATS, choose, find_suffix, give_data, respond
from graph.web.schema_org import describe_dataset as describe_for_search
from graph.web.schema_org import write_block
from graph.web.signposts import list_licences, point

blueprint = Blueprint("dataset", __name__)

_QUERIES: Final = ("graphs_described", "linksets", "quality")
_LARGE: Final = 64 * 1024 * 1024
"""Bytes of a dataset that is compressed before it is sent, so that it can be kept; a larger one is sent as it comes."""
_LIVE: Final = "live"


@blueprint.get("/dataset")
@blueprint.get("/dataset.<suffix>")
def page(suffix: str = "") -> Response:
    """Show what the dataset is and holds; as RDF it is VoID, DCAT and PROV."""
    chosen = choose(find_suffix(suffix))
    response = _describe(chosen) if chosen is not HTML else _show()
    version = simpul().engine.version.id
    return point(
        response, f"{DATASET}?version={version}" if "version" in g.reader.kept else DATASET, DATASET, ("Dataset",)
    )


@blueprint.get("/.well-known/void")
def void() -> Response:
    """Give the description where VoID (section 7.2) has programs look for it."""
    return _describe(choose(None, PAGE_FORMATS[1:]))


@blueprint.get("/dump.nq.gz")
def dump() -> Response:
    """Give every statement of every graph."""
    state = simpul()
    version = state.engine.version
    pieces = write_dump(state.engine, state.catalogue)
    is_large = not version.id.startswith(_LIVE) and version.dataset.stat().st_size > _LARGE
    response = Response(pieces if is_large else b"".join(pieces), content_type="application/gzip")
    response.set_etag(f"{version.id}-dump")
    response.headers["Content-Disposition"] = f'attachment; filename="simpul-{version.id}.nq.gz"'
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _describe(form: Format) -> Response:
    state = simpul()
    host = request.host_url.rstrip("/")
    text = describe_dataset(state.engine, state.catalogue, host, state.statistics(state.engine))
    return give_data(state.engine.convert(text, form.media_type), form)


def _show() -> Response:
    state, reader = simpul(), g.reader
    version = state.engine.version
    citer = Citer(reader, version)
    host = request.host_url.rstrip("/")
    record = citer.cite_dataset()
    block = describe_for_search(record, list_licences(reader))
    shown = DatasetPage(state.statistics(state.engine), reader, {name: ask(name) for name in _QUERIES})
    if shown.about:
        block["description"] = shown.about.value
    block["distribution"] = describe_downloads(host, version.id if citer.has_versions else "")
    values: dict[str, Any] = {
        "shown": shown,
        "cite": citer.offer(lambda one: one.cite_dataset(), "/dataset", reader.pin),
        "record": record,
        "block": write_block(block),
        "host": host,
        "licences": list_licences(reader),
        "questions": state.questions,
        "checks": [len(state.catalogue.entries(name.removeprefix("queries/"))) for name in FOLDERS],
        "has_versions": citer.has_versions,
    }
    return respond("dataset.html", alternates="/dataset", **values)
