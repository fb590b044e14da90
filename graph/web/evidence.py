"""The evidence: which statements say something, and what stands behind what only follows from them. No Flask here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from graph.errors import ThingUnknown
from graph.evidence_errors import StatementsUnknown
from graph.web.addresses import slug_of
from graph.web.claims import Claim
from graph.web.derivations import Step, Written, find_written, follow
from graph.web.evidence_request import Wanted
from graph.web.lexicon import Ask, Lexicon
from graph.web.relations import read_derivations

PAGE: Final = 100
"""Statements on one page."""
_FEW: Final = 6
"""Unknown names that one message lists."""

Way = tuple[str, bool]
"""A relation, and whether it has to be read from its object to its subject."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was found.

    Attributes
    ----------
    wanted : Wanted
        What was asked.
    claims : list of Claim
        The statements that say it: in the order given, or that of the text.
    steps : list of Step
        How what follows from statements was derived, conclusions first.
    premises : list of Claim
        The further statements that these derivations come from.
    written : list of Written
        What the editors wrote down, with what they had for it.
    """

    wanted: Wanted
    claims: list[Claim]
    steps: list[Step] = field(default_factory=list)
    premises: list[Claim] = field(default_factory=list)
    written: list[Written] = field(default_factory=list)

    @property
    def every_claim(self) -> list[Claim]:
        """Every statement of it, each once."""
        grounds = [claim for one in self.written for claim in one.claims]
        return list({claim.iri: claim for claim in [*self.claims, *self.premises, *grounds]}.values())

    @property
    def further(self) -> list[Claim]:
        """The statements that it only comes from."""
        said = {claim.iri for claim in self.claims}
        return [claim for claim in self.every_claim if claim.iri not in said]

    @property
    def pages(self) -> int:
        """How many pages the statements fill."""
        return max(1, -(-len(self.claims) // PAGE))

    def on_page(self, number: int) -> list[Claim]:
        """Give the statements of a page, counted from 1."""
        return self.claims[(number - 1) * PAGE : number * PAGE]


def find_evidence(wanted: Wanted, lexicon: Lexicon, ask: Ask) -> Evidence:
    """Find the evidence.

    Parameters
    ----------
    wanted : Wanted
        What to find it of.
    lexicon : Lexicon
        The words of the version.
    ask : callable
        Runs a query of ``queries/pages``.

    Raises
    ------
    StatementsUnknown
        If a statement that is named does not exist.
    ThingUnknown
        If nothing is known of a subject, predicate or object.
    """
    if wanted.claims:
        return Evidence(wanted, _find_named(wanted.claims, lexicon))
    for iri in (wanted.subject, wanted.predicate, wanted.object):
        if iri and iri not in lexicon.labels and iri not in lexicon.used and not ask("thing", iri):
            raise ThingUnknown(iri=iri)
    claims = _find_saying(wanted, lexicon)
    steps = follow(_find_records(wanted, claims, ask), ask)
    known = {claim.iri for claim in claims}
    sources = dict.fromkeys(iri for step in steps for iri in step.claims if iri not in known)
    premises = [claim for iri in sources if (claim := lexicon.claim(iri)) is not None]
    written: list[Written] = []
    if wanted.predicate and (wanted.subject or wanted.object):
        written = find_written(wanted.subject, wanted.predicate, wanted.object, lexicon, ask)
    if not written and steps and not any(step.claims for step in steps):
        written = _find_written_premise(steps, lexicon, ask)
    return Evidence(wanted, claims, steps, premises, written)


def _find_named(iris: Iterable[str], lexicon: Lexicon) -> list[Claim]:
    found = {iri: lexicon.claim(iri) for iri in iris}
    unknown = [slug_of(iri) for iri, claim in found.items() if claim is None]
    if unknown:
        names = ", ".join(unknown[:_FEW]) + (" \u2026" if len(unknown) > _FEW else "")
        raise StatementsUnknown(names=names, iri="")
    return [claim for claim in found.values() if claim is not None]


def list_ways(predicate: str, lexicon: Lexicon) -> set[Way]:
    """List the relations that say the same as a relation or something narrower, each with its direction."""
    narrower: dict[str, list[str]] = {}
    for name, above in lexicon.wider.items():
        for one in above:
            narrower.setdefault(one, []).append(name)
    found: set[Way] = set()
    waiting: list[Way] = [(predicate, False)]
    while waiting:
        way = waiting.pop()
        if way in found:
            continue
        found.add(way)
        name, is_turned = way
        waiting += [(one, is_turned) for one in narrower.get(name, ())]
        if name in lexicon.inverse:
            waiting.append((lexicon.inverse[name], not is_turned))
        if name in lexicon.symmetric:
            waiting.append((name, not is_turned))
    return found


def _find_saying(wanted: Wanted, lexicon: Lexicon) -> list[Claim]:
    """Find the statements with these ends; where both are given without a relation, whichever way they are joined."""
    ways = list_ways(wanted.predicate, lexicon) if wanted.predicate else set()
    if wanted.subject or wanted.object:
        candidates: Iterable[Claim] = lexicon.claims("claims_about", wanted.subject or wanted.object)
    else:
        names = sorted({name for name, _ in ways})
        candidates = (claim for name in names for claim in lexicon.claims("claims_saying", name))
    both = bool(wanted.subject and wanted.object)
    found = {claim.iri: claim for claim in candidates if _says(claim, wanted, ways, lexicon, is_either_way=both)}
    return sorted(found.values(), key=lambda claim: claim.order)


def _says(claim: Claim, wanted: Wanted, ways: set[Way], lexicon: Lexicon, *, is_either_way: bool) -> bool:
    is_mutual = not claim.is_directed or claim.predicate in lexicon.symmetric
    for is_turned in (False, True):
        if ways:
            fits = (claim.predicate, is_turned) in ways or (is_mutual and (claim.predicate, not is_turned) in ways)
        else:
            fits = not is_turned or is_mutual or is_either_way
        if fits and _has_ends(claim, wanted, is_turned=is_turned):
            return True
    return False


def _has_ends(claim: Claim, wanted: Wanted, *, is_turned: bool) -> bool:
    ends = [set(claim.subjects), {term.value for term in claim.objects}]
    first, second = reversed(ends) if is_turned else ends
    return (not wanted.subject or wanted.subject in first) and (not wanted.object or wanted.object in second)


def _find_records(wanted: Wanted, claims: list[Claim], ask: Ask) -> Iterator[str]:
    """Find the records of derived triples that fit and that none of the statements says itself."""
    if not wanted.predicate or not (wanted.subject or wanted.object):
        return
    said = {(end, term.value) for claim in claims for end in claim.subjects for term in claim.objects}
    exact = {(end, claim.predicate, term.value) for claim in claims for end in claim.subjects for term in claim.objects}
    for one in read_derivations(ask("derivations", wanted.subject or wanted.object)):
        subject, predicate, value = one.triple
        fits = predicate == wanted.predicate
        fits = fits and wanted.subject in ("", subject) and wanted.object in ("", value)
        is_said = one.triple in exact or (not wanted.is_whole and {(subject, value), (value, subject)} & said)
        if fits and not is_said:
            yield one.iri


def _find_written_premise(steps: list[Step], lexicon: Lexicon, ask: Ask) -> list[Written]:
    """Where triples come from what the editors wrote alone: find that, read in the other direction if need be."""
    for step in steps:
        subject, predicate, value = step.triple
        for name, is_turned in sorted(list_ways(predicate, lexicon)):
            first, second = (value, subject) if is_turned else (subject, value)
            found = find_written(first, name, second, lexicon, ask)
            if found:
                return found
    return []
