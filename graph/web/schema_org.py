"""What a page is about in the words of schema.org, for search engines; no Flask here.

It is a block of data in the page. Browsers do not run it, so the page needs no
leave for scripts; it is written so that no text in it can end it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from markupsafe import Markup

from graph.namespaces import DATASET, DCTERMS, SCHEMA, SIM
from graph.web.addresses import clean, kind_of
from graph.web.bibliography import Record
from graph.web.citing import Citer
from graph.web.claims import Claim
from graph.web.profile import Profile
from graph.web.texts import Text

_TYPES: Final[Mapping[str, str]] = {
    "factor": "DefinedTerm",
    "concept": "DefinedTerm",
    "effect": "DefinedTerm",
    "practice": "DefinedTerm",
    "programme": "DefinedTerm",
    "place": "Place",
    "person": "Person",
    "work": "CreativeWork",
    "document": "ScholarlyArticle",
    "passage": "CreativeWork",
    "claim": "Claim",
}
"""The type of a thing by its kind; what schema.org has no word for is a ``Thing``."""
_CLASSES: Final[Mapping[str, str]] = {
    SIM + "Person": "Person",
    SIM + "Organisation": "Organization",
    SIM + "Office": "Organization",
}
"""The type of an actor by its class; a group of people has no word."""
_WRITTEN: Final = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def find_type(profile: Profile) -> str:
    """Find the type of a thing."""
    by_class = [_CLASSES[one] for one in profile.classes if one in _CLASSES]
    return _TYPES.get(profile.kind) or next(iter(by_class), "Thing")


def describe_thing(profile: Profile, citer: Citer) -> dict[str, Any]:
    """Describe a thing."""
    lexicon = profile.reader.lexicon
    kind = find_type(profile)
    found: dict[str, Any] = {"@context": SCHEMA, "@type": kind, "@id": profile.iri, "url": citer.pin(profile.iri)}
    found["name"] = _speak(lexicon.labels.get(profile.iri, {})) or profile.label.value
    found["alternateName"] = [_say(one) for one in profile.other_names]
    found["description"] = _speak(profile.definitions)
    found["subjectOf"] = {"@type": "Dataset", "@id": DATASET, "name": "Simpul"}
    if kind == "DefinedTerm":
        found["inDefinedTermSet"] = DATASET
    if kind == "Place":
        found["containedInPlace"] = [_refer(one.value, citer) for one in profile.values_of(SIM + "within")]
    if profile.kind in ("work", "document"):
        found |= _describe_work(profile, citer)
    if profile.kind == "passage":
        found["isPartOf"] = [_refer(one.value, citer) for one in profile.values_of(DCTERMS + "isPartOf")]
    if profile.claim:
        found |= _describe_claim(profile.claim, citer)
    return {name: value for name, value in found.items() if value}


def describe_dataset(record: Record, licences: list[str]) -> dict[str, Any]:
    """Describe the whole graph."""
    found = {
        "@context": SCHEMA,
        "@type": "Dataset",
        "@id": DATASET,
        "name": record.title,
        "description": record.title,
        "url": DATASET,
        "version": record.version,
        "datePublished": record.date,
        "license": licences,
        "isAccessibleForFree": True,
        "creator": [{"@type": "Organization", "name": name.text} for name in record.names],
    }
    return {name: value for name, value in found.items() if value}


def write_block(data: Mapping[str, Any]) -> Markup:
    """Write data for a block in a page: no sign in it can end the block or begin markup."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.translate(_WRITTEN))  # noqa: S704  (the signs of markup were written as escapes)


def _describe_work(profile: Profile, citer: Citer) -> dict[str, Any]:
    titles = [clean(one.value) for one in profile.values_of(DCTERMS + "title")]
    return {
        "headline": titles,
        "author": [_refer(one.value, citer) for one in profile.values_of(DCTERMS + "creator")],
        "datePublished": [clean(one.value) for one in profile.values_of(DCTERMS + "date")],
        "inLanguage": [clean(one.value) for one in profile.values_of(DCTERMS + "language")],
    }


def _describe_claim(claim: Claim, citer: Citer) -> dict[str, Any]:
    citations = citer.reader.lexicon.citations
    works = {citations[one].work: None for one in claim.citations if one in citations}
    return {
        "text": _speak(claim.sentences),
        "appearance": [_refer(one, citer, "CreativeWork") for one in claim.passages],
        "citation": [_refer(one, citer, "CreativeWork") for one in works],
    }


def _refer(iri: str, citer: Citer, kind: str = "") -> dict[str, str]:
    name = citer.reader.lexicon.name(iri, citer.reader.language).value
    kind = kind or _TYPES.get(kind_of(iri)) or ("Organization" if kind_of(iri) == "actor" else "Thing")
    return {"@type": kind, "@id": iri, "name": name}


def _speak(texts: Mapping[str, str]) -> list[dict[str, str] | str]:
    return [_say(Text(clean(value), language)) for language, value in sorted(texts.items())]


def _say(text: Text) -> dict[str, str] | str:
    return {"@language": text.language, "@value": text.value} if text.language else text.value
