"""One HTTP request and its reply, without a web framework (PEP 3333).

Everything that must be quick stands before Flask and uses these two: a framework
costs more than a light query.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse

Environ = dict[str, Any]
Pairs = list[tuple[str, str]]


class Call:
    """A request.

    Parameters
    ----------
    environ : dict
        The WSGI environment.
    """

    __slots__ = ("environ", "method", "path", "query_string")

    def __init__(self, environ: Environ) -> None:
        self.environ = environ
        self.method: str = environ["REQUEST_METHOD"]
        self.path: str = environ.get("PATH_INFO") or "/"
        self.query_string: bytes = (environ.get("QUERY_STRING") or "").encode("latin-1")

    def header(self, name: str) -> str | None:
        """Give a header by its name, such as ``Accept-Language``; ``None`` if it was not sent."""
        value = self.environ.get(_name_in_environ(name))
        return None if value is None else str(value)

    @property
    def address(self) -> str:
        """The address that was asked, without its query string."""
        scheme = self.environ.get("wsgi.url_scheme", "http")
        host = self.header("Host") or f"{self.environ['SERVER_NAME']}:{self.environ['SERVER_PORT']}"
        path = quote(self.path.encode("latin-1"), safe="/:@!$&'()*+,;=~")
        return f"{scheme}://{quote(host, safe='[]:.')}{path}"

    @property
    def size(self) -> int | None:
        """The length of the body in bytes; ``None`` where the client does not tell."""
        text = self.environ.get("CONTENT_LENGTH") or ""
        return int(text) if text.isdigit() else None

    def read(self, limit: int) -> bytes | None:
        """Read the whole body; ``None`` if it holds more than `limit` bytes."""
        size = self.size
        if size is not None and size > limit:
            return None
        is_chunked = size is None and bool(self.environ.get("wsgi.input_terminated"))
        wanted = limit + 1 if is_chunked else size or 0
        pieces: list[bytes] = []
        while wanted > 0 and (piece := self.environ["wsgi.input"].read(wanted)):
            pieces.append(piece)
            wanted -= len(piece)
        body = b"".join(pieces)
        return None if len(body) > limit else body


@lru_cache(maxsize=256)
def _name_in_environ(header: str) -> str:
    key = header.upper().replace("-", "_")
    return key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"


@dataclass(slots=True)
class Reply:
    """A whole answer; nothing is sent before it is complete.

    Attributes
    ----------
    status : int
        The HTTP status.
    body : bytes
        What follows the headers.
    headers : dict of str to str
        Without ``Content-Length``; names as usually written.
    more : list of (str, str)
        Headers that come more than once, such as ``Link`` and ``Set-Cookie``.
    """

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    more: Pairs = field(default_factory=list)

    def send(self, start_response: StartResponse, method: str = "GET") -> Iterable[bytes]:
        """Send it; without its body for ``HEAD``, which still tells the length."""
        pairs = [*self.headers.items(), *self.more]
        if self.status not in (204, 304):
            pairs.append(("Content-Length", str(len(self.body))))
        start_response(status_line(self.status), pairs)
        return [] if method == "HEAD" or not self.body else [self.body]


def status_line(status: int) -> str:
    """Write a status as WSGI wants it."""
    return f"{status} {_PHRASES.get(status, 'Unknown')}"


_PHRASES: Mapping[int, str] = {one.value: one.phrase for one in HTTPStatus}
