"""Compares the text of a document with what the graph says of it: line ranges, headings and citations."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Final

from graph.knowledge.plain_text import PlainText, flatten
from graph.knowledge.printed import Citation, Passage
from graph.language import mark
from graph.namespaces import ID

_RANGE: Final = re.compile(r"\s*(\d{1,9})(?:\s*[-\u2013]\s*(\d{1,9}))?\s*")
_EXCERPT: Final = 60
"""Letters of the text that a difference shows at most."""
Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that does not agree.

    Attributes
    ----------
    thing : str
        The passage or citation, as kind and name; empty for the text as a whole.
    lines : str
        Where.
    message : str
        An English sentence, which is the key of its Indonesian one; it may name the fields below.
    expected, found : str
        What the graph says, and a short piece of what stands there.
    """

    thing: str
    lines: str
    message: str
    expected: str = ""
    found: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """All of it.

    Attributes
    ----------
    lines, passages, citations : int
        How much was compared.
    printed, met : int
        Headings and citations as printed; how many of them stand anywhere in the text.
    shift : int
        By how many lines most of those that are elsewhere are moved; 0 where there is no such number.
    differences : list of Difference
        In the order of the text.
    """

    lines: int
    passages: int
    citations: int
    printed: int
    met: int
    shift: int
    differences: list[Difference]

    @property
    def is_other(self) -> bool:
        """Whether this looks like another text: less than half of what is printed stands anywhere in it."""
        return self.printed > 0 and self.met * 2 < self.printed


def compare(text: PlainText, passages: list[Passage], citations: list[Citation]) -> Comparison:
    """Compare a text with what the graph says of it.

    Parameters
    ----------
    text : PlainText
        What the reader has.
    passages, citations : list
        What the graph says, from :mod:`graph.knowledge.printed`.
    """
    known = {one.iri: one for one in passages}
    places = [(one.printed, (one.first, one.last)) for one in passages if one.printed]
    places += [(one.printed, ranges[0]) for one in citations if (ranges := _find_ranges(one, known))]
    found = [(text.find(printed), within) for printed, within in places]
    shifts = Counter(
        min((line - first for line in lines), key=abs)
        for lines, (first, last) in found
        if lines and not any(first <= line <= last for line in lines)
    )
    shift, often = shifts.most_common(1)[0] if shifts else (0, 0)
    differences = [
        *(one for passage in passages for one in _check_passage(text, passage, known)),
        *_check_order(passages),
        *(one for citation in citations for one in _check_citation(text, citation, known)),
        *_check_rest(text, passages),
    ]
    differences.sort(key=lambda one: int(re.sub(r"\D.*", "", one.lines) or 0))
    met = sum(1 for lines, _ in found if lines)
    return Comparison(
        lines=len(text.lines),
        passages=len(passages),
        citations=len(citations),
        printed=len(places),
        met=met,
        shift=shift if often * 2 > met else 0,
        differences=differences,
    )


def _check_passage(text: PlainText, one: Passage, known: dict[str, Passage]) -> Iterator[Difference]:
    thing, lines = _name(one.iri), write_range(one.first, one.last)
    if not 1 <= one.first <= one.last:
        yield Difference(thing, lines, mark("the range is none"))
        return
    if one.last > len(text.lines):
        message = mark("the range ends after the text, which has {found} lines")
        yield Difference(thing, lines, message, found=str(len(text.lines)))
        return
    whole = known.get(one.whole)
    if whole is not None and not (whole.first <= one.first and one.last <= whole.last):
        message = mark("the range leaves that of the passage around it, {expected}")
        yield Difference(thing, lines, message, f"{_name(whole.iri)} ({write_range(whole.first, whole.last)})")
    for number in sorted({one.first, one.last}):
        if text.is_blank(number):
            yield Difference(thing, lines, mark("line {found} is empty"), found=str(number))
    if one.printed:
        yield from _check_printed(text, thing, one.printed, [(one.first, one.last)])
    mark_of_section = one.label.rpartition(".")[2]
    if one.type == "section" and mark_of_section and not text.is_blank(one.first):
        line = flatten(text.lines[one.first - 1])
        if not re.match(rf"{re.escape(mark_of_section)}\s?[.)]", line):
            message = mark("the section should begin with {expected}; there stands: {found}")
            yield Difference(thing, str(one.first), message, f"{mark_of_section}.", _cut(line))


def _check_order(passages: list[Passage]) -> Iterator[Difference]:
    """Find passages beside each other that overlap, or whose order is not that of their lines."""
    beside: dict[str, list[Passage]] = {}
    for one in passages:
        beside.setdefault(one.whole, []).append(one)
    for several in beside.values():
        ordered = sorted(several, key=lambda one: (one.order, one.first))
        for before, after in pairwise(ordered):
            if after.first <= before.last:
                message = mark("the range does not come after that of {expected}")
                lines = write_range(after.first, after.last)
                expected = f"{_name(before.iri)} ({write_range(before.first, before.last)})"
                yield Difference(_name(after.iri), lines, message, expected)


def _check_citation(text: PlainText, one: Citation, known: dict[str, Passage]) -> Iterator[Difference]:
    ranges = _find_ranges(one, known)
    if not ranges:
        yield Difference(_name(one.iri), one.lines, mark("the lines cannot be read"))
        return
    passage = known[one.passage]
    if not all(passage.first <= first and last <= passage.last for first, last in ranges):
        message = mark("the lines are not those of its passage, {expected}")
        expected = f"{_name(passage.iri)} ({write_range(passage.first, passage.last)})"
        yield Difference(_name(one.iri), one.lines, message, expected)
    yield from _check_printed(text, _name(one.iri), one.printed, ranges)


def _find_ranges(one: Citation, known: dict[str, Passage]) -> list[Range]:
    if not one.lines:
        return [(known[one.passage].first, known[one.passage].last)]
    ranges: list[Range] = []
    for piece in one.lines.split(","):
        found = _RANGE.fullmatch(piece)
        if found is None:
            return []
        ranges.append((int(found[1]), int(found[2] or found[1])))
    return ranges


def _check_printed(text: PlainText, thing: str, printed: str, ranges: list[Range]) -> Iterator[Difference]:
    wanted = flatten(printed)
    there = " ".join(text.between(first, last) for first, last in ranges)
    if wanted in there:
        return
    lines = ", ".join(write_range(first, last) for first, last in ranges)
    elsewhere = text.find(printed)
    if not there:
        yield Difference(thing, lines, mark("these lines hold no text"))
    elif elsewhere:
        first = ranges[0][0]
        nearest = min(elsewhere, key=lambda line: abs(line - first))
        message = mark("{expected} stands in line {found} instead")
        yield Difference(thing, lines, message, f"\u201c{wanted}\u201d", str(nearest))
    else:
        message = mark("{expected} is not there; what is most like it: {found}")
        yield Difference(thing, lines, message, f"\u201c{wanted}\u201d", _find_nearest(wanted, there))


def _check_rest(text: PlainText, passages: list[Passage]) -> Iterator[Difference]:
    """Find stretches of text that no paragraph, item or heading takes in."""
    covered: set[int] = set()
    for one in passages:
        if one.type != "section" and 1 <= one.first <= one.last <= len(text.lines):
            covered.update(range(one.first, one.last + 1))
    rest = [number for number in range(1, len(text.lines) + 1) if number not in covered and not text.is_blank(number)]
    while rest:
        length = 1
        while length < len(rest) and rest[length] == rest[0] + length:
            length += 1
        lines = write_range(rest[0], rest[length - 1])
        message = mark("text that belongs to no passage: {found}")
        yield Difference("", lines, message, found=_cut(flatten(text.lines[rest[0] - 1])))
        del rest[:length]


def _find_nearest(wanted: str, there: str) -> str:
    """Find the piece of a text that is most like what was expected."""
    match = SequenceMatcher(None, there, wanted, autojunk=False).find_longest_match()
    start = max(0, match.a - match.b)
    return _cut(there[start : start + len(wanted) + 12])


def _cut(text: str) -> str:
    """Cut a piece of the text short; signs that could steer a terminal are never shown."""
    safe = "".join(sign if sign.isprintable() else "\ufffd" for sign in text.strip())
    return f"\u201c{safe}\u201d" if len(safe) <= _EXCERPT else f"\u201c{safe[:_EXCERPT]}\u2026\u201d"


def _name(iri: str) -> str:
    return iri.removeprefix(ID)


def write_range(first: int, last: int) -> str:
    """Write lines, as in ``298-306``.

    Examples
    --------
    >>> write_range(3, 3)
    '3'
    """
    return str(first) if first == last else f"{first}-{last}"
