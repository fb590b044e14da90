"""The next version in the making: changes are made on a copy, checked, and published together.

A draft belongs to one process, which the service ends when it takes too long;
nothing that it does is seen by anybody before :meth:`Draft.publish` has moved a
whole version to its place.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from pyoxigraph import NamedNode

from graph.knowledge.changing import carry_out
from graph.knowledge.n_quads import (
    count_claims,
    graph_of,
    load_content,
    parse_lines,
    read_lines,
    subjects_of,
    write_patch,
)
from graph.knowledge.publication import Edition, publish_edition
from graph.knowledge.rules import infer
from graph.knowledge.validation import Findings, Validator
from graph.knowledge.versions import Version, open_current
from graph.knowledge.work import Change, GraphWrite, Outcome, Work
from graph.namespaces import DERIVATIONS_GRAPH, INFERRED_GRAPH, ONTOLOGY_GRAPH, OWL, RDF, RDFS, SIM
from graph.write_errors import GraphComputed, ShapesBroken, VersionMoved

_COMPUTED: Final = (INFERRED_GRAPH, DERIVATIONS_GRAPH)
_MOST_PATCH: Final = 50_000
"""Statements up to which a version keeps its difference from its parent beside it."""
_MEANT_BY_RULES: Final = tuple(f"<{name}".encode() for name in (RDF, RDFS, OWL, SIM))

Lines = frozenset[bytes]


@dataclass
class _State:
    """What a draft holds now, and what of it is new since the version that it began with."""

    lines: Lines
    added: set[bytes] = field(default_factory=set)
    removed: set[bytes] = field(default_factory=set)
    changes: list[Change] = field(default_factory=list)


class Draft:
    """The next version.

    Parameters
    ----------
    root : Path
        The project folder, with the rules.
    data : Path
        The folder of the versions.
    """

    def __init__(self, root: Path, data: Path) -> None:
        self._root = root
        self._data = data
        self._version: Version | None = None
        self._state = _State(frozenset())

    def open(self) -> Version:
        """Begin with the current version; call it inside :func:`graph.knowledge.versions.lock`."""
        current = open_current(self._data)
        if self._version is None or self._version.id != current.id or self._state.changes:
            content = current.dataset.read_bytes()
            self._store = load_content(content)
            self._state = _State(frozenset(content.splitlines()))
            self._validator = Validator(self._store)
        self._version = current
        return current

    def apply(self, change: Change, work: Work) -> Outcome:
        """Make a change; if it cannot be made, the draft stays as it was.

        Raises
        ------
        BadQuery, RdfInvalid, UpdateUnsupported, GraphUnknown
            If it cannot be carried out.
        GraphComputed
            If it writes to a graph that the rules compute.
        ShapesBroken
            If the data would break the shapes.
        VersionMoved
            If it expects another version.
        """
        assert self._version is not None  # noqa: S101 - open() comes first
        if isinstance(work, GraphWrite) and work.if_match:
            self._expect(work.if_match)
        before = self._state.lines
        try:
            was_created = carry_out(self._store, work)
            after = read_lines(self._store)
            added, removed = after - before, before - after
            self._check(added, removed)
        except BaseException:
            self._roll_back(before)
            raise
        if added or removed:
            self._state.changes.append(change)
            self._keep(after, added, removed)
        return Outcome(self._version.id, len(added), len(removed), was_created)

    def publish(self) -> Version:
        """Publish what was changed; the current version if that is nothing."""
        assert self._version is not None  # noqa: S101 - open() comes first
        if not self._state.changes:
            return self._version
        changes = tuple(self._state.changes)
        if self._concerns_rules():
            self._infer()
        added, removed = self._state.added, self._state.removed
        few = len(added) + len(removed) <= _MOST_PATCH
        edition = Edition(
            content=b"".join(line + b"\n" for line in sorted(self._state.lines)),
            changes=changes,
            message="; ".join(dict.fromkeys(one.message for one in changes if one.message)),
            added=len(added),
            removed=len(removed),
            patch=write_patch(added, removed) if few else b"",
            counts=self._count(added, removed),
        )
        self._version = publish_edition(self._data, edition)
        self._state = _State(self._state.lines)
        return self._version

    def _expect(self, versions: tuple[str, ...]) -> None:
        assert self._version is not None  # noqa: S101 - open() comes first
        if self._state.changes or self._version.id not in versions:
            raise VersionMoved(current=self._version.id)

    def _check(self, added: Lines, removed: Lines) -> None:
        graphs = {name for line in added if _may_be_computed(line) for name in (graph_of(line),) if name in _COMPUTED}
        if graphs:
            raise GraphComputed(graph=min(graphs))
        findings: Findings | None
        if any(_may_be_ontology(line) and graph_of(line) == ONTOLOGY_GRAPH for line in (*added, *removed)):
            self._validator = Validator(self._store)
            findings = self._validator.check_all()
        else:
            findings = self._validator.check(subjects_of(added | removed))
        if findings:
            raise ShapesBroken(findings.report, findings.problems)

    def _roll_back(self, before: Lines) -> None:
        after = read_lines(self._store)
        for quad in parse_lines(after - before):
            self._store.remove(quad)
        self._store.extend(parse_lines(before - after))
        self._validator = Validator(self._store)

    def _keep(self, after: Lines, added: Lines, removed: Lines) -> None:
        """Take in a step; what one step adds and a later one removes is no difference from the parent."""
        state = self._state
        state.lines = after
        state.added, state.removed = (
            (state.added - removed) | (added - state.removed),
            (state.removed - added) | (removed - state.added),
        )

    def _concerns_rules(self) -> bool:
        """Tell whether a rule could come to another result.

        A rule joins every predicate to what is declared of it, so a statement
        with a predicate that nothing is said about cannot matter to any.
        """
        lines = self._state.added | self._state.removed
        if any(_may_be_computed(line) and graph_of(line) in _COMPUTED for line in self._state.removed):
            return True
        predicates = {line.split(b" ", 2)[1] for line in lines}
        return any(name.startswith(_MEANT_BY_RULES) or self._is_described(name) for name in predicates)

    def _is_described(self, name: bytes) -> bool:
        predicate = NamedNode(name[1:-1].decode())
        return next(self._store.quads_for_pattern(predicate, None, None), None) is not None

    def _infer(self) -> None:
        before = self._state.lines
        for name in _COMPUTED:
            self._store.remove_graph(NamedNode(name))
        infer(self._root, self._store)
        after = read_lines(self._store)
        self._keep(after, after - before, before - after)

    def _count(self, added: set[bytes], removed: set[bytes]) -> tuple[dict[str, int], int]:
        assert self._version is not None  # noqa: S101 - open() comes first
        known = self._version.manifest
        graphs = Counter(known.graphs)
        graphs[""] = known.quads - graphs.total()
        graphs.update(map(graph_of, added))
        graphs.subtract(map(graph_of, removed))
        return {name: count for name, count in graphs.items() if count > 0}, count_claims(self._state.lines)


def _may_be_computed(line: bytes) -> bool:
    """Tell quickly whether a line can be in a computed graph."""
    return b"inferred> ." in line[-16:] or b"derivations> ." in line[-16:]


def _may_be_ontology(line: bytes) -> bool:
    return b"ontology> ." in line[-16:]
