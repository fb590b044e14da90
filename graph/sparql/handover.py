"""Waiting in line: one client after the other, and each client's own in the order they came."""

from __future__ import annotations

import threading
from collections import OrderedDict, deque
from typing import Generic, TypeVar

Item = TypeVar("Item")


class _Place(Generic[Item]):
    """A place in the line: a lock to sleep on, and what was handed over."""

    __slots__ = ("given", "wake")

    def __init__(self) -> None:
        self.wake = threading.Lock()
        self.wake.acquire()
        self.given: Item | None = None


class HandoverQueue(Generic[Item]):
    """Things to be taken by one thread each; those who wait are served round-robin by client.

    Unlike :class:`queue.Queue` it hands a thing to a thread that waits, so that a
    newcomer cannot snatch it, and it knows how many wait. A client with fifty
    threads in the line delays another one by one turn, not by fifty.
    """

    def __init__(self, *items: Item) -> None:
        self._lock = threading.Lock()
        self._items: deque[Item] = deque(items)
        self._lines: OrderedDict[str, deque[_Place[Item]]] = OrderedDict()
        self._waiting = 0

    @property
    def waiting(self) -> int:
        """How many threads wait."""
        return self._waiting

    def take(self, patience: float, client: str = "") -> Item | None:
        """Take a thing, waiting at most so many seconds; ``None`` if there was none.

        Parameters
        ----------
        patience : float
            Seconds to wait; 0 for not at all.
        client : str
            For whom; those of one client wait behind each other.
        """
        with self._lock:
            if self._items and not self._waiting:
                return self._items.popleft()
            if patience <= 0:
                return None
            place: _Place[Item] = _Place()
            self._lines.setdefault(client, deque()).append(place)
            self._waiting += 1
        if place.wake.acquire(timeout=patience):
            return place.given
        with self._lock:
            line = self._lines.get(client, deque())
            if place in line:
                self._leave(client, line, place)
        return place.given  # it may have been handed over in the last moment

    def put(self, item: Item) -> None:
        """Give a thing back, or a new one, to the client whose turn it is."""
        with self._lock:
            if not self._waiting:
                self._items.append(item)
                return
            client, line = next(iter(self._lines.items()))
            place = line[0]
            self._leave(client, line, place)
            if line:
                self._lines.move_to_end(client)
            place.given = item
            place.wake.release()

    def drain(self) -> list[Item]:
        """Take everything that lies here."""
        with self._lock:
            items = list(self._items)
            self._items.clear()
        return items

    def send_home(self) -> None:
        """Send everybody home who waits now, with nothing."""
        with self._lock:
            for line in self._lines.values():
                for place in line:
                    place.wake.release()
            self._lines.clear()
            self._waiting = 0

    def _leave(self, client: str, line: deque[_Place[Item]], place: _Place[Item]) -> None:
        line.remove(place)
        self._waiting -= 1
        if not line:
            del self._lines[client]
