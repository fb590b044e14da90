"""Changing data: how the service hands changes to the process that writes.

Changes that arrive while others are being made wait and are published together.
A change that takes too long ends the process, not the service; the others of
its batch are made again by another process. Whatever happens, the version
published before stays until the next one is whole.
"""

from __future__ import annotations

import inspect
import threading
from collections import deque
from pathlib import Path
from typing import Final, Protocol

import graph.errors
import graph.write_errors
from graph.errors import SimpulError
from graph.knowledge.versions import open_current
from graph.knowledge.work import Change, GraphWrite, Outcome, Work
from graph.settings import Settings
from graph.sparql.editions import Editions
from graph.sparql.writer import restore
from graph.sparql.writer_process import WriterDied, WriterProcess
from graph.write_errors import PublishingBusy, UpdateCrashed, UpdateMemory, UpdateTimeout, WriterFailed

_FAMILY: Final = {
    name: value
    for module in (graph.errors, graph.write_errors)
    for name, value in inspect.getmembers(module, inspect.isclass)
    if issubclass(value, SimpulError)
}
_MOST: Final = 64
_MOST_BYTES: Final = 64 * 1024 * 1024
"""Changes, and bytes of RDF, that are published together; a larger single one goes alone."""
_IDLE: Final = 60.0
"""Seconds after which a writer with nothing to do is ended, because it holds a copy of the data."""
_PUBLISHING: Final = 300.0
"""Seconds that checking, writing and flushing a version may take."""
_WARMING: Final = 60.0
"""Seconds to wait until readers see what was published; after that they see it a little later."""
_SOON: Final = 2


class Publisher(Protocol):
    """Makes changes; each becomes part of a new version."""

    def submit(self, change: Change, work: Work) -> Outcome:
        """Make a change and wait until it is published.

        Raises
        ------
        BadQuery, RdfInvalid, RdfRefused, UpdateUnsupported, GraphUnknown, GraphComputed, VersionMoved
            If it cannot be made as it stands.
        ShapesBroken
            If the data would break the shapes.
        UpdateTimeout, UpdateMemory, UpdateCrashed
            If it was ended.
        PublishingBusy, StorageFull, WriterFailed
            If nothing can be changed now.
        """

    def close(self) -> None:
        """End the process that writes, if there is one."""


class _Waiting:
    """A change on its way, and what came of it."""

    __slots__ = ("change", "done", "error", "outcome", "work")

    def __init__(self, change: Change, work: Work) -> None:
        self.change = change
        self.work = work
        self.done = threading.Event()
        self.outcome: Outcome | None = None
        self.error: SimpulError | None = None

    @property
    def size(self) -> int:
        """Bytes of RDF that it brings."""
        return sum(len(one.content) for one in self.work.payloads) if isinstance(self.work, GraphWrite) else 0

    def refuse(self, error: SimpulError) -> None:
        """End it without a change."""
        self.error = error
        self.done.set()


class WriterPublisher:
    """Publishes through a process of :mod:`graph.sparql.writer`. Threads may share it.

    Parameters
    ----------
    settings : Settings
        Where the versions are, and how much a change may take.
    root : Path
        The project folder, with the rules.
    editions : Editions
        Who submits a change is told when readers see it.
    """

    def __init__(self, settings: Settings, root: Path, editions: Editions) -> None:
        self._settings = settings
        self._root = root
        self._editions = editions
        self._queue: deque[_Waiting] = deque()
        self._arrived = threading.Condition()
        self._is_closed = False
        self._writer: WriterProcess | None = None
        self._thread = threading.Thread(target=self._run, name="publisher", daemon=True)
        self._thread.start()

    @property
    def process(self) -> int | None:
        """The id of the process that writes; ``None`` while there is none."""
        writer = self._writer
        return writer.pid if writer else None

    @property
    def waiting(self) -> int:
        """How many changes wait."""
        return len(self._queue)

    def submit(self, change: Change, work: Work) -> Outcome:
        """Make a change and wait until it is published and readers see it; see :class:`Publisher`."""
        one = _Waiting(change, work)
        with self._arrived:
            if len(self._queue) > self._settings.update_queue or self._is_closed:
                raise PublishingBusy(waiting=len(self._queue), retry=_SOON)
            self._queue.append(one)
            self._arrived.notify()
        one.done.wait()
        if one.outcome is None:
            raise one.error or WriterFailed(detail="closed")
        self._editions.await_version(one.outcome.version, _WARMING)
        return one.outcome

    def close(self) -> None:
        """End the process that writes; what is not published by then is not changed."""
        with self._arrived:
            self._is_closed = True
            self._arrived.notify()
        if self._writer:
            self._writer.kill()
        self._thread.join(5)
        self._end_writer()

    def _run(self) -> None:
        while batch := self._take_batch():
            try:
                self._publish(batch)
            except (OSError, ValueError, KeyError) as error:  # the writer does not start, or speaks nonsense
                self._end_writer()
                self._settle(batch, WriterFailed(detail=str(error)))
        for one in self._queue:
            one.refuse(WriterFailed(detail="closed"))

    def _take_batch(self) -> list[_Waiting]:
        """Wait for changes; nothing when there will be none any more."""
        with self._arrived:
            while not self._queue and not self._is_closed:
                if not self._arrived.wait(_IDLE if self._writer else None):
                    self._end_writer()
            if self._is_closed:
                return []
            batch = [self._queue.popleft()]
            size = batch[0].size
            while self._queue and len(batch) < _MOST and size + self._queue[0].size <= _MOST_BYTES:
                batch.append(self._queue.popleft())
                size += batch[-1].size
            return batch

    def _publish(self, batch: list[_Waiting]) -> None:
        """Have a batch made; whoever ends the process is taken out and the others are made again.

        A process that dies once may have been ended by somebody else; only who ends it twice is to blame.
        """
        was_ended = False
        while batch:
            made: dict[int, Outcome] = {}
            try:
                self._talk(batch, made)
                return
            except WriterDied as death:
                self._end_writer()
                if self._find_published(batch, made):
                    return
                if self._is_closed or (was_ended and death.number is None):
                    self._settle(batch, WriterFailed(detail=death.words or "-"))
                    return
                if death.number is not None and (was_ended or death.was_late or death.for_memory):
                    batch[death.number].refuse(self._blame(death))
                was_ended = not (death.was_late or death.for_memory)
                batch = [one for one in batch if not one.done.is_set()]

    def _talk(self, batch: list[_Waiting], made: dict[int, Outcome]) -> None:
        if self._writer is None:
            self._writer = WriterProcess(self._root, self._settings)
        patience = self._settings.update_timeout
        self._writer.send([(one.change, one.work) for one in batch])
        for step in self._writer.steps(patience, _PUBLISHING):
            match step["step"]:
                case "made":
                    made[step["number"]] = Outcome(**step["outcome"])
                case "refused":
                    batch[step["number"]].refuse(restore(step["error"], _FAMILY))
                case "published":
                    self._acknowledge(batch, made, step["version"])
                    return
                case "failed":
                    error = restore(step["error"], _FAMILY)
                    is_busy = isinstance(error, graph.errors.BuildBusy)
                    self._settle(batch, PublishingBusy(waiting=len(batch), retry=_SOON) if is_busy else error)
                    return

    def _acknowledge(self, batch: list[_Waiting], made: dict[int, Outcome], version: str) -> None:
        for number, outcome in made.items():
            one = batch[number]
            one.outcome = Outcome(version, outcome.added, outcome.removed, outcome.was_created)
            one.done.set()

    def _find_published(self, batch: list[_Waiting], made: dict[int, Outcome]) -> bool:
        """Look whether the version was published before the process died, and acknowledge it then."""
        version = open_current(self._settings.data)
        known = {change.id for change in version.manifest.changes}
        if not any(one.change.id in known for one in batch):
            return False
        self._acknowledge(batch, made, version.id)
        self._settle(batch, WriterFailed(detail="-"))
        return True

    def _settle(self, batch: list[_Waiting], error: SimpulError) -> None:
        for one in batch:
            if not one.done.is_set():
                one.refuse(error)

    def _blame(self, death: WriterDied) -> SimpulError:
        if death.was_late:
            return UpdateTimeout(limit=self._settings.update_timeout)
        if death.for_memory:
            return UpdateMemory(limit=self._settings.update_memory)
        return UpdateCrashed()

    def _end_writer(self) -> None:
        writer, self._writer = self._writer, None
        if writer:
            writer.end()
