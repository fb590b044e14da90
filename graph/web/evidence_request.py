"""What the evidence is asked of: statements by name, or what a statement says."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from graph.errors import ParameterInvalid, ParameterRepeated
from graph.evidence_errors import EvidenceOfBoth, EvidenceOfNothing, EvidenceTooLarge
from graph.language import mark
from graph.namespaces import ID
from graph.web.addresses import find_iri, short_id

MOST_NAMED: Final = 300
"""Statements that one request may name."""
ENDS: Final = ("subject", "predicate", "object")
_SLUG: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_SHOWN: Final = 200
"""Characters of a wrong value that are repeated in the message about it."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for, as IRIs; what is not given is empty.

    Attributes
    ----------
    claims : tuple of str
        Statements, in the order given, each once.
    subject, predicate, object : str
        What statements must say.
    """

    claims: tuple[str, ...] = ()
    subject: str = ""
    predicate: str = ""
    object: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether subject, predicate and object are all given."""
        return bool(self.subject and self.predicate and self.object)

    @property
    def parameters(self) -> dict[str, str]:
        """The same as short parameters of an address."""
        if self.claims:
            return {"claim": " ".join(iri.removeprefix(f"{ID}claim/") for iri in self.claims)}
        values = {name: getattr(self, name) for name in ENDS}
        return {name: short_id(iri) for name, iri in values.items() if iri}


def read_wanted(given: Mapping[str, Sequence[str]]) -> Wanted:
    """Read the parameters ``claim``, ``subject``, ``predicate`` and ``object``.

    Parameters
    ----------
    given : mapping of str to sequence of str
        Each name with all its values. A ``claim`` may come again, and may hold
        several names with blanks or commas between them.

    Raises
    ------
    EvidenceOfNothing, EvidenceOfBoth, EvidenceTooLarge, ParameterInvalid, ParameterRepeated
        If it cannot be understood.
    """
    named = [name for text in given.get("claim", ()) for name in re.split(r"[\s,]+", text) if name]
    ends = {name: _read_end(name, given.get(name, ())) for name in ENDS}
    if named and any(ends.values()):
        raise EvidenceOfBoth
    if not named and not any(ends.values()):
        raise EvidenceOfNothing
    claims = tuple(dict.fromkeys(_read_claim(name) for name in named))
    if len(claims) > MOST_NAMED:
        raise EvidenceTooLarge(count=len(claims), limit=MOST_NAMED)
    return Wanted(claims, **ends)


def _read_claim(name: str) -> str:
    slug = name.removeprefix(f"{ID}claim/").removeprefix("claim/").removeprefix("claim:")
    if not _SLUG.fullmatch(slug):
        expected = mark("the names of statements, such as c102 c103")
        raise ParameterInvalid(name="claim", value=name[:_SHOWN], expected=expected)
    # Pages write the names in capitals; the addresses never do.
    return f"{ID}claim/{slug.lower()}"


def _read_end(name: str, texts: Sequence[str]) -> str:
    values = [text.strip() for text in texts if text.strip()]
    if len(values) > 1:
        raise ParameterRepeated(name=name, count=len(values))
    return _read_iri(name, values[0]) if values else ""


def _read_iri(name: str, text: str) -> str:
    """Read an IRI: whole, with one of our prefixes, or as the kind and the name of a thing."""
    if iri := find_iri(text):
        return iri
    expected = mark("a thing such as factor/security, a relation such as sim:strengthens, or an address")
    raise ParameterInvalid(name=name, value=text[:_SHOWN], expected=expected)
