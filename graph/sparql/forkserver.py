"""Where workers come from: one template process that has loaded the dataset."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import Final

from graph.sparql.process import WorkerDied, WorkerProcess

_ROOT: Final = Path(__file__).parents[2]
_LOADING: Final = 120.0
"""Seconds that loading the dataset may take."""
_FORKING: Final = 10.0
"""Seconds that one more worker may take."""


class ForkServer:
    """Makes workers over one dataset. Threads may share it.

    The template is started at once and loads while the rest of the program
    starts; if it ever ends, the next call starts another.

    Parameters
    ----------
    dataset : Path
        The N-Quads file to answer from.
    """

    def __init__(self, dataset: Path) -> None:
        self._dataset = dataset.absolute()
        self._lock = threading.Lock()
        self._is_closed = False
        self._was_ready = False
        self._triples: int = 0
        self._start()

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
            self._end()

    def _start(self) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            self._template = subprocess.Popen(  # noqa: S603 - our own module, no shell
                [sys.executable, "-m", "graph.sparql.worker", str(self._dataset), str(os.getpid())],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                cwd=_ROOT,
                env={**os.environ, "RUST_BACKTRACE": "0", "MALLOC_ARENA_MAX": "1"},
                bufsize=0,
            )
        self._orders = ours
        self._is_ready = False

    def _await_loading(self) -> None:
        if not self._is_ready:
            self._orders.settimeout(_LOADING)
            self._triples = int(json.loads(self._orders.recv(1024))["triples"])
            self._orders.settimeout(_FORKING)
            self._is_ready = True

    def _order(self, memory: int, result_size: int) -> WorkerProcess:
        if self._is_closed:
            raise WorkerDied(False, "closed")
        if self._template.poll() is not None:
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
        self._template.kill()
        assert self._template.stderr is not None  # noqa: S101
        words: str = self._template.stderr.read().decode("utf-8", "replace").strip()
        self._template.wait()
        return (words.splitlines() or [str(error)])[-1]

    def _end(self) -> None:
        self._template.kill()
        self._template.wait()
        self._orders.close()
        if self._template.stderr is not None:
            with contextlib.suppress(OSError):
                self._template.stderr.close()
