"""The sandbox of the worker, tried without the gate, and how it ends with its parent."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from graph.errors import BadQuery, QueryUnsupported
from graph.formats import JSON
from graph.sparql.forkserver import ForkServer
from graph.sparql.jobs import Job
from graph.sparql.limits import PoolLimits
from graph.sparql.pool import WorkerPool
from tests.sparql_site import BOMBS, Listener, write_dataset

ROOT = Path(__file__).parent.parent
PARENT = """
import sys, threading, time
from pathlib import Path
from graph.sparql.jobs import Job
from graph.sparql.forkserver import ForkServer
from graph.sparql.limits import PoolLimits
from graph.sparql.pool import WorkerPool
fork_server = ForkServer(Path(sys.argv[1]))
pool = WorkerPool(fork_server, PoolLimits(2, 60.0, 96, 1, 8))
pool.run(Job("ASK {}", "text/csv"))
for query in sys.argv[2:]:
    threading.Thread(target=pool.run, args=(Job(query, "text/csv"),), daemon=True).start()
time.sleep(0.3)
print(fork_server.pid, *pool.statistics.processes, flush=True)
time.sleep(60)
"""


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WorkerPool]:
    dataset = write_dataset(tmp_path_factory.mktemp("sandbox"))
    limits = PoolLimits(1, 3.0, 96, 1, 8)
    with closing(ForkServer(dataset)) as fork_server, closing(WorkerPool(fork_server, limits)) as one:
        yield one


@pytest.fixture
def listener() -> Iterator[Listener]:
    with closing(Listener()) as one:
        yield one


@pytest.mark.parametrize("target", ["<{}>", "?where"])
def test_a_call_that_slips_through_the_gate_reaches_nobody(pool: WorkerPool, listener: Listener, target: str) -> None:
    where = target.format(listener.url)
    query = f"SELECT * {{ VALUES ?where {{ <{listener.url}> }} SERVICE {where} {{ ?s ?p ?o }} }}"
    with pytest.raises(QueryUnsupported):
        pool.run(Job(query, JSON.media_type))
    time.sleep(0.1)
    assert listener.calls == 0


def test_a_silent_call_reaches_nobody_either(pool: WorkerPool, listener: Listener) -> None:
    pool.run(Job(f"SELECT * {{ SERVICE SILENT <{listener.url}> {{ ?s ?p ?o }} }}", JSON.media_type))
    time.sleep(0.1)
    assert listener.calls == 0


def test_an_update_is_no_query_to_the_worker(pool: WorkerPool, listener: Listener) -> None:
    with pytest.raises(BadQuery):
        pool.run(Job(f"LOAD <{listener.url}>", JSON.media_type))
    assert listener.calls == 0


def test_the_worker_can_open_nothing(pool: WorkerPool) -> None:
    for process in pool.statistics.processes:
        limits = Path(f"/proc/{process}/limits").read_text(encoding="ascii")
        rows = {line[:26].strip(): line[26:].split()[:2] for line in limits.splitlines()}
        assert rows["Max open files"] == ["3", "3"]
        assert rows["Max core file size"] == ["0", "0"]
        assert rows["Max address space"][0] != "unlimited"
        assert sorted(path.name for path in Path(f"/proc/{process}/fd").iterdir()) == ["0", "1", "2"]


def test_what_needs_chance_or_the_clock_still_works(pool: WorkerPool) -> None:
    query = "SELECT (RAND() AS ?a) (STRUUID() AS ?b) (NOW() AS ?c) (MD5('x') AS ?d) (BNODE() AS ?e) {}"
    first, second = (pool.run(Job(query, "text/csv")).split(b"\r\n")[1] for _ in range(2))
    assert first.count(b",") == 4
    assert first != second


def test_two_workers_draw_different_chances(tmp_path: Path) -> None:
    with closing(ForkServer(write_dataset(tmp_path))) as fork_server:
        drawn = set()
        for _ in range(3):
            with closing(WorkerPool(fork_server, PoolLimits(1, 3.0, 96, 1, 8))) as pool:
                drawn.add(pool.run(Job("SELECT (STRUUID() AS ?a) {}", "text/csv")))
        assert len(drawn) == 3


def is_running(process: int) -> bool:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    return False


@pytest.mark.parametrize("sign", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("busy", ["count", "parsing"])  # parsing keeps the interpreter lock
def test_workers_end_with_their_parent_however_it_ends(tmp_path: Path, sign: signal.Signals, busy: str) -> None:
    command = [sys.executable, "-c", PARENT, str(write_dataset(tmp_path)), BOMBS[busy], BOMBS[busy]]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as parent:
        assert parent.stdout is not None
        processes = [int(one) for one in parent.stdout.readline().split()]
        assert len(processes) >= 3
        os.kill(parent.pid, sign)
        parent.wait()
    deadline = time.monotonic() + 3
    while any(map(is_running, processes)) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not [process for process in processes if is_running(process)]
