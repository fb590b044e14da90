"""The servers that the benches start: each on a free port of this machine, and ended whatever happens."""

from __future__ import annotations

import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / ".venv-bench" / "bin"
PATIENCE = 600
"""Seconds that a server gets to load its data and answer."""


class ServerMissing(Exception):
    """A server is not installed; the text says how to install it."""


@dataclass(frozen=True)
class Running:
    """A server that answers.

    Attributes
    ----------
    name : str
        As the tables call it.
    endpoint : str
        Where it takes queries.
    pid : int
        Its first process.
    """

    name: str
    endpoint: str
    pid: int


def find_tool(name: str) -> str:
    """Find a program that ``make bench-tools`` installs."""
    return _find(TOOLS / name, "make bench-tools")


def end_tidily() -> None:
    """Turn a request to end into an exception, so that every server started is ended too."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))


def find_port() -> int:
    """Find a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def simpul(data: Path, options: Sequence[str] = ()) -> Iterator[Running]:
    """Serve the published version with the project's own command."""
    port = find_port()
    command = [sys.executable, "server.py", "serve", "--data", str(data), "--port", str(port), *options]
    with _started(command, ROOT, data.parent / "simpul.log") as process:
        yield _wait(Running("Simpul", f"http://127.0.0.1:{port}/sparql", process.pid), process)


@contextmanager
def oxigraph(dataset: Path, folder: Path) -> Iterator[Running]:
    """Serve with the engine's own server, from its store on disk."""
    program = find_tool("oxigraph")
    store, port = folder / "oxigraph", find_port()
    subprocess.run([program, "load", "--location", store, "--file", dataset], check=True, capture_output=True)
    command = [program, "serve-read-only", "--location", str(store), "--bind", f"127.0.0.1:{port}"]
    with _started([*command, "--union-default-graph"], folder, folder / "oxigraph.log") as process:
        yield _wait(Running("oxigraph serve", f"http://127.0.0.1:{port}/query", process.pid), process)


@contextmanager
def rdflib_endpoint(dataset: Path, folder: Path) -> Iterator[Running]:
    """Serve with rdflib-endpoint, from memory."""
    program, port = find_tool("rdflib-endpoint"), find_port()
    command = [program, "serve", "--host", "127.0.0.1", "--port", str(port), str(dataset)]
    with _started(command, folder, folder / "rdflib-endpoint.log") as process:
        yield _wait(Running("rdflib-endpoint", f"http://127.0.0.1:{port}/", process.pid), process)


@contextmanager
def virtuoso(dataset: Path, folder: Path) -> Iterator[Running]:
    """Serve with Virtuoso, from a database that fits into its buffers."""
    package = "sudo apt-get install virtuoso-opensource-7"
    program, client = _find(Path("virtuoso-t"), package), _find(Path("isql-vt"), package)
    home, sql, port = folder / "virtuoso", find_port(), find_port()
    home.mkdir()
    (home / "virtuoso.ini").write_text(
        VIRTUOSO.format(home=home, sql=sql, port=port, data=dataset.parent), encoding="utf-8"
    )
    command = [program, "+foreground", "+configfile", str(home / "virtuoso.ini")]
    with _started(command, home, folder / "virtuoso.log") as process:
        running = _wait(Running("Virtuoso", f"http://127.0.0.1:{port}/sparql", process.pid), process)
        steps = f"ld_dir('{dataset.parent}', '{dataset.name}', 'urn:bench:unnamed'); rdf_loader_run(); checkpoint;"
        load = [client, str(sql), "dba", "dba", f"exec={steps}"]
        done = subprocess.run(load, check=True, capture_output=True, text=True, timeout=PATIENCE)
        if "Error" in done.stdout + done.stderr:
            raise RuntimeError(f"Virtuoso did not load the data:\n{done.stdout}{done.stderr}")
        yield running


VIRTUOSO = """
[Database]
DatabaseFile = {home}/virtuoso.db
ErrorLogFile = {home}/virtuoso.log
LockFile = {home}/virtuoso.lck
TransactionFile = {home}/virtuoso.trx
xa_persistent_file = {home}/virtuoso.pxa
MaxCheckpointRemap = 2000
TempStorage = TempDatabase

[TempDatabase]
DatabaseFile = {home}/virtuoso-temp.db
TransactionFile = {home}/virtuoso-temp.trx

[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
MaxClientConnections = 10
DirsAllowed = {home}, {data}
NumberOfBuffers = 170000
MaxDirtyBuffers = 130000

[HTTPServer]
ServerPort = 127.0.0.1:{port}
ServerRoot = {home}
MaxClientConnections = 128
ServerThreads = 128
MaxKeepAlives = 128
KeepAliveTimeout = 60

[SPARQL]
ResultSetMaxRows = 1000000
MaxQueryCostEstimationTime = 0
MaxQueryExecutionTime = 0
"""
"""Buffers of 1.4 GB, and no limit that would cut an answer short."""


def _find(program: Path, how: str) -> str:
    found = shutil.which(program)
    if found is None:
        raise ServerMissing(f"{program.name} is not installed; install it with: {how}")
    return found


@contextmanager
def _started(command: Sequence[str], folder: Path, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=folder, stdout=output, stderr=subprocess.STDOUT)
    try:
        yield process
    except BaseException:
        print(f"{Path(command[0]).name} said:\n{log.read_text(errors='replace')[-2000:]}", file=sys.stderr)
        raise
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(running: Running, process: subprocess.Popen[bytes]) -> Running:
    address = running.endpoint + "?" + urllib.parse.urlencode({"query": "ASK {}"})
    request = urllib.request.Request(address, headers={"Accept": "application/sparql-results+json"})
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                answer.read()
                return running
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            if process.poll() is not None:
                raise RuntimeError(f"{running.name} ended with status {process.returncode}") from None
            time.sleep(0.02)
    raise RuntimeError(f"{running.name} did not answer within {PATIENCE} seconds")
