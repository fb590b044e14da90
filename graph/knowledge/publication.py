"""Publication: a version is written aside, flushed, moved to its place, and named as the current one."""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from pyoxigraph import Quad

from graph.errors import NothingPublished
from graph.knowledge.n_quads import count_claims, digest_graphs, graph_of, write_canonically
from graph.knowledge.sources import combine_digests
from graph.knowledge.statistics import is_description
from graph.knowledge.versions import Manifest, Version, open_current, open_version
from graph.knowledge.work import Change, now


@dataclass(frozen=True)
class Edition:
    """A version about to be published.

    Attributes
    ----------
    content : bytes
        Every statement of every graph as sorted N-Quads.
    changes : tuple of Change
        Who made it.
    message : str
        Why.
    sources, built : dict of str to str
        See :class:`Manifest`; empty ones are taken over from the parent.
    added, removed : int
        Statements since the parent.
    patch : bytes
        The same as ``A`` and ``D`` lines; empty if not worth keeping.
    counts : (dict of str to int, int) or None
        Statements of each graph and claims, where they are known already.
    """

    content: bytes
    changes: tuple[Change, ...] = ()
    message: str = ""
    sources: dict[str, str] = field(default_factory=dict)
    built: dict[str, str] = field(default_factory=dict)
    added: int = 0
    removed: int = 0
    patch: bytes = b""
    counts: tuple[dict[str, int], int] | None = None


def publish(
    data: Path, quads: Iterable[Quad], message: str, sources: dict[str, str], kept: frozenset[str] = frozenset()
) -> Version:
    """Write the version that a build made; call it inside :func:`lock`.

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
    kept : frozenset of str
        Graphs that come from none of them.

    Returns
    -------
    Version
        The version, now current.
    """
    content = write_canonically(quads)
    change = Change("build", message=message)
    built = {name: digest for name, digest in digest_graphs(content).items() if name not in kept}
    edition = Edition(content, (change,), message, sources, built)
    parent = _find_parent(data)
    if parent is not None:
        lines, known = set(content.splitlines()), set(parent.dataset.read_bytes().splitlines())
        edition = replace(edition, added=count_changes(lines - known), removed=count_changes(known - lines))
    version = publish_edition(data, edition)
    _replace(data, "made-from", _as_json({"sources_digest": combine_digests(sources), "id": version.id}))
    return version


def count_changes(lines: Iterable[bytes]) -> int:
    """Count statements that were added or removed, without the figures of the dataset, which change with every one."""
    return sum(not is_description(line) for line in lines)


def publish_edition(data: Path, edition: Edition) -> Version:
    """Write a version and make it the current one; call it inside :func:`lock`.

    What is published already is not written again: if the content is that of the
    current version, that one is given back.
    """
    digest = hashlib.sha256(edition.content).hexdigest()
    parent = _find_parent(data)
    if parent is not None and parent.manifest.hash == digest:
        return parent
    manifest = _describe(edition, digest, parent)
    files = {"dataset.nq": edition.content, "manifest.json": _as_json(asdict(manifest))}
    if edition.patch:
        files["patch"] = edition.patch
    folder = data / "versions" / manifest.id
    if not (folder / "manifest.json").is_file():
        data.mkdir(parents=True, exist_ok=True)
        _replace(data, "pending", manifest.id.encode())
        _stage(data, folder, files)
    _replace(data, "current", (manifest.id + "\n").encode())
    (data / "pending").unlink(missing_ok=True)
    return open_version(data, manifest.id)


def _find_parent(data: Path) -> Version | None:
    try:
        return open_current(data)
    except NothingPublished:
        return None


def _describe(edition: Edition, digest: str, parent: Version | None) -> Manifest:
    if edition.counts is None:
        lines = edition.content.splitlines()
        graphs, claims = dict(Counter(map(graph_of, lines))), count_claims(lines)
    else:
        graphs, claims = edition.counts
    before = parent.manifest if parent else None
    sources = edition.sources or (before.sources if before else {})
    return Manifest(
        id=(hashlib.sha256(f"{digest} {before.id}\n".encode()).hexdigest() if before else digest)[:12],
        hash=digest,
        published=now(),
        message=edition.message,
        quads=sum(graphs.values()),
        statements=claims,
        graphs={name: graphs[name] for name in sorted(graphs) if name},
        sources=sources,
        sources_digest=combine_digests(sources),
        parent=before.id if before else "",
        changes=edition.changes,
        added=edition.added,
        removed=edition.removed,
        built=edition.built or (before.built if before else {}),
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
