"""One process that writes, as it is seen from the service: asked, watched, ended."""

from __future__ import annotations

import contextlib
import json
import os
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from graph.knowledge.work import Change, Work
from graph.settings import Settings
from graph.sparql.jobs import HEAD
from graph.sparql.writer import encode_batch

_WAITING: Final = 30.0
"""Seconds to wait for another writer on the same versions."""
_STARTING: Final = 120.0
"""Seconds that loading the data may take before the first change begins."""
_SIGNS: Final = ("memory allocation", "MemoryError", "bad_alloc")


class WriterDied(Exception):
    """The process is gone, or was ended.

    Parameters
    ----------
    number : int or None
        The change that it was making.
    was_late : bool
        Whether it was ended because it took too long.
    words : str
        What it said last.
    """

    def __init__(self, number: int | None, was_late: bool, words: str) -> None:
        super().__init__(words)
        self.number = number
        self.was_late = was_late
        self.words = (words.strip().splitlines() or [""])[-1]
        self.for_memory = any(sign in words for sign in _SIGNS)


class WriterProcess:
    """A process of :mod:`graph.sparql.writer`; for one thread.

    Parameters
    ----------
    root : Path
        The project folder.
    settings : Settings
        Where the versions are, and how much a change may take.
    """

    def __init__(self, root: Path, settings: Settings) -> None:
        bounds = (settings.update_memory, settings.update_timeout, _WAITING)
        self._process = subprocess.Popen(  # noqa: S603 - our own module, no shell
            [sys.executable, "-m", "graph.sparql.writer", str(root), str(settings.data.absolute()), *map(str, bounds)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=Path(__file__).parents[2],
            env={**os.environ, "RUST_BACKTRACE": "0"},
            bufsize=0,
        )
        assert self._process.stdout is not None  # noqa: S101 - it was asked for
        assert self._process.stderr is not None  # noqa: S101
        self._readable = select.poll()
        self._readable.register(self._process.stdout, select.POLLIN)
        os.set_blocking(self._process.stdout.fileno(), False)
        os.set_blocking(self._process.stderr.fileno(), False)
        self._buffer = bytearray()

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    def send(self, changes: list[tuple[Change, Work]]) -> None:
        """Hand over a batch.

        Raises
        ------
        WriterDied
            If nobody is there to take it.
        """
        assert self._process.stdin is not None  # noqa: S101
        try:
            for piece in encode_batch(changes):
                self._write(piece)
        except BrokenPipeError as error:
            raise self._bury(None, was_late=False) from error

    def steps(self, patience: float, publishing: float) -> Iterator[dict[str, Any]]:
        """Give every step of a batch as it is told; the last is ``published`` or ``failed``.

        Parameters
        ----------
        patience, publishing : float
            Seconds that one change, and writing the version, may take.

        Raises
        ------
        WriterDied
            If the process ends, or has to be ended because it takes too long.
        """
        number: int | None = None
        limit = _STARTING + _WAITING
        while True:
            step = self._read_step(time.monotonic() + limit, number)
            number = step["number"] if step["step"] == "begun" else None
            limit = patience if step["step"] == "begun" else publishing
            yield step
            if step["step"] in ("published", "failed"):
                return

    def kill(self) -> None:
        """End it; the thread that waits for it notices."""
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()

    def end(self) -> None:
        """End it, wait until it is gone, and leave nothing of it behind."""
        self.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            if pipe:
                with contextlib.suppress(BrokenPipeError):
                    pipe.close()

    def _write(self, piece: bytes) -> None:
        assert self._process.stdin is not None  # noqa: S101
        view = memoryview(piece)
        while view:
            view = view[os.write(self._process.stdin.fileno(), view) :]

    def _read_step(self, until: float, number: int | None) -> dict[str, Any]:
        while True:
            if len(self._buffer) >= HEAD.size:
                length, _ = HEAD.unpack_from(self._buffer)
                if len(self._buffer) >= HEAD.size + length:
                    content = bytes(self._buffer[HEAD.size : HEAD.size + length])
                    del self._buffer[: HEAD.size + length]
                    step: dict[str, Any] = json.loads(content)
                    return step
            remaining = until - time.monotonic()
            if remaining <= 0 or not self._readable.poll(remaining * 1000 + 1):
                raise self._bury(number, was_late=True)
            self._read(number)

    def _read(self, number: int | None) -> None:
        assert self._process.stdout is not None  # noqa: S101
        try:
            piece = os.read(self._process.stdout.fileno(), 1024 * 1024)
        except BlockingIOError:
            return
        if not piece:
            raise self._bury(number, was_late=False)
        self._buffer += piece

    def _bury(self, number: int | None, was_late: bool) -> WriterDied:
        self.kill()
        self._process.wait()
        assert self._process.stderr is not None  # noqa: S101
        words = (self._process.stderr.read() or b"").decode("utf-8", "replace")
        return WriterDied(number, was_late, words)
