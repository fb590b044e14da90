"""Mixed load on a running service for two minutes: light queries, heavy ones, bombs, and an update a second.

Run from the project folder: ``.venv/bin/python -m bench.load``. It needs the
development requirements (the bombs are those of the tests). Settings come from
the environment, as ``SIMPUL_QUERY_WORKERS=4``.

32 clients with addresses of their own ask at random moments: 89 of 100 queries
light, 10 heavy, 1 a bomb; no text twice. Before, the same clients send their
light queries alone, at the same rate. At the end it is checked that every status
was a right one and every body whole, that no update was lost, that the
memory of all processes stayed below what the settings allow and did not grow,
and that the light queries were at most three times as slow as alone (p99). The
exit status is 1 if any of it fails.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import itertools
import os
import random
import sys
import tempfile
import time
import urllib.parse
from collections.abc import Callable, Sequence
from pathlib import Path

from bench.clients import Client, Record, Request, at_random, pace
from bench.grown import build_dataset
from bench.memory import measure_family, sample
from bench.mix import JSON, QUERIES, make_questions
from bench.servers import Running, end_tidily, simpul
from bench.verdicts import Finished, judge, print_phase
from bench.writing import FORM, Writer, add_token
from graph.knowledge.versions import list_versions
from graph.namespaces import RDF, SIM, SKOS
from graph.settings import Settings
from tests.sparql_site import BOMBS

LIGHT = ("lookup", "star", "path")
HEAVY = (SIM + "sector", SIM + "directed", RDF + "subject", SIM + "mentions", SKOS + "definition")
SHARES = {"bomb": 0.01, "heavy": 0.10}
GRAPH, NUMBER = "urn:bench:load", "urn:bench:number"

Make = Callable[[], Request | None]


def main(arguments: Sequence[str]) -> int:
    """Run both phases and print the verdicts."""
    options = argparse.ArgumentParser(prog="bench.load", description=__doc__)
    options.add_argument("--seconds", type=float, default=120, help="of the mix; the phase alone takes a quarter")
    options.add_argument("--clients", type=int, default=32)
    options.add_argument("--rate", type=float, default=0.5, help="queries a second of each client")
    options.add_argument("--updates", type=float, default=1.0, help="updates a second of all")
    given = options.parse_args(arguments)
    end_tidily()
    with contextlib.suppress(PermissionError):
        os.nice(-10)  # a generator that waits for the processor would blame the server for it
    with tempfile.TemporaryDirectory(prefix="simpul-bench-") as name:
        data = Path(name) / "data"
        queries = _Queries(build_dataset(data).dataset)
        token = add_token(data) if given.updates else ""
        with simpul(data) as running:
            os.setpriority(os.PRIO_PROCESS, running.pid, 0)
            finished = asyncio.run(_run(running, queries, token, given))
            if given.updates:
                writer = Writer(running.endpoint, token)
                found = writer.select(f"SELECT ?number {{ GRAPH <{GRAPH}> {{ ?thing <{NUMBER}> ?number }} }}")
                finished.found = [int(row["number"]) for row in found]
                writer.close()
        finished.published = [
            change.id for one in list_versions(data) for change in one.manifest.changes if change.action == "update"
        ]
    return judge(finished, Settings.from_environ(os.environ))


class _Queries:
    """Makes requests with texts never sent before."""

    def __init__(self, dataset: Path) -> None:
        questions = make_questions(dataset)
        self._light = [one for name in LIGHT for one in questions[name]]
        lines = (QUERIES / "heavy.rq").read_text(encoding="utf-8").splitlines()
        self._heavy = "\n".join(line for line in lines if not line.startswith("#"))
        self._numbers = itertools.count(1)
        self._chance = random.Random(2)

    def make_light(self) -> Request:
        one, mark = self._chance.choice(self._light), f"m{next(self._numbers)}"
        return Request("light", one.path("/sparql", mark), {"Accept": one.accept})

    def make_heavy(self) -> Request:
        text = self._heavy.replace("urn:bench:property", self._chance.choice(HEAVY))
        return _ask("heavy", text.replace("?mark", f"?m{next(self._numbers)}"))

    def make_bomb(self) -> Request:
        text = BOMBS[self._chance.choice(sorted(BOMBS))]
        return _ask("bomb", f"PREFIX m{next(self._numbers)}: <urn:bench:> {text}")

    def make_any(self, is_alone: bool) -> Request | None:
        """Make one of the three by their shares; alone, nothing in place of those that are not light."""
        drawn = self._chance.random()
        if drawn >= SHARES["bomb"] + SHARES["heavy"]:
            return self.make_light()
        if is_alone:
            return None
        return self.make_bomb() if drawn < SHARES["bomb"] else self.make_heavy()


def _ask(kind: str, text: str) -> Request:
    return Request(kind, "/sparql?" + urllib.parse.urlencode({"query": text}), {"Accept": f"{JSON}, text/turtle;q=0.5"})


def _make_updates(token: str) -> Make:
    numbers = itertools.count(1)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": FORM, "Accept": "*/*"}

    def make() -> Request:
        number = next(numbers)
        text = f"INSERT DATA {{ GRAPH <{GRAPH}> {{ <urn:bench:thing:{number}> <{NUMBER}> {number} }} }}"
        return Request("update", "/sparql", headers, urllib.parse.urlencode({"update": text}).encode(), number)

    return make


async def _run(running: Running, queries: _Queries, token: str, given: argparse.Namespace) -> Finished:
    port = int(urllib.parse.urlsplit(running.endpoint).port or 0)
    clients = [Client(port, number) for number in range(given.clients + 1)]
    await _run_phase(clients[:-1], lambda: queries.make_any(is_alone=True), given.rate, 2)  # to warm up
    alone = await _run_phase(clients[:-1], lambda: queries.make_any(is_alone=True), given.rate, given.seconds / 4)
    print_phase("light queries alone", alone, given.seconds / 4)
    finished = Finished(alone, Record(), given.seconds, idle=measure_family(running.pid))
    sampling = asyncio.create_task(sample(running.pid, finished.memory))
    phase = _run_phase(clients[:-1], lambda: queries.make_any(is_alone=False), given.rate, given.seconds)
    writes = Record()
    if given.updates:
        end = time.perf_counter() + given.seconds
        updating = pace(clients[-1], lambda: 1 / given.updates, _make_updates(token), end, writes)
        finished.mixed, _ = await asyncio.gather(phase, updating)
    else:
        finished.mixed = await phase
    sampling.cancel()
    finished.mixed.seen += writes.seen
    finished.mixed.withheld += writes.withheld
    for client in clients:
        client.close()
    print_phase("the mix", finished.mixed, given.seconds)
    return finished


async def _run_phase(clients: list[Client], make: Make, rate: float, seconds: float) -> Record:
    record, end = Record(), time.perf_counter() + seconds
    gaps = [at_random(rate, random.Random(number)) for number in range(len(clients))]
    pairs = zip(clients, gaps, strict=True)
    await asyncio.gather(*(pace(client, gap, make, end, record) for client, gap in pairs))
    return record


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
