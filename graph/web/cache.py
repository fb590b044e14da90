"""Answers kept for asking again, and identical questions asked at once.

What is kept is named by the version that it is about, so that it is never
stale: whoever asks after a publication asks under another name. Answers about
a version that was replaced go at once, others go when room is needed, those
that nobody asked for again first.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Final

from graph.errors import ClientBusy
from graph.web.answers import Answer, Form

_LARGEST: Final = 8
"""An answer may take one part in so many of the room."""
_FOR_ITSELF: Final = 2048
"""Bytes that an answer takes besides its body, roughly."""
_FOR_A_WAY: Final = 2048
"""Bytes that a way of asking takes besides its text, roughly."""
_MOST_WAYS: Final = 64
"""Ways of asking for one answer that are remembered; asked in other ways it is found by its name."""

Key = tuple[str | None, ...]
"""A way of asking: everything in a request that the answer may depend on."""


class Cache:
    """Answers in memory, bounded by their bytes. Threads may share it.

    Parameters
    ----------
    room : int
        Bytes.
    """

    def __init__(self, room: int) -> None:
        self._room = room
        self._lock = threading.Lock()
        self._answers: OrderedDict[Hashable, Answer] = OrderedDict()
        self._ways: dict[Hashable, list[Key]] = {}
        self._sizes: dict[Hashable, int] = {}
        self._forms: dict[Key, tuple[Form, Hashable]] = {}
        self._version = ""
        self.size = 0

    def find_form(self, key: Key) -> Form | None:
        """Find what is ready to be sent to whoever asks in this way."""
        found = self._forms.get(key)
        if found is None:
            return None
        form = found[0]
        form.answer.was_used = True
        return form

    def find(self, name: Hashable) -> Answer | None:
        """Find an answer by its name."""
        answer = self._answers.get(name)
        if answer is not None:
            answer.was_used = True
        return answer

    def follow(self, version: str) -> None:
        """Learn which version is the current one; what is about the one before it goes."""
        if version == self._version:
            return
        with self._lock:
            self._version = version
            self._forms.clear()
            for name, answer in list(self._answers.items()):
                if answer.is_pinned:
                    self._resize(name, answer, [])
                else:
                    self._drop(name)

    def keep(self, name: Hashable, answer: Answer) -> None:
        """Keep an answer, if it is not too large."""
        if (answer.size + _FOR_ITSELF) * _LARGEST > self._room:
            return
        with self._lock:
            if answer.version not in (self._version, "") and not answer.is_pinned:
                return  # another version was published meanwhile
            self._drop(name)
            self._answers[name] = answer
            self._resize(name, answer, [])
            self._make_room()

    def remember(self, key: Key, name: Hashable, form: Form) -> None:
        """Remember that a way of asking leads to a form of an answer that is kept."""
        with self._lock:
            if self._answers.get(name) is not form.answer or key in self._forms or key[0] != self._version:
                return
            ways = self._ways[name]
            if len(ways) < _MOST_WAYS:
                self._forms[key] = (form, name)
                self._resize(name, form.answer, [*ways, key])
                self._make_room()

    def __len__(self) -> int:
        return len(self._answers)

    def _resize(self, name: Hashable, answer: Answer, ways: list[Key]) -> None:
        size = answer.size + _FOR_ITSELF + sum(_FOR_A_WAY + sum(len(part or "") for part in key) for key in ways)
        self.size += size - self._sizes.get(name, 0)
        self._sizes[name] = size
        self._ways[name] = ways

    def _drop(self, name: Hashable) -> None:
        if self._answers.pop(name, None) is not None:
            self.size -= self._sizes.pop(name)
            for key in self._ways.pop(name):
                self._forms.pop(key, None)

    def _make_room(self) -> None:
        """Let the oldest go; one that was asked for again gets another round."""
        while self.size > self._room and self._answers:
            name, answer = next(iter(self._answers.items()))
            if answer.was_used:
                answer.was_used = False
                self._answers.move_to_end(name)
            else:
                self._drop(name)


class _Flight:
    """A question under way: a lock that is held until it is answered, and what came of it."""

    __slots__ = ("answer", "error", "is_under_way")

    def __init__(self) -> None:
        self.is_under_way = threading.Lock()
        self.is_under_way.acquire()
        self.answer: Answer | None = None
        self.error: Exception | None = None


class Flights:
    """Identical questions asked at the same time are answered together. Threads may share it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._flights: dict[Hashable, _Flight] = {}

    def share(self, name: Hashable, make: Callable[[], Answer | None]) -> tuple[Answer | None, bool]:
        """Answer a question, or wait for whoever is already at it.

        Parameters
        ----------
        name : hashable
            The same for identical questions.
        make : callable
            Answers it; ``None`` for what is its own asker's only. What it raises is raised for everybody who
            waits, except that the leader's client has too much under way: then somebody else leads.

        Returns
        -------
        Answer or None, bool
            What was answered, and whether another one had asked for it.
        """
        while True:
            with self._lock:
                flight = self._flights.get(name)
                leads = flight is None
                if flight is None:
                    flight = self._flights[name] = _Flight()
            if leads:
                return self._lead(name, flight, make), False
            with flight.is_under_way:
                pass
            if flight.error is None:
                return flight.answer, True
            if not isinstance(flight.error, ClientBusy):
                raise flight.error.with_traceback(None)

    def _lead(self, name: Hashable, flight: _Flight, make: Callable[[], Answer | None]) -> Answer | None:
        try:
            flight.answer = make()
        except Exception as error:
            flight.error = error
            raise
        finally:
            with self._lock:
                del self._flights[name]
            flight.is_under_way.release()
        return flight.answer
