"""Checks a text, once it is aligned, for what is printed and for text that the graph does not know."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Final

from graph.knowledge.alignment import Alignment, Anchor, Range, follows_mark
from graph.knowledge.plain_text import PlainText, flatten
from graph.knowledge.printed import Passage
from graph.knowledge.verify_difference import Difference, cut, name, write_other, write_range
from graph.language import mark

_SEARCHED: Final = 5000
"""Letters of the text in which the nearest piece is looked for."""


def check_content(text: PlainText, alignment: Alignment, anchors: list[Anchor]) -> Iterator[Difference]:
    """Find headings and citations that are not where they should be, or without the mark of their section."""
    chain = {one.anchor: one.place for one in alignment.chain}
    for one in anchors:
        first, last = _find_lines(text, alignment, one)
        if alignment.wrapped and one in chain:
            places = [chain[one]]
        else:
            places = [place for place in text.places(one.printed) if first <= text.line_at(place) <= last]
        stands = bool(places) if alignment.wrapped else one.printed in text.between(first, last)
        if not stands:
            yield _tell_missing(text, one, (first, last), alignment)
        elif one.mark and not any(follows_mark(text, place, one.mark) for place in places):
            yield _tell_mark(text, one, places[0], write_other(one, (first, last)))


def _find_lines(text: PlainText, alignment: Alignment, one: Anchor) -> Range:
    """Find the lines of the text that should hold an anchor; if wrapped otherwise, those between its neighbours."""
    if not alignment.wrapped:
        return alignment.move(one.first), alignment.move(one.last)
    low, high = alignment.surround(one)
    return text.line_at(low), text.line_at(high) if high >= 0 else len(text.lines)


def _tell_missing(text: PlainText, one: Anchor, within: Range, alignment: Alignment) -> Difference:
    thing, lines, expected = name(one.iri), write_range(one.first, one.last), f"\u201c{one.printed}\u201d"
    here = write_other(one, within)
    # Where the same stands for another citation, it is no help.
    taken = [(other.place, other.place + len(other.anchor.printed)) for other in alignment.chain if other.anchor != one]
    free = [place for place in text.places(one.printed) if not any(a <= place < b for a, b in taken)]
    if free:
        nearest = min((text.line_at(place) for place in free), key=lambda line: abs(line - within[0]))
        return Difference(thing, lines, mark("{expected} stands in line {found} instead"), expected, str(nearest), here)
    there = text.between(*within)
    if not there:
        return Difference(thing, lines, mark("{expected} is not there; these lines hold no text"), expected, "", here)
    message = mark("{expected} is not there; what is most like it: {found}")
    return Difference(thing, lines, message, expected, _find_nearest(one.printed, there[:_SEARCHED]), here)


def _tell_mark(text: PlainText, one: Anchor, place: int, here: str) -> Difference:
    message = mark("the section should begin with {expected}; there stands: {found}")
    before = text.flat[max(0, place - 30) : place].split()[-1:]
    found = cut(" ".join([*before, one.printed]))
    return Difference(name(one.whole), str(one.first), message, f"{one.mark}.", found, here)


def check_lines(text: PlainText, alignment: Alignment, passages: list[Passage]) -> Iterator[Difference]:
    """Find passages that begin or end in nothing, and text in none; for a text that breaks its lines as the graph."""
    covered: set[int] = set()
    told: set[int] = set()
    for one in sorted(passages, key=lambda one: one.last - one.first):
        if not 1 <= one.first <= one.last:
            continue
        first, last = alignment.move(one.first), alignment.move(one.last)
        lines, here = write_range(one.first, one.last), write_other(one, (first, last))
        if last > len(text.lines):
            message = mark("the range ends after the text, which has {found} lines")
            yield Difference(name(one.iri), lines, message, found=str(len(text.lines)), here=here)
            continue
        # What is printed and not there was told already; one empty line is told once, for the smallest passage.
        is_told = bool(one.printed) and not text.between(first, last)
        for number in sorted({first, last} - told):
            if number > 0 and text.is_blank(number) and not is_told:
                yield Difference(name(one.iri), lines, mark("line {found} is empty"), found=str(number), here=here)
        told |= {first, last}
        if one.type != "section":
            covered.update(range(max(1, first), last + 1))
    yield from _check_rest(text, covered)


def _check_rest(text: PlainText, covered: set[int]) -> Iterator[Difference]:
    """Find stretches of text that no paragraph, item or heading takes in."""
    rest = [number for number in range(1, len(text.lines) + 1) if number not in covered and not text.is_blank(number)]
    while rest:
        length = 1
        while length < len(rest) and rest[length] == rest[0] + length:
            length += 1
        lines = write_range(rest[0], rest[length - 1])
        message = mark("text that belongs to no passage: {found}")
        yield Difference("", lines, message, found=cut(flatten(text.lines[rest[0] - 1])))
        del rest[:length]


def _find_nearest(wanted: str, there: str) -> str:
    """Find the piece of a text that is most like what was expected."""
    match = SequenceMatcher(None, there, wanted, autojunk=False).find_longest_match()
    start = max(0, match.a - match.b)
    return cut(there[start : start + len(wanted) + 12])
