"""Words as the search sees them: folded, known or nearly known, and marked where they stand in a text."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from graph.web.addresses import clean

NEAR: Final = 0.74
"""How alike two words must be: one typing error in four letters, two in eight."""
_FAR: Final = 0.6
"""How alike a word must be to be proposed instead of one that nothing resembles."""
_MOST_CLOSE: Final = 6
_SHORTEST_CLOSE: Final = 4
"""Letters of the shortest word that is forgiven a typing error: shorter ones resemble too many others."""
_SHORT: Final = 2
_PREFIXES: Final = ("di", "ter", "ber", "per", "pe", "ke", "se", "me", "mem", "men", "meng")
"""What Indonesian words begin with that leaves the rest as it is: perkuat, memperkuat, diperkuat."""
_ENGLISH: Final = (
    "a an and are as at be by do does for from has have how in is it of on or that the to was what when where"
)
_MORE_ENGLISH: Final = "which who why with"
_INDONESIAN: Final = (
    "ada adalah apa apakah atas bagaimana bagi dalam dan dari dengan di ini itu juga ke kepada mana mengapa"
)
_MORE_INDONESIAN: Final = "oleh pada para saja siapa tentang terhadap untuk yang"
LINKING: Final = frozenset(" ".join((_ENGLISH, _MORE_ENGLISH, _INDONESIAN, _MORE_INDONESIAN)).split())
"""Words that tell nothing by themselves; they are let go where nothing has all words of a question."""
_APOSTROPHES: Final = re.compile("(?<=\\w)['\u2019\u02bc`](?=\\w)")
_NO_WORD: Final = re.compile(r"[\W_]+")
_ASCII: Final = {
    code: clean(chr(code)).lower() if chr(code).isalnum() else clean(chr(code)) and " " for code in range(128)
}
_IN_TEXT: Final = re.compile("[^\\W_]+(?:['\u2019\u02bc`][^\\W_]+)*")


def fold(text: str) -> str:
    """Fold case and accents, drop apostrophes within words and turn all other punctuation into blanks.

    Examples
    --------
    >>> fold("Syafi\u2019i  (2007), B.4")
    'syafii 2007 b 4'
    """
    if text.isascii():  # most are, and this takes half the time
        plain = _APOSTROPHES.sub("", text) if "'" in text or "`" in text else text
        return " ".join(plain.translate(_ASCII).split())
    parts = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", clean(text)).casefold()).casefold()
    return _NO_WORD.sub(" ", "".join(sign for sign in parts if not unicodedata.combining(sign))).strip()


@dataclass(frozen=True, slots=True)
class Word:
    """A word that was asked for.

    Attributes
    ----------
    text : str
        Folded.
    amount : int
        How many things have it, roughly; 0 where it is no word of the version.
    is_begun : bool
        Whether longer words that begin with it are meant too.
    close : mapping of str to float
        Words of the version that resemble it and are meant too, with how much they do.
    weight : float
        How much it tells: near 0 for a word of every thing, 1 for one that is nowhere.
    """

    text: str
    amount: int = 1
    is_begun: bool = True
    close: Mapping[str, float] = field(default_factory=dict)
    weight: float = 1.0

    def rate(self, known: str) -> float:
        """Tell how well a word of a text meets it, from 0 to 1."""
        if known == self.text:
            return 1.0
        if self.is_begun and known.startswith(self.text):
            return 0.6 + 0.3 * len(self.text) / len(known)
        return 0.7 * self.close.get(known, 0.0)

    @property
    def expression(self) -> str:
        """What asks SQLite for it. A folded word has only letters and digits, so that quoting it is enough."""
        own = f'"{self.text}"'
        if self.is_begun:  # two letters begin too many words to look for them in all texts
            own = f"{own}*" if len(self.text) > _SHORT else f"{own} OR name : {own}*"
        return "(" + " OR ".join([own, *(f'"{one}"' for one in self.close)]) + ")"


class Vocabulary:
    """The words of a version that can be mistyped: those without digits.

    Parameters
    ----------
    words : iterable of str
        Folded.
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._by_length: dict[int, list[str]] = defaultdict(list)
        for word in sorted(words):
            if word.isalpha():
                self._by_length[len(word)].append(word)

    def find_close(self, word: str, *, is_begun: bool = True) -> dict[str, float]:
        """Find words that resemble one, best first; if none does and it may be half written, what begins like it."""
        if len(word) < _SHORTEST_CLOSE or not word.isalpha():
            return {}
        reach = int(len(word) * (1 - NEAR) / NEAR)
        found = dict.fromkeys(filter(self._has, self._turn(word)), 0.9)
        near = [one for length in range(len(word) - reach, len(word) + reach + 1) for one in self._by_length[length]]
        found |= {one: score for one, score in _rank(word, near, near, NEAR).items() if one not in found}
        if is_begun and not found:
            longer = [one for length, words in self._by_length.items() if length > len(word) + reach for one in words]
            found = _rank(word, [one[: len(word)] for one in longer], longer, NEAR)
        return found

    def _has(self, word: str) -> bool:
        known = self._by_length[len(word)]
        place = bisect_left(known, word)
        return place < len(known) and known[place] == word

    @staticmethod
    def _turn(word: str) -> Iterator[str]:
        """Give a word with each Indonesian prefix, also in place of the one that it has, and without one."""
        stems = [word, *(word.removeprefix(prefix) for prefix in _PREFIXES if word.startswith(prefix))]
        yield from (prefix + stem for stem in stems for prefix in ("", *_PREFIXES) if len(stem) >= _SHORTEST_CLOSE)

    def propose(self, word: str) -> str:
        """Propose a word for one that nothing resembles closely; empty if there is none."""
        if len(word) < _SHORTEST_CLOSE or not word.isalpha():
            return ""
        words = [one for length in range(len(word) - 3, len(word) + 4) for one in self._by_length[length]]
        return next(iter(_rank(word, words, words, _FAR)), "")


def _rank(word: str, forms: Sequence[str], words: Sequence[str], least: float) -> dict[str, float]:
    """Give the words whose forms are most like a word."""
    found = process.extract(
        word, forms, scorer=OSA.normalized_similarity, processor=None, score_cutoff=least, limit=_MOST_CLOSE
    )
    best = sorted(((score, words[place]) for _, score, place in found), key=lambda one: (-one[0], one[1]))
    return {one: score for score, one in best}


def mark_words(text: str, words: Sequence[Word]) -> list[tuple[str, bool]]:
    """Split a text into pieces, and tell of each whether it is one of the words that were asked for.

    Examples
    --------
    >>> mark_words("Rasa aman.", [Word("aman")])
    [('Rasa ', False), ('aman', True), ('.', False)]
    """
    pieces: list[tuple[str, bool]] = []
    end = 0
    for found in _IN_TEXT.finditer(text):
        parts = fold(found[0]).split()
        if any(word.rate(part) for word in words for part in parts):
            if found.start() > end:
                pieces.append((text[end : found.start()], False))
            pieces.append((found[0], True))
            end = found.end()
    if end < len(text):
        pieces.append((text[end:], False))
    return pieces


def cut_around(pieces: Sequence[tuple[str, bool]], most: int) -> list[tuple[str, bool]]:
    """Cut a marked text to about so many letters, keeping the first marked word in sight.

    Examples
    --------
    >>> cut_around([("one two three ", False), ("four", True), (" five six", False)], 18)
    [('\u2026 three ', False), ('four', True), (' five \u2026', False)]
    """
    if sum(len(text) for text, _ in pieces) <= most:
        return list(pieces)
    first = next((index for index, (_, is_met) in enumerate(pieces) if is_met), 0)
    before = "".join(text for text, _ in pieces[:first])
    if len(before) > most // 2:
        start = before.find(" ", len(before) - most // 2)
        before = "\u2026" + before[start:] if 0 <= start < len(before) - 1 else "\u2026 "
    cut = [(before, False)] if before else []
    room = most - len(before)
    for text, is_met in pieces[first:]:
        if len(text) > room:
            short = text[: max(room, 0)].rpartition(" ")[0]
            cut.append((short + " \u2026", False) if not is_met else ("\u2026", False))
            break
        cut.append((text, is_met))
        room -= len(text)
    return cut
