"""What a dataset holds, counted once and then kept up to date from what changes.

Counting everything takes a tenth of a second for the paper, which is as long as a
small change takes in all; counting a change takes what the change is worth. The
figures of all graphs together count a statement once, however many graphs hold it.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, TypeVar

from graph.namespaces import BASE, OWL, RDF, RDFS, SKOS, STATISTICS_GRAPH, XSD

Statement = tuple[bytes, bytes, bytes]
"""Subject, predicate and object as they are written in N-Quads."""

Key = TypeVar("Key", bytes, Statement)

_LINE: Final = re.compile(
    rb'^(\S+) (\S+) (<[^<>\s]*>|_:\S+|"[^"\\]*(?:\\.[^"\\]*)*"(?:@\S+|\^\^<[^>]*>)?|<<.*>>)(?: (\S+))? \.$',
    re.MULTILINE,
)
_TYPE: Final = f"<{RDF}type>".encode()
_OWN: Final = f"<{STATISTICS_GRAPH}>".encode()
_OURS: Final = f"<{BASE}".encode()
_LINKS: Final = frozenset(
    f"<{name}>".encode()
    for name in (
        *(RDFS + one for one in ("subClassOf", "subPropertyOf", "seeAlso")),
        *(OWL + one for one in ("sameAs", "equivalentClass", "equivalentProperty")),
        *(SKOS + one for one in ("exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch")),
    )
)
"""Properties whose statements are links to another dataset, where their object is of one."""
_GRAMMAR: Final = tuple(f"<{name}".encode() for name in (RDF, RDFS, OWL, XSD))
"""What every vocabulary is written with; to point at it is no link."""


@dataclass
class Figures:
    """What one graph holds, or all of them together; how often each name stands in its place."""

    triples: int = 0
    subjects: Counter[bytes] = field(default_factory=Counter)
    properties: Counter[bytes] = field(default_factory=Counter)
    objects: Counter[bytes] = field(default_factory=Counter)
    classes: Counter[bytes] = field(default_factory=Counter)
    entities: Counter[bytes] = field(default_factory=Counter)

    def add(self, statements: Iterable[Statement], sign: int = 1) -> None:
        """Add statements, or take them away."""
        known = list(statements)
        typed = [one for one in known if one[1] == _TYPE]
        self.triples += sign * len(known)
        for names, column, rows in (
            (self.subjects, 0, known),
            (self.properties, 1, known),
            (self.objects, 2, known),
            (self.classes, 2, typed),
            (self.entities, 0, typed),
        ):
            _change(names, [row[column] for row in rows], sign)

    def numbers(self) -> dict[str, int]:
        """Give the counts of VoID."""
        names = ("subjects", "properties", "objects", "classes", "entities")
        return {"triples": self.triples, **{name: len(getattr(self, name)) for name in names}}


class Tally:
    """The figures of a dataset. What describes the dataset itself is not counted.

    Parameters
    ----------
    lines : iterable of bytes
        Everything, as lines of N-Quads.
    """

    def __init__(self, lines: Iterable[bytes]) -> None:
        self.union = Figures()
        self.graphs: dict[bytes, Figures] = {}
        self.fields: Counter[Statement] = Counter()
        """How many statements lead from things of a class by a property to things of a class or to a datatype (``^^``),
        and to anything (empty)."""
        self.links: Counter[Statement] = Counter()
        """How many links each graph has, by property, to each namespace of others."""
        self._copies: Counter[Statement] = Counter()
        self._classes: defaultdict[bytes, set[bytes]] = defaultdict(set)
        self.change(lines, (), lambda _: set())

    def change(
        self, added: Iterable[bytes], removed: Iterable[bytes], about: Callable[[set[bytes]], set[Statement]]
    ) -> None:
        """Count a change.

        Parameters
        ----------
        added, removed : iterable of bytes
            Lines of N-Quads.
        about : callable
            Gives the statements from and to some things as they are after the change.
        """
        gone = self._take(removed, -1)
        new = self._take(added, 1)
        self.union.add(gone, -1)
        self.union.add(new)
        moved = {one[0] for one in (*new, *gone) if one[1] == _TYPE}
        near = about(moved) if moved else set()
        _change(self.fields, self._name_fields((near - new) | gone), -1)
        for subject, predicate, value in gone:
            if predicate == _TYPE:
                self._classes[subject].discard(value)
        for subject, predicate, value in new:
            if predicate == _TYPE:
                self._classes[subject].add(value)
        _change(self.fields, self._name_fields(near | new), 1)

    def _take(self, lines: Iterable[bytes], sign: int) -> set[Statement]:
        """Count lines in their graphs; gives the statements that no graph held before, or none holds any more."""
        by_graph: defaultdict[bytes, list[Statement]] = defaultdict(list)
        for subject, predicate, value, graph in _LINE.findall(b"\n".join(lines)):
            if graph != _OWN:
                by_graph[graph].append((subject, predicate, value))
        changed: set[Statement] = set()
        for graph, statements in by_graph.items():
            figures = self.graphs.setdefault(graph, Figures())
            figures.add(statements, sign)
            if not figures.triples:
                del self.graphs[graph]
            _change(self.links, _name_links(graph, statements), sign)
            if sign > 0:
                changed |= {one for one in statements if one not in self._copies}
            _change(self._copies, statements, sign)
            if sign < 0:
                changed |= {one for one in statements if one not in self._copies}
        return {one for one in changed if (one in self._copies) == (sign > 0)}

    def _name_fields(self, statements: Iterable[Statement]) -> Iterator[Statement]:
        for subject, predicate, value in statements:
            classes = self._classes.get(subject)
            if classes and predicate != _TYPE:
                kinds = (b"", *(self._classes.get(value, ()) if value[:1] != b'"' else (_datatype(value),)))
                for one in classes:
                    for kind in kinds:
                        yield one, predicate, kind


def _change(names: Counter[Key], found: Iterable[Key], sign: int) -> None:
    if sign > 0:
        names.update(found)
        return
    for one in found:
        names[one] -= 1
        if not names[one]:
            del names[one]


def _datatype(literal: bytes) -> bytes:
    end = literal[literal.rindex(b'"') + 1 :]
    if end.startswith(b"^^"):
        return end
    return f"^^<{RDF}langString>".encode() if end else f"^^<{XSD}string>".encode()


def _name_links(graph: bytes, statements: Iterable[Statement]) -> Iterator[Statement]:
    for _, predicate, value in statements:
        if predicate in _LINKS and value[:1] == b"<" and not value.startswith((_OURS, *_GRAMMAR)):
            yield graph, predicate, namespace_of(value)


def namespace_of(iri: bytes) -> bytes:
    """Give the namespace of an IRI written in brackets: all up to its last part.

    Examples
    --------
    >>> namespace_of(b"<http://xmlns.com/foaf/0.1/Group>"), namespace_of(b"<http://www.w3.org/ns/org#Post>")
    (b'http://xmlns.com/foaf/0.1/', b'http://www.w3.org/ns/org#')
    >>> namespace_of(b"<urn:example:thing>")
    b'urn:example:'
    """
    end = max(iri.rfind(b"/"), iri.rfind(b"#"))
    return iri[1 : (end if end > 0 else iri.rfind(b":")) + 1]
