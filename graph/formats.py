"""Media types: which formats are offered for what, and which one a client gets."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from graph.errors import NotAcceptable

CHARSETS: Final = frozenset(("utf-8", "utf8", "us-ascii", "ascii"))
"""Names of the one encoding that is spoken here, and of its part that is spoken everywhere."""
_ITEM: Final = re.compile(r'(?:[^,"]+|"(?:[^"\\]|\\.?)*(?:"|\Z))+', re.DOTALL)
_PARAMETER: Final = re.compile(r'(?:[^;"]+|"(?:[^"\\]|\\.?)*(?:"|\Z))+', re.DOTALL)
_QUALITY: Final = re.compile(r"0(?:\.\d{0,3})?|1(?:\.0{0,3})?|\.\d{1,3}")
_EXACT: Final = 2
_REMEMBERED: Final = 500
"""Characters of the longest header whose answer is kept."""


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

PLAIN_JSON: Final = Format("JSON", "application/json", "json")
"""For answers that are neither rows nor statements."""
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
        The one the client likes best. Among those it likes equally it is the one
        it named rather than covered by a wildcard, then the earlier one in `offered`.

    Raises
    ------
    NotAcceptable
        If the header excludes all of them.
    """
    if not accept or not accept.strip():
        return offered[0]
    find = _find_best if len(accept) <= _REMEMBERED else _find_best.__wrapped__
    chosen = find(accept, tuple(offered))
    if chosen is None:
        names = ", ".join(one.media_type for one in offered)
        raise NotAcceptable(accept=accept, offered=names)
    return chosen


@lru_cache(maxsize=256)
def _find_best(accept: str, offered: tuple[Format, ...]) -> Format | None:
    ranges = _read_ranges(accept)
    ranked = [(*_rank(one, ranges), -place) for place, one in enumerate(offered)]
    best = max(ranked, default=(0.0, 0, 0, 0))
    return offered[-best[3]] if best[0] > 0 else None


def _rank(one: Format, ranges: Mapping[str, float]) -> tuple[float, int, int]:
    """Tell how much a format is liked: its quality, how precisely it was named, and whether by its own name.

    The most precise range that covers a media type decides about it. An alias
    counts only where it is named itself: what is sent bears the format's own name.
    """
    main_type = one.media_type.partition("/")[0]
    own = [(ranges[name], precision) for name, precision in _cover(one.media_type, main_type) if name in ranges]
    quality, precision = own[0] if own else (0.0, 0)
    if precision == _EXACT and quality == 0:
        return 0.0, 0, 0
    aliases = max((ranges[name] for name in one.aliases if name in ranges), default=0.0)
    return max((quality, precision, 1), (aliases, _EXACT, 0))


def _cover(media_type: str, main_type: str) -> tuple[tuple[str, int], ...]:
    return (media_type, _EXACT), (f"{main_type}/*", 1), ("*/*", 0)


def _read_ranges(accept: str) -> dict[str, float]:
    """Read the media ranges with their qualities; what is malformed counts for nothing."""
    ranges: dict[str, float] = {}
    for item in _ITEM.findall(accept):
        name, *parameters = (part.strip() for part in _PARAMETER.findall(item.lower()) or [""])
        quality = 1.0
        for parameter in parameters:
            key, _, value = parameter.partition("=")
            if key.strip() == "q":
                quality = _read_quality(value.strip())
                break  # what follows is about the header, not about the format
            if key.strip() == "charset" and value.strip(' "') not in CHARSETS:
                quality = -1.0
        if "/" in name and quality >= 0:
            ranges[name] = max(quality, ranges.get(name, 0.0))
    return ranges


def _read_quality(text: str) -> float:
    return float(text) if _QUALITY.fullmatch(text) else -1.0
