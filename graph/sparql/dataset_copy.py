"""The dataset of one version in the memory of a process, and how it becomes the one of the next version."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pyoxigraph as ox

from graph.knowledge.n_quads import load_content, parse_lines

_DEFAULT: Final = ox.DefaultGraph()


class DatasetCopy:
    """All graphs of a version, with their union as the default graph.

    The engine can look at all graphs at once, but then finds a statement of two
    graphs twice, and counts it twice. So where there is such a statement the
    union is written out. It is for small data too, because queries that read much
    of it are a tenth quicker then; for large data that would cost time and memory.
    What was written to no graph stands in a store of its own besides.

    Parameters
    ----------
    path : str
        The N-Quads file, sorted.
    small : int
        Statements up to which data is small.

    Attributes
    ----------
    has_union : bool
        Whether the default graph holds the union; else the engine must look at all graphs.
    triples : int
        Statements in the union.
    """

    def __init__(self, path: str, small: int = 200_000) -> None:
        content = Path(path).read_bytes()
        self.store = load_content(content)
        self.unnamed = ox.Store()
        self.unnamed.extend(self.store.quads_for_pattern(None, None, None, _DEFAULT))
        self.triples = len(self.store)
        self.has_union = False
        if self.triples <= small or len(self.unnamed) or _has_doubles(content):
            self._write_union()

    def _write_union(self) -> None:
        """Add every statement to the default graph; one by one, because bulk loading needs threads."""
        self.store.extend(_without_graph(quad) for quad in self.store)
        self.triples = sum(1 for _ in self.store.quads_for_pattern(None, None, None, _DEFAULT))
        self.has_union = True

    def grow(self, patch: str) -> None:
        """Make what a patch says: lines of N-Quads after ``A`` or ``D``.

        It adds statement by statement, because a bulk load needs threads, and
        there are none in a process that was forked.
        """
        lines = Path(patch).read_bytes().splitlines()
        for quad in parse_lines(line[2:] for line in lines if line.startswith(b"D ")):
            self._remove(quad)
        for quad in parse_lines(line[2:] for line in lines if line.startswith(b"A ")):
            self._add(quad)

    def _add(self, quad: ox.Quad) -> None:
        if not self.has_union and (quad.graph_name == _DEFAULT or self._graphs_of(quad)):
            self._write_union()
        bare = _without_graph(quad)
        if quad.graph_name == _DEFAULT:
            self.unnamed.add(bare)
        else:
            self.store.add(quad)
        if not self.has_union or bare not in self.store:
            self.triples += 1
            if self.has_union:
                self.store.add(bare)

    def _remove(self, quad: ox.Quad) -> None:
        bare = _without_graph(quad)
        (self.unnamed if quad.graph_name == _DEFAULT else self.store).remove(quad)
        if not self.has_union:
            self.triples -= 1
        elif bare not in self.unnamed and not self._graphs_of(quad) and bare in self.store:
            self.store.remove(bare)
            self.triples -= 1

    def _graphs_of(self, quad: ox.Quad) -> bool:
        """Tell whether a named graph holds the statement."""
        found = self.store.quads_for_pattern(quad.subject, quad.predicate, quad.object, None)
        return any(one.graph_name != _DEFAULT for one in found)


def _has_doubles(content: bytes) -> bool:
    """Tell whether two graphs hold the same statement: in a sorted file the two lines are neighbours.

    It presumes that every line names a graph.
    """
    before = b""
    for line in content.splitlines():
        statement = line[: line.rfind(b" <")]
        if statement == before:
            return True
        before = statement
    return False


def _without_graph(quad: ox.Quad) -> ox.Quad:
    return ox.Quad(quad.subject, quad.predicate, quad.object)
