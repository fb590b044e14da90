"""Compares the text of a document with what the graph says of it: line ranges, headings and citations."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from graph.knowledge.alignment import Alignment, Anchor, align
from graph.knowledge.plain_text import PlainText, flatten
from graph.knowledge.printed import Citation, Passage
from graph.knowledge.verify_content import check_content, check_lines
from graph.knowledge.verify_difference import Difference
from graph.knowledge.verify_ranges import check_ranges, find_ranges


@dataclass(frozen=True, slots=True)
class Comparison:
    """All of it.

    Attributes
    ----------
    lines, passages, citations : int
        How much was compared.
    known : int
        The last line that the graph knows.
    printed, met : int
        Headings and citations as printed; how many of them stand anywhere in the text.
    alignment : Alignment
        Where the lines of the text are others than those of the graph.
    differences : list of Difference
        Those of content, in the order of the text.
    """

    lines: int
    passages: int
    citations: int
    known: int
    printed: int
    met: int
    alignment: Alignment
    differences: list[Difference]

    @property
    def is_other(self) -> bool:
        """Whether this looks like another text: less than half of what is printed stands anywhere in it."""
        return self.printed > 0 and self.met * 2 < self.printed

    @property
    def is_moved(self) -> bool:
        """Whether lines of the text are others than those of the graph."""
        return self.alignment.wrapped or bool(self.alignment.stretches)

    @property
    def agrees(self) -> bool:
        """Whether there is nothing to tell."""
        return not (self.is_other or self.is_moved or self.differences)


def compare(text: PlainText, passages: list[Passage], citations: list[Citation]) -> Comparison:
    """Compare a text with what the graph says of it.

    Parameters
    ----------
    text : PlainText
        What the reader has.
    passages, citations : list
        What the graph says, from :mod:`graph.knowledge.printed`.
    """
    anchors = list(_list_anchors(passages, citations))
    alignment = align(text, anchors, passages)
    differences = [*check_ranges(passages, citations), *check_content(text, alignment, anchors)]
    if not alignment.wrapped:
        differences += check_lines(text, alignment, passages)
    differences.sort(key=lambda one: int(re.sub(r"\D.*", "", one.lines) or 0))
    return Comparison(
        lines=len(text.lines),
        passages=len(passages),
        citations=len(citations),
        known=max((one.last for one in passages), default=0),
        printed=len(anchors),
        met=sum(1 for one in anchors if text.places(one.printed)),
        alignment=alignment,
        differences=differences,
    )


def _list_anchors(passages: list[Passage], citations: list[Citation]) -> Iterator[Anchor]:
    known = {one.iri: one for one in passages}
    for passage in passages:
        if passage.printed and 1 <= passage.first <= passage.last:
            whole = known.get(passage.whole)
            sign = whole.label.rpartition(".")[2] if whole and passage.type == "heading" else ""
            yield Anchor(passage.iri, flatten(passage.printed), passage.first, passage.last, sign, passage.whole)
    for citation in citations:
        ranges = find_ranges(citation, known)
        if citation.printed and ranges:
            yield Anchor(citation.iri, flatten(citation.printed), ranges[0][0], ranges[-1][1])
