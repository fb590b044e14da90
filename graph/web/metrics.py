"""Figures for Prometheus: what was asked, how it ended, and what goes on.

The figures are those of one web process. Where several serve one port, each
scrape reaches one of them; the label ``process`` tells them apart.
"""

from __future__ import annotations

import os
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from graph.web.journal import Record

if TYPE_CHECKING:
    from graph.sparql.lanes import Lanes
    from graph.web.cache import Cache

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
_BOUNDS: Final = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
"""Seconds."""
_KINDS: Final = {"sparql": "query", "store": "store", "static": "asset"}
_HEALTH: Final = frozenset(("/healthz", "/readyz", "/metrics"))
_CAUSES: Final = ("deadline", "memory", "crash", "idle", "displaced")
_OUTCOMES: Final = ("hit", "miss", "collapsed")


class Durations:
    """How long requests of one kind took."""

    __slots__ = ("counts", "total")

    def __init__(self) -> None:
        self.counts = [0] * (len(_BOUNDS) + 1)
        self.total = 0.0

    def add(self, seconds: float) -> None:
        """Count one more."""
        self.counts[bisect_left(_BOUNDS, seconds)] += 1
        self.total += seconds

    def buckets(self) -> Iterator[tuple[str, float]]:
        """Give, for each bound, how many took no longer."""
        sum_so_far = 0
        for bound, count in zip((*map(str, _BOUNDS), "+Inf"), self.counts, strict=True):
            sum_so_far += count
            yield bound, sum_so_far


class Metrics:
    """The figures of one application. Only the journal adds to them, one record at a time."""

    def __init__(self) -> None:
        self.requests: Counter[tuple[str, int]] = Counter()
        self.cache: Counter[str] = Counter()
        self.updates: Counter[str] = Counter()
        self.sent = 0
        self.durations: dict[str, Durations] = {}

    def count(self, record: Record) -> None:
        """Count a request."""
        kind = record.kind or find_kind(record.path)
        self.requests[kind, record.status] += 1
        if record.cache:
            self.cache[record.cache] += 1
        is_change = kind == "update" or (kind == "store" and record.method in ("PUT", "POST", "DELETE"))
        if is_change:
            self.updates["published" if record.status < 300 else "refused"] += 1
        self.sent += record.size
        durations = self.durations.get(kind)
        if durations is None:
            durations = self.durations[kind] = Durations()
        durations.add(record.seconds)


@lru_cache(maxsize=1024)
def find_kind(path: str) -> str:
    """Name the kind of a request by its path."""
    if path in _HEALTH:
        return "health"
    return _KINDS.get(path[1:].partition("/")[0].partition(".")[0], "page")


class Figures:
    """Everything that ``/metrics`` shows, in the words of Prometheus.

    Parameters
    ----------
    metrics : Metrics
        What was counted.
    cache : Cache
        The answers kept.
    lanes : Lanes or None
        The places of queries; ``None`` where another service answers them.
    """

    def __init__(self, metrics: Metrics, cache: Cache, lanes: Lanes | None) -> None:
        self._metrics = metrics
        self._cache = cache
        self._lanes = lanes

    def write(self, version: str, workers: int) -> bytes:
        """Write the figures down.

        Parameters
        ----------
        version : str
            The current version.
        workers : int
            Processes that evaluate queries about it.
        """
        # Imported here because it takes as long as everything else that serving needs together.
        from prometheus_client import CollectorRegistry, generate_latest
        from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily

        process = str(os.getpid())
        families: list[Any] = []

        def family(kind: Any, name: str, text: str, *labels: str) -> Any:
            families.append(kind(f"simpul_{name}", text, labels=("process", *labels)))
            return families[-1]

        one = family(CounterMetricFamily, "requests", "Requests answered.", "kind", "status")
        for (kind, status), number in sorted(self._metrics.requests.items()):
            one.add_metric((process, kind, str(status)), number)
        one = family(HistogramMetricFamily, "request_duration_seconds", "Time to answer.", "kind")
        for kind, durations in sorted(self._metrics.durations.items()):
            one.add_metric((process, kind), buckets=list(durations.buckets()), sum_value=durations.total)
        for name, text, label, values in self._list_counters():
            one = family(CounterMetricFamily, name, text, *((label,) if label else ()))
            for value, count in values.items():
                one.add_metric((process, value) if label else (process,), count)
        for name, text, amount in self._list_gauges(workers):
            family(GaugeMetricFamily, name, text).add_metric((process,), amount)
        family(GaugeMetricFamily, "version_info", "The current version.", "version").add_metric((process, version), 1)
        registry = CollectorRegistry()
        registry.register(_Collected(families))
        return bytes(generate_latest(registry))

    def _list_counters(self) -> Iterator[tuple[str, str, str, dict[str, float]]]:
        known = self._metrics
        yield "sent_bytes", "Bytes of answers sent.", "", {"": known.sent}
        outcomes = {name: float(known.cache[name]) for name in _OUTCOMES}
        yield "cache_requests", "Requests that could be answered from the cache.", "outcome", outcomes
        updates = {name: float(known.updates[name]) for name in ("published", "refused")}
        yield "updates", "Changes, published and refused.", "outcome", updates
        ended = self._lanes.ended if self._lanes else Counter()
        causes = {name: float(ended[name]) for name in _CAUSES}
        yield "query_workers_ended", "Query processes ended before their time; each is replaced.", "cause", causes
        started = float(self._lanes.started if self._lanes else 0)
        yield "query_workers_started", "Query processes started.", "", {"": started}

    def _list_gauges(self, workers: int) -> Iterator[tuple[str, str, float]]:
        yield "cache_bytes", "Memory taken by the answers kept.", self._cache.size
        yield "cache_answers", "Answers kept.", len(self._cache)
        yield "query_workers", "Processes that evaluate queries about the current version.", workers
        quick, slow = (self._lanes.quick.waiting, self._lanes.slow.waiting) if self._lanes else (0, 0)
        yield "queue_quick", "Queries that wait for their first moment.", quick
        yield "queue_slow", "Long queries that wait for a place.", slow


class _Collected:
    """What the registry of the library asks for its figures."""

    def __init__(self, families: list[Any]) -> None:
        self._families = families

    def collect(self) -> list[Any]:
        """Give the figures."""
        return self._families
