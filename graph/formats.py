"""Media types: which formats are offered for what, and which one a client gets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

from graph.errors import NotAcceptable


@dataclass(frozen=True, slots=True)
class Format:
    """One way to write an answer down."""

    name: str
    media_type: str
    suffix: str
    aliases: tuple[str, ...] = ()

    @property
    def content_type(self) -> str:
        """The ``Content-Type`` header: text formats name their charset."""
        is_text = self.media_type.startswith("text/")
        return f"{self.media_type}; charset=utf-8" if is_text else self.media_type


JSON: Final = Format("JSON", "application/sparql-results+json", "srj", ("application/json",))
XML: Final = Format("XML", "application/sparql-results+xml", "srx", ("application/xml", "text/xml"))
CSV: Final = Format("CSV", "text/csv", "csv")
TSV: Final = Format("TSV", "text/tab-separated-values", "tsv")
RESULT_FORMATS: Final = (JSON, XML, CSV, TSV)
"""For SELECT and ASK; the first is the default."""

TURTLE: Final = Format("Turtle", "text/turtle", "ttl", ("application/x-turtle",))
N_TRIPLES: Final = Format("N-Triples", "application/n-triples", "nt", ("text/plain",))
RDF_XML: Final = Format("RDF/XML", "application/rdf+xml", "rdf", ("application/xml", "text/xml"))
JSON_LD: Final = Format("JSON-LD", "application/ld+json", "jsonld", ("application/json",))
TRIG: Final = Format("TriG", "application/trig", "trig")
N_QUADS: Final = Format("N-Quads", "application/n-quads", "nq")
GRAPH_FORMATS: Final = (TURTLE, N_TRIPLES, RDF_XML, JSON_LD, TRIG, N_QUADS)
"""For CONSTRUCT, DESCRIBE and things; the first is the default."""

HTML: Final = Format("HTML", "text/html", "html", ("application/xhtml+xml",))


def find_format(name: str, offered: Sequence[Format]) -> Format | None:
    """Find a format by suffix, name or media type, as in ``?format=ttl``."""
    wanted = name.strip().lower()
    for one in offered:
        if wanted in (one.suffix, one.name.lower(), one.media_type, *one.aliases):
            return one
    return None


def negotiate(accept: str | None, offered: Sequence[Format]) -> Format:
    """Choose the format for an ``Accept`` header (RFC 9110, section 12.5.1).

    Parameters
    ----------
    accept : str or None
        The header as it arrived; ``None`` or empty means "anything".
    offered : sequence of Format
        What can be served, best first.

    Returns
    -------
    Format
        The one the client likes best; ties go to the earlier one in `offered`.

    Raises
    ------
    NotAcceptable
        If the header excludes all of them.
    """
    if not accept or not accept.strip():
        return offered[0]
    by_type = {}
    for one in reversed(offered):
        for media_type in (*one.aliases, one.media_type):
            by_type[media_type] = one
    for one in reversed(offered):
        by_type[one.media_type] = one
    own_types = [one.media_type for one in offered]
    aliases = [name for name in by_type if name not in own_types]
    wanted = parse_accept_header(_without_charset(accept), MIMEAccept)
    chosen = wanted.best_match([*own_types, *aliases])
    if chosen is None:
        names = ", ".join(one.media_type for one in offered)
        raise NotAcceptable(accept=accept, offered=names)
    return by_type[chosen]


def _without_charset(accept: str) -> str:
    """Drop ``charset`` parameters: Werkzeug would match nothing with them."""
    kept = []
    for item in accept.split(","):
        parts = [part for part in item.split(";") if not part.strip().lower().startswith("charset=")]
        kept.append(";".join(parts))
    return ",".join(kept)
