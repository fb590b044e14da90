"""What the pools of all versions share: how many queries run at once, and whose.

A new version may be published every second while long queries about older ones
still run. Places are therefore not the pool's but the process's: however many
versions are open, no more queries run, and take memory, than there are places.
"""

from __future__ import annotations

import threading
from collections import Counter, OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from graph.errors import ClientBusy
from graph.sparql.handover import HandoverQueue

_REMEMBERED: Final = 4096
"""Queries that are remembered to be heavy."""


class Shares:
    """How many things each client has under way, with the most that one may have. Threads may share it.

    Parameters
    ----------
    limit : int
        The most.
    retry : int
        Seconds after which a client that has too many should try again.
    """

    def __init__(self, limit: int, retry: int = 1) -> None:
        self.limit = limit
        self._retry = retry
        self._lock = threading.Lock()
        self._held: Counter[str] = Counter()

    @contextmanager
    def hold(self, client: str) -> Iterator[None]:
        """Have one more under way while the block runs; nobody counts for the client without a name.

        Raises
        ------
        ClientBusy
            If that is one too many.
        """
        self.take(client)
        try:
            yield
        finally:
            self.give_back(client)

    def take(self, client: str) -> None:
        """Have one more under way; see :meth:`hold`."""
        if not client:
            return
        with self._lock:
            self.expect_room(client)
            self._held[client] += 1

    def expect_room(self, client: str) -> None:
        """See whether a client may have one more under way; raises like :meth:`hold`."""
        count = self._held.get(client, 0)
        if count >= self.limit:
            raise ClientBusy(count=count, limit=self.limit, retry=self._retry)

    def give_back(self, client: str) -> None:
        """Have one less under way."""
        if not client:
            return
        with self._lock:
            self._held[client] -= 1
            if not self._held[client]:
                del self._held[client]  # strangers come and go; only who has something under way is kept


class Lanes:
    """The places of the quick and of the slow lane, and which queries are known to be heavy.

    Parameters
    ----------
    quick, slow : int
        Places in each lane.
    slow_share : int
        Places in the slow lane, and in the line before it, that one client may have.
    retry : int
        Seconds after which a client that has more should try again.

    Attributes
    ----------
    ended : Counter of str
        Workers ended before their time: ``deadline``, ``memory``, ``crash``, ``idle`` (somebody else ended it),
        ``displaced`` (no place in the slow lane).
    started : int
        Workers started.
    """

    def __init__(self, quick: int, slow: int, slow_share: int = 1_000_000, retry: int = 1) -> None:
        self.quick: HandoverQueue[object] = HandoverQueue(*[object()] * quick)
        self.slow: HandoverQueue[object] = HandoverQueue(*[object()] * slow)
        self.slow_shares = Shares(slow_share, retry)
        self.ended: Counter[str] = Counter()
        self.started = 0
        self._heavy: OrderedDict[int, None] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def waiting(self) -> int:
        """How many queries wait in both lanes."""
        return self.quick.waiting + self.slow.waiting

    def count(self, cause: str) -> None:
        """Count a worker that was ended before its time, by its cause."""
        with self._lock:
            self.ended[cause] += 1

    def count_start(self) -> None:
        """Count a worker that was started."""
        with self._lock:
            self.started += 1

    def is_heavy(self, query: int) -> bool:
        """Tell whether a query, by its hash, took too long for the quick lane the last time."""
        return query in self._heavy

    def remember(self, query: int, is_heavy: bool) -> None:
        """Remember how a query turned out."""
        with self._lock:
            self._heavy.pop(query, None)
            if is_heavy:
                self._heavy[query] = None
                if len(self._heavy) > _REMEMBERED:
                    self._heavy.popitem(last=False)
