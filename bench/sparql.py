"""Measure a light lookup: in this process, through the pool, and with the gate before it.

Run it with ``python -m bench.sparql``; ``--seconds`` says how long each side runs.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pyoxigraph as ox

from graph.formats import JSON
from graph.sparql.forkserver import ForkServer
from graph.sparql.gate import GateLimits, inspect
from graph.sparql.jobs import Job
from graph.sparql.limits import PoolLimits
from graph.sparql.pool import WorkerPool

THINGS = 5000
LOOKUP = "SELECT ?p ?o WHERE { <http://example.org/thing/77> ?p ?o }"
HEAVY = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
LIMITS = GateLimits(65_536, 64, 100)


def write_dataset(folder: Path) -> Path:
    """Write a dataset of ten statements for each thing."""
    lines = [
        f'<http://example.org/thing/{number}> <http://example.org/p{column}> "{number}-{column}" <urn:g> .'
        for number in range(THINGS)
        for column in range(10)
    ]
    path = folder / "dataset.nq"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def measure(name: str, work: Callable[[], object], seconds: float) -> float:
    """Repeat something for a while, print what it took, and give the median in microseconds."""
    took = []
    end = time.perf_counter() + seconds
    while (started := time.perf_counter()) < end:
        work()
        took.append((time.perf_counter() - started) * 1e6)
    took.sort()
    median, p99 = statistics.median(took), took[int(len(took) * 0.99)]
    print(f"{name:38} {len(took) / seconds:10.0f} /s   median {median:7.0f} us   p99 {p99:7.0f} us")
    return median


def ask_directly(store: ox.Store) -> bytes | None:
    """Answer the lookup without another process."""
    results = store.query(LOOKUP, use_default_graph_as_union=True)
    assert isinstance(results, ox.QuerySolutions)
    return results.serialize(format=ox.QueryResultsFormat.JSON)


def run_heavy(pool: WorkerPool, is_done: threading.Event) -> None:
    """Ask something endless, again and again."""
    while not is_done.is_set():
        try:
            pool.run(Job(HEAVY, JSON.media_type))
        except Exception as error:  # noqa: BLE001 - being refused or ended is what it is for
            is_done.wait(0.05 if type(error).__name__ == "QueueFull" else 0)


def main() -> None:
    """Measure all sides and print the ratios."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=float, default=3.0)
    seconds = options.parse_args().seconds
    with tempfile.TemporaryDirectory() as folder:
        dataset = write_dataset(Path(folder))
        store = ox.Store()
        store.bulk_load(path=str(dataset), format=ox.RdfFormat.N_QUADS)
        direct = measure("in process", lambda: ask_directly(store), seconds)
        gate = measure("the gate alone", lambda: inspect(LOOKUP, LIMITS), seconds)
        limits = PoolLimits(2, 5.0, 512, 64, 64, slow=4, slow_queue=4)
        with closing(ForkServer(dataset)) as fork_server, closing(WorkerPool(fork_server, limits)) as pool:
            job = Job(LOOKUP, JSON.media_type)
            pool.run(job)
            piped = measure("through the pool", lambda: pool.run(job), seconds)
            is_done = threading.Event()
            threads = [threading.Thread(target=run_heavy, args=(pool, is_done)) for _ in range(8)]
            for thread in threads:
                thread.start()
            busy = measure("through the pool, 8 endless beside it", lambda: pool.run(job), seconds * 2)
            is_done.set()
            pool.close()
            for thread in threads:
                thread.join()
    print(f"pool / in process: {piped / direct:.2f}    gate + pool / in process: {(gate + piped) / direct:.2f}")
    print(f"pool beside 8 endless queries / pool alone: {busy / piped:.2f}")


if __name__ == "__main__":
    main()
