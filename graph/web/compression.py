"""Compressed answers: which coding a client gets (RFC 9110, section 12.5.3), and the coding itself."""

from __future__ import annotations

import gzip
import re
from functools import lru_cache
from typing import Final

import zstandard

WORTH_IT: Final = 1024
"""Bytes up to which an answer is sent as it is."""
CODINGS: Final = ("zstd", "gzip")
"""The better one first."""
_LEVELS: Final = {"zstd": 3, "gzip": 5}
_COMPRESSIBLE: Final = re.compile(
    r"text/|image/svg\+xml|application/(?:[\w.-]+\+)?(?:json|xml)\b"
    r"|application/(?:trig|n-triples|n-quads|javascript|x-bibtex|x-research-info-systems)\b"
)
_QUALITY: Final = re.compile(r"0(?:\.\d{0,3})?|1(?:\.0{0,3})?")
_REMEMBERED: Final = 200
"""Characters of the longest header whose answer is kept."""


def is_compressible(content_type: str) -> bool:
    """Tell whether a type of content gets smaller; pictures and archives are compressed already."""
    return _COMPRESSIBLE.match(content_type.lower()) is not None


def choose_coding(accept_encoding: str | None) -> str:
    """Choose a coding for an ``Accept-Encoding`` header; empty for none.

    The client's qualities decide, then the better coding. Whoever sends no
    header, or one that excludes both, gets the answer as it is.

    Examples
    --------
    >>> choose_coding("gzip, deflate, br, zstd")
    'zstd'
    >>> choose_coding("zstd;q=0.5, gzip")
    'gzip'
    >>> choose_coding("gzip;q=0.2, identity;q=0.5")
    ''
    """
    if not accept_encoding:
        return ""
    return _choose(accept_encoding) if len(accept_encoding) <= _REMEMBERED else _choose.__wrapped__(accept_encoding)


@lru_cache(maxsize=256)
def _choose(accept_encoding: str) -> str:
    wishes = dict(_read_wish(item) for item in accept_encoding.lower().split(","))
    others = wishes.get("*", 0.0)
    # Without being named, the answer as it is suits everybody, but a coding that was asked for suits better.
    plain = wishes.get("identity", 0.0)
    quality, _, coding = max((wishes.get(one, others), -place, one) for place, one in enumerate(CODINGS))
    return coding if quality > 0 and quality >= plain else ""


def _read_wish(item: str) -> tuple[str, float]:
    """Read a coding with its quality; a malformed quality counts as none."""
    name, *parameters = (part.strip() for part in item.split(";"))
    name = {"x-gzip": "gzip"}.get(name, name)
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key.strip() == "q":
            return name, float(value) if _QUALITY.fullmatch(value.strip()) else 0.0
    return name, 1.0


def compress(body: bytes, coding: str) -> bytes:
    """Write a body in a coding; the same body gives the same bytes."""
    if coding == "zstd":
        return zstandard.ZstdCompressor(level=_LEVELS["zstd"]).compress(body)
    return gzip.compress(body, _LEVELS["gzip"], mtime=0)
