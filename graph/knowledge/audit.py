"""The audit log: one line for every attempt to change data, whatever came of it.

``data/audit.log`` holds JSON, one object a line. A line is on the disk before
its client is answered. Which fields a line may have is fixed, so that no secret
and no text of an update can come in by accident.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from graph.knowledge.work import now
from graph.write_errors import StorageFull

FIELDS: Final = (
    "time",
    "request",
    "token",
    "client",
    "action",
    "graph",
    "outcome",
    "version",
    "added",
    "removed",
    "message",
)
"""What a line can say, in this order. ``token`` is its name, ``request`` its id; ``outcome`` is ``done`` or the kind of
the problem."""

_FILE: Final = "audit.log"
_LONGEST: Final = 1000
"""Characters of a value; what clients send must not fill the disk by way of the log."""


def record(data: Path, line: Mapping[str, object]) -> None:
    """Append a line; the moment is added where it is missing.

    Parameters
    ----------
    data : Path
        The folder of the versions.
    line : mapping of str to object
        Some of :data:`FIELDS`.

    Raises
    ------
    ValueError
        If it holds another field.
    StorageFull
        If the disk does not take it; then nothing of it is left in the log.
    """
    if unknown := line.keys() - set(FIELDS):
        raise ValueError(f"the audit log has no field {', '.join(sorted(unknown))}")
    values = {"time": now(), **line}
    shown = {name: _shorten(values[name]) for name in FIELDS if name in values}
    _append(data / _FILE, json.dumps(shown).encode("ascii") + b"\n")


def _shorten(value: object) -> object:
    return value[:_LONGEST] if isinstance(value, str) else value


def _append(path: Path, content: bytes) -> None:
    """Write in one piece, or not at all, also when several processes write at once."""
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        size = os.fstat(handle).st_size
        try:
            written = os.write(handle, content)
            if written < len(content):
                raise OSError("only a part was written")
            os.fsync(handle)
        except OSError as error:
            os.ftruncate(handle, size)
            raise StorageFull(detail=error.strerror or str(error)) from error
    finally:
        os.close(handle)
