"""Why a triple stands in the graph that no statement says in these words: the rules, down to the statements."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from graph.namespaces import DERIVATIONS_GRAPH, GRAPH, INFERRED_GRAPH, PROV, SIM
from graph.terms import Row
from graph.web.addresses import kind_of
from graph.web.claims import Claim
from graph.web.lexicon import Ask, Lexicon

MOST_STEPS: Final = 60
"""Records of one answer; a chain that is longer is cut, and says so."""

Triple = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Step:
    """One record: a triple, the rules that gave it, and what they gave it from.

    Attributes
    ----------
    iri : str
        The record.
    triple : (str, str, str)
        What was derived.
    rules : tuple of str
        Several where it was derived in several ways.
    claims, graphs : tuple of str
        The statements, and the graphs written by hand, that it comes from in the end.
    premises : tuple of str
        Other records that it uses.
    """

    iri: str
    triple: Triple
    rules: tuple[str, ...]
    claims: tuple[str, ...]
    graphs: tuple[str, ...]
    premises: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Written:
    """A triple that the editors wrote down.

    Attributes
    ----------
    graphs : tuple of str
        Where it stands.
    passages : tuple of str
        Those that mention both of its ends.
    claims : list of Claim
        Statements given as evidence of either end, or else all that these passages state.
    """

    triple: Triple
    graphs: tuple[str, ...]
    passages: tuple[str, ...]
    claims: list[Claim]


def follow(records: Iterable[str], ask: Ask) -> list[Step]:
    """Read records and all that they use, conclusions first.

    Parameters
    ----------
    records : iterable of str
        Where to begin.
    ask : callable
        Runs a query of ``queries/pages``.
    """
    waiting, seen = list(records), set[str]()
    steps: list[Step] = []
    while waiting and len(steps) < MOST_STEPS:
        iri = waiting.pop(0)
        if iri in seen:
            continue
        seen.add(iri)
        step = _read(iri, ask("thing", iri))
        if step is not None:
            steps.append(step)
            waiting += step.premises
    return steps


def _read(iri: str, rows: Iterable[Row]) -> Step | None:
    values: dict[str, set[str]] = {}
    for row in rows:
        values.setdefault(row["property"].value, set()).add(row["value"].value)
    ends = [sorted(values.get(SIM + name, ())) for name in ("derivedSubject", "derivedPredicate", "derivedObject")]
    if not all(ends):
        return None
    sources = sorted(values.get(PROV + "wasDerivedFrom", ()))
    return Step(
        iri=iri,
        triple=(ends[0][0], ends[1][0], ends[2][0]),
        rules=tuple(sorted(values.get(SIM + "derivedBy", ()))),
        claims=tuple(one for one in sources if kind_of(one) == "claim"),
        graphs=tuple(one for one in sources if one.startswith(GRAPH)),
        premises=tuple(sorted(values.get(SIM + "premise", ()))),
    )


def find_written(subject: str, predicate: str, value: str, lexicon: Lexicon, ask: Ask) -> list[Written]:
    """Find the triples that the editors wrote down, and what they had for them; an end that is open is empty."""
    graphs: dict[Triple, set[str]] = {}
    for row in ask("thing", subject) if subject else ask("incoming", value):
        name, graph = row["property"].value, row["graph"].value
        ends = (subject, row["value"].value) if subject else (row["other"].value, value)
        if name == predicate and value in ("", ends[1]) and graph not in (INFERRED_GRAPH, DERIVATIONS_GRAPH):
            graphs.setdefault((ends[0], name, ends[1]), set()).add(graph)
    return [_find_grounds(triple, tuple(sorted(found)), lexicon, ask) for triple, found in sorted(graphs.items())]


def _find_grounds(triple: Triple, graphs: tuple[str, ...], lexicon: Lexicon, ask: Ask) -> Written:
    """Find what the editors had for a triple: evidence they named, else what the passages say that mention both."""
    ends = [ask("thing", iri) for iri in (triple[0], triple[2])]
    passages = set.intersection(*(_values(rows, "mentionedIn") for rows in ends))
    named = sorted(set.union(*(_values(rows, "evidencedBy") for rows in ends)))
    claims = [claim for iri in named if (claim := lexicon.claim(iri)) is not None]
    claims = claims or [claim for iri in passages for claim in lexicon.claims("claims_in", iri)]
    about = {claim.iri: claim for claim in claims}
    ordered = sorted(about.values(), key=lambda claim: claim.order)
    return Written(triple, graphs, tuple(sorted(passages, key=lexicon.order)), ordered)


def _values(rows: Iterable[Row], name: str) -> set[str]:
    return {row["value"].value for row in rows if row["property"].value == SIM + name}
