"""Waiting in line, first come, first served."""

from __future__ import annotations

import threading
from collections import deque
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
    """Things to be taken by one thread each; who comes first is served first.

    Unlike :class:`queue.Queue` it hands a thing to the thread that has waited
    longest, so that a newcomer cannot snatch it, and it knows how many wait.
    """

    def __init__(self, *items: Item) -> None:
        self._lock = threading.Lock()
        self._items: deque[Item] = deque(items)
        self._line: deque[_Place[Item]] = deque()
        self._is_closed = False

    @property
    def waiting(self) -> int:
        """How many threads wait."""
        return len(self._line)

    def take(self, patience: float) -> Item | None:
        """Take a thing, waiting at most so many seconds; ``None`` if there was none."""
        with self._lock:
            if self._items and not self._line:
                return self._items.popleft()
            if self._is_closed or patience <= 0:
                return None
            place: _Place[Item] = _Place()
            self._line.append(place)
        if place.wake.acquire(timeout=patience):
            return place.given
        with self._lock:
            if place in self._line:
                self._line.remove(place)
        return place.given  # it may have been handed over in the last moment

    def put(self, item: Item) -> None:
        """Give a thing back, or a new one, to whoever has waited longest."""
        with self._lock:
            if self._line:
                place = self._line.popleft()
                place.given = item
                place.wake.release()
            else:
                self._items.append(item)

    def drain(self) -> list[Item]:
        """Take everything that lies here."""
        with self._lock:
            items = list(self._items)
            self._items.clear()
        return items

    def close(self) -> None:
        """Send everybody home who waits, now and later."""
        self._is_closed = True
        self.send_home()

    def send_home(self) -> None:
        """Send everybody home who waits now, with nothing."""
        with self._lock:
            while self._line:
                self._line.popleft().wake.release()
