"""What the mixed load is judged by: statuses, lost updates, memory, and how slow the light queries became."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from statistics import median, quantiles

from bench.clients import Record, Seen
from graph.settings import Settings

ENDED = {"query-timeout", "query-memory", "query-crashed", "queue-full"}
ALLOWED: dict[str, dict[int, set[str]]] = {
    "light": {200: {""}},
    "heavy": {200: {""}, 429: set(), 503: {"query-timeout", "queue-full"}},
    "bomb": {413: set(), 429: set(), 503: ENDED},
    "update": {200: set(), 201: set(), 202: set(), 204: set()},
}
"""Right statuses, with the problems that may be named with each; none listed: any."""
SLOWER = 3.0
"""Times the p99 alone that the light queries may take."""
GROWTH = 0.1
"""Share by which memory may differ between the first and the last quarter, besides what the cache may fill."""


@dataclass
class Finished:
    """What both phases saw.

    Attributes
    ----------
    alone, mixed : Record
        The requests of each.
    seconds : float
        How long the mix lasted.
    idle : float
        MiB of all processes before the mix.
    memory : list of float
        The same, second by second.
    found : list of int
        The numbers of the updates that the current version holds.
    published : list of str
        The ids of the changes that all versions name.
    """

    alone: Record
    mixed: Record
    seconds: float
    idle: float = 0.0
    memory: list[float] = field(default_factory=list)
    found: list[int] = field(default_factory=list)
    published: list[str] = field(default_factory=list)


def print_phase(name: str, record: Record, seconds: float) -> None:
    """Print what was offered and what came of it."""
    offered = len(record.seen) + record.withheld
    print(f"\n{name}: {seconds:.0f} s, {offered / seconds:.1f} requests/s due, {record.withheld} of them withheld")
    lag = percentile([one.lag for one in record.seen], 99) * 1000
    print(f"  sent too late by the generator (p99): {lag:.1f} ms")
    for kind in dict.fromkeys(one.request.kind for one in record.seen):
        seen = [one for one in record.seen if one.request.kind == kind]
        times = [one.seconds * 1000 for one in seen]
        figures = f"median {median(times):.1f} ms, p99 {percentile(times, 99):.1f} ms, worst {max(times):.1f} ms"
        kinds = Counter(f"{one.status} {one.problem}".strip() for one in seen)
        print(f"  {kind}: {len(seen)}, {figures}; " + ", ".join(f"{kinds[one]} x {one}" for one in sorted(kinds)))


def judge(finished: Finished, settings: Settings) -> int:
    """Print a line for each verdict; return 1 if any fails."""
    print()
    verdicts = [
        *_judge_statuses(finished.mixed.seen + finished.alone.seen),
        *_judge_updates(finished),
        *_judge_memory(finished, settings),
        _judge_times(finished),
    ]
    for is_well, text in verdicts:
        print(f"{'ok' if is_well else 'FAILED':8}{text}")
    return 0 if all(is_well for is_well, _ in verdicts) else 1


def percentile(values: list[float], percent: int) -> float:
    """Give a percentile; of fewer than two values, the largest."""
    return quantiles(values, n=100, method="inclusive")[percent - 1] if len(values) > 1 else max(values, default=0.0)


def _judge_statuses(seen: list[Seen]) -> Iterator[tuple[bool, str]]:
    for kind, allowed in ALLOWED.items():
        ours = [one for one in seen if one.request.kind == kind]
        wrong = Counter(f"{one.status} {one.problem}" for one in ours if not _is_right(one, allowed))
        yield not wrong, f"statuses of {len(ours)} {kind}: " + (f"wrong are {dict(wrong)}" if wrong else "all right")
    broken = sum(one.status == 0 for one in seen)
    yield not broken, f"whole answers: {len(seen) - broken} of {len(seen)}"


def _is_right(one: Seen, allowed: dict[int, set[str]]) -> bool:
    problems = allowed.get(one.status)
    return problems is not None and (not problems or one.problem in problems)


def _judge_updates(finished: Finished) -> Iterator[tuple[bool, str]]:
    updates = [one for one in finished.mixed.seen if one.request.kind == "update"]
    if not updates:
        yield False, "updates: none was sent"
        return
    acknowledged = {one.request.number for one in updates if 200 <= one.status < 300}
    unknown = {one.request.number for one in updates if one.status == 0}
    found = set(finished.found)
    lost, extra = acknowledged - found, found - acknowledged - unknown
    text = f"{len(acknowledged)} updates acknowledged, {len(found)} in the current version"
    yield (
        not lost and not extra and len(found) == len(finished.found),
        f"{text}; lost {len(lost)}, unasked {len(extra)}",
    )
    is_once = len(finished.published) == len(set(finished.published)) == len(found)
    yield is_once, f"each is named by one version: {len(finished.published)} changes in all versions"


def _judge_memory(finished: Finished, settings: Settings) -> Iterator[tuple[bool, str]]:
    workers = 3 * settings.query_workers  # those of the quick lane, and twice as many of the slow one
    each = workers * settings.query_memory + settings.cache_size + settings.result_size
    ceiling = 2 * finished.idle + settings.web_workers * each + settings.update_memory
    parts = f"twice {finished.idle:.0f} idle + {settings.web_workers} x ({workers} x {settings.query_memory} of queries"
    parts += f" + {settings.cache_size} cache + {settings.result_size} answers) + {settings.update_memory} of updates"
    top = max(finished.memory)
    yield top <= ceiling, f"memory of all processes: at most {top:.0f} MiB; ceiling {ceiling:.0f} MiB = {parts}"
    quarter = max(2, len(finished.memory) // 4)
    # Bombs make it go up and down all the time; what is kept for good lifts the low points too.
    first, last = (percentile(part, 25) for part in (finished.memory[1 : quarter + 1], finished.memory[-quarter:]))
    most = first * (1 + GROWTH) + settings.web_workers * settings.cache_size
    text = f"memory (low quartile): first quarter {first:.0f} MiB, last {last:.0f} MiB"
    yield last <= most, f"{text}; at most {most:.0f} with a full cache and {GROWTH:.0%} more"


def _judge_times(finished: Finished) -> tuple[bool, str]:
    alone, mixed = (
        percentile([one.seconds * 1000 for one in record.seen if one.request.kind == "light"], 99)
        for record in (finished.alone, finished.mixed)
    )
    ratio = mixed / alone if alone else float("inf")
    return (
        ratio <= SLOWER,
        f"light queries: p99 {mixed:.1f} ms, alone {alone:.1f} ms, ratio {ratio:.2f}, at most {SLOWER}",
    )
