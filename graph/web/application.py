"""The Flask application."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, urlencode

from flask import Flask, Response, g, request, url_for
from jinja2 import StrictUndefined
from markupsafe import Markup

from graph.catalogue import Catalogue
from graph.errors import SimpulError
from graph.language import LANGUAGES, choose_language, translate
from graph.settings import Settings
from graph.web import (
    dataset,
    editor,
    evidence_page,
    nanopublications,
    network,
    problems,
    questions,
    references,
    search,
    sitemap,
    sparql,
    start,
    things,
    versions,
    vocabulary,
)
from graph.web.addresses import clean, path_of
from graph.web.api import page as api
from graph.web.gateway import Gateway
from graph.web.memento import has_versions, pin
from graph.web.pages import Simpul, simpul
from graph.web.reader import Reader
from graph.web.reconcile import page as reconcile
from graph.web.responses import PAGE_FORMATS, settle, split_suffix
from graph.web.safety import HEADERS

if TYPE_CHECKING:
    from graph.sparql.editions import Editions
    from graph.sparql.publishing import Publisher

ROOT: Final = Path(__file__).resolve().parents[2]

YEAR: Final = 365 * 24 * 3600


def create_app(settings: Settings, editions: Editions, publisher: Publisher | None = None) -> Flask:
    """Make the application.

    Parameters
    ----------
    settings : Settings
        How it is run.
    editions : Editions
        Gives the engine of each version.
    publisher : Publisher or None
        Makes changes; without it nothing can be changed.

    Returns
    -------
    Flask
        With its state in ``app.extensions["simpul"]``.
    """
    app = Flask("simpul", root_path=str(ROOT), template_folder="templates", static_folder="static")
    app.url_map.strict_slashes = False
    state = app.extensions["simpul"] = Simpul(settings, editions, Catalogue(ROOT / "queries"), publisher)
    app.jinja_options = {
        "undefined": StrictUndefined,
        "finalize": _finalize,
        "trim_blocks": True,
        "lstrip_blocks": True,
    }
    app.jinja_env.globals.update(_=_sentence, asset=_find_asset(app))
    app.before_request(_meet_reader)
    app.after_request(_add_headers)
    app.after_request(settle)
    app.teardown_request(_release)
    app.context_processor(_words_of_the_frame)
    for module in (
        start,
        things,
        vocabulary,
        search,
        editor,
        sparql,
        network,
        problems,
        evidence_page,
        versions,
        nanopublications,
        api,
        questions,
        references,
        reconcile,
        dataset,
        sitemap,
    ):
        app.register_blueprint(module.blueprint)
    app.wsgi_app = Gateway(app.wsgi_app, state)  # type: ignore[method-assign]  # as Flask advises
    return app


def _finalize(value: object) -> object:
    """Drop control characters from everything that a template writes."""
    if isinstance(value, Markup):
        return Markup(clean(str(value)))  # noqa: S704  (it was markup before)
    return clean(value) if isinstance(value, str) else value


def _sentence(text: str, **fields: object) -> str:
    """Give a sentence of a template in the reader's language; templates know it as ``_``."""
    sentence = translate(text, g.language)
    return sentence.format(**fields) if fields else sentence


def _find_asset(app: Flask) -> Callable[[str], str]:
    """Make the function that gives the address of a static file, with a mark of its content."""
    known: dict[str, str] = {}

    def asset(name: str) -> str:
        if name not in known:
            content = (Path(str(app.static_folder)) / name).read_bytes()
            known[name] = url_for("static", filename=name, v=hashlib.sha256(content).hexdigest()[:10])
        return known[name]

    return asset


def _meet_reader() -> None:
    asked = request.args.get("lang")
    g.language = choose_language(asked, request.cookies.get("lang"), request.headers.get("Accept-Language"))
    kept = {"lang": g.language} if asked in LANGUAGES else {}
    state = simpul()
    g.lease = state.editions.lease()
    g.reader = Reader(g.language, lambda: state.lexicon, kept)
    pinned = request.args.get("version", "")
    if pinned and has_versions(request.path):
        wanted = state.editions.lease(pinned)  # if it is unknown, the page that says so is about the current one
        g.lease.release()
        g.lease = wanted
        g.reader = Reader(g.language, lambda: state.lexicon, {**kept, "version": pinned})


def _release(_: BaseException | None) -> None:
    if "lease" in g:
        g.lease.release()


def _add_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    asked = request.args.get("lang")
    if asked in LANGUAGES and response.mimetype == "text/html":
        response.set_cookie("lang", str(asked), max_age=YEAR, httponly=True, samesite="Lax")
    if request.endpoint == "static" and "v" in request.args and response.status_code < 400:
        response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    return response


def _words_of_the_frame() -> dict[str, Any]:
    """What every page can use."""
    version = simpul().engine.version
    documents = _list_documents()
    return {
        "reader": g.reader,
        "language": g.language,
        "version": version,
        "latest": pin(quote(request.path), request.query_string.decode("latin-1"), ""),
        "current_id": simpul().editions.current_id,
        "documents": len(documents),
        "document_path": path_of(documents[0]) if len(documents) == 1 else "/id/document",
        "limits": simpul().settings,
        "languages": [(one, _switch(one)) for one in LANGUAGES],
        "data_formats": PAGE_FORMATS[1:],
        "alternates": "",
    }


def _list_documents() -> list[str]:
    """List the documents; none while nothing can be asked, because the page that says so has this frame too."""
    try:
        reader: Reader = g.reader
        return reader.lexicon.of_kind("document")
    except SimpulError:
        return []


def _switch(language: str) -> str:
    """Give the address of this page in a language."""
    values = {**request.args.to_dict(flat=False), "lang": [language]}
    path, _ = split_suffix(request.path) if request.path.startswith(("/id/", "/ns")) else (request.path, None)
    return f"{quote(path)}?{urlencode(values, doseq=True)}"
