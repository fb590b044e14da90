"""One worker process as it is seen from here: asked, watched, ended.

Not thread-safe, but for :meth:`WorkerProcess.kill`: whoever took the worker from
the pool is alone with it.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import threading
import time
from typing import Final

from graph.sparql.jobs import HEAD, READY
from graph.sparql.sandbox import measure_memory

_TICK: Final = 0.05
"""Seconds between two looks at the memory of a busy worker."""
_KEPT: Final = 32 * 1024 * 1024
"""Bytes that a worker may have kept from earlier queries and still be used again."""
_NICE: Final = 19
_PROCESSOR_TIME: Final = 2
_PIECE: Final = 64 * 1024
"""Bytes read at once; a pipe holds no more."""


class WorkerDied(Exception):
    """The process is gone.

    Parameters
    ----------
    for_memory : bool
        Whether it was ended by its memory ceiling.
    words : str
        What it said last.
    """

    def __init__(self, for_memory: bool, words: str) -> None:
        super().__init__(words)
        self.for_memory = for_memory
        self.words = words


class WorkerProcess:
    """A process of :mod:`graph.sparql.worker`.

    Parameters
    ----------
    process : int
        Its id.
    pipes : tuple of int
        Our ends of its standard input, output and error output.
    memory : int
        MiB that it may take besides what it starts with.
    """

    def __init__(self, process: int, pipes: tuple[int, int, int], memory: int) -> None:
        self.pid = process
        self._to, self._from, self._words = pipes
        self._handle = os.pidfd_open(process)  # unlike its id, nobody else can get it
        os.set_blocking(self._to, False)
        os.set_blocking(self._from, False)
        self._readable, self._writable, self._gone = select.poll(), select.poll(), select.poll()
        self._readable.register(self._from, select.POLLIN)
        self._writable.register(self._to, select.POLLOUT)
        self._gone.register(self._handle, select.POLLIN)
        self._buffer = bytearray()
        self._memory = memory * 1024 * 1024
        self._ceiling = 0
        self._thread = 0
        self._is_nice = False
        self._is_ended = False
        self._ending = threading.Lock()

    def wait_until_ready(self, patience: float) -> None:
        """Wait for its first words.

        Raises
        ------
        WorkerDied
            If they do not come.
        """
        first = self.receive(time.monotonic() + patience)
        if first is None or first[0] != READY:
            raise self._bury(False)
        self._thread = json.loads(first[1])["thread"]
        self._ceiling = self._usage() + self._memory

    def is_alive(self) -> bool:
        """Tell whether the process still runs."""
        return not self._gone.poll(0)

    def is_fresh(self) -> bool:
        """Tell whether it may be used again: back at full priority and not swollen."""
        if self._is_nice:
            try:
                os.setpriority(os.PRIO_PROCESS, self._thread, 0)
            except OSError:
                return False  # only the privileged may raise a priority again
            self._is_nice = False
        return self._usage() < self._ceiling - self._memory + _KEPT

    def send(self, frame: bytes, deadline: float) -> None:
        """Hand over a job.

        Raises
        ------
        WorkerDied
            If nobody is there to take it.
        """
        view = memoryview(frame)
        while view:
            try:
                view = view[os.write(self._to, view) :]
            except BlockingIOError:
                self._writable.poll(_TICK * 1000)
                if time.monotonic() > deadline:
                    raise self._bury(False) from None
            except BrokenPipeError:
                raise self._bury(False) from None

    def receive(self, until: float) -> tuple[int, bytes] | None:
        """Wait for an answer; ``None`` if there is none yet at that time.

        Raises
        ------
        WorkerDied
            If the process ends, or is ended because it needs too much memory.
        """
        while True:
            remaining = until - time.monotonic()
            if remaining <= 0:
                return None
            if self._readable.poll(min(remaining, _TICK) * 1000 + 1):
                complete = self._read()
                if complete is not None:
                    return complete
            elif self._ceiling and self._usage() > self._ceiling:
                raise self._bury(True)

    def measure_time(self) -> float:
        """Give the seconds of processor time that it has had so far."""
        try:
            # The kernel's name for the clock of another process: its id, inverted, and a mark for processor time.
            return time.clock_gettime(~self.pid << 3 | _PROCESSOR_TIME)
        except OSError:
            return 0.0  # it is gone; whoever reads from it notices

    def step_back(self) -> None:
        """Let everything else on this machine go first."""
        self._is_nice = True
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, self._thread, _NICE)

    def kill(self) -> None:
        """Tell the process to end; the thread that reads from it notices."""
        with self._ending:
            if not self._is_ended:
                with contextlib.suppress(ProcessLookupError):
                    signal.pidfd_send_signal(self._handle, signal.SIGKILL)

    def end(self) -> None:
        """End the process, wait until it is gone, and leave nothing of it behind."""
        self.kill()
        with self._ending:
            if self._is_ended:
                return
            self._is_ended = True
            self._gone.poll()
            for descriptor in (self._handle, self._to, self._from, self._words):
                os.close(descriptor)

    def _usage(self) -> int:
        return measure_memory(self.pid)[1]

    def _read(self) -> tuple[int, bytes] | None:
        """Read what is there; gives the frame once it is complete. Most come in one piece and are copied once."""
        try:
            piece = os.read(self._from, _PIECE)
        except BlockingIOError:
            return None
        if not piece:
            raise self._bury(False)
        if not self._buffer and len(piece) >= HEAD.size:
            length, kind = HEAD.unpack_from(piece)
            if len(piece) == HEAD.size + length:
                return kind, piece[HEAD.size :]
        self._buffer += piece
        if len(self._buffer) < HEAD.size:
            return None
        length, kind = HEAD.unpack_from(self._buffer)
        if len(self._buffer) < HEAD.size + length:
            return None
        with memoryview(self._buffer) as view:
            content = bytes(view[HEAD.size :])
        self._buffer = bytearray()
        return kind, content

    def _bury(self, for_memory: bool) -> WorkerDied:
        """Tell the process to end and find out what it died of.

        A process closes all its pipes at once, when it has already said its last words.
        """
        self.kill()
        os.set_blocking(self._words, False)
        try:
            words = os.read(self._words, 65536).decode("utf-8", "replace").strip()
        except BlockingIOError:
            words = ""
        return WorkerDied(for_memory or "memory allocation" in words or "MemoryError" in words, words)
