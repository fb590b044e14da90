"""How much the pools do at once, and how much one query may take: from the settings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from graph.settings import Settings
from graph.sparql.lanes import Lanes

_AT_ONCE: Final = 4
"""Queries in the quick lane for each process that the settings name."""
_LEAST_TIMEOUT: Final = 10.0
_LEAST_MEMORY: Final = 512
"""Seconds and MiB for queries of our own, whatever is allowed to the public."""


@dataclass(frozen=True, slots=True)
class PoolLimits:
    """How much a pool does at once, and how much a query may take.

    Attributes
    ----------
    size : int
        Queries evaluated at once in the quick lane.
    timeout : float
        Seconds after which a query is ended.
    memory, result_size : int
        MiB that a query and an answer may take.
    queue : int
        Queries that may wait for the quick lane.
    slow, slow_queue : int
        Places in the slow lane and in the line before it; no places means one lane only.
    moment : float
        Seconds of processor time after which a query leaves the quick lane.
    warm, spare : int
        Processes to start with, and those kept ready to take the place of one that is ended.
    """

    size: int
    timeout: float
    memory: int
    result_size: int
    queue: int
    slow: int = 0
    slow_queue: int = 0
    moment: float = 0.01
    warm: int = 1
    spare: int = 1

    @property
    def retry(self) -> int:
        """Seconds after which who was turned away should try again."""
        return max(1, round(self.timeout / 2))


def make_lanes(settings: Settings) -> Lanes:
    """Make the lanes for the queries of the public; the engines of one process share them."""
    limits = limit_public(settings)
    # A client with long queries under way keeps a part of what it may have for short ones.
    share = max(1, min(settings.client_queries, limits.slow + limits.slow_queue) * 3 // 4)
    return Lanes(limits.size, limits.slow, share, limits.retry)


def limit_public(settings: Settings) -> PoolLimits:
    """Size the pool for queries of the public."""
    slow = 2 * settings.query_workers
    return PoolLimits(
        # More than there are processors: light queries must never wait for heavy ones to be found out.
        size=_AT_ONCE * settings.query_workers,
        timeout=settings.query_timeout,
        memory=settings.query_memory,
        result_size=settings.result_size,
        queue=settings.query_queue,
        slow=slow,
        # Whoever waits here occupies a thread of the web server; half of them stay free for others.
        slow_queue=min(settings.query_queue, max(0, settings.web_threads // 2 - slow)),
        warm=settings.query_workers,
    )


def limit_pages(settings: Settings) -> PoolLimits:
    """Size the pool for the queries of our own pages."""
    return PoolLimits(
        size=1,
        timeout=max(settings.query_timeout, _LEAST_TIMEOUT),
        memory=max(settings.query_memory, _LEAST_MEMORY),
        result_size=settings.result_size,
        queue=settings.web_threads,
        spare=0,
    )
