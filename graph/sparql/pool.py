"""Worker processes that answer, are ended at the deadline and are replaced.

Two lanes keep a heavy query from standing in the way of light ones. Every query
starts in the *quick* lane. One that is not done after a moment goes on in the
*slow* lane at the lowest priority, and a spare process takes its place in the
quick lane. If the slow lane is full, the query is stopped, waits for a place
there and starts again. The deadline counts from the start of evaluation.
"""

from __future__ import annotations

import json
import math
import time
from dataclasses import dataclass
from functools import partial
from typing import Final

from graph.errors import (
    BadQuery,
    QueryCrashed,
    QueryMemory,
    QueryTimeout,
    QueryUnsupported,
    QueueFull,
    ResultTooLarge,
)
from graph.sparql.forkserver import ForkServer
from graph.sparql.handover import HandoverQueue
from graph.sparql.jobs import ANSWER, Job, encode_job
from graph.sparql.process import WorkerDied, WorkerProcess
from graph.sparql.supervisor import Supervisor

_LIGHT: Final = 256 * 1024
_BRIEF: Final = 0.02
"""Bytes and seconds below which a query cannot have left much behind in its worker."""
_SUDDEN: Final = 0.05
"""Seconds within which the end of a worker may have nothing to do with the query."""


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
        Seconds after which a query leaves the quick lane.
    spare : int
        Processes kept ready to take the place of one that is ended.
    """

    size: int
    timeout: float
    memory: int
    result_size: int
    queue: int
    slow: int = 0
    slow_queue: int = 0
    moment: float = 0.1
    spare: int = 1


@dataclass(frozen=True, slots=True)
class PoolStatistics:
    """What goes on in a pool: processes, queries waiting, processes ended."""

    processes: tuple[int, ...]
    waiting: int
    ended: int


class _Task:
    """A job on its way: the frame to send, and when it must be done."""

    __slots__ = ("deadline", "frame", "limit", "started")

    def __init__(self, job: Job, limit: float) -> None:
        self.frame = encode_job(job)
        self.limit = limit
        self.started = self.deadline = 0.0

    def start(self) -> None:
        """Let the clock run, again if the task begins anew."""
        self.started = time.monotonic()
        self.deadline = self.started + self.limit


class WorkerPool:
    """Processes over one dataset. Threads may share it.

    Parameters
    ----------
    fork_server : ForkServer
        Where they come from.
    limits : PoolLimits
        How much at once, and how much for one.
    """

    def __init__(self, fork_server: ForkServer, limits: PoolLimits) -> None:
        self.limits = limits
        self._quick: HandoverQueue[object] = HandoverQueue(*[object()] * limits.size)
        self._slow: HandoverQueue[object] = HandoverQueue(*[object()] * limits.slow)
        make = partial(fork_server.make_worker, limits.memory, limits.result_size)
        self._supervisor = Supervisor(make, limits.size + limits.spare)

    def run(self, job: Job, timeout: float | None = None) -> bytes:
        """Have a job done.

        Parameters
        ----------
        job : Job
            What to do.
        timeout : float or None
            Seconds; may lower the limit of the pool, never raises it.

        Returns
        -------
        bytes
            The answer, complete.

        Raises
        ------
        QueryTimeout, QueryMemory, QueryCrashed
            If the worker was ended or ended itself.
        ResultTooLarge, BadQuery, QueryUnsupported
            If the worker says so.
        QueueFull, EngineUnavailable
            If nobody was free in time.
        """
        task = _Task(job, min(timeout or math.inf, self.limits.timeout))
        try:
            return self._attempt(task)
        except QueryCrashed:
            if time.monotonic() - task.started > _SUDDEN:
                raise
            # Somebody else may have ended the worker before it began, and others with it that are not gone yet.
            time.sleep(_SUDDEN)
            return self._attempt(task)

    def close(self) -> None:
        """End every process; what is still evaluated is lost."""
        self._quick.close()
        self._slow.close()
        self._supervisor.close()

    @property
    def statistics(self) -> PoolStatistics:
        """What goes on at this moment."""
        waiting = self._quick.waiting + self._slow.waiting
        return PoolStatistics(self._supervisor.processes, waiting, self._supervisor.dismissed)

    def _attempt(self, task: _Task) -> bytes:
        ticket = self._enter(self._quick, self.limits.queue)
        try:
            worker = self._begin(task)
            if not self.limits.slow or task.limit <= self.limits.moment:
                return self._finish(worker, task)
            if answer := self._wait(worker, task, task.started + self.limits.moment):
                return self._accept(worker, task, answer)
            place = self._slow.take(0)
            if place is None:
                self._supervisor.dismiss(worker)
        finally:
            self._quick.put(ticket)
        return self._run_slowly(task, worker if place else None, place)

    def _run_slowly(self, task: _Task, worker: WorkerProcess | None, place: object | None) -> bytes:
        place = place or self._enter(self._slow, self.limits.slow_queue)
        self._supervisor.enlarge(1)
        try:
            worker = worker or self._begin(task)
            worker.step_back()
            return self._finish(worker, task)
        finally:
            self._supervisor.enlarge(-1)
            self._slow.put(place)

    def _enter(self, lane: HandoverQueue[object], queue: int) -> object:
        ticket = lane.take(0)
        if ticket is None and lane.waiting < queue:
            ticket = lane.take(self.limits.timeout)
        if ticket is None:
            raise QueueFull(waiting=lane.waiting, retry=max(1, round(self.limits.timeout / 2)))
        return ticket

    def _begin(self, task: _Task) -> WorkerProcess:
        """Find a worker that takes the task; one that died while idle costs nobody anything."""
        while True:
            worker = self._supervisor.take()
            task.start()
            try:
                worker.send(task.frame, task.deadline)
            except WorkerDied:
                self._supervisor.dismiss(worker)
            else:
                return worker

    def _finish(self, worker: WorkerProcess, task: _Task) -> bytes:
        answer = self._wait(worker, task, task.deadline)
        if answer is None:
            self._supervisor.dismiss(worker)
            raise QueryTimeout(limit=_as_number(task.limit))
        return self._accept(worker, task, answer)

    def _wait(self, worker: WorkerProcess, task: _Task, until: float) -> tuple[int, bytes] | None:
        try:
            return worker.receive(min(until, task.deadline))
        except WorkerDied as death:
            self._supervisor.dismiss(worker)
            if death.for_memory:
                raise QueryMemory(limit=self.limits.memory) from death
            raise QueryCrashed from death

    def _accept(self, worker: WorkerProcess, task: _Task, answer: tuple[int, bytes]) -> bytes:
        kind, content = answer
        was_light = kind == ANSWER and len(content) < _LIGHT and time.monotonic() - task.started < _BRIEF
        self._supervisor.give_back(worker, was_light)
        if kind == ANSWER:
            return content
        error = json.loads(content)
        match error.pop("kind"):
            case "syntax":
                raise BadQuery(**error)
            case "size":
                raise ResultTooLarge(limit=self.limits.result_size)
            case "memory":
                raise QueryMemory(limit=self.limits.memory)
        raise QueryUnsupported(**error)


def _as_number(seconds: float) -> float | int:
    return int(seconds) if seconds.is_integer() else seconds
