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

from graph.knowledge.changing import carry_out, holds_something
from graph.knowledge.n_quads import (
    count_claims,
    find_words,
    graph_of,
    load_content,
    parse_lines,
    read_lines,
    subjects_of,
    write_patch,
)
from graph.knowledge.publication import Edition, count_changes, publish_edition
from graph.knowledge.rules import infer
from graph.knowledge.statistics import Statistics
from graph.knowledge.validation import Findings, Validator
from graph.knowledge.versions import Version, open_current
from graph.knowledge.work import UNNAMED, Change, GraphWrite, Outcome, Work
from graph.namespaces import (
    COMPUTED_GRAPHS,
    DERIVATIONS_GRAPH,
    INFERRED_GRAPH,
    ONTOLOGY_GRAPH,
    OWL,
    RDF,
    RDFS,
    SIM,
    STATISTICS_GRAPH,
)
from graph.write_errors import GraphComputed, ShapesBroken, VersionMoved

_RULED: Final = (INFERRED_GRAPH, DERIVATIONS_GRAPH)
_MOST_PATCH: Final = 50_000
"""Statements up to which a version keeps its difference from its parent beside it."""
_CLAIMS: Final = frozenset((f"<{SIM}Claim>".encode(), f"<{SIM}Linkage>".encode()))
_MEANT_BY_RULES: Final = tuple(f"<{name}".encode() for name in (RDF, RDFS, OWL, SIM))
_NOTES: Final = frozenset(f"<{RDFS}{name}>".encode() for name in ("label", "comment", "seeAlso", "isDefinedBy"))
"""Properties of RDFS that mean nothing to a rule of their own accord."""

Lines = frozenset[bytes]


@dataclass(frozen=True)
class _Step:
    """What one change did.

    Attributes
    ----------
    after, added, removed : frozenset of bytes
        Everything that there is now, and what is new and what is gone.
    grown, shrunk : Counter
        Statements added and removed in each graph.
    """

    after: Lines
    added: Lines
    removed: Lines
    grown: Counter[str]
    shrunk: Counter[str]

    @property
    def graphs(self) -> set[str]:
        """The graphs in which something changed."""
        return {*self.grown, *self.shrunk}


@dataclass
class _State:
    """What a draft holds now, and what of it is new since the version that it began with."""

    lines: Lines
    added: set[bytes] = field(default_factory=set)
    removed: set[bytes] = field(default_factory=set)
    changes: list[Change] = field(default_factory=list)
    graphs: Counter[str] = field(default_factory=Counter)
    words: set[bytes] = field(default_factory=set)

    def take(self, step: _Step) -> None:
        """Take in a step; what one step adds and a later one removes is no difference in the end."""
        self.lines = step.after
        self.added, self.removed = (
            (self.added - step.removed) | (step.added - self.removed),
            (self.removed - step.added) | (step.removed - self.added),
        )
        self.graphs.update(step.grown)
        self.graphs.subtract(step.shrunk)
        self.words |= find_words(step.added) | find_words(step.removed)


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
            self._statistics = Statistics(self._state.lines)
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
        if isinstance(work, GraphWrite):
            self._expect(work)
        before = self._state.lines
        try:
            was_created = carry_out(self._store, work)
            step = self._look(work.graph if isinstance(work, GraphWrite) else None)
            self._check(step)
        except BaseException:
            self._roll_back(before)
            raise
        if step.graphs:
            self._state.changes.append(change)
            self._state.take(step)
        removed = len(step.removed) - sum(step.shrunk[name] for name in COMPUTED_GRAPHS)
        return Outcome(self._version.id, len(step.added), removed, was_created)

    def publish(self) -> Version:
        """Publish what was changed; the current version if that is nothing."""
        assert self._version is not None  # noqa: S101 - open() comes first
        if not self._state.changes:
            return self._version
        changes = tuple(self._state.changes)
        if self._concerns_rules():
            self._infer()
        self._describe()
        added, removed = self._state.added, self._state.removed
        few = len(added) + len(removed) <= _MOST_PATCH
        edition = Edition(
            content=b"".join(line + b"\n" for line in sorted(self._state.lines)),
            changes=changes,
            message="; ".join(dict.fromkeys(one.message for one in changes if one.message)),
            added=count_changes(added),
            removed=count_changes(removed),
            patch=write_patch(added, removed) if few else b"",
            counts=(self._count_graphs(), self._count_claims()),
        )
        self._version = publish_edition(self._data, edition)
        self._state = _State(self._state.lines)
        return self._version

    def _expect(self, work: GraphWrite) -> None:
        """Refuse a write that could not be right whatever it holds."""
        assert self._version is not None  # noqa: S101 - open() comes first
        if work.graph in COMPUTED_GRAPHS:
            raise GraphComputed(graph=work.graph)
        is_moved = work.if_match and (self._state.changes or self._version.id not in work.if_match)
        if is_moved or (work.expects and holds_something(self._store, work.graph) != (work.expects == "known")):
            raise VersionMoved(current=self._version.id)

    def _look(self, graph: str | None) -> _Step:
        """See what a change did; all of it in one graph, where that is known."""
        before, after = self._state.lines, read_lines(self._store)
        added, removed = after - before, before - after
        if graph is None:
            return _Step(after, added, removed, Counter(map(graph_of, added)), Counter(map(graph_of, removed)))
        grown, shrunk = (Counter({graph: len(lines)} if lines else {}) for lines in (added, removed))
        return _Step(after, added, removed, grown, shrunk)

    def _check(self, step: _Step) -> None:
        touched = [name for name in COMPUTED_GRAPHS if name in step.graphs]
        for name in touched:
            # Whoever removes from all graphs does no harm: what follows from the rest is computed again.
            if name in step.grown or (step.graphs == set(touched) and self._holds_computed()):
                raise GraphComputed(graph=name)
        findings: Findings | None
        if ONTOLOGY_GRAPH in step.graphs:
            self._validator = Validator(self._store)
            findings = self._validator.check_all()
        else:
            findings = self._validator.check(subjects_of(step.added | step.removed))
        if findings:
            raise ShapesBroken(findings.report, findings.problems)

    def _holds_computed(self) -> bool:
        graphs = (NamedNode(name) for name in COMPUTED_GRAPHS)
        return any(next(self._store.quads_for_pattern(None, None, None, one), None) for one in graphs)

    def _roll_back(self, before: Lines) -> None:
        after = read_lines(self._store)
        for quad in parse_lines(after - before):
            self._store.remove(quad)
        self._store.extend(parse_lines(before - after))
        self._validator = Validator(self._store)

    def _concerns_rules(self) -> bool:
        """Tell whether a rule could come to another result.

        A rule joins every predicate, and every class, to what is declared of it;
        so a statement with a predicate that nothing is said about cannot matter to any.
        """
        words = self._state.words
        return (
            any(name.startswith(_MEANT_BY_RULES) for name in words - _NOTES)
            or any(self._matters(NamedNode(name[1:-1].decode())) for name in words)
            or any(self._state.graphs[name] for name in _RULED)
        )

    def _matters(self, word: NamedNode) -> bool:
        """Tell whether something is declared of a word, or was derived with it."""
        declared = self._store.quads_for_pattern(word, None, None)
        derived = self._store.quads_for_pattern(None, word, None, NamedNode(INFERRED_GRAPH))
        return next(declared, None) is not None or next(derived, None) is not None

    def _infer(self) -> None:
        for name in _RULED:
            self._store.remove_graph(NamedNode(name))
        infer(self._root, self._store)
        self._state.take(self._look(None))

    def _describe(self) -> None:
        """Bring the figures of the dataset up to date."""
        lines, state = self._state.lines, self._state
        self._statistics.follow(self._store, lines, state.added, state.removed)
        added, removed = self._statistics.rewrite()
        for quad in parse_lines(removed):
            self._store.remove(quad)
        self._store.extend(parse_lines(added))
        grown, shrunk = (Counter({STATISTICS_GRAPH: len(some)} if some else {}) for some in (added, removed))
        state.take(_Step(lines ^ (added | removed), added, removed, grown, shrunk))

    def _count_graphs(self) -> dict[str, int]:
        assert self._version is not None  # noqa: S101 - open() comes first
        known = self._version.manifest
        graphs = Counter(known.graphs)
        graphs[UNNAMED] = known.quads - graphs.total()
        graphs.update(self._state.graphs)
        return {name: count for name, count in graphs.items() if count > 0}

    def _count_claims(self) -> int:
        assert self._version is not None  # noqa: S101 - open() comes first
        is_same = _CLAIMS.isdisjoint(self._state.words)
        return self._version.manifest.statements if is_same else count_claims(self._state.lines)
