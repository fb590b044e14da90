"""HTTP to one address, with one deadline for all of it, and connections that are used again.

The timeout of a socket counts anew from every byte; a service that sends one byte a
second would never meet it. Here every wait is cut to what is left until the
deadline, from connecting to the last byte of the answer. Nothing is followed to
another address, and no proxy of the environment is used.
"""

from __future__ import annotations

import contextlib
import io
import select
import socket
import ssl
import threading
import time
from http.client import HTTPConnection, HTTPException, HTTPResponse
from typing import TYPE_CHECKING, Final, NamedTuple

from graph.errors import EndpointBroken, EndpointUnreachable
from graph.language import mark
from graph.sparql.remote.address import Address

if TYPE_CHECKING:
    from typing_extensions import Buffer

_PIECE: Final = 256 * 1024
_WORDS: Final = 16 * 1024
"""Bytes that are read of an answer that is an error."""
_KEPT: Final = 16
"""Connections that are kept for the next request."""
_CUT: Final = mark("it breaks off")
_BOUNDLESS: Final = mark("it does not say where it ends, so that nobody can tell whether it is whole")


class SizeExceeded(Exception):
    """The answer is larger than allowed."""


class DeadlinePassed(Exception):
    """The time is over; it is not known what the service did."""


class Reply(NamedTuple):
    """A whole answer."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def media_type(self) -> str:
        """Its media type without parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


class Bounds(NamedTuple):
    """What a request may take, and whether it may be sent twice.

    Attributes
    ----------
    deadline : float
        The moment, by :func:`time.monotonic`.
    size : int
        Bytes of the answer.
    is_safe : bool
        Whether it changes nothing, so that it may be sent again where a kept connection turns out to be closed.
    """

    deadline: float
    size: int
    is_safe: bool


class _Wire:
    """A socket whose every operation ends at the deadline; what :mod:`http.client` needs of one."""

    def __init__(self, inner: socket.socket, deadline: float) -> None:
        self._inner = inner
        self._readers = 0
        self._is_left = False
        self.deadline = deadline

    def sendall(self, content: Buffer) -> None:
        self._inner.settimeout(_left(self.deadline))
        self._inner.sendall(content)

    def makefile(self, _mode: str) -> io.BufferedReader:
        self._readers += 1
        return io.BufferedReader(_Reader(self), _PIECE)

    def is_silent(self) -> bool:
        """Tell whether nothing arrived unasked, not even the end."""
        return not select.select([self._inner], [], [], 0)[0]

    def close(self) -> None:
        """Close it; who still reads an answer may read on, as with a plain socket."""
        self._is_left = True
        if not self._readers:
            self._inner.close()

    def leave(self) -> None:
        """Have one reader less."""
        self._readers -= 1
        if self._is_left and not self._readers:
            self._inner.close()

    def receive(self, buffer: Buffer) -> int:
        self._inner.settimeout(_left(self.deadline))
        return self._inner.recv_into(buffer)


class _Reader(io.RawIOBase):
    def __init__(self, wire: _Wire) -> None:
        self._wire = wire

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Buffer, /) -> int:
        return self._wire.receive(buffer)

    def close(self) -> None:
        if not self.closed:
            self._wire.leave()
        super().close()


class _Connection(HTTPConnection):
    """A connection to the address, made when the first request is sent."""

    def __init__(self, address: Address, context: ssl.SSLContext | None) -> None:
        self.default_port = 443 if context else 80
        super().__init__(address.host, address.port)
        self._context = context
        self.deadline = 0.0

    def connect(self) -> None:
        """Connect until the deadline."""
        try:
            plain = socket.create_connection((self.host, self.port), timeout=_left(self.deadline))
            plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            secure = self._context.wrap_socket(plain, server_hostname=self.host) if self._context else plain
        except OSError as error:
            raise EndpointUnreachable from error
        self.sock = _Wire(secure, self.deadline)

    @property
    def is_usable(self) -> bool:
        """Tell whether the other side has left it open."""
        wire = self.sock
        return isinstance(wire, _Wire) and wire.is_silent()

    def set_deadline(self, moment: float) -> None:
        """Make everything end at a moment."""
        self.deadline = moment
        if isinstance(self.sock, _Wire):
            self.sock.deadline = moment


class Client:
    """Asks one address. Threads may share it.

    Parameters
    ----------
    address : Address
        Where.
    """

    def __init__(self, address: Address) -> None:
        self._address = address
        self._context = ssl.create_default_context() if address.scheme == "https" else None
        self._lock = threading.Lock()
        self._idle: list[_Connection] = []
        self._is_closed = False

    def post(self, form: bytes, accept: str, bounds: Bounds) -> Reply:
        """Send a form and read the whole answer.

        Raises
        ------
        EndpointUnreachable
            If nothing could be sent.
        EndpointBroken
            If the answer is not whole, or is no HTTP.
        SizeExceeded, DeadlinePassed
            If the answer is too large, or not there in time.
        """
        kept = self._take() if bounds.is_safe else None  # what must not be sent twice gets a connection of its own
        try:
            if kept is not None:
                with contextlib.suppress(ConnectionError):  # closed at the moment of use: send it again
                    return self._exchange(kept, form, accept, bounds)
            return self._exchange(_Connection(self._address, self._context), form, accept, bounds)
        except (HTTPException, OSError) as error:
            raise EndpointBroken(detail=_CUT) from error

    def close(self) -> None:
        """Close every connection that is not in use."""
        with self._lock:
            self._is_closed = True
            idle, self._idle = self._idle, []
        for one in idle:
            one.close()

    def _exchange(self, connection: _Connection, form: bytes, accept: str, bounds: Bounds) -> Reply:
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": accept, "User-Agent": "Simpul"}
        if self._address.authorization:
            headers["Authorization"] = self._address.authorization
        try:
            connection.set_deadline(bounds.deadline)
            connection.request("POST", self._address.path, form, headers)
            with connection.getresponse() as response:
                reply = _read(response, bounds.size)
                is_whole = response.isclosed()
        except TimeoutError as error:
            connection.close()
            raise DeadlinePassed from error
        except BaseException:
            connection.close()
            raise
        self._give_back(connection, is_whole and bounds.is_safe)
        return reply

    def _take(self) -> _Connection | None:
        with self._lock:
            idle, self._idle = self._idle, []
            usable = [one for one in idle if one.is_usable]
            chosen = usable.pop() if usable else None
            self._idle = usable
        for one in idle:
            if one is not chosen and one not in usable:
                one.close()
        return chosen

    def _give_back(self, connection: _Connection, is_reusable: bool) -> None:
        with self._lock:
            is_kept = is_reusable and not self._is_closed and connection.sock is not None and len(self._idle) < _KEPT
            if is_kept:
                self._idle.append(connection)
        if not is_kept:
            connection.close()


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _read(response: HTTPResponse, limit: int) -> Reply:
    headers = {name.lower(): value for name, value in response.getheaders()}
    if response.status != 200:
        return Reply(response.status, headers, _read_words(response))
    if response.length is None and not response.chunked:
        raise EndpointBroken(detail=_BOUNDLESS)
    if headers.get("content-encoding", "identity").lower() != "identity":
        raise EndpointBroken(detail=mark("it is compressed although nobody asked for that"))
    pieces, room = [], limit
    if response.length is not None and response.length > room:
        raise SizeExceeded
    while piece := response.read(min(_PIECE, room + 1)):
        pieces.append(piece)
        room -= len(piece)
        if room < 0:
            raise SizeExceeded
    if response.length:
        raise EndpointBroken(detail=_CUT)
    return Reply(200, headers, b"".join(pieces))


def _read_words(response: HTTPResponse) -> bytes:
    """Read the beginning of an error; that it may break off matters to nobody."""
    try:
        return response.read(_WORDS)
    except HTTPException:
        return b""
