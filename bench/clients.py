"""Clients that ask at moments of their own choosing and measure honestly.

Each has an address of its own (127.0.0.2, 127.0.0.3, ...) and keeps its
connections. A request is sent at a moment that does not depend on the answers
before it, so that a slow answer cannot hide the ones that would have waited
behind it. Its time counts from being sent; how late that was is kept beside it,
to show whether the generator can be believed.
"""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field

PATIENCE = 90.0
"""Seconds after which a request counts as never answered."""
AT_ONCE = 16
"""Requests that one client has under way at most; what is due beyond them is withheld and counted."""

Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass(frozen=True)
class Request:
    """What to send.

    Attributes
    ----------
    kind : str
        What its outcome is counted as.
    target : str
        Path and query string.
    headers : dict of str to str
        Besides ``Host``.
    body : bytes or None
        None for GET.
    number : int
        To know it again.
    """

    kind: str
    target: str
    headers: dict[str, str]
    body: bytes | None = None
    number: int = 0


@dataclass(frozen=True)
class Seen:
    """What came back.

    Attributes
    ----------
    request : Request
        What was sent.
    status : int
        0 if nothing whole came.
    problem : str
        The last part of the problem's type, or what went wrong.
    seconds, lag : float
        From being sent to the end of the answer; how much too late it was sent.
    """

    request: Request
    status: int
    problem: str
    seconds: float
    lag: float


@dataclass
class Record:
    """Everything that a phase saw."""

    seen: list[Seen] = field(default_factory=list)
    withheld: int = 0


class Client:
    """A client with its own address and connections."""

    def __init__(self, port: int, number: int) -> None:
        self._port = port
        self._source = f"127.0.0.{number + 2}"
        self._idle: list[Connection] = []

    async def ask(self, request: Request, due: float) -> Seen:
        """Send a request and read the answer."""
        start = time.perf_counter()
        lag = start - due
        try:
            async with asyncio.timeout(PATIENCE):
                status, kind, body = await self._exchange(request)
        except (OSError, EOFError, ValueError, TimeoutError) as error:
            return Seen(request, 0, repr(error), time.perf_counter() - start, lag)
        seconds = time.perf_counter() - start
        problem = ""
        if "json" in kind and body:
            try:
                value = json.loads(body)
            except ValueError:
                return Seen(request, 0, f"a body cut short, with status {status}", seconds, lag)
            problem = str(value.get("type", "")).rpartition("/")[2]
        return Seen(request, status, problem, seconds, lag)

    def close(self) -> None:
        """Close the connections that wait."""
        for _, writer in self._idle:
            writer.close()

    async def _exchange(self, request: Request) -> tuple[int, str, bytes]:
        is_fresh = not self._idle
        connection = self._idle.pop() if self._idle else await self._connect()
        try:
            connection[1].write(self._spell(request))
            head = await connection[0].readuntil(b"\r\n\r\n")
        except (asyncio.IncompleteReadError, ConnectionError) as error:
            connection[1].close()
            said_nothing = not getattr(error, "partial", b"")
            if is_fresh or request.body is not None or not said_nothing:
                raise
            return await self._exchange(request)  # the server may close a connection that waits
        except BaseException:
            connection[1].close()
            raise
        try:
            status, headers = _parse_head(head)
            body = b"" if status == 204 else await _read_body(connection[0], headers)
        except BaseException:
            connection[1].close()
            raise
        if headers.get("connection", "").lower() == "close":
            connection[1].close()
        else:
            self._idle.append(connection)
        return status, headers.get("content-type", ""), body

    async def _connect(self) -> Connection:
        return await asyncio.open_connection("127.0.0.1", self._port, local_addr=(self._source, 0), limit=2**20)

    def _spell(self, request: Request) -> bytes:
        headers = {"Host": f"127.0.0.1:{self._port}", **request.headers}
        if request.body is not None:
            headers["Content-Length"] = str(len(request.body))
        method = "GET" if request.body is None else "POST"
        lines = [f"{method} {request.target} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
        return "\r\n".join([*lines, "", ""]).encode("ascii") + (request.body or b"")


def _parse_head(head: bytes) -> tuple[int, dict[str, str]]:
    first, *lines = head.decode("latin-1").split("\r\n")
    pairs = (line.partition(":") for line in lines if line)
    return int(first.split()[1]), {name.strip().lower(): value.strip() for name, _, value in pairs}


async def _read_body(reader: asyncio.StreamReader, headers: dict[str, str]) -> bytes:
    if headers.get("transfer-encoding", "").lower() != "chunked":
        return await reader.readexactly(int(headers["content-length"]))
    parts = []
    while size := int((await reader.readuntil(b"\r\n")).split(b";")[0], 16):
        parts.append((await reader.readexactly(size + 2))[:-2])
    await reader.readuntil(b"\r\n")
    return b"".join(parts)


async def pace(
    client: Client, gaps: Callable[[], float], make: Callable[[], Request | None], end: float, record: Record
) -> None:
    """Send what is made, each after a gap, until the end; wait for the last answers.

    Parameters
    ----------
    client : Client
        Who asks.
    gaps : callable
        Gives the seconds to the next request.
    make : callable
        Makes a request, or None for none this time.
    end : float
        A moment of ``time.perf_counter()``.
    record : Record
        Where to put what was seen.
    """
    under_way: set[asyncio.Task[None]] = set()

    async def ask(request: Request, due: float) -> None:
        record.seen.append(await client.ask(request, due))

    due = time.perf_counter() + gaps()
    while due < end:
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        request = make()
        if request is not None and len(under_way) >= AT_ONCE:
            record.withheld += 1
        elif request is not None:
            task = asyncio.create_task(ask(request, due))
            under_way.add(task)
            task.add_done_callback(under_way.discard)
        due += gaps()
    await asyncio.gather(*under_way)


def at_random(rate: float, chance: random.Random) -> Callable[[], float]:
    """Give gaps as between the requests of people who know nothing of each other, so many a second."""
    return lambda: chance.expovariate(rate)
