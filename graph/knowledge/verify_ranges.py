"""Checks the line ranges of the graph against each other, whatever the text is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from graph.knowledge.alignment import Range
from graph.knowledge.printed import Citation, Passage
from graph.knowledge.verify_difference import Difference, name, write_range
from graph.language import mark

_RANGE: Final = re.compile(r"\s*(\d{1,9})(?:\s*[-\u2013]\s*(\d{1,9}))?\s*")


def check_ranges(passages: list[Passage], citations: list[Citation]) -> Iterator[Difference]:
    """Find ranges that are none, leave what is around them, overlap, or are not in their order."""
    known = {one.iri: one for one in passages}
    for passage in passages:
        yield from _check_passage(passage, known)
    yield from _check_order(passages)
    for citation in citations:
        yield from _check_citation(citation, known)


def _check_passage(one: Passage, known: dict[str, Passage]) -> Iterator[Difference]:
    lines = write_range(one.first, one.last)
    if not 1 <= one.first <= one.last:
        yield Difference(name(one.iri), lines, mark("the range is none"))
        return
    whole = known.get(one.whole)
    if whole is not None and not (whole.first <= one.first and one.last <= whole.last):
        message = mark("the range leaves that of the passage around it, {expected}")
        expected = f"{name(whole.iri)} ({write_range(whole.first, whole.last)})"
        yield Difference(name(one.iri), lines, message, expected)


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
                expected = f"{name(before.iri)} ({write_range(before.first, before.last)})"
                yield Difference(name(after.iri), lines, message, expected)


def _check_citation(one: Citation, known: dict[str, Passage]) -> Iterator[Difference]:
    ranges = find_ranges(one, known)
    if not ranges:
        yield Difference(name(one.iri), one.lines, mark("the lines cannot be read"))
        return
    passage = known[one.passage]
    if not all(passage.first <= first and last <= passage.last for first, last in ranges):
        message = mark("the lines are not those of its passage, {expected}")
        expected = f"{name(passage.iri)} ({write_range(passage.first, passage.last)})"
        yield Difference(name(one.iri), one.lines, message, expected)


def find_ranges(one: Citation, known: dict[str, Passage]) -> list[Range]:
    """Read the lines of a citation; empty where they cannot be read."""
    if not one.lines:
        return [(known[one.passage].first, known[one.passage].last)]
    ranges: list[Range] = []
    for piece in one.lines.split(","):
        found = _RANGE.fullmatch(piece)
        if found is None:
            return []
        ranges.append((int(found[1]), int(found[2] or found[1])))
    return ranges
