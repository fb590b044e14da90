"""The search as it was before ``docs/decisions/0011-search.md``: it looks at every thing, and difflib finds near words.

Only to be measured against; it finds what the first version found.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Final

from graph.web.addresses import slug_of
from graph.web.search_index import Texts
from graph.web.search_words import fold

_CLOSE: Final = 0.78

Meanings = list[tuple[float, frozenset[str]]]


class DifflibIndex:
    """Words of every thing, in Python's own sets."""

    def __init__(self, labels: Mapping[str, Mapping[str, str]], texts: Texts) -> None:
        self.entries: list[tuple[str, tuple[str, ...], frozenset[str], frozenset[str]]] = []
        for iri, known in sorted(labels.items()):
            names = tuple(fold(text) for text in known.values())
            words = {word for name in (*names, fold(slug_of(iri))) for word in name.split()}
            told = {word for values in texts.get(iri, {}).values() for _, text in values for word in fold(text).split()}
            self.entries.append((iri, names, frozenset(words), frozenset(told)))
        self._words = sorted({word for _, _, words, told in self.entries for word in words | told})

    def find(self, text: str, most: int = 200) -> list[str]:
        """Find things, best first."""
        asked = fold(text)
        wanted = [self._read(word) for word in asked.split()]
        scored = [(_score(entry, asked, wanted), entry[0]) for entry in self.entries] if wanted else []
        return [iri for score, iri in sorted(scored, key=lambda one: (-one[0], one[1]))[:most] if score > 0]

    def _read(self, word: str) -> Meanings:
        begun = frozenset(known for known in self._words if known.startswith(word))
        close = difflib.get_close_matches(word, self._words, n=6, cutoff=_CLOSE) if len(word) > 3 else []
        return [(4.0, frozenset([word])), (3.0, begun), (2.0, frozenset(close))]


def _score(
    entry: tuple[str, tuple[str, ...], frozenset[str], frozenset[str]], asked: str, wanted: list[Meanings]
) -> float:
    _, names, words, told = entry
    score = 0.0
    for meanings in wanted:
        met = [value for value, known in meanings if known & words]
        met += [value / 4 for value, known in meanings if known & told]
        if not met:
            return 0.0
        score += max(met)
    return score + (10 if asked in names else 4 if any(name.startswith(asked) for name in names) else 0)
