"""Where workers come from: one template process that holds the dataset.

A template loads the dataset, or grows out of one that holds another version: it is
forked from the *seed*, the template that loaded last, and makes the patches since
then. That takes milliseconds where loading takes a second, and shares the
memory of what did not change.
"""

from __future__ import annotations

import json
import os
import socket
import threading
from pathlib import Path
from typing import Final

from graph.sparql.process import WorkerDied, WorkerProcess
from graph.sparql.template import GrownTemplate, LoadedTemplate

_LOADING: Final = 120.0
"""Seconds that loading the dataset may take."""
_FORKING: Final = 10.0
"""Seconds that one more worker may take."""
_MOST_PATCHES: Final = 50
_MOST_BYTES: Final = 8 * 1024 * 1024
"""Patches, and their bytes, after which loading is the shorter way."""


class ForkServer:
    """Makes workers over one dataset. Threads may share it.

    The template is started at once and gets ready while the rest of the program
    starts; if it ever ends, the next call starts another.

    Parameters
    ----------
    dataset : Path
        The N-Quads file to answer from.
    seed : ForkServer or None
        One that loaded another version, for a template that grows out of it.
    patches : tuple of Path
        What makes its version into this one.
    """

    def __init__(self, dataset: Path, seed: ForkServer | None = None, patches: tuple[Path, ...] = ()) -> None:
        self._dataset = dataset.absolute()
        self._lock = threading.Lock()
        self._is_closed = False
        self._was_ready = False
        self._triples: int = 0
        self._seed = seed
        self._patches = patches
        self._holders = 0
        self._is_leaving = False
        if seed:
            seed.hold()
        self._start()

    def grow(self, dataset: Path, patches: tuple[Path, ...]) -> ForkServer:
        """Make the fork server of a later version.

        Parameters
        ----------
        dataset : Path
            The later version.
        patches : tuple of Path
            What makes this version into it.
        """
        every = (*self._patches, *patches)
        if len(every) > _MOST_PATCHES or sum(one.stat().st_size for one in every) > _MOST_BYTES:
            return ForkServer(dataset)
        return ForkServer(dataset, self._seed or self, every)

    def hold(self) -> None:
        """Keep the template alive, for others that grow out of it, until :meth:`let_go`."""
        with self._lock:
            self._holders += 1

    def let_go(self) -> None:
        """Need the template no more."""
        with self._lock:
            self._holders -= 1
            if self._is_leaving and not self._holders:
                self._template.end()
                self._orders.close()

    def fork_template(self, patches: tuple[Path, ...], theirs: socket.socket) -> int:
        """Fork a template that makes patches and takes its orders from a socket; give its process id.

        Raises
        ------
        OSError, ValueError
            If that fails.
        """
        with self._lock:
            self._await_loading()
            order = json.dumps({"patches": [str(one.absolute()) for one in patches]}).encode()
            socket.send_fds(self._orders, [order], [theirs.fileno()])
            return int.from_bytes(self._orders.recv(8), "big")

    @property
    def pid(self) -> int:
        """The process id of the template."""
        return self._template.pid

    def count_triples(self) -> int:
        """Tell how many statements the union of all graphs holds; waits for it to be loaded.

        Raises
        ------
        WorkerDied
            If that fails.
        """
        with self._lock:
            try:
                self._await_loading()
            except (OSError, ValueError) as error:
                raise WorkerDied(False, self._find_reason(error)) from error
            return self._triples

    def make_worker(self, memory: int, result_size: int) -> WorkerProcess:
        """Make a worker and wait until it is ready.

        Parameters
        ----------
        memory, result_size : int
            MiB that a query may need and that an answer may hold.

        Raises
        ------
        WorkerDied
            If the template or the worker does not start.
        """
        with self._lock:
            try:
                worker = self._order(memory, result_size)
            except WorkerDied:
                if not self._was_ready:
                    raise
                worker = self._order(memory, result_size)  # the template died after it had worked; this is another
        try:
            worker.wait_until_ready(_FORKING)
        except WorkerDied:
            worker.end()
            raise
        return worker

    def stop(self) -> None:
        """Make no more workers; those that there are go on."""
        self._is_closed = True
        if not self._is_ready:
            self._template.kill()  # who waits for it to load gives up now

    def close(self) -> None:
        """End the template; its workers should have been ended before."""
        self.stop()
        with self._lock:
            self._is_leaving = True
            if not self._holders:
                self._end()
        if self._seed:
            self._seed.let_go()
            self._seed = None

    def _start(self) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            self._template = self._grow(theirs) or LoadedTemplate(self._dataset, theirs)
        self._orders = ours
        self._is_ready = False

    def _grow(self, theirs: socket.socket) -> GrownTemplate | None:
        if self._seed is None:
            return None
        try:
            return GrownTemplate(self._seed.fork_template(self._patches, theirs))
        except (OSError, ValueError):
            self._forget_seed()  # it is gone; this version is loaded instead
            return None

    def _forget_seed(self) -> None:
        seed, self._seed, self._patches = self._seed, None, ()
        if seed:
            seed.let_go()

    def _await_loading(self) -> None:
        if self._is_ready:
            return
        try:
            self._read_ready()
        except (OSError, ValueError):
            if self._seed is None:
                raise
            self._forget_seed()  # a patch may have been pruned away
            self._end()
            self._start()
            self._read_ready()

    def _read_ready(self) -> None:
        self._orders.settimeout(_LOADING)
        self._triples = int(json.loads(self._orders.recv(1024))["triples"])
        self._orders.settimeout(_FORKING)
        self._is_ready = True

    def _order(self, memory: int, result_size: int) -> WorkerProcess:
        if self._is_closed:
            raise WorkerDied(False, "closed")
        if not self._template.is_alive():
            self._end()
            self._start()
        self._was_ready = self._is_ready
        try:
            self._await_loading()
            return self._fork(json.dumps({"memory": memory, "size": result_size * 1024 * 1024}).encode(), memory)
        except (OSError, ValueError) as error:
            raise WorkerDied(False, self._find_reason(error)) from error

    def _fork(self, order: bytes, memory: int) -> WorkerProcess:
        theirs_in, to = os.pipe()
        from_, theirs_out = os.pipe()
        words, theirs_error = os.pipe()
        theirs = [theirs_in, theirs_out, theirs_error]
        try:
            socket.send_fds(self._orders, [order], theirs)
            process = int.from_bytes(self._orders.recv(8), "big")
            return WorkerProcess(process, (to, from_, words), memory)
        except (OSError, ValueError):
            for pipe in (to, from_, words):
                os.close(pipe)
            raise
        finally:
            for pipe in theirs:
                os.close(pipe)

    def _find_reason(self, error: Exception) -> str:
        """End a template that does not do its work and tell what it said last."""
        return self._template.end() or str(error)

    def _end(self) -> None:
        self._template.end()
        self._orders.close()
