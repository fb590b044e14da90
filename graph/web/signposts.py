"""Links in headers that lead machines on from a thing: FAIR Signposting (signposting.org), level 1."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from flask import Response, g

from graph.formats import HTML
from graph.namespaces import DATASET, DCTERMS, SCHEMA, SIM
from graph.web.addresses import is_iri, path_of
from graph.web.bibliography import CITATION_FORMATS, spell_address
from graph.web.reader import Reader
from graph.web.responses import PAGE_FORMATS

_ONTOLOGY: Final = SIM.removesuffix("#")


def point(response: Response, cited: str, iri: str, types: Iterable[str]) -> Response:
    """Add the links of a thing to an answer about it, whatever its format.

    Parameters
    ----------
    response : Response
        The answer.
    cited : str
        The lasting address, with the version where one was asked for (RFC 8574).
    iri : str
        The thing.
    types : iterable of str
        Names of its types in schema.org.
    """
    is_page = response.mimetype == HTML.media_type
    for link in _list_links(cited, iri, types, is_page=is_page):
        response.headers.add("Link", link)
    return response


def _list_links(cited: str, iri: str, types: Iterable[str], *, is_page: bool) -> Iterator[str]:
    path, reader = path_of(iri), g.reader
    yield f'<{spell_address(cited)}>; rel="cite-as"'
    for one in (*PAGE_FORMATS[1:], *CITATION_FORMATS):
        yield f'<{path}.{one.suffix}{reader.pin}>; rel="describedby"; type="{one.media_type}"'
    if not is_page:
        yield f'<{path}{reader.pin}>; rel="alternate"; type="{HTML.media_type}"'
    for name in (*types, "AboutPage") if is_page else types:
        yield f'<{SCHEMA}{name}>; rel="type"'
    for licence in list_licences(reader):
        yield f'<{licence}>; rel="license"'
    yield f'<{DATASET}>; rel="collection"'


def list_licences(reader: Reader) -> list[str]:
    """Give the licence of the graph, as its vocabulary says."""
    known = reader.lexicon.terms.get(_ONTOLOGY, {}).get(DCTERMS + "license", ())
    # What stands in a header must be an address and nothing else.
    return sorted(one.value for one in known if one.kind == "uri" and one.value.isascii() and is_iri(one.value))
