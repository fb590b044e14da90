"""The difference between two versions: which statements are in one of them only.

Both datasets are sorted, so that one pass over the two files finds it with no
more memory than two lines need, however large they are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from graph.knowledge.n_quads import graph_of, make_term, parse_lines
from graph.knowledge.versions import Version, find_patches
from graph.namespaces import COMPUTED_GRAPHS, STATISTICS_GRAPH, VERSION
from graph.terms import Term

DERIVED: Final = frozenset(COMPUTED_GRAPHS)
"""Graphs that are computed: they change as a consequence, not because somebody said something else."""
FIGURES: Final = frozenset((STATISTICS_GRAPH,))
"""What changes with every statement, and so says nothing of what has changed."""


_MOST_PATCHES: Final = 16 * 1024 * 1024
"""Bytes of patches that are put together in memory; beyond, the files are compared."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement that only one of two versions has.

    Attributes
    ----------
    is_added : bool
        Whether the later one has it.
    line : bytes
        The statement as a line of N-Quads.
    """

    is_added: bool
    line: bytes

    @property
    def graph(self) -> str:
        """The IRI of its graph; empty for the unnamed one."""
        return graph_of(self.line)


@dataclass(slots=True)
class Counts:
    """How many statements were added and removed."""

    added: int = 0
    removed: int = 0


def compare(before: Version, after: Version, leave_out: Collection[str] = ()) -> Iterator[Statement]:
    """Find what differs, in the order of the lines.

    Parameters
    ----------
    before, after : Version
        The two versions; neither needs to come from the other.
    leave_out : collection of str
        Graphs that are not compared, such as :data:`DERIVED`.
    """
    found = _combine_patches(before, after)
    for statement in _merge(before.dataset, after.dataset) if found is None else found:
        if not leave_out or statement.graph not in leave_out:
            yield statement


def count(statements: Iterable[Statement]) -> dict[str, Counts]:
    """Count what was added and removed in each graph; graphs are sorted by name."""
    found: dict[str, Counts] = defaultdict(Counts)
    for one in statements:
        if one.is_added:
            found[one.graph].added += 1
        else:
            found[one.graph].removed += 1
    return {name: found[name] for name in sorted(found)}


def write_text(statements: Iterable[Statement]) -> Iterator[bytes]:
    """Write a difference for people: lines of N-Quads after ``+`` and ``-``."""
    for one in statements:
        yield (b"+ " if one.is_added else b"- ") + one.line + b"\n"


def write_patch(statements: Iterable[Statement], before: str, after: str) -> Iterator[bytes]:
    """Write a difference as RDF Patch, which makes one version into the other.

    Parameters
    ----------
    statements : iterable of Statement
        What differs.
    before, after : str
        The ids of the versions, which name the patch and what it applies to.

    References
    ----------
    https://afs.github.io/rdf-delta/rdf-patch.html
    """
    yield f"H id <{VERSION}{after}> .\n".encode()
    yield f"H prev <{VERSION}{before}> .\n".encode()
    yield b"TX .\n"
    for one in statements:
        yield (b"A " if one.is_added else b"D ") + one.line + b"\n"
    yield b"TC .\n"


def read_terms(statements: Sequence[Statement]) -> list[tuple[Term, Term, Term]]:
    """Give subject, predicate and object of statements."""
    quads = {line: parse_lines([line])[0] for line in {one.line for one in statements}}
    found = (quads[one.line] for one in statements)
    return [(make_term(quad.subject), make_term(quad.predicate), make_term(quad.object)) for quad in found]


def _combine_patches(before: Version, after: Version) -> list[Statement] | None:
    """Put the patches between two versions together; ``None`` where there are none, or too large ones."""
    data = after.folder.parent.parent
    for older, newer, is_forwards in ((before, after, True), (after, before, False)):
        patches = find_patches(data, older.id, newer)
        if patches and sum(path.stat().st_size for path in patches) <= _MOST_PATCHES:
            return _net(patches, is_forwards=is_forwards)
    return None


def _net(patches: Sequence[Path], *, is_forwards: bool) -> list[Statement]:
    """Leave out what came and went in between: the first row tells what was there, the last one what is."""
    rows = [row.split(b" ", 1) for path in patches for row in path.read_bytes().splitlines()]
    first: dict[bytes, bool] = {}
    last: dict[bytes, bool] = {}
    for operation, line in rows:
        first.setdefault(line, operation == b"A")
        last[line] = operation == b"A"
    return [Statement(last[line] is is_forwards, line) for line in sorted(last) if first[line] is last[line]]


def _merge(before: Path, after: Path) -> Iterator[Statement]:
    """Walk through two sorted files and leave out the lines that both have."""
    with before.open("rb") as older, after.open("rb") as newer:
        old, new = older.readline(), newer.readline()
        while old or new:
            if old == new:
                old, new = older.readline(), newer.readline()
            elif not new or (old and old < new):
                yield Statement(False, old.rstrip(b"\n"))
                old = older.readline()
            else:
                yield Statement(True, new.rstrip(b"\n"))
                new = newer.readline()
