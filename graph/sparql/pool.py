"""Worker processes that answer, are ended at the deadline and are replaced.

Two lanes keep a heavy query from standing in the way of light ones. Every query
starts in the *quick* lane. One that has had a moment of processor time goes on
in the *slow* lane at the lowest priority, and another process takes its place in
the quick lane. If the slow lane is full, the query is stopped, waits for a place
there and starts again; asked again, it starts in the slow lane. The deadline
counts from the start of evaluation. Those who wait are served in turn, one
client after the other (:mod:`graph.sparql.lanes`).
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
    ClientBusy,
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
from graph.sparql.lanes import Lanes
from graph.sparql.limits import PoolLimits
from graph.sparql.process import WorkerDied, WorkerProcess
from graph.sparql.supervisor import Supervisor

_LIGHT: Final = 256 * 1024
_BRIEF: Final = 0.02
"""Bytes and seconds below which a query cannot have left much behind in its worker."""
_SUDDEN: Final = 0.05
"""Seconds within which the end of a worker may have nothing to do with the query."""
_DELAYED: Final = 100
"""How many times longer than its moment a query may stay in the quick lane when it only waits for the processor."""


@dataclass(frozen=True, slots=True)
class PoolStatistics:
    """What goes on in a pool: processes, queries waiting, processes ended."""

    processes: tuple[int, ...]
    waiting: int
    ended: int


class _Task:
    """A job on its way: the frame to send, for whom, and when it must be done."""

    __slots__ = ("client", "deadline", "frame", "limit", "name", "started", "used")

    def __init__(self, job: Job, limit: float, client: str) -> None:
        self.frame = encode_job(job)
        self.name = hash(self.frame)
        self.client = client
        self.limit = limit
        self.started = self.deadline = self.used = 0.0

    def start(self, used: float) -> None:
        """Let the clock run, again if the task begins anew; the worker has used so much time for others before."""
        self.started = time.monotonic()
        self.deadline = self.started + self.limit
        self.used = used


class WorkerPool:
    """Processes over one dataset. Threads may share it.

    Parameters
    ----------
    fork_server : ForkServer
        Where they come from.
    limits : PoolLimits
        How much at once, and how much for one.
    lanes : Lanes or None
        Shared with other pools of the same limits; without, the pool has its own.
    """

    def __init__(self, fork_server: ForkServer, limits: PoolLimits, lanes: Lanes | None = None) -> None:
        self.limits = limits
        self._lanes = lanes or Lanes(limits.size, limits.slow)
        self._make = partial(fork_server.make_worker, limits.memory, limits.result_size)
        self._supervisor = Supervisor(self._start, limits.warm + limits.spare, limits.size + limits.spare)

    def run(self, job: Job, timeout: float | None = None, client: str = "") -> bytes:
        """Have a job done.

        Parameters
        ----------
        job : Job
            What to do.
        timeout : float or None
            Seconds; may lower the limit of the pool, never raises it.
        client : str
            For whom; those who wait are served one client after the other.

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
        QueueFull, ClientBusy, EngineUnavailable
            If nobody was free in time, or the client has too much under way.
        """
        task = _Task(job, min(timeout or math.inf, self.limits.timeout), client)
        try:
            return self._attempt(task)
        except QueryCrashed:
            if time.monotonic() - task.started > _SUDDEN:
                raise
            # Somebody else may have ended the worker before it began, and others with it that are not gone yet.
            time.sleep(_SUDDEN)
            return self._attempt(task)

    def warm_up(self) -> None:
        """Wait until a worker is ready.

        Raises
        ------
        EngineUnavailable
            If workers do not start.
        """
        self._supervisor.wait_until_ready()

    def close(self) -> None:
        """End every process; what is still evaluated is lost."""
        self._supervisor.close()

    @property
    def statistics(self) -> PoolStatistics:
        """What goes on at this moment."""
        return PoolStatistics(self._supervisor.processes, self._lanes.waiting, self._supervisor.dismissed)

    def _start(self) -> WorkerProcess:
        worker = self._make()
        self._lanes.count_start()
        return worker

    def _attempt(self, task: _Task) -> bytes:
        # Even finding out that a query is a long one costs a moment, and a process: who has had its share waits.
        self._lanes.slow_shares.expect_room(task.client)
        if self.limits.slow and self._lanes.is_heavy(task.name):
            return self._run_slowly(task, None, None)
        ticket = self._enter(self._lanes.quick, self.limits.queue, task)
        try:
            worker = self._begin(task)
            if not self.limits.slow or task.limit <= self.limits.moment:
                return self._finish(worker, task)
            if answer := self._wait_a_moment(worker, task):
                return self._accept(worker, task, answer)
            place = self._lanes.slow.take(0)
            if place is None:
                self._end(worker, "displaced")
        finally:
            self._lanes.quick.put(ticket)
        return self._run_slowly(task, worker if place else None, place)

    def _wait_a_moment(self, worker: WorkerProcess, task: _Task) -> tuple[int, bytes] | None:
        """Wait for a light query; what others keep from the processor is not heavy for that."""
        moment = self.limits.moment
        latest = min(task.started + _DELAYED * moment, task.deadline)
        remaining = moment
        while remaining > 0 and (now := time.monotonic()) < latest:
            # At least a little, or a worker that gets no processor would be asked for its time without end.
            if answer := self._wait(worker, task, min(now + max(remaining, moment / 4), latest)):
                return answer
            remaining = moment - (worker.measure_time() - task.used)
        if remaining <= 0:
            self._lanes.remember(task.name, True)
        return None

    def _run_slowly(self, task: _Task, worker: WorkerProcess | None, place: object | None) -> bytes:
        try:
            self._lanes.slow_shares.take(task.client)
        except ClientBusy:
            if worker:
                self._end(worker, "displaced")
            if place:
                self._lanes.slow.put(place)
            raise
        try:
            place = place or self._enter(self._lanes.slow, self.limits.slow_queue, task)
            try:
                return self._finish_slowly(task, worker)
            finally:
                self._lanes.slow.put(place)
        finally:
            self._lanes.slow_shares.give_back(task.client)

    def _finish_slowly(self, task: _Task, worker: WorkerProcess | None) -> bytes:
        self._supervisor.enlarge(1)
        try:
            worker = worker or self._begin(task)
            worker.step_back()
            answer = self._finish(worker, task)
        finally:
            self._supervisor.enlarge(-1)
        if time.monotonic() - task.started < self.limits.moment:
            self._lanes.remember(task.name, False)
        return answer

    def _enter(self, lane: HandoverQueue[object], queue: int, task: _Task) -> object:
        ticket = lane.take(0)
        if ticket is None and lane.waiting < queue:
            # Twice: for whoever runs now, and for the client whose turn is before.
            ticket = lane.take(2 * self.limits.timeout, task.client)
        if ticket is None:
            raise QueueFull(waiting=lane.waiting, retry=self.limits.retry)
        return ticket

    def _begin(self, task: _Task) -> WorkerProcess:
        """Find a worker that takes the task; one that died while idle costs nobody anything."""
        while True:
            worker = self._supervisor.take()
            task.start(worker.measure_time())
            try:
                worker.send(task.frame, task.deadline)
            except WorkerDied:
                self._end(worker, "idle")
            else:
                return worker

    def _end(self, worker: WorkerProcess, cause: str) -> None:
        self._lanes.count(cause)
        self._supervisor.dismiss(worker)

    def _finish(self, worker: WorkerProcess, task: _Task) -> bytes:
        answer = self._wait(worker, task, task.deadline)
        if answer is None:
            self._end(worker, "deadline")
            raise QueryTimeout(limit=_as_number(task.limit))
        return self._accept(worker, task, answer)

    def _wait(self, worker: WorkerProcess, task: _Task, until: float) -> tuple[int, bytes] | None:
        try:
            return worker.receive(min(until, task.deadline))
        except WorkerDied as death:
            self._end(worker, "memory" if death.for_memory else "crash")
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
