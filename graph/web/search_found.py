"""What a search found, and how well each thing fits what was asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

from graph.web.search_words import Word

_TOLD: Final = 0.35
"""What a word counts that stands in a definition or sentence, where one in a name counts 1."""
_USUAL: Final = 0.8
"""How well a word is usually met: some texts have it as it is, others have longer ones that begin with it."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing that was found, with how well it fits: from 0 to 1."""

    iri: str
    kind: str
    score: float


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found.

    Attributes
    ----------
    hits : list of Hit
        Best first; not always all of them.
    counts : mapping of str to int
        How many there are of each kind.
    words : sequence of Word
        What was looked for.
    is_partial : bool
        Whether nothing has all the words, so that these have some of them.
    """

    hits: list[Hit]
    counts: Mapping[str, int]
    words: Sequence[Word] = ()
    is_partial: bool = False

    @property
    def total(self) -> int:
        """How many there are."""
        return sum(self.counts.values())

    @property
    def instead(self) -> dict[str, str]:
        """The words that are nowhere, each with the one that was taken instead."""
        return {word.text: next(iter(word.close)) for word in self.words if word.close and not word.amount}


def rate(asked: str, words: Sequence[Word], names: Sequence[str], tell: Callable[[], Iterable[str]] | None) -> float:
    """Tell how well a thing fits, from 0 to 1, where 1 is one that is called just so.

    Parameters
    ----------
    asked : str
        The whole question, folded.
    words : sequence of Word
        Its words.
    names : sequence of str
        What the thing is called, folded.
    tell : callable or None
        Gives what is said of it, folded; ``None`` where it is known to have all words somewhere, which saves much time.
    """
    if asked in names:
        return 1.0
    named = {word for name in names for word in name.split()}
    rates = {one: [word.rate(one) for word in words] for one in named}
    best = [max(column) for column in zip(*rates.values(), strict=True)]
    if tell is None:
        best = [max(one, _TOLD * _USUAL) for one in best]
    elif min(best) < _TOLD:
        told = {word for text in tell() for word in text.split()}
        best = [max(one, _TOLD * max(map(word.rate, told), default=0)) for one, word in zip(best, words, strict=True)]
    met: float = sum(one * word.weight for one, word in zip(best, words, strict=True)) / sum(
        word.weight for word in words
    )
    meant = {one for one, row in rates.items() if any(row)}
    return round(met * (0.55 + 0.4 * max(_cover(meant, name) for name in names)), 4)


def _cover(meant: AbstractSet[str], name: str) -> float:
    """Tell how much of a name was asked for, from 0 to 1; its beginning counts more."""
    parts = name.split()
    if meant.isdisjoint(parts):
        return 0.0
    part = sum(len(one) for one in parts if one in meant) / sum(map(len, parts))
    return (1 + part) / 2 if parts[0] in meant else part
