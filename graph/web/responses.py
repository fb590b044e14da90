"""Answers: which form a client gets, and what every answer says of itself."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from flask import Response, g, render_template, request

from graph.errors import PageUnknown
from graph.formats import HTML, JSON_LD, N_TRIPLES, PLAIN_JSON, RDF_XML, TURTLE, Format, negotiate
from graph.web.exchange import Call
from graph.web.memento import date_answer, has_versions, say_how_long
from graph.web.pages import simpul

PAGE_FORMATS: Final = (HTML, TURTLE, N_TRIPLES, RDF_XML, JSON_LD)
"""What every thing is offered as; the page comes first because people come first."""

_OF_THE_SOFTWARE: Final = ("/openapi", "/reconcile")
"""Data that tells what this program does, besides what a version holds: a newer one may tell more."""

SUFFIXES: Final[Mapping[str, Format]] = {
    ".html": HTML,
    ".ttl": TURTLE,
    ".nt": N_TRIPLES,
    ".rdf": RDF_XML,
    ".jsonld": JSON_LD,
    ".json": JSON_LD,
}


def split_suffix(name: str, known: Mapping[str, Format] = SUFFIXES) -> tuple[str, Format | None]:
    """Split a suffix that names a format off the last part of an address.

    Examples
    --------
    >>> split_suffix("security.ttl")[0]
    'security'
    >>> split_suffix("b.3.2.1")
    ('b.3.2.1', None)
    """
    for suffix, form in known.items():
        if name.endswith(suffix) and len(name) > len(suffix):
            return name.removesuffix(suffix), form
    return name, None


def list_suffixes(offered: Iterable[Format]) -> dict[str, Format]:
    """Give formats by their suffixes."""
    return {f".{one.suffix}": one for one in offered}


def find_suffix(suffix: str, known: Mapping[str, Format] = SUFFIXES) -> Format | None:
    """Find the format that the suffix of an address names; none for no suffix.

    Raises
    ------
    PageUnknown
        If it names none.
    """
    form = known.get(f".{suffix}")
    if suffix and form is None:
        raise PageUnknown(path=request.path)
    return form


def choose(form: Format | None, offered: Sequence[Format] = PAGE_FORMATS) -> Format:
    """Choose the format: the one the address names, else by ``Accept``."""
    return form or negotiate(request.headers.get("Accept"), offered)


def respond(template: str, *, status: int = 200, alternates: str = "", **values: object) -> Response:
    """Show a page.

    Parameters
    ----------
    template : str
        Name of the template.
    status : int
        The HTTP status.
    alternates : str
        Path to which a suffix can be added for the same as RDF; empty for none.
    **values
        For the template.
    """
    text = render_template(template, alternates=alternates, **values)
    response = finish(Response(text, status=status, content_type=HTML.content_type))
    others = PAGE_FORMATS[1:] if alternates else ()
    return offer(response, ((one, f"{alternates}.{one.suffix}{g.reader.pin}") for one in others))


def offer(response: Response, others: Iterable[tuple[Format, str]]) -> Response:
    """Name other forms of the same in headers, each with its address."""
    for form, address in others:
        response.headers.add("Link", f'<{address}>; rel="alternate"; type="{form.media_type}"')
    return response


def give_data(body: bytes, form: Format) -> Response:
    """Give data; it is public and may be read from any page."""
    response = Response(body, content_type=form.content_type)
    response.headers["Access-Control-Allow-Origin"] = "*"
    return finish(response)


def give_json(data: object, indent: int | None = None) -> Response:
    """Give JSON; it is public and may be read from any page."""
    return give_data(json.dumps(data, ensure_ascii=False, indent=indent).encode() + b"\n", PLAIN_JSON)


def finish(response: Response) -> Response:
    """Add ``Vary``, and an ``ETag`` from version and content."""
    response.vary.update(["Accept", "Accept-Language", "Cookie"])
    is_page = response.mimetype == "text/html"
    response.headers.setdefault("Content-Language", g.reader.language if is_page else "id, en")
    if response.status_code == 200:
        digest = hashlib.sha256(response.get_data()).hexdigest()[:12]
        response.set_etag(f"{simpul().engine.version.id}-{digest}")
    return response


def settle(response: Response) -> Response:
    """Say which version an answer is about, how long it holds, and where other versions are.

    Called for every answer; what is no answer about a version stays as it is.
    """
    if "lease" not in g or request.method not in ("GET", "HEAD") or response.status_code not in (200, 304):
        return response
    if has_versions(request.path):
        is_pinned = "version" in g.reader.kept
        version, data = simpul().engine.version, simpul().settings.data
        if "ETag" not in response.headers:
            response.headers.setdefault("Content-Language", g.reader.language)
            finish(response)
        response.headers["Cache-Control"] = say_how_long(
            is_pinned=is_pinned, is_page=response.mimetype == "text/html" or request.path.startswith(_OF_THE_SOFTWARE)
        )
        links = response.headers.getlist("Link")
        response.headers.update(date_answer(Call(request.environ), version, data, is_pinned=is_pinned))
        for link in links:
            response.headers.add("Link", link)
        response.vary.add("Accept-Datetime")
    return response
