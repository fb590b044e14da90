"""The figures of a dataset as data, in VoID: what editors read to know which class has which properties.

They follow from the other graphs, so nobody writes to their graph, and every
publication brings them up to date. Their nodes have IRIs made from what they
are about, so that a change of one figure is a change of one line.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from itertools import chain
from typing import Final

from pyoxigraph import NamedNode, Store

from graph.knowledge.n_quads import parse_lines, read_lines, read_node
from graph.knowledge.tally import Figures, Statement, Tally, namespace_of
from graph.namespaces import DATASET, RDF, STATISTICS_GRAPH, VOID, VOID_EXT
from graph.void import write_count, write_figures, write_part

MOST: Final = 200_000
"""Statements up to which a dataset is described so; for more, only the service counts, when it is asked."""
_KEPT: Final = 16_384
"""Pieces of the description that are kept as they were written."""

_DATASET: Final = f"<{DATASET}>"
_UNNAMED: Final = f"<{DATASET}#unnamed>"
_DATATYPE: Final = VOID_EXT + "datatype"
_CLASS: Final = VOID + "class"
_GRAPH: Final = NamedNode(STATISTICS_GRAPH)
_END: Final = f" <{STATISTICS_GRAPH}> ."
_MARK: Final = _END.encode()


class Statistics:
    """The lines that describe a dataset, brought up to date with each change.

    Parameters
    ----------
    lines : collection of bytes
        Everything, as lines of N-Quads; an older description among them does not count.
    """

    def __init__(self, lines: Collection[bytes]) -> None:
        self._written = frozenset(line for line in lines if is_description(line))
        self._tally = Tally(lines) if len(lines) - len(self._written) <= MOST else None

    def follow(self, store: Store, lines: Collection[bytes], added: Iterable[bytes], removed: Iterable[bytes]) -> None:
        """Take in a change that a store, and the lines of everything, hold already."""
        self._written = self._written.intersection(lines)
        if len(lines) - len(self._written) > MOST:
            self._tally = None
        elif self._tally is None:
            self._tally = Tally(lines)
        else:
            self._tally.change(added, removed, lambda nodes: _find_statements(store, nodes))

    def write(self) -> frozenset[bytes]:
        """Give the description as lines of N-Quads; none for a dataset that is empty, or too large for it."""
        if self._tally is None or not self._tally.union.triples:
            return frozenset()
        return frozenset(chain.from_iterable(_describe(self._tally)))

    def rewrite(self) -> tuple[frozenset[bytes], frozenset[bytes]]:
        """Give the lines that have to be added to the description as it is, and those to be removed."""
        wanted, known = self.write(), self._written
        self._written = wanted
        return wanted - known, known - wanted


def is_description(line: bytes) -> bool:
    """Tell whether a line of N-Quads is one of the description."""
    return line.endswith(_MARK)


def describe(store: Store) -> None:
    """Put the description of a dataset into its store, in place of an older one."""
    store.remove_graph(_GRAPH)
    store.extend(parse_lines(Statistics(read_lines(store)).write()))


def _find_statements(store: Store, nodes: set[bytes]) -> set[Statement]:
    """Give the statements from and to some things."""
    found: set[Statement] = set()
    for name in nodes:
        node = read_node(name)
        for quads in (store.quads_for_pattern(node, None, None), store.quads_for_pattern(None, None, node)):
            found |= {
                (str(one.subject).encode(), str(one.predicate).encode(), str(one.object).encode())
                for one in quads
                if one.graph_name != _GRAPH
            }
    return found


def _describe(tally: Tally) -> Iterator[tuple[bytes, ...]]:
    """Write everything; what has not changed since the last time is not written again."""
    yield _write_figures(_DATASET, tuple(tally.union.numbers().items()))
    for namespace in {namespace_of(one) for one in (*tally.union.classes, *tally.union.properties) if one[:1] == b"<"}:
        yield _finish([f"{_DATASET} <{VOID}vocabulary> <{namespace.decode()}>"])
    yield from _describe_names(_DATASET, tally.union)
    for (class_, predicate, kind), size in tally.fields.items():
        if b"_" not in (class_[:1], kind[:1]):  # a class without a name
            yield _write_field(class_.decode(), predicate.decode(), kind.decode(), size)
    for graph, figures in tally.graphs.items():
        node = graph.decode() or _UNNAMED
        yield _write_figures(node, tuple(figures.numbers().items()))
        yield from _describe_names(node, figures)
    for (graph, predicate, namespace), size in tally.links.items():
        yield _write_links(graph.decode() or _UNNAMED, predicate.decode(), namespace.decode(), size)


def _describe_names(whole: str, figures: Figures) -> Iterator[tuple[bytes, ...]]:
    for name, parts in (("class", figures.classes), ("property", figures.properties)):
        for iri, size in parts.items():
            if iri[:1] == b"<":
                yield _write_name(whole, name, iri.decode(), size)


def _finish(lines: Iterable[str]) -> tuple[bytes, ...]:
    return tuple((line + _END).encode() for line in lines)


@lru_cache(maxsize=_KEPT)
def _write_figures(node: str, numbers: tuple[tuple[str, int], ...]) -> tuple[bytes, ...]:
    part_of = [f"{_DATASET} <{VOID}subset> {node}"] if node != _DATASET else []
    return _finish([*part_of, *write_figures(node, dict(numbers))])


@lru_cache(maxsize=_KEPT)
def _write_name(whole: str, name: str, iri: str, size: int) -> tuple[bytes, ...]:
    return _finish(write_part(whole, _name(name, whole, iri), name, iri[1:-1], size))


@lru_cache(maxsize=_KEPT)
def _write_field(class_: str, predicate: str, kind: str, size: int) -> tuple[bytes, ...]:
    """Say that the things of a class have a property, and what it leads to where a kind is given."""
    part = _name("field", class_, predicate)
    if not kind:
        return _finish(write_part(_name("class", _DATASET, class_), part, "property", predicate[1:-1], size))
    inner = _name("kind", class_, predicate, kind)
    is_datatype = kind.startswith("^^")
    leads, names = (VOID_EXT + "datatypePartition", _DATATYPE) if is_datatype else (VOID + "classPartition", _CLASS)
    return _finish(
        [
            f"{part} <{leads}> {inner}",
            f"{inner} <{names}> {kind.removeprefix('^^')}",
            f"{inner} <{VOID}triples> {write_count(size)}",
        ]
    )


@lru_cache(maxsize=_KEPT)
def _write_links(graph: str, predicate: str, namespace: str, size: int) -> tuple[bytes, ...]:
    own = _name("links", graph, predicate, namespace)
    return _finish(
        [
            f"{own} <{RDF}type> <{VOID}Linkset>",
            f"{_DATASET} <{VOID}subset> {own}",
            f"{own} <{VOID}subjectsTarget> {graph}",
            f"{own} <{VOID}objectsTarget> <{namespace}>",
            f"{own} <{VOID}linkPredicate> {predicate}",
            f"{own} <{VOID}triples> {write_count(size)}",
        ]
    )


def _name(*parts: str) -> str:
    """Make the IRI of a node from what it is about."""
    return f"<{DATASET}#{parts[0]}-{hashlib.sha256(' '.join(parts).encode()).hexdigest()[:12]}>"
