"""What was found, as the page shows it and as programs get it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from graph.language import LANGUAGES, translate
from graph.namespaces import DCTERMS, RDFS, SIM, SKOS
from graph.web.addresses import clean, path_of, short_id
from graph.web.lexicon import Lexicon
from graph.web.reader import KIND_NAMES, Reader
from graph.web.search_found import Found, Hit
from graph.web.search_words import Word, cut_around, mark_words
from graph.web.texts import Text

_TOLD: Final = (SKOS + "definition", RDFS + "comment", SIM + "asPrinted", DCTERMS + "title", SKOS + "altLabel")
"""What is shown below a name: the first of these that has a word that was asked for, else the first one."""
_LONGEST: Final = 220
"""Letters of a text below a name."""


@dataclass(frozen=True, slots=True)
class Marked:
    """A text in pieces, with those that are words that were asked for."""

    pieces: list[tuple[str, bool]]
    language: str

    @property
    def is_met(self) -> bool:
        """Whether any of the words stands in it."""
        return any(is_met for _, is_met in self.pieces)


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing on the page."""

    href: str
    short: str
    name: Marked
    other: Marked | None
    text: Marked | None


def list_entries(hits: Iterable[Hit], words: Sequence[Word], reader: Reader) -> list[Entry]:
    """Give things as the page shows them."""
    return [_show(hit, words, reader) for hit in hits]


def _show(hit: Hit, words: Sequence[Word], reader: Reader) -> Entry:
    href = reader.href(path_of(hit.iri))
    if hit.kind == "claim":
        sentence = _mark(reader.lexicon.sentence(hit.iri, reader.language), words)
        others = [] if sentence.is_met else [one for one in _tell(hit, words, reader) if one.is_met]
        return Entry(href, reader.short(hit.iri), sentence, None, next(iter(others), None))
    name = _mark(reader.lexicon.name(hit.iri, reader.language), words)
    found = reader.lexicon.other_name(hit.iri, reader.language)
    other = _mark(found, words) if found else None
    told = list(_tell(hit, words, reader))
    own = [one for one in told if one.language in ("", reader.language)]
    # The other language is shown where only its text has what was asked for.
    is_named = name.is_met or bool(other and other.is_met)
    candidates = [one for one in own if one.is_met] or (own if is_named else [one for one in told if one.is_met])
    return Entry(href, "", name, other, next(iter(candidates or told), None))


def _tell(hit: Hit, words: Sequence[Word], reader: Reader) -> Iterator[Marked]:
    """Give what is told of a thing, marked: in the reader's language first."""
    known = reader.lexicon.texts.get(hit.iri, {})
    for own in (True, False):
        for name in _TOLD:
            for language, text in known.get(name, ()):
                if (language in ("", reader.language)) is own:
                    marked = _mark(Text(text, language), words)
                    yield Marked(cut_around(marked.pieces, _LONGEST), language)


def _mark(text: Text, words: Sequence[Word]) -> Marked:
    return Marked(mark_words(text.value, words), text.language)


def write_json(asked: str, found: Found, reader: Reader) -> dict[str, Any]:
    """Give things as programs get them."""
    return {
        "query": clean(asked),
        "total": found.total,
        "counts": dict(found.counts),
        "partial": found.is_partial and bool(found.hits),
        "results": [_describe(hit, reader) for hit in found.hits],
    }


def _describe(hit: Hit, reader: Reader) -> dict[str, Any]:
    return {
        "iri": hit.iri,
        "id": short_id(hit.iri),
        "path": reader.href(path_of(hit.iri)),
        "kind": hit.kind,
        "kind_label": {language: translate(KIND_NAMES[hit.kind], language) for language in LANGUAGES},
        "label": dict(reader.lexicon.labels.get(hit.iri, {})),
        "description": describe(hit.iri, reader.lexicon),
        "score": hit.score,
    }


def describe(iri: str, lexicon: Lexicon) -> dict[str, str]:
    """Give the definition of a thing, or its sentence, by language; empty where there is none."""
    known = lexicon.texts.get(iri, {})
    texts = known.get(SKOS + "definition") or known.get(RDFS + "comment") or ()
    return dict(reversed(list(texts)))
