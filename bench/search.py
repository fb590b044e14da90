"""Measure the search on a made graph of 100,000 labelled things, beside the search that went before it.

Run from the project folder: ``.venv/bin/python -m bench.search`` (``--things`` for another size).
"""

from __future__ import annotations

import argparse
import gc
import random
import statistics
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final

from bench.difflib_index import DifflibIndex
from graph.namespaces import ID, RDFS, SKOS
from graph.web.search_index import Index

LIMIT: Final = 50.0
"""Milliseconds that the order allows."""
ASKED: Final = 200
ASKED_OF_OLD: Final = 3
"""It takes seconds for each question."""
SHARES: Final = {"actor": 40, "concept": 25, "claim": 20, "place": 8, "work": 5, "person": 2}
SYLLABLES: Final = [first + second for first in "bcdfghjklmnprstwy" for second in "aeiou"]
WORDS: Final = 30_000


class Made:
    """A made graph, the same every time: words as unevenly spread as those of a language."""

    def __init__(self, things: int) -> None:
        self.chance = random.Random(11)
        self.words = sorted({self._make_word() for _ in range(WORDS)})
        self.chance.shuffle(self.words)
        self.labels: dict[str, dict[str, str]] = {}
        self.texts: dict[str, dict[str, list[tuple[str, str]]]] = {}
        kinds = [kind for kind, share in SHARES.items() for _ in range(share)]
        for number in range(things):
            self._add(self.chance.choice(kinds), number)

    def _make_word(self) -> str:
        return "".join(self.chance.choice(SYLLABLES) for _ in range(self.chance.randint(2, 5)))

    def _add(self, kind: str, number: int) -> None:
        iri = f"{ID}{kind}/{kind[0]}{number:06}"
        tell = RDFS + "comment" if kind == "claim" else SKOS + "definition"
        length = 1 if kind == "claim" else self.chance.randint(1, 4)
        name = f"{kind} c{number}" if kind == "claim" else ""
        self.labels[iri] = {tag: f"{name} {self.write(length)}".strip() for tag in ("id", "en")}
        self.texts[iri] = {tell: [(tag, self.write(self.chance.randint(6, 16)) + ".") for tag in ("id", "en")]}

    def write(self, count: int) -> str:
        """Write so many words; common ones often."""
        return " ".join(self.pick() for _ in range(count))

    def pick(self) -> str:
        """Pick a word; common ones often."""
        return self.words[int(len(self.words) * self.chance.random() ** 3)]

    def ask(self) -> dict[str, Callable[[], str]]:
        """Give what makes each sort of question."""
        names = [text for known in self.labels.values() for text in known.values()]
        common = self.words[:12]
        return {
            "exact name": lambda: self.chance.choice(names),
            "beginning of a word": lambda: self.pick()[: self.chance.randint(2, 5)],
            "typing error": lambda: self._mistype(self.pick()),
            "several words": lambda: " ".join(self._take_words()),
            "several words, one mistyped": lambda: f"{self.chance.choice(names)} {self._mistype(self.pick())}",
            "nonsense": lambda: "".join(self.chance.choice("qxzvw") for _ in range(9)),
            "worst: twelve common words": lambda: " ".join(self.chance.sample(common, 12)),
            "worst: twelve mistyped words": lambda: " ".join(self._mistype(self.pick()) for _ in range(12)),
            "worst: beginnings of common words": lambda: " ".join(word[:3] for word in self.chance.sample(common, 3)),
        }

    def _take_words(self) -> list[str]:
        """Take three words of what is said of one thing."""
        ((_, text), *_), *_ = self.chance.choice(list(self.texts.values())).values()
        return self.chance.sample(text.rstrip(".").split(), 3)

    def _mistype(self, word: str) -> str:
        place = self.chance.randrange(len(word) - 1)
        kind = self.chance.randrange(3)
        if kind == 0:
            return word[:place] + word[place + 1 :]
        if kind == 1:
            return word[:place] + word[place + 1] + word[place] + word[place + 2 :]
        return word[:place] + self.chance.choice("aeioukst") + word[place + 1 :]


def main(things: int) -> None:
    """Measure and print."""
    start = time.perf_counter()
    made = Made(things)
    print(f"{things} things, {2 * things} names, made in {time.perf_counter() - start:.1f} s")
    questions = {name: [ask() for _ in range(ASKED)] for name, ask in made.ask().items()}
    index = _make("index", lambda: Index(made.labels, made.texts))
    taken = {name: _time(index.find, asked) for name, asked in questions.items()}
    old = _make("index before", lambda: DifflibIndex(made.labels, made.texts))
    print(f"{'milliseconds':36}{'p50':>8}{'p95':>8}{'max':>8}{'cpu p95':>9}{'before, p50':>13}{'ratio':>7}{'found':>7}")
    worst = worst_cpu = 0.0
    for name, (times, of_processor, found) in taken.items():
        middle, late, late_cpu = statistics.median(times), _find_late(times), _find_late(of_processor)
        before = statistics.median(_time(old.find, questions[name][:ASKED_OF_OLD])[0])
        worst, worst_cpu = max(worst, late), max(worst_cpu, late_cpu)
        figures = f"{middle:8.1f}{late:8.1f}{max(times):8.1f}{late_cpu:9.1f}{before:13.0f}{before / middle:6.0f}x"
        print(f"{name:36}{figures}{found / ASKED:7.0%}")
    print(f"highest p95: {worst:.1f} ms, of processor time {worst_cpu:.1f} ms, limit {LIMIT:.0f} ms")


def _find_late(times: list[float]) -> float:
    return sorted(times)[int(0.95 * len(times))]


def _make(name: str, make: Callable[[], Any]) -> Any:
    """Make an index and print what that took. As in the service, what is there to stay is not looked at for garbage."""
    before, start = _read_memory(), time.perf_counter()
    made = make()
    print(f"{name}: {time.perf_counter() - start:.2f} s, {_read_memory() - before:.0f} MiB")
    gc.collect()
    gc.freeze()
    return made


def _time(find: Callable[[str], list[str]], questions: Iterable[str]) -> tuple[list[float], list[float], int]:
    """Give the milliseconds of each question, on the clock and of the processor, and how many found something."""
    taken: list[float] = []
    of_processor: list[float] = []
    found = 0
    for question in questions:
        start, begun = time.perf_counter(), time.thread_time()
        found += bool(find(question))
        taken.append((time.perf_counter() - start) * 1000)
        of_processor.append((time.thread_time() - begun) * 1000)
    return taken, of_processor, found


def _read_memory() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096 / 2**20


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--things", type=int, default=100_000)
    main(parser.parse_args().things)
