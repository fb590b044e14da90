"""Loading a million triples into a new version, against ``oxigraph load`` into an empty folder.

Run from the project folder: ``.venv/bin/python -m bench.loading``; it needs
``make bench-tools``. The same N-Triples file goes by PUT to ``/store`` of a
running service that holds the paper, and to ``oxigraph load``, in turn. The
service checks, publishes and names a version; its time ends with the
acknowledgement, when the version is on the disk, and how long it takes until the
new triples are readable is told besides.
"""

from __future__ import annotations

import argparse
import random
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.parse
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

from bench.grown import build_dataset
from bench.servers import ServerMissing, end_tidily, find_tool, simpul
from bench.writing import Writer, add_token

GRAPH = "urn:bench:loaded"
NAMES = "http://example.org/"
LIMIT = 1.2
"""Times what ``oxigraph load`` takes."""


def main(arguments: Sequence[str]) -> int:
    """Measure both sides in rounds and print them with the ratio."""
    options = argparse.ArgumentParser(prog="bench.loading", description=__doc__)
    options.add_argument("--triples", type=int, default=1_000_000)
    options.add_argument("--rounds", type=int, default=3)
    given = options.parse_args(arguments)
    end_tidily()
    with tempfile.TemporaryDirectory(prefix="simpul-bench-") as name:
        folder = Path(name)
        source = folder / "generated.nt"
        with source.open("w", encoding="ascii") as file:
            file.writelines(_generate(given.triples))
        print(f"{given.triples} triples, {source.stat().st_size / 2**20:.0f} MiB of N-Triples", flush=True)
        build_dataset(folder / "paper")
        token = add_token(folder / "paper")
        ours, readable, theirs = [], [], []
        for number in range(given.rounds):
            acknowledged, read = _load_simpul(folder, source, token, given.triples)
            ours.append(acknowledged)
            readable.append(read)
            theirs.append(_load_oxigraph(folder, source))
            print(f"round {number + 1}: PUT /store {ours[-1]:.2f} s, oxigraph load {theirs[-1]:.2f} s", flush=True)
    ratio = median(one / other for one, other in zip(ours, theirs, strict=True))
    print(f"PUT /store, to the acknowledgement: median {median(ours):.2f} s; readable after {median(readable):.2f} s")
    print(f"oxigraph load: median {median(theirs):.2f} s")
    print(f"ratio {ratio:.2f}, at most {LIMIT}: {'reached' if ratio <= LIMIT else 'NOT REACHED'}")
    return 0


def _generate(count: int) -> Iterator[str]:
    """Make ten statements for each thing: kind, name, number, and links to other things."""
    chance = random.Random(1)
    things = max(1, count // 10)
    for line in range(count):
        thing, column = f"{NAMES}thing/{line // 10}", line % 10
        if column == 0:
            value = f"<{NAMES}Kind{chance.randrange(20)}>"
        elif column == 1:
            value = f'"thing number {line // 10}"@en'
        elif column < 5:
            value = f'"{chance.randrange(10_000)}"^^<http://www.w3.org/2001/XMLSchema#integer>'
        else:
            value = f"<{NAMES}thing/{chance.randrange(things)}>"
        yield f"<{thing}> <{NAMES}property{column}> {value} .\n"


def _load_simpul(folder: Path, source: Path, token: str, triples: int) -> tuple[float, float]:
    """Give the seconds to the acknowledgement and until the triples could be read."""
    data = folder / "data"
    shutil.copytree(folder / "paper", data)
    try:
        with simpul(data, ["--update-timeout", "900", "--upload-size", "4096", "--update-memory", "16384"]) as running:
            writer = Writer(running.endpoint, token)
            target = "/store?" + urllib.parse.urlencode({"graph": GRAPH})
            start = time.perf_counter()
            writer.send("PUT", target, source.read_bytes(), "application/n-triples")
            acknowledged = time.perf_counter() - start
            found = writer.select(f"SELECT (COUNT(*) AS ?count) {{ GRAPH <{GRAPH}> {{ ?s ?p ?o }} }}")
            readable = time.perf_counter() - start
            writer.close()
    finally:
        shutil.rmtree(data)
    if int(found[0]["count"]) != triples:
        raise RuntimeError(f"{found[0]['count']} triples were loaded, not {triples}")
    return acknowledged, readable


def _load_oxigraph(folder: Path, source: Path) -> float:
    store = folder / "oxigraph"
    try:
        program = find_tool("oxigraph")
        command = [program, "load", "--location", str(store), "--graph", GRAPH, "--file", str(source)]
        start = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        return time.perf_counter() - start
    except ServerMissing as missing:
        sys.exit(f"MISSING: {missing}")
    finally:
        shutil.rmtree(store, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
