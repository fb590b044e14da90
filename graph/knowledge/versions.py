"""Published versions on disk: immutable folders, and one file that names the current one.

::

    data/
      current                      id of the published version
      made-from                    which sources gave which version
      versions/<id>/manifest.json
      versions/<id>/dataset.nq     canonical, sorted N-Quads of every graph
      staging/                     unfinished; removed by the next build
      lock                         held by the one process that builds

A version is written to ``staging``, flushed to the disk, moved to its place by
one rename, and only then named in ``current`` by another. A crash at any moment
leaves the version published before.
"""

from __future__ import annotations

import fcntl
import hashlib
import io
import json
import os
import re
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from pyoxigraph import CanonicalizationAlgorithm, Dataset, Quad, RdfFormat, serialize

from graph.errors import BuildBusy, NothingPublished, VersionUnknown
from graph.knowledge.sources import combine_digests
from graph.namespaces import RDF, SIM

_ID: Final = re.compile(r"[0-9a-f]{12}")
_CLAIMS: Final = (SIM + "Claim", SIM + "Linkage")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a version is and what it was made from.

    Attributes
    ----------
    id, hash : str
        The first 12 and all 64 hex digits of the SHA-256 of the dataset.
    published : str
        Moment of publication, ISO 8601, UTC.
    message : str
        Why this version was made, in its publisher's words.
    quads, statements : int
        RDF statements in all graphs, and claims of the documents.
    graphs : dict of str to int
        Statements of each named graph.
    sources : dict of str to str
        SHA-256 of each file that the version was made from.
    sources_digest : str
        One SHA-256 for all of them.
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
    if not _ID.fullmatch(version) or not (folder / "manifest.json").is_file():
        raise VersionUnknown(version=version, known=", ".join(one.id for one in list_versions(data)) or "-")
    known = {one.name for one in fields(Manifest)}
    read: dict[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return Version(version, folder, Manifest(**{name: value for name, value in read.items() if name in known}))


def list_versions(data: Path) -> list[Version]:
    """List every version, the latest first."""
    folders = [path for path in (data / "versions").glob("*") if (path / "manifest.json").is_file()]
    versions = [open_version(data, path.name) for path in folders if _ID.fullmatch(path.name)]
    return sorted(versions, key=lambda one: (one.manifest.published, one.id), reverse=True)


@contextmanager
def lock(data: Path) -> Iterator[None]:
    """Be the only builder; clears away what a killed one left.

    Raises
    ------
    BuildBusy
        If another process builds into the same folder. The kernel ends the lock
        with its process, so a killed build never blocks the next one.
    """
    data.mkdir(parents=True, exist_ok=True)
    with (data / "lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BuildBusy(folder=data) from error
        shutil.rmtree(data / "staging", ignore_errors=True)
        yield


def publish(data: Path, quads: Iterable[Quad], message: str, sources: dict[str, str]) -> Version:
    """Write a version and make it the current one; call it inside :func:`lock`.

    The same content has the same id and is not written twice.

    Parameters
    ----------
    data : Path
        The folder of the versions.
    quads : iterable of Quad
        Every statement of every graph.
    message : str
        Why this version is made.
    sources : dict of str to str
        Digests of the files it was made from.

    Returns
    -------
    Version
        The version, now current.
    """
    content = _write_canonically(quads)
    digest = hashlib.sha256(content).hexdigest()
    folder = data / "versions" / digest[:12]
    if not (folder / "manifest.json").is_file():
        manifest = _describe(content, digest, message, sources)
        _stage(data, folder, {"dataset.nq": content, "manifest.json": _as_json(asdict(manifest))})
    _replace(data, "current", (digest[:12] + "\n").encode())
    _replace(data, "made-from", _as_json({"sources_digest": combine_digests(sources), "id": digest[:12]}))
    return open_version(data, digest[:12])


def was_made_from(data: Path) -> tuple[str, str]:
    """Tell the digest of the sources last built, and the version they gave; empty if unknown.

    It stands outside the versions because sources may change (a comment, say)
    without giving another version, and versions do not change.
    """
    try:
        known = json.loads((data / "made-from").read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return "", ""
    return str(known.get("sources_digest", "")), str(known.get("id", ""))


def _write_canonically(quads: Iterable[Quad]) -> bytes:
    dataset = Dataset(quads)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    content = io.BytesIO()
    serialize(dataset, content, RdfFormat.N_QUADS)
    return b"".join(sorted(content.getvalue().splitlines(keepends=True)))


def _describe(content: bytes, digest: str, message: str, sources: dict[str, str]) -> Manifest:
    graphs: Counter[str] = Counter()
    claims: set[bytes] = set()
    wanted = tuple(f" <{RDF}type> <{name}> ".encode() for name in _CLAIMS)
    for line in content.splitlines():
        graphs[line.rsplit(b" <", 1)[1].removesuffix(b"> .").decode()] += 1
        if any(mark in line for mark in wanted):
            claims.add(line.split(b" ", 1)[0])
    return Manifest(
        id=digest[:12],
        hash=digest,
        published=datetime.now(UTC).isoformat(timespec="seconds"),
        message=message,
        quads=graphs.total(),
        statements=len(claims),
        graphs=dict(sorted(graphs.items())),
        sources=sources,
        sources_digest=combine_digests(sources),
    )


def _as_json(value: object) -> bytes:
    return json.dumps(value, indent=2, ensure_ascii=False).encode() + b"\n"


def _stage(data: Path, folder: Path, files: dict[str, bytes]) -> None:
    staged = data / "staging" / folder.name
    staged.mkdir(parents=True)
    for name, content in files.items():
        _write_through(staged / name, content)
    _flush_folder(staged)
    folder.parent.mkdir(exist_ok=True)
    staged.rename(folder)
    _flush_folder(folder.parent)
    staged.parent.rmdir()


def _replace(data: Path, name: str, content: bytes) -> None:
    """Swap a small file atomically."""
    fresh = data / f"{name}.new"
    _write_through(fresh, content)
    fresh.replace(data / name)
    _flush_folder(data)


def _write_through(path: Path, content: bytes) -> None:
    with path.open("wb") as handle:
        handle.write(content)
        handle.flush()
        os.fsync(handle.fileno())


def _flush_folder(folder: Path) -> None:
    """Make a rename durable: the name lives in the folder, which is flushed on its own."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
