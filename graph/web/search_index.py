"""What the search looks through: names, definitions and sentences of one version, in SQLite's full-text index.

The rows of the index are in a fixed order: by kind, and within a kind the
shortest names first. So what is cut off where very much is met is what matters
least, and one list of rows gives how many there are of each kind.
Why SQLite, and why not its own ranking: ``docs/decisions/0011-search.md``.
"""

from __future__ import annotations

import math
import sqlite3
import weakref
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from threading import Lock
from typing import Any, Final

from graph.namespaces import ID, KINDS, SIM, SKOS
from graph.web.addresses import kind_of, slug_of
from graph.web.full_text import TABLES
from graph.web.search_found import Found, Hit, rate
from graph.web.search_words import LINKING, Vocabulary, Word
from graph.web.search_words import fold as fold

LONGEST: Final = 200
"""Characters of a question that are looked at."""
SEARCHED: Final = (*(kind for kind in KINDS if kind != "derivation"), "term")
"""The kinds of what can be found, in the order in which equals are shown."""
_MOST_WORDS: Final = 8
_MOST_GUESSED: Final = 4
"""Unknown words of a question for which others are looked for; where there are more, they are no typing errors."""
_MOST_WIDENED: Final = 4
"""Words of the longest question of which known words are forgiven typing errors too."""
_COMMON: Final = 2000
"""A word that so many things have is looked for as it is, and not where any word will do."""
_MOST_COUNTED: Final = 100_000
_MOST_NAMED: Final = 300
_RATED: Final = 400
"""Things that are rated, shared out among the kinds: so many of those met in their names, and of those met anywhere."""
_DOUBTED: Final = 0.85
"""How alike a word must be to be meant although what was typed begins another one."""
_SURE: Final = 0.82
"""How alike a word must be to be taken for another where not all words are met."""
_AT_ONCE: Final = 5000
"""Things that are put into the index together."""
_SORTED_AT_ONCE: Final = 16 * 1024 * 1024
"""Bytes of words that are sorted together while the index is made; SQLite's own 1 MiB makes it sort them again."""
_LAST: Final = "\U0010ffff"
"""Comes after every letter."""

Labels = Mapping[str, Mapping[str, str]]
"""IRI to language to name."""
Texts = Mapping[str, Mapping[str, Sequence[tuple[str, str]]]]
"""IRI to property to texts, each with its language."""


def find_kind(iri: str) -> str:
    """Give the kind under which something is found: ``term`` for words of the vocabulary; empty for what is not."""
    return kind_of(iri) or ("term" if iri.startswith(SIM) else "")


class Index:
    """What the search looks through, made once for each version. Threads may share it.

    Parameters
    ----------
    labels : mapping
        Names by IRI and language.
    texts : mapping
        Further names, definitions and sentences.
    """

    def __init__(self, labels: Labels, texts: Texts) -> None:
        self._labels = labels
        self._texts = texts
        order = {kind: place for place, kind in enumerate(SEARCHED)}
        entries = sorted(
            (order[kind], min(map(len, known.values())), iri)
            for iri, known in labels.items()
            if known and (kind := find_kind(iri)) in order
        )
        self._iris = [iri for _, _, iri in entries]
        places = [place for place, _, _ in entries]
        self._spans = {kind: (bisect_left(places, place), bisect_right(places, place)) for kind, place in order.items()}
        # One connection for all threads: it is only read, by one of them at a time.
        self._lock = Lock()
        self._base = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
        weakref.finalize(self, self._base.close)
        self._fill()
        self._vocabulary = Vocabulary(term for (term,) in self._ask("SELECT term FROM words"))

    # Making it

    def _fill(self) -> None:
        base = self._base
        base.executescript(TABLES)
        base.execute("INSERT INTO things (things, rank) VALUES ('hashsize', ?)", (_SORTED_AT_ONCE,))
        base.execute("BEGIN")
        for start in range(0, len(self._iris), _AT_ONCE):
            named = {row: self._list_names(self._iris[row]) for row in range(start, len(self._iris))[:_AT_ONCE]}
            rows = ((row, " ".join(names), " ".join(self._tell(self._iris[row]))) for row, names in named.items())
            base.executemany("INSERT INTO things (rowid, name, told) VALUES (?, ?, ?)", rows)
            pairs = ((name, row) for row, names in named.items() for name in names)
            base.executemany("INSERT OR IGNORE INTO names VALUES (?, ?)", pairs)
        base.execute("COMMIT")
        base.execute("PRAGMA query_only = 1")

    def _list_names(self, iri: str) -> list[str]:
        """List the names of a thing and the last part of its IRI, folded."""
        others = self._texts.get(iri, {}).get(SKOS + "altLabel", ())
        return [*map(fold, self._labels[iri].values()), *(fold(text) for _, text in others), fold(slug_of(iri))]

    def _tell(self, iri: str) -> Iterator[str]:
        """Give what is said of a thing, and what its kind is called, so that "factor security" finds it; folded."""
        for name, texts in self._texts.get(iri, {}).items():
            if name != SKOS + "altLabel":
                yield from (fold(text) for _, text in texts)
        kind = find_kind(iri)
        yield kind
        yield from map(fold, self._labels.get(SIM + kind.capitalize(), {}).values())

    # Asking it

    def find(self, text: str, most: int = 200) -> list[str]:
        """Find things, best first."""
        return [hit.iri for hit in self.search(text, most=most).hits]

    def search(self, text: str, kinds: Iterable[str] = (), most: int = 200) -> Found:
        """Find things.

        Every word has to be met, in a name or (counting less) in what is told of a
        thing: as it is, as the beginning of a word or, where there is no such word, by
        one that resembles it. If nothing has them all, what resembles each of them
        counts too, and words that tell nothing by themselves do not; if there is still
        nothing, what has some of them is given.

        Parameters
        ----------
        text : str
            Anything: no sign in it has a meaning of its own. A text without words finds all things of the kinds.
        kinds : iterable of str
            Kinds of :data:`SEARCHED` to stay within; none for all.
        most : int
            How many to give, best first.
        """
        wanted = set(kinds)
        within = [kind for kind in SEARCHED if kind in wanted or not wanted]
        named = self._find_iri(text.strip())
        asked = fold(slug_of(named) if named else text[:LONGEST])
        words: Sequence[Word] = self._read(asked)
        if not words:
            return self._list(within, most) if wanted else Found([], {})
        words, rows, counts, is_partial = self._try(words, within)
        hits = [
            self._rate(row, asked, words, is_partial=is_partial)
            for row in rows | self._find_named(asked, words, within)
        ]
        hits = [replace(hit, score=1.0) if hit.iri == named else hit for hit in hits]
        hits.sort(key=lambda hit: (-hit.score, SEARCHED.index(hit.kind), len(hit.iri), hit.iri))
        return Found(hits[:most], counts, words, is_partial)

    def suggest(self, text: str) -> str:
        """Give what may have been meant where nothing was found; empty if that finds nothing either."""
        words = fold(text[:LONGEST]).split()[:_MOST_WORDS]
        better = " ".join(filter(None, map(self._vocabulary.propose, words)))
        return better if better and self.search(better, most=1).hits else ""

    def _find_iri(self, text: str) -> str:
        """Find what an IRI, or a short one such as ``claim/c102`` or ``sim:strengthens``, names; empty if nothing."""
        return next((iri for iri in (text, ID + text, SIM + text.removeprefix("sim:")) if iri in self._labels), "")

    def _read(self, asked: str) -> list[Word]:
        """Read the words of a question."""
        texts = list(dict.fromkeys(asked.split()))
        if len(texts) > _MOST_WORDS:
            texts = [text for text in texts if text not in LINKING][:_MOST_WORDS]
        words: list[Word] = []
        for text in texts:
            is_guessed = sum(not word.amount for word in words) < _MOST_GUESSED
            words.append(self._read_word(text, is_last=text == texts[-1], is_guessed=is_guessed))
        return words

    def _read_word(self, text: str, *, is_last: bool, is_guessed: bool) -> Word:
        own = self._count(text, text)
        # One letter begins too many words, and two do, except where somebody is still writing; a common word is meant.
        is_begun = len(text) > 2 - is_last and len(text) > 1 and own < _COMMON
        amount = self._count(text, text + _LAST) if is_begun else own
        close = {} if own or not is_guessed else self._vocabulary.find_close(text, is_begun=is_last)
        if amount and close:  # it begins a word, and may yet be another one with a letter too many
            close = {one: how for one, how in close.items() if how >= _DOUBTED and len(text) >= len(one)}
        met = amount or sum(self._count(one, one) for one in close)
        return Word(text, amount, is_begun, close, self._weigh(met))

    def _weigh(self, amount: int) -> float:
        """Tell how much a word tells that so many things have."""
        return max(1 - math.log(amount + 1) / math.log(len(self._iris) + 2), 0.05)

    def _widen(self, word: Word) -> Word:
        """Let a word also mean what resembles it."""
        close = word.close or self._vocabulary.find_close(word.text, is_begun=False)
        return replace(word, close={one: score for one, score in close.items() if one != word.text})

    def _count(self, first: str, last: str) -> int:
        """Count the things that have one of the words of a stretch of the alphabet; roughly where there are many."""
        sum_up = "SELECT sum(doc) FROM (SELECT doc FROM words WHERE term >= ? AND term <= ? LIMIT 50)"
        return min(int(self._ask(sum_up, first, last)[0][0] or 0), len(self._iris))

    def _try(
        self, words: Sequence[Word], within: Sequence[str]
    ) -> tuple[Sequence[Word], set[int], dict[str, int], bool]:
        """Look for all words, then for all and what resembles them, then for all that tell anything, then for any."""
        telling = [word for word in words if word.text not in LINKING] or words
        wider = [self._widen(word) for word in telling] if len(telling) <= _MOST_WIDENED else telling
        for tried in (words, wider):
            if all(word.amount or word.close for word in tried):
                rows, counts = self._match(tried, within)
                if rows:
                    return tried, rows, counts, False
        sure = [replace(word, close={one: how for one, how in word.close.items() if how >= _SURE}) for word in telling]
        met = sorted((word for word in sure if word.amount or word.close), key=lambda word: -word.weight)
        few = [word for place, word in enumerate(met) if not place or word.weight >= self._weigh(_COMMON)]
        return sure, *self._match(few, within, " OR "), len(words) > 1

    def _match(
        self, words: Sequence[Word], within: Sequence[str], joint: str = " AND "
    ) -> tuple[set[int], dict[str, int]]:
        """Find the rows to be rated, and count all by kind."""
        if not words:
            return set(), {}
        wanted = joint.join(word.expression for word in words)
        select = "SELECT rowid FROM things WHERE things MATCH ? LIMIT ?"
        anywhere = [row for (row,) in self._ask(select, wanted, _MOST_COUNTED)]
        share = (_RATED if joint == " AND " else _RATED // 3) // len(within)  # what has only some words takes longer
        is_much = len(anywhere) > share
        named = [row for (row,) in self._ask(select, f"name : ({wanted})", _MOST_COUNTED)] if is_much else []
        rows: set[int] = set()
        counts: dict[str, int] = {}
        for kind in within:
            start, end = (bisect_left(anywhere, limit) for limit in self._spans[kind])
            if end > start:
                counts[kind] = end - start
                rows.update(anywhere[start : min(end, start + share)])
                start, end = (bisect_left(named, limit) for limit in self._spans[kind])
                rows.update(named[start : min(end, start + share)])
        return rows, counts

    def _find_named(self, asked: str, words: Sequence[Word], within: Sequence[str]) -> set[int]:
        """Find the rows of what is called just so, and of what is called so to begin with."""
        end = asked + _LAST if words[-1].is_begun else asked + " " + _LAST
        select = "SELECT thing FROM names WHERE name >= ? AND name <= ? LIMIT ?"
        found = {row for (row,) in self._ask(select, asked, end, _MOST_NAMED)}
        return {row for row in found if find_kind(self._iris[row]) in within}

    def _rate(self, row: int, asked: str, words: Sequence[Word], *, is_partial: bool) -> Hit:
        iri = self._iris[row]
        tell = (lambda: self._tell(iri)) if is_partial else None
        return Hit(iri, find_kind(iri), rate(asked, words, self._list_names(iri), tell))

    def _list(self, within: Sequence[str], most: int) -> Found:
        """List all things of some kinds in the order of their IRIs."""
        spans = {kind: self._spans[kind] for kind in within}
        hits = [Hit(iri, kind, 0.0) for kind, (start, end) in spans.items() for iri in sorted(self._iris[start:end])]
        return Found(hits[:most], {kind: end - start for kind, (start, end) in spans.items() if end > start})

    def _ask(self, question: str, *values: object) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._base.execute(question, values).fetchall()
