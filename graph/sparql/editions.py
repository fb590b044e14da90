"""The versions that can be asked: the current one, and older ones on demand.

Whoever asks takes a *lease* on an engine, so that all of one request is answered
from the same version, and a version that was replaced is closed only when the
last request about it is done. Readers never wait for a publication: the
version published before goes on answering until the next one is warm.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from types import TracebackType
from typing import Any, Final, Generic, Protocol, TypeVar

from graph.errors import EngineUnavailable, SimpulError, VersionUnknown
from graph.knowledge.versions import Version, find_line, find_patches, open_current, open_version, read_mark
from graph.settings import Settings
from graph.sparql.engine import Engine, LocalEngine
from graph.sparql.limits import make_lanes

_log = logging.getLogger(__name__)
_LOOK: Final = 0.05
"""Seconds between two looks at what is published; asking the disk for every request would cost more."""

AnyEngine = TypeVar("AnyEngine", bound=Engine)


class _Copy(Generic[AnyEngine]):
    """An open engine and how many requests use it."""

    __slots__ = ("engine", "is_retired", "users")

    def __init__(self, engine: AnyEngine) -> None:
        self.engine = engine
        self.users = 0
        self.is_retired = False


class Lease:
    """The use of one engine for the length of a request; a context manager."""

    __slots__ = ("_copy", "_give_back", "engine")

    def __init__(self, copy: _Copy[Any], give_back: Callable[[_Copy[Any]], None]) -> None:
        self.engine: Engine = copy.engine
        self._copy: _Copy[Any] | None = copy
        self._give_back = give_back

    def release(self) -> None:
        """End the use; doing it twice does no harm."""
        if self._copy is not None:
            copy, self._copy = self._copy, None
            self._give_back(copy)

    def __enter__(self) -> Engine:
        return self.engine

    def __exit__(
        self, _type: type[BaseException] | None, _value: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.release()


class Editions(Protocol):
    """Gives engines by version."""

    @property
    def current_id(self) -> str:
        """The id of the version that answers when none is named."""

    def lease(self, version: str = "") -> Lease:
        """Take the use of the current version, or of one by its id."""

    def await_version(self, version: str, patience: float) -> bool:
        """Wait until a version, or one that came after it, answers."""

    def close(self) -> None:
        """End everything."""


class OneEdition:
    """One engine and no other; for another service, and for tests.

    Parameters
    ----------
    engine : Engine
        What answers.
    """

    def __init__(self, engine: Engine) -> None:
        self._copy = _Copy(engine)

    @property
    def current_id(self) -> str:
        """The id of its version."""
        return self._copy.engine.version.id

    def lease(self, version: str = "") -> Lease:
        """Take the use of it.

        Raises
        ------
        VersionUnknown
            If another version is wanted.
        """
        if version and version != self.current_id:
            raise VersionUnknown(version=version, known=self.current_id)
        return Lease(self._copy, lambda _: None)

    def await_version(self, version: str, patience: float) -> bool:
        """Tell whether it is that version; it never becomes another one."""
        return patience >= 0 and version == self.current_id

    def close(self) -> None:
        """End it."""
        self._copy.engine.close()


class PublishedEditions:
    """The versions published in a folder. Threads may share it.

    Parameters
    ----------
    settings : Settings
        Where they are, how many older ones stay open, and the limits of engines.

    Attributes
    ----------
    lanes : Lanes
        The places that queries about all versions share.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._data = settings.data
        self._most = settings.open_versions
        self._lock = threading.Lock()
        self._opening = threading.Lock()
        self._moved = threading.Condition()
        self._older: OrderedDict[str, _Copy[LocalEngine]] = OrderedDict()
        self._is_closed = False
        self._mark = read_mark(self._data)
        self.lanes = make_lanes(settings)
        self._current = _Copy(LocalEngine(open_current(self._data), settings, lanes=self.lanes))
        self._seen = {self.current_id}
        self._follower = threading.Thread(target=self._follow, name="editions", daemon=True)
        self._follower.start()

    @property
    def current_id(self) -> str:
        """The id of the version that answers when none is named."""
        return self._current.engine.version.id

    def lease(self, version: str = "") -> Lease:
        """Take the use of the current version, or of one by its id.

        Raises
        ------
        VersionUnknown
            If there is no such version.
        EngineUnavailable
            If it does not open.
        """
        with self._lock:
            if not version or version == self.current_id:
                return self._lend(self._current)
            if copy := self._older.get(version):
                self._older.move_to_end(version)
                return self._lend(copy)
        found = open_version(self._data, version)
        with self._opening:
            with self._lock:
                if copy := self._older.get(version):
                    return self._lend(copy)
            copy = _Copy(self._open_older(found))
            with self._lock:
                self._older[version] = copy
                lent = self._lend(copy)
                leaving = [self._older.popitem(last=False)[1] for _ in range(len(self._older) - self._most)]
        for one in leaving:
            self._retire(one)
        return lent

    def await_version(self, version: str, patience: float) -> bool:
        """Wait until a version answers, or has been replaced by one that came after it."""
        with self._moved:
            return self._moved.wait_for(lambda: version in self._seen or self._is_closed, patience)

    def close(self) -> None:
        """End everything; what is still evaluated is lost."""
        self._is_closed = True
        self._follower.join(5)
        with self._lock:
            copies = [self._current, *self._older.values()]
            self._older.clear()
        for copy in copies:
            copy.engine.close()

    def _lend(self, copy: _Copy[Any]) -> Lease:
        copy.users += 1
        return Lease(copy, self._give_back)

    def _give_back(self, copy: _Copy[Any]) -> None:
        with self._lock:
            copy.users -= 1
            is_last = copy.is_retired and copy.users == 0
        if is_last:
            _close_aside(copy)

    def _retire(self, copy: _Copy[Any]) -> None:
        with self._lock:
            copy.is_retired = True
            is_free = copy.users == 0
        if is_free:
            _close_aside(copy)

    def _follow(self) -> None:
        """Watch for another version, open it and let it answer."""
        while not self._is_closed:
            time.sleep(_LOOK)
            mark = read_mark(self._data)
            if mark == self._mark:
                continue
            try:
                self._move(open_current(self._data))
                self._mark = mark
            except SimpulError:
                _log.exception("The published version cannot be opened; the one before it goes on answering.")
                time.sleep(1)

    def _open_older(self, version: Version) -> LocalEngine:
        """Open an older version; it may be removed at this very moment."""
        engine = LocalEngine(version, self._settings, lanes=self.lanes)
        try:
            engine.warm_up()
        except EngineUnavailable:
            engine.close()
            open_version(self._data, version.id)  # which says so if it is gone
            raise
        return engine

    def _open_next(self, version: Version) -> LocalEngine:
        """Open a version that follows the current one: by what changed, where that is known."""
        patches = find_patches(self._data, self.current_id, version)
        before = self._current.engine
        server = before.fork_server.grow(version.dataset, patches) if patches else None
        return LocalEngine(version, self._settings, server, self.lanes)

    def _move(self, version: Version) -> None:
        passed = find_line(self._data, self.current_id, version)
        if version.id != self.current_id:
            fresh = _Copy(self._open_next(version))
            fresh.engine.warm_up()
            with self._lock:
                before, self._current = self._current, fresh
            self._retire(before)
        with self._moved:
            self._seen.update(passed)
            self._moved.notify_all()


def _close_aside(copy: _Copy[Any]) -> None:
    """Close an engine without keeping anybody waiting."""
    threading.Thread(target=copy.engine.close, name="edition-close", daemon=True).start()
