"""What is written down of each request: a line of JSON on the error output, and the figures.

The thread that answers only puts a record aside. Another one turns records into
lines and figures, a batch at a time; it starts when there is something to
do and ends when there is nothing, and the program does not end before it has.
"""

from __future__ import annotations

import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from functools import lru_cache
from json.encoder import encode_basestring_ascii as quote
from typing import Final, NamedTuple
from urllib.parse import parse_qs

_PAUSE: Final = 0.2
"""Seconds between two batches."""
_IDLE: Final = 5
"""Pauses without a record after which the thread ends."""
_MOST: Final = 200_000
"""Records that may wait; where the output cannot keep up for long, whoever answers has to help."""
_PIECE: Final = 4000
"""Bytes written at once; a pipe takes so many without mixing them with another process's."""


class Record(NamedTuple):
    """What is known of one request.

    Attributes
    ----------
    moment : float
        Seconds since 1970 when it was answered.
    cache : str
        ``hit``, ``miss``, ``collapsed``; empty for what is never kept.
    kind : str
        ``query``, ``update``, ``store``, ``asset``, ``health`` or ``page``; empty: by its path.
    query : str
        The text of a query that came in a body; that of others stands in `query_string`.
    """

    moment: float
    request_id: str
    client: str
    method: str
    path: str
    query_string: str
    status: int
    size: int
    seconds: float
    cache: str
    version: str
    kind: str = ""
    query: str = ""


class Journal:
    """Takes records. Threads may share it.

    Parameters
    ----------
    detail : str
        ``off`` for no lines, ``requests``, or ``queries`` for lines with their texts.
    count : callable
        Told of every record.
    """

    def __init__(self, detail: str, count: Callable[[Record], None]) -> None:
        self._detail = detail
        self._count = count
        self._records: deque[Record] = deque()
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()
        self._writing = threading.Lock()

    def note(self, record: Record) -> None:
        """Put a record aside."""
        self._records.append(record)
        if self._thread is None:
            self._start()
        elif len(self._records) > _MOST:
            self.flush()

    def flush(self) -> None:
        """Write down everything that was put aside until now."""
        with self._writing:
            lines: list[str] = []
            size = 0
            for _ in range(len(self._records)):
                record = self._records.popleft()
                self._count(record)
                if self._detail != "off":
                    lines.append(_write_line(record, self._detail == "queries"))
                    size += len(lines[-1])
                if size > _PIECE - len(lines[-1] if lines else ""):
                    _write(lines)
                    lines, size = [], 0
            if lines:
                _write(lines)

    def _start(self) -> None:
        with self._lock:
            if self._thread is None:
                # Not a daemon, even if the thread that asks is one: the program waits for the last lines.
                self._thread = threading.Thread(target=self._run, name="journal", daemon=False)
                self._thread.start()

    def _run(self) -> None:
        idle = 0
        main = threading.main_thread()
        while main.is_alive() and idle < _IDLE:
            main.join(_PAUSE)
            idle = 0 if self._records else idle + 1
            self.flush()
        self._thread = None
        self.flush()  # what came between the last look and the farewell


def _write(lines: list[str]) -> None:
    """Write lines; a reader that went away must not end the service."""
    try:
        sys.stderr.write("".join(lines))
        sys.stderr.flush()
    except (OSError, ValueError):
        return


def _write_line(record: Record, with_query: bool) -> str:
    """Write a record as JSON; whatever came from the client is quoted."""
    whole = int(record.moment)
    line = (
        f'{{"time":"{_write_second(whole)}.{int((record.moment - whole) * 1000):03}Z","id":"{record.request_id}",'
        f"{_write_rest((*record[2:5], record.status, record.size, record.cache, record.version))},"
        f'"ms":{record.seconds * 1000:.3f}'
    )
    if with_query and (text := record.query or _find_query(record.query_string)):
        line += f',"query":{quote(text)}'
    return line + "}\n"


@lru_cache(maxsize=512)
def _write_rest(known: tuple[str, str, str, int, int, str, str]) -> str:
    """Write what is the same whenever the same thing is asked."""
    client, method, path, status, size, cache, version = known
    return (
        f'"client":{quote(client)},"method":{quote(method)},"path":{quote(path)},"status":{status},'
        f'"bytes":{size},"cache":"{cache}","version":{quote(version)}'
    )


@lru_cache(maxsize=8)
def _write_second(moment: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(moment))


def _find_query(query_string: str) -> str:
    fields = parse_qs(query_string, keep_blank_values=True, errors="replace")
    return (fields.get("query") or fields.get("update") or [""])[0]
