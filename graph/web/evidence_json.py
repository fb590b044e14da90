"""The evidence as JSON, for programs: every name in both languages, nothing that has to be looked up again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from graph.namespaces import shorten
from graph.terms import Term
from graph.web.addresses import clean, path_of
from graph.web.claims import Claim
from graph.web.derivations import Step, Triple, Written
from graph.web.evidence import Evidence
from graph.web.lexicon import Citation, Lexicon

Json = dict[str, Any]


class Writer:
    """Writes statements and what they rest on.

    Parameters
    ----------
    lexicon : Lexicon
        The words of the version.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon

    def write(self, evidence: Evidence, page: int) -> Json:
        """Write everything; of the statements those of one page."""
        return {
            "count": len(evidence.claims),
            "page": page,
            "pages": evidence.pages,
            "claims": [self.claim(claim) for claim in evidence.on_page(page)],
            "derivations": [self._step(step) for step in evidence.steps],
            "written": [self._written(one) for one in evidence.written],
            "premises": [self.claim(claim) for claim in evidence.further],
        }

    def named(self, iri: str) -> Json:
        """Write an IRI with its label."""
        label = self.lexicon.labels.get(iri) or {"": clean(shorten(iri))}
        return {"iri": iri, "path": path_of(iri), "label": label}

    def claim(self, claim: Claim) -> Json:
        """Write a statement."""
        return {
            "iri": claim.iri,
            "path": path_of(claim.iri),
            "sentence": claim.sentences or claim.label,
            "subjects": [self.named(iri) for iri in claim.subjects],
            "predicate": self.named(claim.predicate),
            "objects": [self._term(term) for term in claim.objects],
            "polarity": claim.polarity,
            "modality": claim.modality,
            "certainty": claim.certainty,
            "attribution": claim.attribution,
            "tier": claim.tier or None,
            "stated_in": [self._passage(iri, claim) for iri in claim.passages],
            "rests_on": [self._citation(iri, claim) for iri in claim.citations],
            "contradicts": list(claim.contradicts),
            "notes": [{"text": note.value, "language": note.language} for note in claim.notes],
        }

    def _term(self, term: Term) -> Json:
        if term.kind == "uri":
            return self.named(term.value)
        return {"value": clean(term.value), "language": term.language or None, "datatype": term.datatype or None}

    def _passage(self, iri: str, claim: Claim) -> Json:
        place = self.lexicon.places.get(iri)
        where = {"section": place.section if place else None, "lines": ", ".join(claim.lines) or None}
        return {**self.named(iri), **where}

    def _citation(self, iri: str, claim: Claim) -> Json:
        source = self._source(self.lexicon.citations.get(iri))
        return {"citation": iri, "path": path_of(iri), **source, "attribution": claim.surely(iri)}

    def _source(self, known: Citation | None) -> Json:
        if known is None:
            return {"work": None, "pages": None, "as_printed": None, "through": None}
        return {
            "work": self.named(known.work),
            "pages": known.pages or None,
            "as_printed": known.printed or None,
            "through": self.named(known.through) if known.through else None,
        }

    def _step(self, step: Step) -> Json:
        return {
            "iri": step.iri,
            **self._triple(step.triple),
            "rules": [self.named(iri) for iri in step.rules],
            "claims": list(step.claims),
            "graphs": list(step.graphs),
            "premises": list(step.premises),
        }

    def _written(self, one: Written) -> Json:
        passages = [self.named(iri) for iri in one.passages]
        return {
            **self._triple(one.triple),
            "graphs": list(one.graphs),
            "passages": passages,
            "claims": _iris(one.claims),
        }

    def _triple(self, triple: Triple) -> Json:
        return {name: self.named(iri) for name, iri in zip(("subject", "predicate", "object"), triple, strict=True)}


def _iris(claims: Iterable[Claim]) -> list[str]:
    return [claim.iri for claim in claims]
