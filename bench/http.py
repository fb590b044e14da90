"""Simpul, ``oxigraph serve``, rdflib-endpoint and Virtuoso side by side over HTTP, on the same data.

Run from the project folder: ``.venv/bin/python -m bench.http`` (``--help`` for
sizes and times). It needs the foreign servers (``make bench-tools``, and the
Debian package ``virtuoso-opensource-7``) and the Debian package ``wrk``; a
server that is not there is named as missing.

Asked are six questions in turn (``bench/queries``: a lookup, a star, a path, an
aggregate, full text by regular expression, a CONSTRUCT) and the lookup alone;
each either again and again in the same words or never twice in the same words.
Before, every server must give as many rows as the others to every question. The
servers are measured one at a time, in rounds, because a machine's speed drifts;
a figure is the median of the rounds, a ratio that of the ratios in each round.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from statistics import median

# Started by its path, this program would stand in the way of the library that is called http, too.
sys.path.pop(0)
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.grown import build_dataset
from bench.mix import LIGHT, ORDER, Load, Measured, Question, count_rows, make_questions, measure, write_requests
from bench.servers import Running, ServerMissing, end_tidily, oxigraph, rdflib_endpoint, simpul, virtuoso

CASES = {
    "lookup, repeated": (LIGHT, False),
    "mix, repeated": (ORDER, False),
    "lookup, never repeated": (LIGHT, True),
    "mix, never repeated": (ORDER, True),
}
"""The questions of each case, and whether no text is sent twice."""
TARGETS = {
    ("oxigraph serve", "lookup, repeated"): 1.7,
    ("oxigraph serve", "mix, repeated"): 1.7,
    ("oxigraph serve", "lookup, never repeated"): 0.3,
    ("oxigraph serve", "mix, never repeated"): 0.8,
    **{("rdflib-endpoint", name): 4.0 for name in CASES if "never" in name},
    **{("Virtuoso", name): 1.0 for name in CASES if "never" in name},
}
"""Requests a second of Simpul, as a multiple of the other's."""

Seen = dict[tuple[str, str], list[Measured]]


def main(arguments: Sequence[str]) -> int:
    """Measure and print."""
    options = _parse(arguments)
    end_tidily()
    with tempfile.TemporaryDirectory(prefix="simpul-bench-") as name, ExitStack() as stack:
        folder = Path(name)
        version = build_dataset(folder / "data", options.data)
        print(f"{version.manifest.quads} quads; {options.connections} connections, {options.rounds} rounds, ", end="")
        print(f"{options.seconds} s for each figure", flush=True)
        known: list[tuple[str, Callable[[], AbstractContextManager[Running]]]] = [
            ("simpul", lambda: simpul(version.folder.parent.parent, options.simpul.split())),
            ("oxigraph", lambda: oxigraph(version.dataset, folder)),
            ("rdflib-endpoint", lambda: rdflib_endpoint(version.dataset, folder)),
            ("virtuoso", lambda: virtuoso(version.dataset, folder)),
        ]
        running = list(_start([start for key, start in known if key in options.servers], stack))
        questions = make_questions(version.dataset)
        if not running or not _agree(running, questions):
            return 1
        load = Load(options.seconds, options.connections, options.threads)
        seen = _measure_all(running, _write_all(folder, running, questions), load, options.rounds)
    _print_tables(seen, [one.name for one in running])
    return 0


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    options = argparse.ArgumentParser(prog="bench.http", description=__doc__)
    options.add_argument("--data", type=int, default=0, metavar="N", help="grow the paper to N triples")
    options.add_argument("--seconds", type=int, default=5, help="for each figure")
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--connections", type=int, default=16)
    options.add_argument("--threads", type=int, default=1, help="of wrk")
    options.add_argument("--servers", nargs="+", default=["simpul", "oxigraph", "rdflib-endpoint", "virtuoso"])
    options.add_argument("--simpul", default="", metavar="OPTIONS", help='settings for Simpul, as in "--log off"')
    return options.parse_args(arguments)


def _start(starts: Sequence[Callable[[], AbstractContextManager[Running]]], stack: ExitStack) -> Iterator[Running]:
    for start in starts:
        try:
            yield stack.enter_context(start())
        except ServerMissing as missing:
            print(f"MISSING: {missing}", flush=True)


def _agree(running: list[Running], questions: dict[str, list[Question]]) -> bool:
    """Ask every server every question; print what they answer differently."""
    is_agreed = True
    for name, variants in questions.items():
        rows = [
            {one.name: count_rows(one, variant, f"c{number}") for one in running}
            for number, variant in enumerate(variants)
        ]
        totals = {one.name: sum(row[one.name] for row in rows) for one in running}
        print(f"{name}: {totals} rows in {len(variants)} answers", flush=True)
        odd = next((number for number, row in enumerate(rows) if len(set(row.values())) > 1), None)
        if odd is not None or not any(totals.values()):
            print(f"NOT EQUAL, or empty: {rows[odd or 0]} for\n{variants[odd or 0].text}", flush=True)
            is_agreed = False
    return is_agreed


def _write_all(
    folder: Path, running: list[Running], questions: dict[str, list[Question]]
) -> dict[tuple[str, str], Path]:
    files = {}
    for one in running:
        for case, (names, is_fresh) in CASES.items():
            path = folder / f"{one.name}, {case}.requests"
            chosen = {name: questions[name] if is_fresh else questions[name][:1] for name in names}
            write_requests(path, one.endpoint, chosen, names)
            files[one.name, case] = path
    return files


def _measure_all(running: list[Running], files: dict[tuple[str, str], Path], load: Load, rounds: int) -> Seen:
    """Measure in rounds; a short one before them warms every server up."""
    seen: Seen = {key: [] for key in files}
    for number in range(rounds + 1):
        for case, (_, is_fresh) in CASES.items():
            for one in running:
                word = f"r{number}{case.split(',')[0]}" if is_fresh else "-"
                now = load if number else Load(1, load.connections, load.threads)
                found = measure(one, files[one.name, case], word, now)
                if number:
                    seen[one.name, case].append(found)
        print(f"round {number} of {rounds}" if number else "warmed up", flush=True)
    return seen


def _print_tables(seen: Seen, names: list[str]) -> None:
    for case in CASES:
        print(
            f"\n{case}\n{'':18}{'requests/s':>12}{'p50 ms':>10}{'p99 ms':>10}{'errors':>8}{'Simpul / it':>14}  wanted"
        )
        for name in names:
            rounds = seen[name, case]
            rate, p50, p99 = (median(getattr(one, key) for one in rounds) for key in ("rate", "p50", "p99"))
            line = f"{name:18}{rate:12.0f}{p50:10.2f}{p99:10.2f}{sum(one.errors for one in rounds):8}"
            if "Simpul" in names and name != "Simpul":
                pairs = zip(seen["Simpul", case], rounds, strict=True)
                ratio = median(ours.rate / theirs.rate if theirs.rate else float("inf") for ours, theirs in pairs)
                line += f"{ratio:13.2f}x  {_judge(ratio, TARGETS.get((name, case)))}"
            print(line)


def _judge(ratio: float, target: float | None) -> str:
    if target is None:
        return "-"
    return f"{target:.1f}x {'reached' if ratio >= target else 'NOT REACHED'}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
