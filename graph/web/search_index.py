"""What the search looks through. It forgives accents and typing errors."""

from __future__ import annotations

import difflib
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from graph.namespaces import KINDS, SIM, SKOS
from graph.web.addresses import clean, kind_of, slug_of

LONGEST: Final = 200
_CLOSE: Final = 0.78
_ORDER: Final = {kind: index for index, kind in enumerate([*KINDS, "term"])}
_NOT_FOUND: Final = ("derivation",)


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that can be found."""

    iri: str
    kind: str
    names: tuple[str, ...]
    words: frozenset[str]
    others: frozenset[str]


def fold(text: str) -> str:
    """Fold case and accents, and turn punctuation into blanks.

    Examples
    --------
    >>> fold("Syafi\u2019i  (2007)")
    'syafi i 2007'
    """
    plain = unicodedata.normalize("NFKD", clean(text)).casefold()
    kept = "".join(sign if sign.isalnum() else " " for sign in plain if not unicodedata.combining(sign))
    return " ".join(kept.split())


class Index:
    """What the search looks through, made once for each version.

    Parameters
    ----------
    labels : mapping
        Names by IRI and language.
    texts : iterable of (IRI, property, text)
        Further names, definitions and sentences.
    """

    def __init__(self, labels: Mapping[str, Mapping[str, str]], texts: Iterable[tuple[str, str, str]]) -> None:
        names: dict[str, list[str]] = {iri: [fold(text) for text in known.values()] for iri, known in labels.items()}
        others: dict[str, set[str]] = defaultdict(set)
        for iri, name, text in texts:
            if name == SKOS + "altLabel":
                names.setdefault(iri, []).append(fold(text))
            else:
                others[iri].update(fold(text).split())
        self.entries = [self._enter(iri, known, others.get(iri, set())) for iri, known in sorted(names.items())]
        self.entries = [entry for entry in self.entries if entry.kind and entry.kind not in _NOT_FOUND]
        self._words = sorted({word for entry in self.entries for word in entry.words | entry.others})

    @staticmethod
    def _enter(iri: str, names: list[str], others: set[str]) -> Entry:
        kind = kind_of(iri) or ("term" if iri.startswith(SIM) else "")
        words = {word for name in names for word in name.split()} | set(fold(slug_of(iri)).split())
        return Entry(iri, kind, tuple(names), frozenset(words), frozenset(others))

    def find(self, text: str, most: int = 200) -> list[str]:
        """Find things, best first.

        Every word must be met, in the name or (counting less) in the definition
        or sentence: as it is, as the beginning of a word, or nearly.
        """
        asked = fold(text[:LONGEST])
        wanted = [self._read(word) for word in asked.split()]
        if not wanted:
            return []
        scored = [(self._score(entry, asked, wanted), entry) for entry in self.entries]
        met = [(score, entry) for score, entry in scored if score > 0]
        met.sort(key=lambda one: (-one[0], _ORDER.get(one[1].kind, 99), len(one[1].names[0]), one[1].iri))
        return [entry.iri for _, entry in met[:most]]

    def _read(self, word: str) -> list[tuple[float, frozenset[str]]]:
        """Give the words that may be meant, with what each counts."""
        begun = frozenset(known for known in self._words if known.startswith(word))
        # A short word resembles too many others.
        close = difflib.get_close_matches(word, self._words, n=6, cutoff=_CLOSE) if len(word) > 3 else []
        return [(4.0, frozenset([word])), (3.0, begun), (2.0, frozenset(close))]

    @staticmethod
    def _score(entry: Entry, asked: str, wanted: list[list[tuple[float, frozenset[str]]]]) -> float:
        score = 0.0
        for meanings in wanted:
            named = [value for value, words in meanings if words & entry.words]
            told = [value / 4 for value, words in meanings if words & entry.others]
            if not named and not told:
                return 0.0
            score += max(named + told)
        if asked in entry.names:
            score += 10
        elif any(name.startswith(asked) for name in entry.names):
            score += 4
        return score / len(wanted)
