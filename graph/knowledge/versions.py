"""Published versions on disk: immutable folders, and one file that names the current one.

::

    data/
      current                      id of the published version
      made-from                    which sources were built last
      versions/<id>/manifest.json
      versions/<id>/dataset.nq     sorted N-Quads of every graph
      versions/<id>/patch          what changed since its parent, where that is little
      staging/                     unfinished; removed by the next writer
      pending                      id of a version that is about to become current
      lock                         held by the one process that writes

A version is written to ``staging``, flushed to the disk, moved to its place by
one rename, and only then named in ``current`` by another. A crash at any moment
leaves the version published before.

Versions form a chain. The first one is named by its content; a later one by its
content and its parent, so that going back to old content is a new version, with
its own author and moment, and the same ``hash``.
"""

from __future__ import annotations

import fcntl
import json
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from graph.errors import BuildBusy, NothingPublished, VersionUnknown
from graph.knowledge.chain import is_id, list_entries
from graph.knowledge.work import Change
from graph.namespaces import SIM

_MOST_PATCHES: Final = 50
_MOST_NAMED: Final = 10
"""Versions that an error names."""
_RETRY: Final = 0.02
"""Seconds between two looks at whether another writer is done."""
_CLAIMS: Final = (SIM + "Claim", SIM + "Linkage")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a version is and what it was made from.

    Attributes
    ----------
    id, hash : str
        Its name, and the SHA-256 of its dataset.
    published : str
        Moment of publication, ISO 8601, UTC.
    message : str
        Why this version was made, in its authors' words.
    quads, statements : int
        RDF statements in all graphs, and claims of the documents.
    graphs : dict of str to int
        Statements of each named graph.
    sources : dict of str to str
        SHA-256 of each file of the last build.
    sources_digest : str
        One SHA-256 for all of them.
    parent : str
        The version before; empty for the first.
    changes : tuple of Change
        Who changed what since the parent.
    added, removed : int
        Statements since the parent.
    built : dict of str to str
        SHA-256 of each graph as the last build made it, to notice what was changed since.
    """

    id: str
    hash: str
    published: str
    message: str
    quads: int
    statements: int
    graphs: dict[str, int]
    sources: dict[str, str]
    sources_digest: str
    parent: str = ""
    changes: tuple[Change, ...] = ()
    added: int = 0
    removed: int = 0
    built: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Version:
    """A published version."""

    id: str
    folder: Path
    manifest: Manifest

    @property
    def dataset(self) -> Path:
        """The file with every statement, as N-Quads."""
        return self.folder / "dataset.nq"

    @property
    def patch(self) -> Path:
        """The statements since the parent as ``A`` and ``D`` lines; not every version has this file."""
        return self.folder / "patch"


def open_current(data: Path) -> Version:
    """Open the published version.

    Raises
    ------
    NothingPublished
        If there is none, or the one named is not there.
    """
    try:
        return open_version(data, (data / "current").read_text(encoding="ascii").strip())
    except (FileNotFoundError, VersionUnknown) as error:
        raise NothingPublished(folder=data) from error


def read_mark(data: Path) -> tuple[int, int]:
    """Give something that changes whenever another version becomes current; quicker than reading it."""
    try:
        known = (data / "current").stat()
    except FileNotFoundError:
        return (0, 0)
    return (known.st_mtime_ns, known.st_ino)


def open_version(data: Path, version: str) -> Version:
    """Open a version by its id.

    Raises
    ------
    VersionUnknown
        If there is no version of this id.
    """
    folder = data / "versions" / version
    manifest = _read_manifest(folder) if is_id(version) else None
    if manifest is None:
        names = [one.id for one in list_entries(data)]
        more = [f"... ({len(names)})"] if len(names) > _MOST_NAMED else []
        raise VersionUnknown(version=version, known=", ".join(names[:_MOST_NAMED] + more) or "-")
    return Version(version, folder, manifest)


def list_versions(data: Path) -> list[Version]:
    """List every version, the latest first; :func:`list_entries` is quicker where not all of them are needed."""
    found = ((one.id, data / "versions" / one.id) for one in list_entries(data))
    known = ((name, folder, _read_manifest(folder)) for name, folder in found)  # one may be removed meanwhile
    return [Version(name, folder, manifest) for name, folder, manifest in known if manifest is not None]


def _read_manifest(folder: Path) -> Manifest | None:
    path = folder / "manifest.json"
    try:
        return _parse_manifest(path, path.stat().st_mtime_ns)
    except (FileNotFoundError, NotADirectoryError):
        return None


@lru_cache(maxsize=256)
def _parse_manifest(path: Path, mark: int) -> Manifest:  # noqa: ARG001 - tells apart what stood there at another time
    known = {one.name for one in fields(Manifest)}
    read: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    read["changes"] = tuple(Change(**one) for one in read.get("changes", ()))
    return Manifest(**{name: value for name, value in read.items() if name in known})


def find_patches(data: Path, older: str, newer: Version) -> tuple[Path, ...]:
    """Find the patches that make one version into a later one; none where that is not known."""
    found: list[Path] = []
    version = newer
    while version.id != older:
        if not version.patch.is_file() or not version.manifest.parent or len(found) > _MOST_PATCHES:
            return ()
        found.append(version.patch)
        try:
            version = open_version(data, version.manifest.parent)
        except VersionUnknown:
            return ()
    return tuple(reversed(found))


def find_line(data: Path, older: str, newer: Version) -> list[str]:
    """List the ids of a version and of those before it, down to an older one or as far as they are known."""
    found = [newer.id]
    version = newer
    while found[-1] != older and version.manifest.parent:
        found.append(version.manifest.parent)
        try:
            version = open_version(data, version.manifest.parent)
        except VersionUnknown:
            break
    return found


@contextmanager
def lock(data: Path, patience: float = 0) -> Iterator[None]:
    """Be the only writer; clears away what a killed one left.

    Parameters
    ----------
    data : Path
        The folder of the versions.
    patience : float
        Seconds to wait for another writer to end.

    Raises
    ------
    BuildBusy
        If another process writes into the same folder. The kernel ends the lock
        with its process, so a killed writer never blocks the next one.
    """
    data.mkdir(parents=True, exist_ok=True)
    with (data / "lock").open("w") as handle:
        deadline = time.monotonic() + patience
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError as error:
                if time.monotonic() >= deadline:
                    raise BuildBusy(folder=data) from error
                time.sleep(_RETRY)
        shutil.rmtree(data / "staging", ignore_errors=True)
        _clear_pending(data)
        yield


def _clear_pending(data: Path) -> None:
    """Remove a version that was in its place already, but was never published, because its writer was killed."""
    try:
        pending = (data / "pending").read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return
    current = data / "current"
    is_current = current.is_file() and current.read_text(encoding="ascii").strip() == pending
    if is_id(pending) and not is_current:
        shutil.rmtree(data / "versions" / pending, ignore_errors=True)
    (data / "pending").unlink(missing_ok=True)


def was_made_from(data: Path) -> str:
    """Tell the digest of the sources last built; empty if unknown.

    It stands outside the versions because sources may change (a comment, say)
    without giving another version, and versions do not change.
    """
    try:
        known = json.loads((data / "made-from").read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return ""
    return str(known.get("sources_digest", ""))
