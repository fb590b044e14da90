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
from graph.knowledge.verify import Comparison, Difference, compare
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
        0 if everything agrees, else 1.

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
    return 1 if found.differences else 0


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
    lines += [_tell_one(one, language) for one in found.differences[:_SHOWN]]
    if len(found.differences) > _SHOWN:
        more = len(found.differences) - _SHOWN
        lines.append(translate("... and {count} more.", language).format(count=more))
    if found.shift:
        sentence = translate(
            "Most of it stands further {way}, by {count}: lines seem to have been added or taken out.", language
        )
        way = translate(mark("down") if found.shift > 0 else mark("up"), language)
        lines.append(sentence.format(count=abs(found.shift), way=way))
    if found.differences:
        return [*lines, compared, translate("Differences: {count}.", language).format(count=len(found.differences))]
    return [*lines, compared, translate("Everything agrees.", language)]


def _tell_one(one: Difference, language: str) -> str:
    place = translate(mark("line {lines}") if one.lines.isdigit() else mark("lines {lines}"), language).format(
        lines=one.lines
    )
    message = translate(one.message, language).format(expected=one.expected, found=one.found)
    return f"{one.thing} ({place}): {message}" if one.thing else f"{place}: {message}"
