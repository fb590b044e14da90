"""SHACL on what changed: only the things that a change can have broken are validated.

Validating everything takes a second and grows with the data. A shape looks at a
thing, at its values and at the classes of these; so a change can break the
things whose statements changed and those that point at them. Where the ontology
itself changed, everything is validated.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import rdflib
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Store, Triple

from graph.knowledge.n_quads import read_node
from graph.knowledge.shapes import convert_quads, describe_report, validate
from graph.language import LANGUAGES
from graph.namespaces import COMPUTED_GRAPHS, ONTOLOGY_GRAPH, RDF, RDFS, SH, SKOS, shorten

Node = NamedNode | BlankNode

_COMPUTED: Final = tuple(NamedNode(name) for name in COMPUTED_GRAPHS)
_ONTOLOGY: Final = NamedNode(ONTOLOGY_GRAPH)
_TYPE: Final = NamedNode(RDF + "type")
_SUBCLASS: Final = NamedNode(RDFS + "subClassOf")
_LABELS: Final = tuple(NamedNode(name) for name in (SKOS + "prefLabel", RDFS + "label"))
_MANY: Final = 2000
"""Changed things from which it is quicker to go through what shapes are about."""
_STEPS: Final = 3
"""How far from a thing its shapes may look."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What is wrong: the report as N-Triples, and sentences by language."""

    report: str
    problems: dict[str, list[str]]


class StoreNames:
    """Names of things by their labels in a store; they stand in no file."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def locate(self, iri: str) -> tuple[str, int]:  # noqa: ARG002 - what changed over HTTP stands in no file
        """Find no place."""
        return ("", 0)

    def name(self, iri: str, language: str) -> str:
        """Give the label with the short IRI, or only the IRI."""
        for label in _LABELS:
            for quad in self._store.quads_for_pattern(NamedNode(iri), label, None):
                if isinstance(quad.object, Literal) and quad.object.language in (language, None):
                    return f"{quad.object.value} ({shorten(iri)})"
        return shorten(iri)


class Validator:
    """Validates parts of a store against the shapes in its ontology graph.

    Parameters
    ----------
    store : Store
        What is validated; the shapes are read from it once.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._ontology = list(store.quads_for_pattern(None, None, None, _ONTOLOGY))
        self._shapes = convert_quads(self._ontology)
        self._classes = self._find_classes()
        subjects_of = self._targets("targetSubjectsOf")
        self._paths_from = {one for one in subjects_of if isinstance(one, NamedNode)}
        self._paths_to = {one for one in self._targets("targetObjectsOf") if isinstance(one, NamedNode)}
        self._nodes = self._targets("targetNode")

    def check(self, changed: set[bytes]) -> Findings | None:
        """Validate what a change of these things can have broken; nothing if all is well.

        Parameters
        ----------
        changed : set of bytes
            Things as they are written in N-Quads.
        """
        near = self._widen(changed)
        focus = {str(owner.value) for owner in self._owners(near) if self._is_target(owner)}
        if not focus:
            return None
        return self._judge(convert_quads([*self._ontology, *self._surroundings(near)]), sorted(focus))

    def _widen(self, changed: set[bytes]) -> set[Node]:
        """Add what points at the things that changed; of very many, only what shapes can be about."""
        if len(changed) < _MANY:
            nodes = {read_node(name) for name in changed}
            return nodes | {subject for node in nodes for subject in self._subjects_of(node)}
        blanks = [read_node(name) for name in changed if name.startswith(b"_")]
        near = changed | {str(owner).encode() for owner in self._owners(blanks)}
        return {one for one in self._find_targets() if not near.isdisjoint(self._names_around(one))}

    def _find_targets(self) -> set[Node]:
        """Find everything that some shape is about."""
        found: set[object] = set(self._nodes)
        for name in self._classes:
            found |= {quad.subject for quad in self._store.quads_for_pattern(None, _TYPE, name)}
        for path in self._paths_from:
            found |= {quad.subject for quad in self._store.quads_for_pattern(None, path, None)}
        for path in self._paths_to:
            found |= {quad.object for quad in self._store.quads_for_pattern(None, path, None)}
        return {one for one in found if isinstance(one, Node)}

    def _names_around(self, node: Node) -> set[bytes]:
        return {str(one).encode() for one in (node, *(quad.object for quad in self._statements_about(node)))}

    def check_all(self) -> Findings | None:
        """Validate everything."""
        return self._judge(convert_quads(quad for quad in self._store if quad.graph_name not in _COMPUTED), None)

    def _judge(self, data: rdflib.Graph, focus: list[str] | None) -> Findings | None:
        report = validate(data, self._shapes, focus)
        names = StoreNames(self._store)
        problems = {one: [str(found) for found in describe_report(report, data, names, one)] for one in LANGUAGES}
        return Findings(report.serialize(format="nt"), problems) if problems["en"] else None

    def _targets(self, name: str) -> set[NamedNode | BlankNode | Literal | Triple]:
        return {quad.object for quad in self._ontology if quad.predicate.value == SH + name}

    def _find_classes(self) -> set[Node]:
        """Find the classes that shapes target, with those below them."""
        found = {one for one in self._targets("targetClass") if isinstance(one, Node)}
        shapes = {quad.subject for quad in self._ontology if quad.object == NamedNode(SH + "NodeShape")}
        found |= {one for one in shapes if isinstance(one, Node)}  # a shape that is a class targets itself
        waiting = list(found)
        while waiting:
            for quad in self._store.quads_for_pattern(None, _SUBCLASS, waiting.pop()):
                if isinstance(quad.subject, Node) and quad.subject not in found:
                    found.add(quad.subject)
                    waiting.append(quad.subject)
        return found

    def _is_target(self, node: Node) -> bool:
        if node in self._nodes:
            return True
        statements = self._store.quads_for_pattern(node, None, None)
        if any(
            (one.predicate == _TYPE and one.object in self._classes) or one.predicate in self._paths_from
            for one in statements
        ):
            return True
        return any(next(self._store.quads_for_pattern(None, path, node), None) for path in self._paths_to)

    def _subjects_of(self, node: Node) -> set[Node]:
        found = self._store.quads_for_pattern(None, None, node)
        return {quad.subject for quad in found if isinstance(quad.subject, Node) and quad.graph_name not in _COMPUTED}

    def _owners(self, nodes: Iterable[Node]) -> set[NamedNode]:
        """Climb from blank nodes to the things that they are parts of; all at once, because they share their way."""
        waiting = list(nodes)
        owners: set[NamedNode] = set()
        seen: set[Node] = set(waiting)
        while waiting:
            one = waiting.pop()
            if isinstance(one, NamedNode):
                owners.add(one)
            else:
                fresh = self._subjects_of(one) - seen
                seen |= fresh
                waiting += fresh
        return owners

    def _surroundings(self, nodes: Iterable[Node]) -> set[Quad]:
        """Collect what the shapes of these things can look at."""
        found: set[Quad] = set()
        edge = set(nodes)
        edge |= self._owners(edge)
        seen = set(edge)
        for _ in range(_STEPS):
            quads = [quad for node in edge for quad in self._statements_about(node)]
            found.update(quads)
            edge = {quad.object for quad in quads if isinstance(quad.object, Node)} - seen
            seen |= edge
        return found

    def _statements_about(self, node: Node) -> Iterable[Quad]:
        return (quad for quad in self._store.quads_for_pattern(node, None, None) if quad.graph_name not in _COMPUTED)
