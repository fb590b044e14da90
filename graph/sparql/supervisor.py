"""The worker processes of a pool: few at first, more when they are needed, and always some ready.

One thread, the keeper, has them made, so that no query waits for one that takes
the place of another.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Final

from graph.errors import EngineUnavailable
from graph.sparql.handover import HandoverQueue
from graph.sparql.process import WorkerDied, WorkerProcess

_PATIENCE: Final = 60.0
"""Seconds to wait for a worker that is being started."""
_PAUSE: Final = 1.0
"""Seconds between two attempts when workers do not start."""
_LOOK: Final = 0.05
"""Seconds between two looks at whether an ended worker is gone."""
_FAREWELL: Final = 2.0
"""Seconds that :meth:`Supervisor.close` waits for queries in progress to notice."""


class Supervisor:
    """Worker processes, kept at a number.

    Parameters
    ----------
    make : callable
        Makes a worker that is ready.
    wanted, most : int
        How many there should be at first, and when all of them are needed at once.
    """

    def __init__(self, make: Callable[[], WorkerProcess], wanted: int, most: int) -> None:
        self._make = make
        self._wanted = wanted
        self._most = most
        self._idle: HandoverQueue[WorkerProcess] = HandoverQueue()
        self._alive: set[WorkerProcess] = set()
        self._leaving: list[WorkerProcess] = []
        self._changed = threading.Condition()
        self._failure = ""
        self._is_closed = False
        self.dismissed = 0
        self._keeper = threading.Thread(target=self._keep, name="sparql-supervisor", daemon=True)
        self._keeper.start()

    @property
    def processes(self) -> tuple[int, ...]:
        """The ids of the processes that are alive."""
        with self._changed:
            return tuple(sorted(worker.pid for worker in self._alive))

    def wait_until_ready(self) -> None:
        """Wait for the first worker, and leave it there.

        Raises
        ------
        EngineUnavailable
            If workers do not start.
        """
        worker = self._idle.take(0 if self._failure else _PATIENCE)
        if worker is None:
            raise EngineUnavailable(detail=self._failure)
        self._idle.put(worker)

    def take(self) -> WorkerProcess:
        """Take a worker that is ready.

        Raises
        ------
        EngineUnavailable
            If workers do not start.
        """
        while worker := self._idle.take(0) or self._await_another():
            if worker.is_alive():
                return worker
            self.dismiss(worker)
        raise EngineUnavailable(detail=self._failure)

    def give_back(self, worker: WorkerProcess, was_light: bool) -> None:
        """Give a worker back; it is ended if it is worn out or one too many.

        Parameters
        ----------
        worker : WorkerProcess
            One that has answered.
        was_light : bool
            Whether what it did cannot have worn it out.
        """
        with self._changed:
            is_surplus = len(self._alive) > self._wanted or self._is_closed
        if is_surplus or not (was_light or worker.is_fresh()):
            self.dismiss(worker)
        else:
            self._idle.put(worker)

    def dismiss(self, worker: WorkerProcess) -> None:
        """End a worker; the keeper starts another if one is missing.

        It is not waited for: on a busy machine even dying takes its time.
        """
        worker.kill()
        with self._changed:
            self._alive.discard(worker)
            self._leaving.append(worker)
            self.dismissed += 1
            self._changed.notify_all()

    def enlarge(self, number: int) -> None:
        """Want more workers, or fewer."""
        with self._changed:
            self._wanted += number
            self._most += number
            self._changed.notify_all()

    def close(self) -> None:
        """End all workers and start no more."""
        with self._changed:
            self._is_closed = True
            self._failure = self._failure or "closed"
            self._changed.notify_all()
        self._keeper.join(_FAREWELL)
        self._idle.send_home()
        for worker in self._idle.drain():
            self.dismiss(worker)
        with self._changed:
            for worker in self._alive:
                worker.kill()  # the threads that wait for them notice and bury them
            self._changed.wait_for(lambda: not self._alive, _FAREWELL)
            left = [*self._alive, *self._leaving]
            self._alive.clear()
            self._leaving.clear()
        for worker in left:
            worker.end()

    def _await_another(self) -> WorkerProcess | None:
        """Have one more made, unless there are as many as there may be, and wait for the next that is free."""
        if self._failure:
            return None
        with self._changed:
            if self._wanted < self._most:
                self._wanted += 1
                self._changed.notify_all()
        return self._idle.take(_PATIENCE)

    def _keep(self) -> None:
        failures = 0
        while True:
            with self._changed:
                while not self._is_closed and len(self._alive) >= self._wanted:
                    self._see_off()
                    self._changed.wait(_LOOK if self._leaving else None)
                if self._is_closed:
                    return
            try:
                self._welcome(self._make())
                failures = 0
            except WorkerDied as death:
                failures += 1
                if failures > 1:  # once may be bad luck: somebody ended the process
                    self._report(death.words or "-")

    def _see_off(self) -> None:
        """Clear away those that are gone."""
        for worker in [one for one in self._leaving if not one.is_alive()]:
            self._leaving.remove(worker)
            worker.end()

    def _report(self, failure: str) -> None:
        """Tell everybody who waits that it is no use, and pause."""
        with self._changed:
            self._failure = failure
            self._idle.send_home()
            self._changed.wait_for(lambda: self._is_closed, _PAUSE)

    def _welcome(self, worker: WorkerProcess) -> None:
        with self._changed:
            self._alive.add(worker)
            is_late = self._is_closed
            if not is_late:
                self._failure = ""
        if is_late:
            self.dismiss(worker)
        else:
            self._idle.put(worker)
