"""The figures of a dataset as data, in VoID: what editors read to know which class has which properties.

They follow from the other graphs, so nobody writes to their graph, and every
publication brings them up to date. Their nodes have IRIs made from what they
are about, so that a change of one figure is a change of one line.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from typing import Final

from pyoxigraph import NamedNode, Store

from graph.knowledge.n_quads import parse_lines, read_lines, read_node
from graph.knowledge.tally import Statement, Tally, namespace_of
from graph.namespaces import DATASET, RDF, STATISTICS_GRAPH, VOID, VOID_EXT
from graph.void import write_count, write_figures, write_part

MOST: Final = 200_000
"""Statements up to which a dataset is described so; for more, only the service counts, when it is asked."""

_DATASET: Final = f"<{DATASET}>"
_UNNAMED: Final = f"<{DATASET}#unnamed>"
_DATATYPE: Final = VOID_EXT + "datatype"
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
        self._tally = Tally(lines) if len(lines) <= MOST else None

    def follow(self, store: Store, lines: Collection[bytes], added: Iterable[bytes], removed: Iterable[bytes]) -> None:
        """Take in a change that a store, and the lines of everything, hold already."""
        if len(lines) > MOST:
            self._tally = None
        elif self._tally is None:
            self._tally = Tally(lines)
        else:
            self._tally.change(added, removed, lambda nodes: _find_statements(store, nodes))

    def write(self) -> frozenset[bytes]:
        """Give the description as lines of N-Quads; none for a dataset that is empty, or too large for it."""
        if self._tally is None or not self._tally.union.triples:
            return frozenset()
        return frozenset((line + _END).encode() for line in _describe(self._tally))


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


def _describe(tally: Tally) -> Iterator[str]:
    yield from write_figures(_DATASET, tally.union.numbers())
    yield from _describe_vocabularies(tally)
    yield from _describe_names(_DATASET, tally.union.classes, tally.union.properties)
    yield from _describe_fields(tally.fields)
    for graph, figures in tally.graphs.items():
        node = graph.decode() or _UNNAMED
        yield f"{_DATASET} <{VOID}subset> {node}"
        yield from write_figures(node, figures.numbers())
        yield from _describe_names(node, figures.classes, figures.properties)
    for (graph, predicate, namespace), size in tally.links.items():
        yield from _describe_links(graph.decode(), predicate.decode(), namespace.decode(), size)


def _describe_vocabularies(tally: Tally) -> Iterator[str]:
    names = {namespace_of(one) for one in (*tally.union.classes, *tally.union.properties) if one[:1] == b"<"}
    for namespace in names:
        yield f"{_DATASET} <{VOID}vocabulary> <{namespace.decode()}>"


def _describe_names(whole: str, classes: Counter[bytes], properties: Counter[bytes]) -> Iterator[str]:
    for name, parts in (("class", classes), ("property", properties)):
        for iri, size in parts.items():
            if iri[:1] == b"<":
                yield from write_part(whole, _name(name, whole, iri), name, iri.decode()[1:-1], size)


def _describe_fields(fields: Counter[Statement]) -> Iterator[str]:
    """Say which properties the things of each class have, and what these lead to."""
    for (class_, predicate, kind), size in fields.items():
        if b"_" in (class_[:1], kind[:1]):
            continue  # a class without a name
        part = _name("field", class_, predicate)
        if not kind:
            yield from write_part(_name("class", _DATASET, class_), part, "property", predicate.decode()[1:-1], size)
            continue
        is_class = not kind.startswith(b"^^")
        inner = _name("kind", class_, predicate, kind)
        terms = (VOID + "classPartition", VOID + "class") if is_class else (VOID_EXT + "datatypePartition", _DATATYPE)
        yield f"{part} <{terms[0]}> {inner}"
        yield f"{inner} <{terms[1]}> {kind.decode().removeprefix('^^')}"
        yield f"{inner} <{VOID}triples> {write_count(size)}"


def _describe_links(graph: str, predicate: str, namespace: str, size: int) -> Iterator[str]:
    own = _name("links", graph, predicate, namespace)
    yield f"{own} <{RDF}type> <{VOID}Linkset>"
    yield f"{_DATASET} <{VOID}subset> {own}"
    yield f"{own} <{VOID}subjectsTarget> {graph or _UNNAMED}"
    yield f"{own} <{VOID}objectsTarget> <{namespace}>"
    yield f"{own} <{VOID}linkPredicate> {predicate}"
    yield f"{own} <{VOID}triples> {write_count(size)}"


def _name(*parts: str | bytes) -> str:
    """Make the IRI of a node from what it is about."""
    text = " ".join(one if isinstance(one, str) else one.decode() for one in parts)
    return f"<{DATASET}#{text.partition(' ')[0]}-{hashlib.sha256(text.encode()).hexdigest()[:12]}>"
