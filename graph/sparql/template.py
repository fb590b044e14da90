"""The template process as it is seen from here: started by us, or grown out of another."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Final

_ROOT: Final = Path(__file__).parents[2]


class LoadedTemplate:
    """A process of :mod:`graph.sparql.worker` that loads a dataset.

    Parameters
    ----------
    dataset : Path
        The N-Quads file.
    theirs : socket
        Its end of the socket that orders come through.
    """

    def __init__(self, dataset: Path, theirs: socket.socket) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - our own module, no shell
            [sys.executable, "-m", "graph.sparql.worker", str(dataset), str(os.getpid())],
            stdin=theirs.fileno(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            cwd=_ROOT,
            env={**os.environ, "RUST_BACKTRACE": "0", "MALLOC_ARENA_MAX": "1"},
            bufsize=0,
        )

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    def is_alive(self) -> bool:
        """Tell whether it still runs."""
        return self._process.poll() is None

    def kill(self) -> None:
        """Tell it to end."""
        self._process.kill()

    def end(self) -> str:
        """End it, wait until it is gone, and give the last line that it said."""
        self._process.kill()
        self._process.wait()
        if self._process.stderr is None or self._process.stderr.closed:
            return ""
        with self._process.stderr as words:
            lines = words.read().decode("utf-8", "replace").strip().splitlines()
        return lines[-1] if lines else ""


class GrownTemplate:
    """A process that another template forked; the kernel buries it for that one.

    Parameters
    ----------
    process : int
        Its id.
    """

    def __init__(self, process: int) -> None:
        self.pid = process
        self._handle = os.pidfd_open(process)
        self._gone = select.poll()
        self._gone.register(self._handle, select.POLLIN)
        self._is_ended = False

    def is_alive(self) -> bool:
        """Tell whether it still runs."""
        return not self._is_ended and not self._gone.poll(0)

    def kill(self) -> None:
        """Tell it to end."""
        if not self._is_ended:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._handle, signal.SIGKILL)

    def end(self) -> str:
        """End it and wait until it is gone; its words went to the one that it grew out of."""
        if not self._is_ended:
            self.kill()
            self._gone.poll()
            self._is_ended = True
            os.close(self._handle)
        return ""
