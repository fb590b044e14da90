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
    graphs twice, and counts it twice; so the union is written out. What was
    written to no graph stands in a store of its own besides.

    Parameters
    ----------
    path : str
        The N-Quads file.
    """

    def __init__(self, path: str) -> None:
        self.store = load_content(Path(path).read_bytes())
        self.unnamed = ox.Store()
        self.unnamed.extend(self.store.quads_for_pattern(None, None, None, _DEFAULT))
        self.store.bulk_extend(_without_graph(quad) for quad in self.store)
        self.triples = sum(1 for _ in self.store.quads_for_pattern(None, None, None, _DEFAULT))

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
        bare = _without_graph(quad)
        if quad.graph_name == _DEFAULT:
            self.unnamed.add(bare)
        else:
            self.store.add(quad)
        if bare not in self.store:
            self.store.add(bare)
            self.triples += 1

    def _remove(self, quad: ox.Quad) -> None:
        bare = _without_graph(quad)
        (self.unnamed if quad.graph_name == _DEFAULT else self.store).remove(quad)
        elsewhere = self.store.quads_for_pattern(quad.subject, quad.predicate, quad.object, None)
        is_left = bare in self.unnamed or any(one.graph_name != _DEFAULT for one in elsewhere)
        if not is_left and bare in self.store:
            self.store.remove(bare)
            self.triples -= 1


def _without_graph(quad: ox.Quad) -> ox.Quad:
    return ox.Quad(quad.subject, quad.predicate, quad.object)
