"""SPARQL 1.1 Graph Store HTTP Protocol, without a web framework: which graph is meant, and what is to be written.

A graph is named in one of three ways: by ``?graph=IRI`` or ``?default``, by the
address of the request itself below ``/store/``, or, for graphs of our own, by
``/graph/<name>``, where https://w3id.org/simpul/graph/... leads to.

``?default`` is the graph without a name: what is put there is what one gets
from there. The default graph of *queries* is another one, the union of all graphs.
"""

from __future__ import annotations

import gzip
import io
import re
import zlib
from dataclasses import dataclass
from typing import Final
from uuid import uuid4

from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.http import parse_options_header
from werkzeug.sansio.multipart import Data, Epilogue, Field, File, MultipartDecoder

from graph.errors import ParameterConflict, ParameterInvalid, UnsupportedMediaType
from graph.formats import CHARSETS, JSON_LD, N_TRIPLES, RDF_XML, TURTLE, Format, find_format
from graph.knowledge.work import UNNAMED, Payload
from graph.language import mark
from graph.namespaces import GRAPH
from graph.sparql.protocol import Pairs, is_absolute, take_single
from graph.write_errors import BodyTooLarge, GraphMissing, RdfRefused

STORE: Final = "/store"
OWN: Final = "/graph/"
READABLE: Final = (TURTLE, N_TRIPLES, RDF_XML, JSON_LD)
"""What can be written to a graph; formats of whole datasets name graphs of their own and cannot."""

_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_FORM: Final = "multipart/form-data"
_GENERIC: Final = frozenset(("", "application/octet-stream", "application/xml", "text/xml", "text/plain"))
"""What browsers and curl call a file whose format they do not know."""
_MOST_PARTS: Final = 1000
_UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")
_DOCTYPE: Final = re.compile(rb"<!\s*DOCTYPE", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Target:
    """The graph that is meant.

    Attributes
    ----------
    graph : str
        Its IRI, or :data:`~graph.knowledge.work.UNNAMED`.
    base : str
        Relative IRIs in it are resolved against this.
    location : str
        Where it can be read, if the request named it by an address; empty if not.
    """

    graph: str
    base: str
    location: str = ""


def find_target(method: str, path: str, address: str, args: Pairs) -> Target:
    """Find the graph that a request is about.

    Parameters
    ----------
    method, path : str
        Of the request.
    address : str
        The whole address without its query string.
    args : sequence of (name, value)
        The query string.

    Raises
    ------
    GraphMissing
        If none is named; only ``POST`` may leave that to the service (section 5.5).
    ParameterConflict, ParameterRepeated, ParameterInvalid
        If several are named, or one that is no absolute IRI.
    """
    named, is_default = take_single(args, "graph"), take_single(args, "default") is not None
    if path.startswith(OWN) or path.rstrip("/") != STORE:
        if named is not None or is_default:
            raise ParameterConflict(one=path, other="graph=" if named is not None else "default")
        return _find_own(path) if path.startswith(OWN) else Target(address, address, address)
    if named is not None and is_default:
        raise ParameterConflict(one="graph=", other="default")
    if is_default:
        return Target(UNNAMED, address)
    if named is None and method == "POST":
        minted = f"{address.rstrip('/')}/{uuid4()}"
        return Target(minted, minted, minted)
    if named is None:
        raise GraphMissing
    if not is_absolute(named):
        raise ParameterInvalid(name="graph", value=named, expected=mark("an absolute IRI"))
    return Target(named, named)


def _find_own(path: str) -> Target:
    """Find a graph of our own; a suffix that chooses a format for readers is no part of its name."""
    name = path.removeprefix(OWN)
    for one in READABLE:
        name = name.removesuffix(f".{one.suffix}")
    if not _NAME.fullmatch(name):
        raise ParameterInvalid(
            name="graph", value=name, expected=mark("letters, digits, dots, hyphens and underscores")
        )
    return Target(GRAPH + name, GRAPH + name, OWN + name)


def read_payloads(content: bytes, content_type: str | None) -> tuple[Payload, ...]:
    """Take the body apart: one payload, or several in a form.

    Parameters
    ----------
    content : bytes
        The body, decompressed.
    content_type : str or None
        The header of that name.

    Raises
    ------
    UnsupportedMediaType
        If it is no RDF that can be read here.
    RdfRefused
        If it holds what is not read for safety.
    """
    media_type, options = parse_options_header(content_type)
    if media_type.lower() == _FORM:
        return _read_form(content, options.get("boundary", ""))
    return (_check(content, content_type, find_format(media_type, READABLE)),)


def decompress(content: bytes, coding: str | None, limit: int) -> bytes:
    """Undo ``Content-Encoding``, up to a limit of bytes.

    Raises
    ------
    UnsupportedMediaType
        If it is another coding than gzip.
    BodyTooLarge
        If there is more than the limit.
    RdfRefused
        If it is broken.
    """
    name = (coding or "identity").strip().lower()
    if name == "identity":
        return content
    if name not in ("gzip", "x-gzip"):
        raise UnsupportedMediaType(arrived=f"Content-Encoding: {coding}", expected="gzip, identity")
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as reader:
            plain = reader.read(limit + 1)
    except EOFError as error:
        raise RdfRefused(detail=mark("it ends in the middle of its gzip.")) from error
    except (OSError, zlib.error) as error:
        raise RdfRefused(detail=mark("it is said to be gzip, but is not.")) from error
    if len(plain) > limit:
        raise BodyTooLarge(size=f"> {limit}", limit=limit)
    return plain


def read_if_match(header: str | None) -> tuple[str, ...]:
    """Give the versions that ``If-Match`` names; our marks begin with the id of the version.

    Examples
    --------
    >>> read_if_match('"0123456789ab-ttl", W/"ba9876543210"')
    ('0123456789ab', 'ba9876543210')
    >>> read_if_match(None)
    ()
    """
    if header is None or header.strip() == "*":
        return ()
    names = [one.strip().removeprefix("W/").strip('"').partition("-")[0] for one in header.split(",")]
    return tuple(dict.fromkeys(names))


def _read_form(content: bytes, boundary: str) -> tuple[Payload, ...]:
    if not boundary:
        raise UnsupportedMediaType(arrived=_FORM, expected=f"{_FORM}; boundary=...")
    decoder = MultipartDecoder(boundary.encode("latin-1", "replace"), None, max_parts=_MOST_PARTS)
    payloads: list[Payload] = []
    try:
        decoder.receive_data(content)
        decoder.receive_data(None)
        event = decoder.next_event()
        head: Field | File | None = None
        pieces: list[bytes] = []
        while not isinstance(event, Epilogue):
            if isinstance(event, Field | File):
                head, pieces = event, []
            elif isinstance(event, Data) and head is not None:
                pieces.append(event.data)
                if not event.more_data:
                    payloads.append(_read_part(head, b"".join(pieces)))
            event = decoder.next_event()
    except (ValueError, RequestEntityTooLarge) as error:
        raise RdfRefused(detail=mark("it is not valid multipart/form-data.")) from error
    return tuple(payloads)


def _read_part(head: Field | File, content: bytes) -> Payload:
    """Read a part: its own media type counts, or the suffix of its file where that says more."""
    sent = head.headers.get("Content-Type", "")
    media_type = parse_options_header(sent)[0].lower()
    suffix = head.filename.rpartition(".")[2] if isinstance(head, File) else ""
    by_suffix = next((one for one in READABLE if one.suffix == suffix.lower()), None)
    if media_type in _GENERIC and by_suffix is not None:
        return _check(content, sent, by_suffix)
    return _check(content, sent or f"{head.name} ({_FORM})", find_format(media_type, READABLE))


def _check(content: bytes, content_type: str | None, form: Format | None) -> Payload:
    if form is None:
        expected = ", ".join((*(one.media_type for one in READABLE), _FORM))
        raise UnsupportedMediaType(arrived=content_type or "-", expected=expected)
    charset = parse_options_header(content_type)[1].get("charset", "utf-8")
    if charset.lower() not in CHARSETS:
        raise UnsupportedMediaType(arrived=content_type, expected=f"{form.media_type}; charset=utf-8")
    if form is RDF_XML:
        _refuse_doctype(content)
    return Payload(content, form.media_type)


def _refuse_doctype(content: bytes) -> None:
    """Refuse declarations of entities, of which a few lines can make gigabytes.

    Whoever means these letters writes them with ``&lt;``. Looking for them
    anywhere leaves nothing to hide behind, such as a comment that only some
    parsers see.
    """
    if content.startswith(_UTF_16) or b"\x00" in content[:4]:
        raise RdfRefused(detail=mark("RDF/XML is read in UTF-8 only."))
    if _DOCTYPE.search(content):
        raise RdfRefused(detail=mark("a document type declaration (<!DOCTYPE) is not read, for safety."))
