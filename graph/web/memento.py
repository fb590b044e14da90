"""Versions over HTTP: an address at another time (Memento, RFC 7089).

The address of a page is the original resource and its own TimeGate; with
``?version=`` it is a memento. No Flask here: what answers before it says the same.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Final
from urllib.parse import parse_qsl, quote, urlencode

from werkzeug.http import http_date, parse_date

from graph.errors import DatetimeInvalid, VersionUnknown
from graph.knowledge.chain import Entry
from graph.knowledge.history import find_at
from graph.knowledge.versions import Version, open_version
from graph.sparql.engine import Published
from graph.web.exchange import Call, Reply
from graph.web.safety import DATA_HEADERS

TIMEMAP: Final = "/versions/timemap"
LINK_FORMAT: Final = "application/link-format"
FOREVER: Final = "public, max-age=31536000, immutable"
ASK_AGAIN: Final = "no-cache"
_VERSIONED: Final = re.compile(
    r"/(?:(?:dataset|docs|dump|id|ns|graph|nanopubs?|network|openapi|queries|reconcile|reifiers|search|evidence|sparql|store|works)(?:[/.].*)?|\.well-known/void)?"
)
_PLAIN: Final = re.compile(r"[A-Za-z0-9._~!$&'()*+,;=:@/?%-]*")
"""A query string that may stand in a header as it is."""
_WRITTEN: Final = (("%", "%25"), ("&", "%26"), ("+", "%2B"), (";", "%3B"))
_SAFE: Final = "/:@!$&'()*+,;=~"
_LIVE: Final = "live"
"""How the id of what has no versions starts: another service, which may change at any moment."""
_LONGEST: Final = 1500
"""Characters of an address that is repeated in headers; clients do not take headers of any size."""


def has_versions(path: str) -> bool:
    """Tell whether what stands at a path can be asked for at an older version.

    Examples
    --------
    >>> has_versions("/"), has_versions("/id/factor/security"), has_versions("/sparql.csv")
    (True, True, True)
    >>> has_versions("/healthz"), has_versions("/versions"), has_versions("/idle")
    (False, False, False)
    """
    return _VERSIONED.fullmatch(path) is not None


def is_live(version: str) -> bool:
    """Tell whether an id names no published version, but another service as it is at the moment."""
    return version.startswith(_LIVE)


def pin(path: str, query: str, version: str) -> str:
    """Give an address with ``version=`` set; an empty version takes it out.

    Examples
    --------
    >>> pin("/search", "q=desa&version=0123456789ab", "ba9876543210")
    '/search?q=desa&version=ba9876543210'
    >>> pin("/", "version=0123456789ab", "")
    '/'
    """
    if _PLAIN.fullmatch(query):  # what can stay as it was sent does
        parts = [one for one in query.split("&") if one and one.partition("=")[0] != "version"]
        text = "&".join([*parts, *([f"version={version}"] if version else [])])
        return f"{path}?{text}" if text else path
    kept = [(name, value) for name, value in parse_qsl(query, keep_blank_values=True) if name != "version"]
    text = urlencode([*kept, *([("version", version)] if version else [])])
    return f"{path}?{text}" if text else path


def find_memento(call: Call, data: Path) -> Reply | None:
    """Lead to the version of the moment that a client asks for; ``None`` if it asks for none.

    Parameters
    ----------
    call : Call
        The request.
    data : Path
        The folder of the versions.

    Raises
    ------
    DatetimeInvalid
        If ``Accept-Datetime`` is not a date.
    """
    wanted = call.header("Accept-Datetime")
    if wanted is None or call.method not in ("GET", "HEAD") or not has_versions(call.path):
        return None
    query = call.query_string.decode("latin-1")
    if "version" in dict(parse_qsl(query, keep_blank_values=True)):
        return None  # a memento stays what it is (section 4.5.3)
    moment = parse_date(wanted)
    if moment is None:
        raise DatetimeInvalid(value=wanted, example=http_date(datetime(2026, 11, 24, 9, 30, tzinfo=UTC)))
    found = find_at(data, moment)
    path = _quote(call.path)
    link = _write_links(
        {"original timegate": pin(path, query, ""), "timemap": _timemap(pin(path, query, ""))},
        {"memento": (pin(path, query, found.id), found)},
    )
    headers = {
        "Location": pin(path, query, found.id),
        "Vary": "Accept-Datetime",
        "Link": link,
        "Cache-Control": ASK_AGAIN,
        "Access-Control-Allow-Origin": "*",
        **DATA_HEADERS,
    }
    return Reply(302, b"", headers)


def date_answer(call: Call, version: Published, data: Path, *, is_pinned: bool) -> dict[str, str]:
    """Say which version an answer is about, and where others are.

    Parameters
    ----------
    call : Call
        The request; the answer has status 200 or 304.
    version : Published
        What it is about.
    data : Path
        The folder of the versions.
    is_pinned : bool
        Whether the client named the version.

    Returns
    -------
    dict of str to str
        Headers. ``Cache-Control`` is not among them, see :func:`say_how_long`.
    """
    if is_live(version.id):
        return {}
    headers = tell_moment(version, data)
    if call.method not in ("GET", "HEAD") or not has_versions(call.path):
        return headers
    path, query = _quote(call.path), call.query_string.decode("latin-1")
    if len(path) + len(query) > _LONGEST:
        return headers
    latest, own = pin(path, query, ""), pin(path, query, version.id)
    if not is_pinned:
        headers["Content-Location"] = own
    links = {"original timegate": latest, "timemap": _timemap(latest)}
    if is_pinned:
        links["latest-version"] = latest
    parent = getattr(version.manifest, "parent", "")
    if parent and (data / "versions" / parent).is_dir():
        links["predecessor-version"] = pin(path, query, parent)
    headers["Link"] = _write_links(links, {"memento": (own, version)})
    return headers


def tell_moment(version: Published, data: Path) -> dict[str, str]:
    """Say when a version was published, for an answer about it.

    There is no ``Last-Modified`` where the version before is of the same second:
    dates have no finer parts, and a client that compares them would keep what
    has changed (RFC 9110, section 8.8.2.2).
    """
    if is_live(version.id):
        return {}
    date = _write_date(version.manifest.published)
    headers = {"Memento-Datetime": date}
    parent = getattr(version.manifest, "parent", "")  # another service knows of none
    before = _find(data, parent) if parent else None
    if before is None or before.manifest.published != version.manifest.published:
        headers["Last-Modified"] = date
    return headers


def say_how_long(*, is_pinned: bool, is_page: bool) -> str:
    """Give ``Cache-Control``: data of a version never changes, pages about it may be made better."""
    return FOREVER if is_pinned and not is_page else ASK_AGAIN


def write_timemap(host: str, original: str, versions: Sequence[Entry]) -> bytes:
    """List an address at every version (RFC 7089, section 5).

    Parameters
    ----------
    host : str
        Scheme and host, without a slash at the end.
    original : str
        Path and query string.
    versions : sequence of Entry
        The latest first.
    """
    path, _, query = original.partition("?")
    rows = [
        f'<{host}{original}>; rel="original timegate"',
        f'<{host}{_timemap(original)}>; rel="self"; type="{LINK_FORMAT}"',
    ]
    last = len(versions) - 1
    for number, version in enumerate(reversed(versions)):
        place = ("first " if number == 0 else "") + ("last " if number == last else "")
        date = _write_date(version.published)
        rows.append(f'<{host}{pin(path, query, version.id)}>; rel="{place}memento"; datetime="{date}"')
    return ",\n".join(rows).encode("ascii") + b"\n"


def _find(data: Path, name: str) -> Version | None:
    try:
        return open_version(data, name)
    except VersionUnknown:
        return None


def _write_links(links: Mapping[str, str], dated: Mapping[str, tuple[str, Published]]) -> str:
    kind = f'; type="{LINK_FORMAT}"'
    parts = [f'<{target}>; rel="{name}"{kind if name == "timemap" else ""}' for name, target in links.items()]
    for name, (target, version) in dated.items():
        parts.append(f'<{target}>; rel="{name}"; datetime="{_write_date(version.manifest.published)}"')
    return ", ".join(parts)


@lru_cache(maxsize=1024)
def _write_date(moment: str) -> str:
    return http_date(datetime.fromisoformat(moment))


def _timemap(original: str) -> str:
    if _PLAIN.fullmatch(original):  # what a query string may hold needs little more to be the value of a parameter
        for sign, written in _WRITTEN:
            original = original.replace(sign, written)
        return f"{TIMEMAP}?of={original}"
    return f"{TIMEMAP}?{urlencode({'of': original})}"


def _quote(path: str) -> str:
    """Write a path as it stands in an address; WSGI gives it decoded, each byte a sign."""
    return quote(path.encode("latin-1"), safe=_SAFE)
