"""The errors of asking for evidence; the same family as :mod:`graph.errors`."""

from __future__ import annotations

from graph.errors import BadRequest, SimpulError, ThingUnknown


class EvidenceOfNothing(BadRequest):
    message = (
        "The request does not say what to give the evidence of. Name statements (claim=c102 c103), or a subject, "
        "a predicate or an object (subject=factor/security&predicate=sim:strengthens)."
    )


class EvidenceOfBoth(BadRequest):
    message = "The request names statements and also a subject, predicate or object. Send only one of both."


class StatementsUnknown(ThingUnknown):
    message = "There are no such statements in this version: {names}. All statements are listed at /id/claim."


class EvidenceTooLarge(SimpulError):
    kind = "evidence-too-large"
    message = "The request names {count} statements; at most {limit} are accepted. Ask for them in several parts."
