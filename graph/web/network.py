"""The stakeholder network: ``/network`` and what can be taken away from it."""

from __future__ import annotations

from collections import OrderedDict
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, cast

from flask import Blueprint, Response, current_app, g, jsonify, render_template, request

from graph.language import translate
from graph.terms import Row, literal
from graph.web.addresses import clean
from graph.web.pages import simpul

if TYPE_CHECKING:
    from graph.network.board import Board
    from graph.web.network_view import View

blueprint = Blueprint("network", __name__)

LIBRARY = "vendor/vis-network.min.js"
_BOARDS = "simpul-network"
_MOST_BOARDS = 3
"""Versions whose drawings are kept."""
_loading = Lock()


@blueprint.get("/network")
def page() -> str:
    """Show the drawing, its filters, the evidence and the tables."""
    view = _view()
    return render_template("network.html", view=view, has_library=_asset(LIBRARY).is_file())


@blueprint.get("/network/statements")
def statements() -> str | Response:
    """Show the statements behind one link (``?link=``) or around one actor (``?focus=``)."""
    view = _view()
    if _wants_json():
        return jsonify(view.evidence_json())
    return render_template("network_statements.html", view=view)


@blueprint.get("/network.json")
def as_json() -> Response:
    """Give the selection as JSON."""
    from graph.network.exports import as_json as write

    view = _view()
    found = write(view.shown, view.board.places, view.board.material, view.language)
    return jsonify({"version": _version(), "filters": view.phrases, **found})


@blueprint.get("/network.csv")
def as_csv() -> Response:
    """Give the selection as CSV, one line for each statement."""
    from graph.network.exports import as_csv as write

    view = _view()
    return _download(write(view.shown, view.board.material, view.language), "text/csv; charset=utf-8", "csv")


@blueprint.get("/network.svg")
def as_svg() -> Response:
    """Give the drawing as a picture."""
    from graph.network.picture import draw

    view = _view()
    dark = request.args.get("scheme") == "dark"
    text = draw(view.drawn, view.board.places, view.language, dark=dark)
    return Response(text, content_type="image/svg+xml; charset=utf-8")


@blueprint.get("/network.html")
def as_page() -> Response:
    """Give the drawing as one HTML file that works without this server."""
    from graph.network.drawing import build, write_page

    view = _view()
    library = _asset(LIBRARY)
    files = {"drawing": "network_drawing.js", "start": "network_alone.js", "style": "network.css"}
    assets = {name: _asset(file) for name, file in files.items()}
    if library.is_file():
        assets["library"] = library
    template = Path(str(current_app.root_path)) / str(current_app.template_folder) / "network_standalone.html"
    drawing = build(view.drawn, view.board.places, view.board.material, view.language)
    words = {"view": view, "version": _version(), "_": lambda text: translate(text, view.language)}
    response = _download(write_page(drawing, template, assets, words), "text/html; charset=utf-8", "html")
    # Opened from this server it must not share our origin: it carries its own script.
    response.headers["Content-Security-Policy"] = "sandbox allow-scripts"
    return response


def _view() -> View:
    from graph.web.network_view import View

    return View(_board(), request.args.to_dict(flat=False), _language())


def _board() -> Board:
    """Give the board of the version that is looked at; made at its first use, then kept for a while."""
    from graph.network.board import TABLES, set_up

    state = simpul()
    kept = cast("OrderedDict[str, Board]", current_app.extensions.setdefault(_BOARDS, OrderedDict()))
    version = _version()
    with _loading:
        if version not in kept:
            tables = {name: state.engine.select(state.catalogue.text(f"network/{name}")) for name in TABLES}
            tidied = {name: [_tidy(row) for row in rows] for name, rows in tables.items()}
            board = set_up(tidied, Path(state.settings.data) / "cache")
            kept[version] = board
        kept.move_to_end(version)
        while len(kept) > _MOST_BOARDS:
            kept.popitem(last=False)
        return kept[version]


def _tidy(row: Row) -> Row:
    """Drop what reorders writing from every text, so that a drawing shows it as pages do."""
    return {
        name: literal(clean(term.value), term.language, term.datatype) if term.kind == "literal" else term
        for name, term in row.items()
    }


def _version() -> str:
    return str(simpul().engine.version.id)


def _language() -> str:
    return str(g.reader.language)


def _wants_json() -> bool:
    if request.args.get("format") == "json":
        return True
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return bool(best == "application/json")


def _asset(name: str) -> Path:
    return Path(str(current_app.static_folder)) / name


def _download(content: str | bytes, content_type: str, suffix: str) -> Response:
    response = Response(content, content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="simpul-network-{_version()}.{suffix}"'
    return response
