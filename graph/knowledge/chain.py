"""The chain of versions in short: name, moment and parent of each.

A service with an update each second has thousands of versions in an hour, and
whoever asks for a moment of the past must not make it read them all again. A
published version does not change, so what was read of one is kept.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

_ID: Final = re.compile(r"[0-9a-f]{12}")


class Entry(NamedTuple):
    """A version: its id, when it was published (ISO 8601, UTC), and the id of the one before it."""

    id: str
    published: str
    parent: str


def is_id(text: str) -> bool:
    """Tell whether a text can be the id of a version."""
    return _ID.fullmatch(text) is not None


def list_entries(data: Path) -> tuple[Entry, ...]:
    """List every version, the latest first."""
    folder = data / "versions"
    try:
        names = frozenset(path.name for path in folder.iterdir() if is_id(path.name))
    except FileNotFoundError:
        return ()
    try:
        return _sort(folder, names)
    except (FileNotFoundError, NotADirectoryError):  # one was removed meanwhile
        return _sort(folder, frozenset(name for name in names if (folder / name / "manifest.json").is_file()))


@lru_cache(maxsize=8)
def _sort(folder: Path, names: frozenset[str]) -> tuple[Entry, ...]:
    entries = {name: _read(folder / name / "manifest.json") for name in names}
    return tuple(sorted(entries.values(), key=lambda one: (one.published, _place(one, entries)), reverse=True))


def _place(entry: Entry, entries: Mapping[str, Entry]) -> int:
    """Count the versions before one in the same second, which only the chain puts in order."""
    place = 0
    parent = entries.get(entry.parent)
    while parent is not None and parent.published == entry.published:
        place += 1
        parent = entries.get(parent.parent)
    return place


@lru_cache(maxsize=16_384)
def _read(path: Path) -> Entry:
    known = json.loads(path.read_text(encoding="utf-8"))
    return Entry(path.parent.name, known["published"], known.get("parent", ""))
