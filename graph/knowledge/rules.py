"""Inference: the CONSTRUCT files of ``ontology/rules/`` run until nothing new comes.

A rule does not construct the triple that it derives but a record of it, so that
every inferred triple names its rule and what it was derived from::

    ?d a sim:Derivation ; sim:derivedSubject ?s ; sim:derivedPredicate ?p ; sim:derivedObject ?o ;
       sim:derivedBy ?rule ; prov:wasDerivedFrom ?source .

``?d`` must be an IRI made from the contents of the record: the same derivation
found twice is one derivation, and this is what makes the fixpoint end.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Store, Triple

from graph.errors import SourceInvalid
from graph.knowledge.queries import load_queries, refuse_query, run_construct
from graph.language import translate
from graph.namespaces import DERIVATIONS_GRAPH, INFERRED_GRAPH, PROV, SIM, shorten

FOLDER: Final = "ontology/rules"
MOST_ROUNDS: Final = 32
MOST_RECORDS: Final = 500_000

_INFERRED: Final = NamedNode(INFERRED_GRAPH)
_DERIVATIONS: Final = NamedNode(DERIVATIONS_GRAPH)
_STATEMENT: Final = (SIM + "derivedSubject", SIM + "derivedPredicate", SIM + "derivedObject")
_REQUIRED: Final = (*_STATEMENT, SIM + "derivedBy", PROV + "wasDerivedFrom")


@dataclass
class Inference:
    """What the rules have derived so far."""

    store: Store
    language: str
    records: dict[str, set[Triple]] = field(default_factory=dict)

    def accept(self, path: str, triples: Iterable[Triple]) -> bool:
        """Take in the records that one rule constructed; tell whether any of it was new.

        A record whose triple some source asserts is not stored: the derivations
        explain the inferred graph, exactly.
        """
        fresh: dict[str, list[Triple]] = {}
        for triple in triples:
            if triple not in self.records.get(str(triple.subject), ()):
                fresh.setdefault(str(triple.subject), []).append(triple)
        quads: list[Quad] = []
        for name, added in fresh.items():
            record = self.records.setdefault(name, set())
            record.update(added)
            derived = self._read(path, record)
            if not self._is_asserted(derived):
                quads.append(Quad(derived.subject, derived.predicate, derived.object, _INFERRED))
                quads += [Quad(one.subject, one.predicate, one.object, _DERIVATIONS) for one in added]
        self.store.extend(quads)
        return bool(fresh)

    def _is_asserted(self, triple: Triple) -> bool:
        """Tell whether some source says it; asking the store costs less than a set of all that it holds."""
        found = self.store.quads_for_pattern(triple.subject, triple.predicate, triple.object)
        return any(quad.graph_name not in (_INFERRED, _DERIVATIONS) for quad in found)

    def _read(self, path: str, record: set[Triple]) -> Triple:
        name = next(iter(record)).subject
        if not isinstance(name, NamedNode):
            message = translate("A derivation needs an IRI made from its contents, not a blank node.", self.language)
            raise refuse_query(path, message, self.language)
        values: dict[str, list[NamedNode | BlankNode | Literal | Triple]] = {}
        for triple in record:
            values.setdefault(triple.predicate.value, []).append(triple.object)
        lacking = [shorten(name) for name in _REQUIRED if name not in values]
        doubled = [shorten(name) for name in _STATEMENT if len(values.get(name, [])) > 1]
        if lacking or doubled:
            text = translate("The derivation {record} lacks {lacking} or has more than one {doubled}.", self.language)
            names = {"lacking": ", ".join(lacking) or "-", "doubled": ", ".join(doubled) or "-"}
            message = text.format(record=shorten(name.value), **names)
            raise refuse_query(path, message, self.language)
        subject, predicate, value = (values[name][0] for name in _STATEMENT)
        if isinstance(subject, Literal | Triple) or not isinstance(predicate, NamedNode):
            message = translate("The rule derives a statement that is not RDF: {statement}", self.language)
            raise refuse_query(path, message.format(statement=f"{subject} {predicate} {value}"), self.language)
        return Triple(subject, predicate, value)


def infer(root: Path, store: Store, language: str = "en") -> int:
    """Run every rule to the fixpoint; writes the two derived graphs into `store`.

    Parameters
    ----------
    root : Path
        The project folder.
    store : Store
        The asserted graphs, and afterwards the derived ones.
    language : str
        Of the error messages.

    Returns
    -------
    int
        How many records were kept.

    Raises
    ------
    SourceInvalid
        If a rule is broken or the rules do not come to an end.
    """
    rules = load_queries(root, FOLDER)
    inference = Inference(store, language)
    growing = list(rules)
    for _ in range(MOST_ROUNDS):
        growing = [
            path for path, text in rules.items() if inference.accept(path, run_construct(store, path, text, language))
        ]
        if not growing:
            return sum(1 for _ in store.quads_for_pattern(None, NamedNode(SIM + "derivedBy"), None, _DERIVATIONS))
        if len(inference.records) > MOST_RECORDS:
            break
    raise _endless(growing, language)


def _endless(growing: list[str], language: str) -> SourceInvalid:
    message = translate("The rules do not come to an end; still growing after {rounds} rounds: {rules}", language)
    return refuse_query(growing[0], message.format(rounds=MOST_ROUNDS, rules=", ".join(growing)), language)
