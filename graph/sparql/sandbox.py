"""What the worker process may not do.

The gate keeps queries that call out from the worker; the sandbox is what remains if
one slips through. It needs no privileges: a process that may open no further
file descriptor can open neither a socket nor a file.
"""

from __future__ import annotations

import ctypes
import os
import resource
import select
import signal
import sys
from pathlib import Path
from typing import Final

_PR_SET_PDEATHSIG: Final = 1
_CLONE_NEWUSER: Final = 0x10000000
_CLONE_NEWNET: Final = 0x40000000


def leave_the_network() -> None:
    """Move to a network of its own without any way out, where the kernel lets us.

    Must be called while there is one thread, and before :func:`die_with`, because
    a change of rights makes the kernel forget the latter.
    """
    if sys.platform == "linux":
        libc = ctypes.CDLL(None)
        if libc.unshare(_CLONE_NEWNET) != 0:
            libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)


def die_with(parent: int) -> None:
    """Ask the kernel to end this process when its parent ends, however that ends.

    The kernel means the *thread* that made us; the template of :mod:`graph.sparql.worker`
    has one thread only, and looks after its own parent. This holds even while
    the engine keeps the interpreter lock, which the watch on the pipe needs.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(0)


def close_the_door(memory: int) -> None:
    """Bound what may still be taken: `memory` MiB, no core file, no file, no socket.

    Call it when everything is loaded and every thread has been started.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ceiling = measure_memory("self")[0] + memory * 1024 * 1024
        resource.setrlimit(resource.RLIMIT_AS, (ceiling, ceiling))
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))  # last: the measurement opens a file


def measure_memory(process: int | str) -> tuple[int, int]:
    """Give the bytes of address space, and of memory of its own, that a process has now; zeros if unknown."""
    try:
        size, resident, shared = Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[:3]
    except (OSError, ValueError):
        return 0, 0
    page = resource.getpagesize()
    return int(size) * page, (int(resident) - int(shared)) * page


def wait_for_hangup(descriptor: int) -> None:
    """Return when nobody can write to a pipe any more, without reading from it."""
    watch = select.poll()
    watch.register(descriptor, 0)
    while not watch.poll():
        pass
