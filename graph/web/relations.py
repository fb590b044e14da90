"""What a thing has to do with other things, grouped by verb, in both directions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from graph.namespaces import INFERRED_GRAPH, SIM
from graph.terms import Row, Term
from graph.web.addresses import kind_of
from graph.web.claims import GLYPHS, Claim, join_polarities
from graph.web.lexicon import Lexicon

OUT: Final = "out"
IN: Final = "in"
STATED: Final = "stated"
WRITTEN: Final = "written"
INFERRED: Final = "inferred"

_FLIP: Final = {OUT: IN, IN: OUT}
_NOT_RELATED: Final = ("claim", "passage", "citation", "document", "rule", "derivation")
"""Kinds that a page shows in places of their own."""

FACTS: Final = frozenset(SIM + name for name in ("within", "citedWork", "citedThrough"))
"""Properties between things that are shown as facts when they lead away from the thing."""


@dataclass(frozen=True, slots=True)
class Derivation:
    """How one triple was derived."""

    iri: str
    triple: tuple[str, str, str]
    rule: str
    sources: tuple[str, ...]


@dataclass
class Item:
    """One other end of a relation, and why we say so."""

    other: Term
    sign: str
    status: str = STATED
    claims: list[Claim] = field(default_factory=list)
    derivations: list[Derivation] = field(default_factory=list)

    @property
    def polarity(self) -> str:
        """The polarity of its statements; ``mixed`` where they differ, the relation's sign where there are none."""
        found = {claim.polarity for claim in self.claims if claim.modality != "denied"}
        if not found:
            return "neutral" if self.claims else self.sign
        return join_polarities(found)

    @property
    def glyph(self) -> str:
        """The sign of its polarity."""
        return GLYPHS.get(self.polarity, GLYPHS["neutral"])

    @property
    def modality(self) -> str:
        """How it is stated: ``asserted`` if any statement asserts it."""
        found = [claim.modality for claim in self.claims]
        return "asserted" if not found or "asserted" in found else found[0]

    @property
    def is_denied(self) -> bool:
        """Whether every statement denies it: then it is no relation, only said not to be one."""
        return bool(self.claims) and all(claim.modality == "denied" for claim in self.claims)

    @property
    def is_asserted(self) -> bool:
        """Whether it is written or stated as so, rather than inferred, wanted or possible."""
        return self.status != INFERRED and self.modality == "asserted"


@dataclass
class Group:
    """All other ends of one relation in one direction."""

    predicate: str
    direction: str
    items: list[Item]


class Relations:
    """Collects the relations of one thing."""

    def __init__(self, iri: str, lexicon: Lexicon) -> None:
        self.iri = iri
        self.lexicon = lexicon
        self._found: dict[tuple[str, str], dict[Term, Item]] = {}

    def add_claims(self, claims: Iterable[Claim]) -> None:
        """Take in what statements say of the thing."""
        for claim in claims:
            for direction, other in self._ends(claim):
                self._item(claim.predicate, direction, other).claims.append(claim)

    def _ends(self, claim: Claim) -> Iterator[tuple[str, Term]]:
        if self.iri in claim.subjects:
            for term in claim.objects:
                yield OUT, term
        if any(term.value == self.iri for term in claim.objects):
            for subject in claim.subjects:
                yield IN, Term(subject)

    def add_triples(self, outgoing: Iterable[Row], incoming: Iterable[Row]) -> None:
        """Take in triples that stand between the thing and another: written ones, then inferred ones."""
        triples = [(row["graph"].value, row["property"].value, OUT, row["value"]) for row in outgoing]
        triples += [(row["graph"].value, row["property"].value, IN, row["other"]) for row in incoming]
        related = [one for one in triples if self._is_relation(*one[1:])]
        for graph, predicate, direction, other in related:
            if graph != INFERRED_GRAPH and not self._is_known(predicate, direction, other):
                self._item(predicate, direction, other).status = WRITTEN
        derived = [one[1:] for one in related if one[0] == INFERRED_GRAPH]
        # The narrowest first: what follows from it by the vocabulary alone is not worth a line.
        for predicate, direction, other in sorted(derived, key=self._narrowness):
            if not self._is_known(predicate, direction, other):
                self._item(predicate, direction, other).status = INFERRED

    def _is_relation(self, predicate: str, direction: str, other: Term) -> bool:
        if not predicate.startswith(SIM) or other.kind != "uri" or other.value == self.iri:
            return False
        kind = kind_of(other.value)
        return bool(kind) and kind not in _NOT_RELATED and not (predicate in FACTS and direction == OUT)

    def _narrowness(self, triple: tuple[str, str, Term]) -> tuple[int, bool, bool, str]:
        predicate, direction, _ = triple
        has_sign = SIM + "sign" in self.lexicon.terms.get(predicate, {})
        return (-len(self.lexicon.wider.get(predicate, ())), not has_sign, direction != OUT, predicate)

    def _is_known(self, predicate: str, direction: str, other: Term) -> bool:
        """Tell whether the same, its inverse or something narrower is already there."""
        same = [(predicate, direction)]
        if predicate in self.lexicon.inverse:
            same.append((self.lexicon.inverse[predicate], _FLIP[direction]))
        if predicate in self.lexicon.symmetric:
            same.append((predicate, _FLIP[direction]))
        there = [key for key, items in self._found.items() if other in items]
        return any(
            way == direction_there and (name == found or name in self.lexicon.wider.get(found, ()))
            for name, way in same
            for found, direction_there in there
        )

    def _item(self, predicate: str, direction: str, other: Term) -> Item:
        if predicate in self.lexicon.symmetric:
            direction = OUT
        group = self._found.setdefault((predicate, direction), {})
        return group.setdefault(other, Item(other, self.lexicon.sign(predicate)))

    def explain(self, derivations: Iterable[Derivation]) -> None:
        """Give each inferred relation the records of how it was derived."""
        for one in derivations:
            subject, predicate, value = one.triple
            direction, other = (OUT, value) if subject == self.iri else (IN, subject)
            item = self._found.get((predicate, direction), {}).get(Term(other))
            if item is not None and item.status == INFERRED:
                item.derivations.append(one)

    @property
    def has_inferred(self) -> bool:
        """Whether any relation needs its derivation looked up."""
        return any(item.status == INFERRED for items in self._found.values() for item in items.values())

    def groups(self, language: str) -> list[Group]:
        """Give the groups: those with statements first, then by number and name."""

        def weight(group: Group) -> tuple[bool, int, bool, bool, str]:
            stated = sum(len(item.claims) for item in group.items)
            is_neutral = self.lexicon.sign(group.predicate) == "neutral"
            return (not stated, -stated, group.direction != OUT, is_neutral, group.predicate)

        def order(item: Item) -> tuple[bool, int, str]:
            name = self.lexicon.name(item.other.value, language).value.casefold()
            return (item.is_denied, -len(item.claims), name)

        groups = [Group(name, way, sorted(found.values(), key=order)) for (name, way), found in self._found.items()]
        return sorted(groups, key=weight)


def read_derivations(rows: Iterable[Row]) -> list[Derivation]:
    """Make records from rows of ``?derivation ?subject ?predicate ?object ?rule ?source``."""
    found: dict[str, tuple[Row, set[str]]] = {}
    for row in rows:
        _, sources = found.setdefault(row["derivation"].value, (row, set()))
        if "source" in row:
            sources.add(row["source"].value)
    return [
        Derivation(
            iri,
            (row["subject"].value, row["predicate"].value, row["object"].value),
            row["rule"].value,
            tuple(sorted(sources)),
        )
        for iri, (row, sources) in sorted(found.items())
    ]
