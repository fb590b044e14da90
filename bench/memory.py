"""How much memory a process and all that it started take."""

from __future__ import annotations

import asyncio
import contextlib
import os
from pathlib import Path

_PAGE = os.sysconf("SC_PAGE_SIZE") / 2**20
_GONE = (FileNotFoundError, ProcessLookupError)


def find_family(pid: int) -> list[int]:
    """Find a process and everything below it."""
    below: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(*_GONE):
            parent = int((path / "stat").read_text(errors="replace").rpartition(")")[2].split()[1])
            below.setdefault(parent, []).append(int(path.name))
    family = [pid]
    for one in family:
        family += below.get(one, [])
    return family


def measure_family(pid: int) -> float:
    """Add up the memory of a process and everything below it, in MiB, counting what they share once (PSS)."""
    total = 0.0
    for one in find_family(pid):
        with contextlib.suppress(*_GONE):
            total += _measure(Path("/proc") / str(one))
    return total


def _measure(process: Path) -> float:
    try:
        lines = (process / "smaps_rollup").read_text().splitlines()
    except PermissionError:  # then what it shares counts too, which never makes it look smaller than it is
        return int((process / "statm").read_text().split()[1]) * _PAGE
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


async def sample(pid: int, samples: list[float], pause: float = 1.0) -> None:
    """Measure again and again until cancelled."""
    while True:
        samples.append(await asyncio.to_thread(measure_family, pid))
        await asyncio.sleep(pause)
