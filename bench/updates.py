"""How long a small update takes to be acknowledged and to be readable, alone and several at once.

Run from the project folder: ``.venv/bin/python -m bench.updates``. It changes
the paper's graph in a folder of its own: a new thing in a new graph needs no
check against the shapes, a statement about a claim of the paper does. Those
sent at once share versions, so that they cost less than one after the other.
"""

from __future__ import annotations

import argparse
import itertools
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median

from bench.grown import build_dataset
from bench.mix import find_things
from bench.servers import end_tidily, simpul
from bench.verdicts import percentile
from bench.writing import Writer, add_token
from graph.knowledge.versions import list_versions
from graph.namespaces import GRAPH, RDFS

PAPER = GRAPH + "rais-flassy"
NEW = "urn:bench:updates"

Statement = Callable[[], tuple[str, str]]
"""Makes a graph and a statement that was never there."""


def main(arguments: Sequence[str]) -> int:
    """Measure and print."""
    options = argparse.ArgumentParser(prog="bench.updates", description=__doc__)
    options.add_argument("--updates", type=int, default=50, help="of each kind")
    options.add_argument("--at-once", type=int, default=8)
    given = options.parse_args(arguments)
    end_tidily()
    with tempfile.TemporaryDirectory(prefix="simpul-bench-") as name:
        data = Path(name) / "data"
        claims = itertools.cycle(find_things(build_dataset(data).dataset)["claim"])
        numbers = itertools.count(1)
        token = add_token(data)

        def make_thing() -> tuple[str, str]:
            return NEW, f"<urn:bench:thing:{next(numbers)}> <{RDFS}label> 'a new thing'"

        def make_link() -> tuple[str, str]:
            return PAPER, f"<{next(claims)}> <{RDFS}seeAlso> <https://example.org/{next(numbers)}>"

        with simpul(data) as running:
            for kind, make in (("a new thing", make_thing), ("a statement about a claim", make_link)):
                # Connections of their own for each kind: the service ends those that are idle for long.
                writers = [Writer(running.endpoint, token) for _ in range(given.at_once)]
                _update(writers[0], *make())  # the first one starts the process that writes
                _measure_together(kind, writers, make, given.updates, data)
                _measure_alone(kind, writers[0], make, given.updates)
                for writer in writers:
                    writer.close()
    return 0


def _update(writer: Writer, graph: str, statement: str) -> float:
    """Write a statement and give the milliseconds to the acknowledgement."""
    start = time.perf_counter()
    writer.update(f"INSERT DATA {{ GRAPH <{graph}> {{ {statement} }} }}")
    return (time.perf_counter() - start) * 1000


def _measure_alone(kind: str, writer: Writer, make: Statement, count: int) -> None:
    acknowledged, readable = [], []
    for _ in range(count):
        graph, statement = make()
        start = time.perf_counter()
        acknowledged.append(_update(writer, graph, statement))
        while not writer.select(f"SELECT * {{ GRAPH ?g {{ {statement} }} }}"):
            pass
        readable.append((time.perf_counter() - start) * 1000)
    _show(f"{kind}: sent to acknowledged", acknowledged)
    _show(f"{kind}: sent to readable", readable)


def _measure_together(kind: str, writers: list[Writer], make: Statement, count: int, data: Path) -> None:
    before, start = len(list_versions(data)), time.perf_counter()
    statements = [[make() for _ in range(count // len(writers) + 1)] for _ in writers]

    def send(writer: Writer, ours: list[tuple[str, str]]) -> list[float]:
        return [_update(writer, *one) for one in ours]

    with ThreadPoolExecutor(len(writers)) as threads:
        times = [one for some in threads.map(send, writers, statements) for one in some]
    seconds = time.perf_counter() - start
    _show(f"{kind}: {len(writers)} at once, sent to acknowledged", times)
    versions = len(list_versions(data)) - before
    print(f"{'':60}{len(times)} updates in {versions} versions, {len(times) / seconds:.1f} updates/s", flush=True)
    lost = [one for some in statements for one in some if not _is_there(writers[0], *one)]
    if lost:
        raise RuntimeError(f"{len(lost)} acknowledged updates are not there: {lost[:3]}")


def _is_there(writer: Writer, graph: str, statement: str) -> bool:
    return bool(writer.select(f"SELECT ?g {{ GRAPH ?g {{ {statement} }} FILTER(?g = <{graph}>) }}"))


def _show(name: str, times: list[float]) -> None:
    figures = f"median {median(times):8.1f} ms   p99 {percentile(times, 99):8.1f} ms   worst {max(times):8.1f} ms"
    print(f"{name:60}{figures}", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
