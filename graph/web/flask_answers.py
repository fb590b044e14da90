"""What Flask answers, as the gateway needs it: whole, with what tells whether it may be kept."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from graph.web.exchange import Call, Pairs, Reply

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication

_LARGEST: Final = 8 * 1024 * 1024
"""Bytes of an answer that is taken in whole; larger ones, and those of unknown length, go through."""
_ASIDE: Final = frozenset(("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE"))
"""Conditions are decided in one place, after Flask."""
_REPEATED: Final = frozenset(("set-cookie", "link", "www-authenticate"))
_VARIES: Final = frozenset(("accept", "accept-encoding", "accept-language", "cookie", "host", "accept-datetime"))
"""What the gateway looks at when it looks for an answer."""
_NEVER: Final = re.compile(r"no-store|private")
_PINNED: Final = re.compile(r"[?&]version=([0-9a-z]+)")


@dataclass(slots=True)
class Stream:
    """An answer that is passed on as it comes.

    Attributes
    ----------
    line : str
        The status as WSGI writes it.
    """

    line: str
    headers: Pairs
    pieces: Iterable[bytes]

    @property
    def status(self) -> int:
        """The status as a number."""
        return int(self.line[:3])

    @property
    def size(self) -> int:
        """The length that was announced."""
        return next((int(value) for name, value in self.headers if name.lower() == "content-length"), 0)

    def send(self, start_response: StartResponse, request_id: str) -> Iterable[bytes]:
        """Send it."""
        start_response(self.line, [*self.headers, ("X-Request-Id", request_id)])
        return self.pieces


def ask_flask(pages: WSGIApplication, call: Call) -> Reply | Stream:
    """Have a request answered by Flask.

    Parameters
    ----------
    pages : WSGI application
        Flask.
    call : Call
        A request; ``HEAD`` is asked as ``GET``, because what comes may be kept for both.
    """
    environ: dict[str, Any] = call.environ
    if not _ASIDE.isdisjoint(environ) or call.method == "HEAD":
        environ = {name: value for name, value in environ.items() if name not in _ASIDE}
        environ["REQUEST_METHOD"] = "GET" if call.method == "HEAD" else call.method
    started: list[tuple[str, Pairs]] = []
    written: list[bytes] = []

    def start_response(status: str, headers: Pairs, _: object = None, /) -> Any:
        started[:] = [(status, headers)]
        return written.append

    pieces = pages(environ, start_response)
    if not started:  # a generator that starts to answer when it is asked for its first piece
        pieces = _begin(pieces)
    line, headers = started[0]
    stream = Stream(line, headers, pieces)
    is_announced = any(name.lower() == "content-length" for name, _ in headers)
    if stream.size > _LARGEST or not (is_announced or isinstance(pieces, list | tuple) or stream.status in (204, 304)):
        return stream
    try:
        body = b"".join([*written, *pieces])
    finally:
        if hasattr(pieces, "close"):
            pieces.close()
    return _take_in(stream.status, headers, body)


def _begin(pieces: Iterable[bytes]) -> Iterator[bytes]:
    iterator = iter(pieces)
    first = next(iterator, b"")

    def rest() -> Iterator[bytes]:
        yield first
        yield from iterator

    return rest()


def _take_in(status: int, headers: Pairs, body: bytes) -> Reply:
    reply = Reply(status, body)
    for name, value in headers:
        if name.lower() in _REPEATED:
            reply.more.append((name, value))
        elif name.lower() != "content-length":
            reply.headers["ETag" if name.lower() == "etag" else name] = value
    return reply


def find_version(reply: Reply, current: str, call: Call) -> str | None:
    """Tell which version alone an answer depends on.

    Returns
    -------
    str or None
        The id that stands in its ``ETag``; empty for files that never change; ``None`` for what may not be kept.
    """
    control = reply.headers.get("Cache-Control", "")
    varies = {name.strip().lower() for name in reply.headers.get("Vary", "").split(",") if name.strip()}
    is_personal = any(name.lower() == "set-cookie" for name, _ in reply.more) or not varies <= _VARIES
    if reply.status != 200 or is_personal or _NEVER.search(control) or current.startswith("live"):
        return None
    tag = reply.headers.get("ETag", "").removeprefix("W/").strip('"')
    pinned = _PINNED.search("?" + call.query_string.decode("latin-1"))
    for version in (current, pinned[1] if pinned else ""):
        if version and tag.startswith(version):
            return version
    return "" if "immutable" in control else None
