"""Other SPARQL services on this machine, real ones and one that misbehaves, for the tests of remote engines."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PATIENCE = 30
OXIGRAPH = Path(sys.executable).parent / "oxigraph"
VIRTUOSO = """
[Database]
DatabaseFile = {home}/virtuoso.db
ErrorLogFile = {home}/virtuoso.log
LockFile = {home}/virtuoso.lck
TransactionFile = {home}/virtuoso.trx
xa_persistent_file = {home}/virtuoso.pxa
TempStorage = TempDatabase

[TempDatabase]
DatabaseFile = {home}/virtuoso-temp.db
TransactionFile = {home}/virtuoso-temp.trx

[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
MaxClientConnections = 4
DirsAllowed = {home}, {data}
NumberOfBuffers = 10000
MaxDirtyBuffers = 6000

[HTTPServer]
ServerPort = 127.0.0.1:{port}
ServerRoot = {home}
MaxClientConnections = 8
ServerThreads = 8
MaxKeepAlives = 8
KeepAliveTimeout = 10

[SPARQL]
ResultSetMaxRows = {rows}
MaxQueryExecutionTime = 2
"""
"""Small, and with limits of its own at which it would send a part of the result."""
ROWS = 20_000


@dataclass
class Service:
    """A service that answers.

    Attributes
    ----------
    query, update : str
        Its addresses.
    process : Popen
        To end it with.
    """

    name: str
    query: str
    update: str
    process: subprocess.Popen[bytes]


def find_port() -> int:
    """Find a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def started(command: Sequence[str | Path], folder: Path, address: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program until the block ends, and wait for an address of it to answer."""
    with (folder / "output").open("wb") as output:
        process = subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
    try:
        end = time.monotonic() + PATIENCE
        while not answers(address):
            assert process.poll() is None and time.monotonic() < end, (folder / "output").read_text("utf-8", "replace")
            time.sleep(0.05)
        yield process
    finally:
        process.kill()
        process.wait()


def answers(address: str) -> bool:
    """Tell whether an address answers at all."""
    try:
        urllib.request.urlopen(address, timeout=5).close()
    except urllib.error.HTTPError as error:
        error.close()
        return True
    except OSError:
        return False
    return True


@contextmanager
def oxigraph(folder: Path, dataset: Path | None = None) -> Iterator[Service]:
    """Serve with ``oxigraph serve``, in memory."""
    folder.mkdir()
    address = f"http://127.0.0.1:{(port := find_port())}"
    command = [OXIGRAPH, "serve", "--bind", f"127.0.0.1:{port}", "--union-default-graph"]
    with started(command, folder, f"{address}/query") as process:
        if dataset:
            content, headers = dataset.read_bytes(), {"Content-Type": "application/n-quads"}
            urllib.request.urlopen(
                urllib.request.Request(f"{address}/store", content, headers), timeout=PATIENCE
            ).close()
        yield Service("oxigraph", f"{address}/query", f"{address}/update", process)


@contextmanager
def virtuoso(folder: Path, dataset: Path) -> Iterator[Service]:
    """Serve with Virtuoso; anybody may read and write."""
    program, client = shutil.which("virtuoso-t"), shutil.which("isql-vt")
    assert program and client, "These tests need Virtuoso: sudo apt-get install virtuoso-opensource-7-bin"
    folder.mkdir()
    sql, port = find_port(), find_port()
    text = VIRTUOSO.format(home=folder, data=dataset.parent, sql=sql, port=port, rows=ROWS)
    (folder / "virtuoso.ini").write_text(text, encoding="utf-8")
    address = f"http://127.0.0.1:{port}/sparql"
    with started(
        [program, "+foreground", "+configfile", "virtuoso.ini"], folder, f"{address}?query=ASK%7B%7D"
    ) as process:
        steps = f"DB.DBA.TTLP_MT(file_to_string_output('{dataset}'), '', 'urn:unnamed', 512);"
        steps += ' GRANT SPARQL_UPDATE TO "SPARQL";'
        command = [client, f"127.0.0.1:{sql}", "dba", "dba", f"exec={steps}"]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE, check=True)
        assert b"Error" not in done.stdout + done.stderr, done.stdout + done.stderr
        yield Service("virtuoso", address, address, process)


Respond = Callable[[socket.socket, bytes], None]
"""Gets a connection and the request that came through it."""


@dataclass
class Pretender:
    """A service that does as it is told and not as it should; made by :func:`pretending`."""

    respond: Respond
    requests: list[bytes] = field(default_factory=list)
    connections: int = 0
    url: str = ""

    def serve(self, listener: socket.socket) -> None:
        """Answer one connection after the other until the listener is closed."""
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._talk, args=(connection,)).start()

    def _talk(self, connection: socket.socket) -> None:
        with connection:
            connection.settimeout(PATIENCE)
            try:
                while request := read_request(connection):
                    self.requests.append(request)
                    self.respond(connection, request)
            except (OSError, EOFError):
                return  # the other side has seen enough


@contextmanager
def pretending(respond: Respond) -> Iterator[Pretender]:
    """Run a pretender."""
    before = set(threading.enumerate())
    pretender = Pretender(respond)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        pretender.url = f"http://127.0.0.1:{listener.getsockname()[1]}/sparql"
        thread = threading.Thread(target=pretender.serve, args=(listener,))
        thread.start()
        try:
            yield pretender
        finally:
            listener.shutdown(socket.SHUT_RDWR)
    for one in set(threading.enumerate()) - before:
        one.join(PATIENCE)


def read_request(connection: socket.socket) -> bytes:
    """Read one request with its body; empty at the end."""
    content = b""
    while b"\r\n\r\n" not in content:
        piece = connection.recv(65536)
        if not piece:
            return b""
        content += piece
    head, _, body = content.partition(b"\r\n\r\n")
    length = int(
        next(line.split(b":")[1] for line in head.split(b"\r\n") if line.lower().startswith(b"content-length"))
    )
    while len(body) < length:
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


def reply(status: str, body: bytes, **headers: Any) -> bytes:
    """Write an answer; header names with underscores for hyphens."""
    given = {"Content_Type": "application/sparql-results+json", "Content_Length": len(body), **headers}
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in given.items() if value is not None]
    return "\r\n".join([f"HTTP/1.1 {status}", *lines, "", ""]).encode() + body
