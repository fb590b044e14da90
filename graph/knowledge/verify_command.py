"""The command ``verify``: tells whether a text is that of the document, passage by passage."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Final

from graph.catalogue import Catalogue
from graph.knowledge.build import Report
from graph.knowledge.plain_text import read_text
from graph.knowledge.printed import read_citations, read_passages
from graph.knowledge.verify import Comparison, compare
from graph.knowledge.verify_difference import Difference
from graph.language import mark, translate
from graph.namespaces import ID
from graph.terms import Row, Term
from graph.text_errors import DocumentUnclear, DocumentUnknown, NoDocument

Select = Callable[..., list[Row]]
"""Runs a SELECT query of our own, with values for its variables."""

_SHOWN: Final = 60
"""Differences that are told one by one."""


def verify_file(
    options: argparse.Namespace, select: Select, catalogue: Catalogue, *, report: Report, language: str
) -> int:
    """Compare a file with the published graph.

    Parameters
    ----------
    options : argparse.Namespace
        With ``file``, ``document`` and ``encoding``.
    select : callable
        Asks the published version.
    catalogue : Catalogue
        Holds ``queries/verify``.
    report : callable
        Takes one line at a time.
    language : str
        Of these lines.

    Returns
    -------
    int
        0 if everything agrees, else 1, also where only the lines are others.

    Raises
    ------
    TextUnreadable, DocumentUnclear
        If there is nothing to compare.
    """
    text = read_text(Path(options.file), options.encoding)
    document = Term(_find_document(options.document, select(catalogue.text("verify/documents"))))
    passages = read_passages(select(catalogue.text("verify/passages"), document=document))
    citations = read_citations(select(catalogue.text("verify/citations"), document=document))
    found = compare(text, passages, citations)
    for line in tell(found, document.value.removeprefix(f"{ID}document/"), language):
        report(line)
    return 0 if found.agrees else 1


def _find_document(slug: str, rows: list[Row]) -> str:
    known = [row["document"].value for row in rows]
    names = ", ".join(iri.removeprefix(f"{ID}document/") for iri in known)
    if not known:
        raise NoDocument
    if slug:
        wanted = f"{ID}document/{slug.removeprefix(ID).removeprefix('document/')}"
        if wanted not in known:
            raise DocumentUnknown(slug=slug, known=names)
        return wanted
    if len(known) > 1:
        raise DocumentUnclear(known=names)
    return known[0]


def tell(found: Comparison, document: str, language: str) -> list[str]:
    """Tell a comparison in lines: the differences, then what was compared."""
    lines: list[str] = []
    compared = translate(
        "Compared with {document}: {lines} lines, {passages} passages, {citations} citations.", language
    ).format(document=document, lines=found.lines, passages=found.passages, citations=found.citations)
    if found.is_other:
        sentence = translate(
            "This does not look like the text of {document}: of {printed} headings and citations, "
            "{met} stand anywhere in it. The differences are not listed.",
            language,
        )
        return [compared, sentence.format(document=document, printed=found.printed, met=found.met)]
    lines += _tell_lines(found, language)
    lines += [_tell_one(one, language) for one in found.differences[:_SHOWN]]
    if len(found.differences) > _SHOWN:
        more = len(found.differences) - _SHOWN
        lines.append(translate("... and {count} more.", language).format(count=more))
    return [*lines, compared, _tell_result(found, language)]


def _tell_lines(found: Comparison, language: str) -> list[str]:
    """Tell once where the lines of the text are others than those of the graph."""
    if found.alignment.wrapped:
        sentence = translate(
            "The text is wrapped otherwise ({found} lines instead of {expected}): its lines are not those of "
            "the graph. Headings and citations were looked for in their order instead.",
            language,
        )
        return [sentence.format(found=found.lines, expected=found.known)]
    lines: list[str] = []
    for one in found.alignment.stretches:
        sentence = mark("From line {line} on, the text stands where it should.")
        if one.shift:
            lower = mark("From line {line} on, the text stands lower than in the graph, by {count}.")
            higher = mark("From line {line} on, the text stands higher than in the graph, by {count}.")
            sentence = lower if one.shift > 0 else higher
        count = translate(mark("1 line") if abs(one.shift) == 1 else mark("{count} lines"), language)
        lines.append(translate(sentence, language).format(line=one.first, count=count.format(count=abs(one.shift))))
    return lines


def _tell_result(found: Comparison, language: str) -> str:
    count = len(found.differences)
    if found.agrees:
        return translate("Everything agrees.", language)
    if not count:
        return translate("The content agrees; only the lines are others.", language)
    if found.is_moved:
        return translate("Differences of content, besides the lines: {count}.", language).format(count=count)
    return translate("Differences: {count}.", language).format(count=count)


def _tell_one(one: Difference, language: str) -> str:
    place = translate(mark("line {lines}") if one.lines.isdigit() else mark("lines {lines}"), language)
    place = place.format(lines=one.lines)
    if one.here:
        place = translate("{lines}, in this text {here}", language).format(lines=place, here=one.here)
    message = translate(one.message, language).format(expected=one.expected, found=one.found)
    return f"{one.thing} ({place}): {message}" if one.thing else f"{place}: {message}"
