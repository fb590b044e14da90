"""The chain of versions: which one was current when, going back to one, and removing old ones."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import chain
from pathlib import Path
from typing import Final

from graph.errors import NothingPublished
from graph.knowledge.chain import list_entries
from graph.knowledge.difference import Statement, compare
from graph.knowledge.n_quads import write_patch
from graph.knowledge.publication import Edition, publish_edition
from graph.knowledge.statistics import is_description
from graph.knowledge.versions import Version, list_versions, lock, open_current, open_version
from graph.knowledge.work import Change

_MOST_PATCH: Final = 50_000
"""Statements up to which a version keeps its difference from its parent beside it."""


def find_at(data: Path, moment: datetime) -> Version:
    """Find the version that was current at a moment; the first one for a moment before all of them.

    Parameters
    ----------
    data : Path
        The folder of the versions.
    moment : datetime
        With its time zone.

    Raises
    ------
    NothingPublished
        If there is no version.
    """
    entries = list_entries(data)
    if not entries:
        raise NothingPublished(folder=data)
    earlier = (one for one in entries if datetime.fromisoformat(one.published) <= moment)
    return open_version(data, next(earlier, entries[-1]).id)


def name_authors(version: Version) -> str:
    """Name who made a version; what was done where nobody is named."""
    return ", ".join(dict.fromkeys(one.author or one.action for one in version.manifest.changes)) or "-"


def restore(data: Path, version: str, *, author: str, message: str, patience: float = 0) -> Version:
    """Publish the content of an older version as a new one; what was published since stays in the chain.

    Parameters
    ----------
    data : Path
        The folder of the versions.
    version : str
        The id of the older one.
    author, message : str
        Who goes back to it, and why.
    patience : float
        Seconds to wait for another writer.

    Returns
    -------
    Version
        The new one; the current one if it has the same content already.

    Raises
    ------
    VersionUnknown
        If there is no such version.
    BuildBusy
        If another process writes.
    """
    with lock(data, patience):
        wanted, current = open_version(data, version), open_current(data)
        if wanted.manifest.hash == current.manifest.hash:
            return current
        patch, added, removed = _measure(compare(current, wanted))
        known = wanted.manifest
        unnamed = known.quads - sum(known.graphs.values())
        edition = Edition(
            content=wanted.dataset.read_bytes(),
            changes=(Change("restore", author, message),),
            message=message,
            sources=known.sources,
            added=added,
            removed=removed,
            patch=patch,
            counts=({**known.graphs, **({"": unnamed} if unnamed else {})}, known.statements),
        )
        return publish_edition(data, edition)


def find_old(data: Path, keep: int | None, days: float | None) -> list[Version]:
    """Find the versions that may go, the oldest first; never the current one.

    Parameters
    ----------
    data : Path
        The folder of the versions.
    keep : int or None
        The latest ones that stay; ``None`` for no such rule.
    days : float or None
        Those not older than this stay; ``None`` for no such rule.
    """
    if keep is None and days is None:
        return []
    current = open_current(data).id
    found = list_versions(data)[keep or 0 :]
    if days is not None:
        bound = datetime.now(UTC) - timedelta(days=days)
        found = [one for one in found if datetime.fromisoformat(one.manifest.published) < bound]
    return [one for one in reversed(found) if one.id != current]


def prune(data: Path, keep: int | None, days: float | None, patience: float = 0) -> list[Version]:
    """Remove old versions for good; the parameters are those of :func:`find_old`.

    Each vanishes by one rename before its files are deleted, so that nobody ever
    opens half of one. A service that has one open goes on answering from it.

    Returns
    -------
    list of Version
        The removed ones.
    """
    with lock(data, patience):
        leaving = find_old(data, keep, days)
        _remove(data, leaving)
    return leaving


def _remove(data: Path, versions: Iterable[Version]) -> None:
    staging = data / "staging"
    for version in versions:
        staging.mkdir(exist_ok=True)
        version.folder.rename(staging / version.id)
    if staging.exists():
        handle = os.open(data / "versions", os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
        shutil.rmtree(staging)


def _measure(statements: Iterable[Statement]) -> tuple[bytes, int, int]:
    """Give the patch where it is worth keeping, and how much was added and removed."""
    lines: dict[bool, list[bytes]] = {True: [], False: []}
    numbers = {True: 0, False: 0}
    for one in statements:
        numbers[one.is_added] += not is_description(one.line)
        if sum(numbers.values()) <= _MOST_PATCH:
            lines[one.is_added].append(one.line)
    few = sum(numbers.values()) <= _MOST_PATCH and any(chain(*lines.values()))
    return (write_patch(lines[True], lines[False]) if few else b""), numbers[True], numbers[False]
