"""A text that somebody has is compared with what the graph says of it; the document here is invented."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from graph.catalogue import Catalogue
from graph.knowledge.plain_text import PlainText
from graph.knowledge.printed import Citation, Passage, read_citations, read_passages
from graph.knowledge.verify import Comparison, compare
from graph.knowledge.verify_command import tell, verify_file
from graph.namespaces import ID, SIM
from graph.terms import Row, Term, literal
from graph.text_errors import DocumentUnclear, DocumentUnknown, NoDocument
from tests.conftest import ROOT

TEXT = """\
TENTANG KEBUN TEH

A. Pembuka

Kebun teh di lereng gunung memberi kerja kepada
warga desa (Sari, 2001:
hlm. 4).

1. Air

Air mengalir dari mata air. Menurut Budi (1999)
mata air itu tidak pernah kering.
"""
DOCUMENT = f"{ID}document/kebun-teh"


def passage(slug: str, whole: str, lines: tuple[int, int], kind: str, *more: str) -> Passage:
    order, label, printed = (*more, "", "", "")[:3]
    iri = f"{ID}passage/{whole}" if whole else DOCUMENT
    return Passage(f"{ID}passage/{slug}", iri, int(order or 1), *lines, kind, label, printed)


PASSAGES = [
    passage("h.0", "", (1, 1), "title", "1", "H", "TENTANG KEBUN TEH"),
    passage("a", "", (3, 12), "section", "2", "A"),
    passage("h.a", "a", (3, 3), "heading", "1", "A", "Pembuka"),
    passage("a.0.1", "a", (5, 7), "paragraph", "2", "A"),
    passage("a.1", "a", (9, 12), "section", "3", "A.1"),
    passage("h.a.1", "a.1", (9, 9), "heading", "1", "A.1", "Air"),
    passage("a.1.1", "a.1", (11, 12), "paragraph", "2", "A.1"),
]
CITATIONS = [
    Citation(f"{ID}citation/cit1", f"{ID}passage/a.0.1", "6-7", "Sari, 2001: hlm. 4"),
    Citation(f"{ID}citation/cit2", f"{ID}passage/a.1.1", "", "Budi (1999)"),
]


def check(text: str, passages: list[Passage] = PASSAGES, citations: list[Citation] = CITATIONS) -> Comparison:
    return compare(PlainText.split(text), passages, citations)


def told(found: Comparison, language: str = "en") -> str:
    return "\n".join(tell(found, "kebun-teh", language))


def replaced(slug: str, one: Passage) -> list[Passage]:
    return [one if each.iri.endswith(f"/{slug}") else each for each in PASSAGES]


def test_the_text_itself_agrees() -> None:
    found = check(TEXT)
    assert found.differences == []
    assert (found.lines, found.passages, found.citations, found.printed, found.met) == (12, 7, 2, 5, 5)
    assert told(found).splitlines() == [
        "Compared with kebun-teh: 12 lines, 7 passages, 2 citations.",
        "Everything agrees.",
    ]


@pytest.mark.parametrize(
    ("before", "after", "line"),
    [
        ("Sari, 2001", "Sari, 2002", "citation/cit1 (lines 6-7): “Sari, 2001: hlm. 4” is not there"),
        ("Budi (1999)", "Budi", "citation/cit2 (lines 11-12): “Budi (1999)” is not there"),
        (
            "A. Pembuka",
            "A. Penutup",
            "passage/h.a (line 3): “Pembuka” is not there; what is most like it: “Penutup”",
        ),
        ("1. Air", "2. Air", "passage/a.1 (line 9): the section should begin with 1.; there stands: “2. Air”"),
        ("mata air itu tidak pernah kering.\n", "\n", "passage/a.1.1 (lines 11-12): line 12 is empty"),
        ("kering.\n", "kering.\n\nDaftar Pustaka\n", "line 14: text that belongs to no passage: “Daftar Pustaka”"),
    ],
)
def test_a_change_of_the_text_is_found(before: str, after: str, line: str) -> None:
    assert before in TEXT
    found = check(TEXT.replace(before, after))
    assert found.differences and not found.is_other
    assert line in told(found)


def test_the_text_may_break_its_lines_inside_a_citation_and_space_them_differently() -> None:
    assert check(TEXT.replace("(Sari, 2001:\nhlm. 4)", "(Sari,   2001: \n\thlm. 4)")).differences == []


def test_a_citation_elsewhere_is_told_with_its_line() -> None:
    moved = TEXT.replace("(Sari, 2001:\nhlm. 4).", "itu\nsaja.").replace("mata air itu", "(Sari, 2001: hlm. 4)")
    assert "“Sari, 2001: hlm. 4” stands in line 12 instead" in told(check(moved))


def test_the_line_of_a_heading_that_is_gone_is_told_with_the_shift() -> None:
    found = check(TEXT.removeprefix("TENTANG KEBUN TEH\n"))
    assert told(found).splitlines() == [
        "From line 1 on, the text stands higher than in the graph, by 1 line.",
        "passage/h.0 (line 1): “TENTANG KEBUN TEH” is not there; these lines hold no text",
        "Compared with kebun-teh: 11 lines, 7 passages, 2 citations.",
        "Differences of content, besides the lines: 1.",
    ]


def test_a_text_that_ends_early_is_told_for_each_passage() -> None:
    found = check("\n".join(TEXT.splitlines()[:8]))
    assert "passage/a.1.1 (lines 11-12): the range ends after the text, which has 7 lines" in told(found)


@pytest.mark.parametrize(
    ("one", "line"),
    [
        (passage("a.1.1", "a.1", (11, 13), "paragraph", "2"), "the range ends after the text"),
        (passage("a.1.1", "a.1", (8, 12), "paragraph", "2"), "the range leaves that of the passage around it"),
        (passage("a.1.1", "a.1", (9, 12), "paragraph", "2"), "does not come after that of passage/h.a.1 (9)"),
        (passage("a.1.1", "a.1", (12, 11), "paragraph", "2"), "the range is none"),
        (passage("a.1.1", "a.1", (0, 0), "paragraph", "2"), "the range is none"),
    ],
)
def test_a_range_that_cannot_be_is_found(one: Passage, line: str) -> None:
    assert line in told(check(TEXT, replaced("a.1.1", one)))


@pytest.mark.parametrize(
    ("lines", "words"),
    [("3", "the lines are not those of its passage"), ("six", "the lines cannot be read"), ("7", "instead")],
)
def test_the_lines_of_a_citation_are_compared_too(lines: str, words: str) -> None:
    one = Citation(f"{ID}citation/cit1", f"{ID}passage/a.0.1", lines, "Sari, 2001: hlm. 4")
    assert words in told(check(TEXT, PASSAGES, [one]))


def test_another_text_is_recognised_instead_of_listed() -> None:
    found = check("Something else altogether.\n\nIt has nothing to do with tea.\n")
    assert found.is_other
    assert len(tell(found, "kebun-teh", "en")) == 2
    assert "does not look like the text of kebun-teh: of 5 headings and citations, 0 stand anywhere" in told(found)
    assert "tampaknya bukan teks kebun-teh" in told(found, "id")


def test_what_stands_in_the_text_is_shown_short_and_cannot_steer_a_terminal() -> None:
    found = told(check(TEXT.replace("A. Pembuka", "A. \x1b[31m" + "x" * 500)))
    assert "\x1b" not in found and "x" * 80 not in found


def test_many_differences_are_cut() -> None:
    passages = [passage(f"p.{number}", "", (number, number), "paragraph", str(number)) for number in range(20, 120)]
    lines = tell(check(TEXT, [*PASSAGES, *passages]), "kebun-teh", "en")
    assert len(lines) < 70 and "... and 40 more." in lines and lines[-1] == "Differences: 100."


def test_the_differences_are_told_in_indonesian() -> None:
    words = told(check(TEXT.replace("1. Air", "2. Air")), "id")
    assert "bagian ini seharusnya diawali 1.; yang tertulis: “2. Air”" in words and "Perbedaan: 1." in words


def rows_of(name: str) -> list[Row]:
    if name == "documents":
        return [{"document": Term(DOCUMENT)}]
    if name == "citations":
        return [
            {"citation": Term(one.iri), "passage": Term(one.passage), "printed": literal(one.printed)}
            | ({"lines": literal(one.lines)} if one.lines else {})
            for one in CITATIONS
        ]
    return [
        {
            "passage": Term(one.iri),
            "whole": Term(one.whole),
            "order": literal(str(one.order)),
            "first": literal(str(one.first)),
            "last": literal(str(one.last)),
            "type": Term(SIM + one.type),
            "section": literal(one.label),
        }
        | ({"printed": literal(one.printed)} if one.printed else {})
        for one in PASSAGES
    ]


def run(path: Path, document: str, documents: list[str]) -> tuple[int, list[str]]:
    catalogue, lines = Catalogue(ROOT / "queries"), list[str]()
    names = {catalogue.text(f"verify/{name}"): name for name in ("documents", "passages", "citations")}

    def select(text: str, **terms: Term) -> list[Row]:
        if names[text] == "documents":
            return [{"document": Term(iri)} for iri in documents]
        assert terms == {"document": Term(DOCUMENT)}
        return rows_of(names[text])

    options = argparse.Namespace(file=str(path), document=document, encoding="")
    return verify_file(options, select, catalogue, report=lines.append, language="en"), lines


def test_rows_become_what_they_were() -> None:
    assert read_passages(rows_of("passages")) == sorted(PASSAGES, key=lambda one: (one.first, -one.last, one.iri))
    assert read_citations(rows_of("citations")) == CITATIONS


def test_the_command_ends_with_0_only_if_everything_agrees(tmp_path: Path) -> None:
    path = tmp_path / "teh.txt"
    path.write_text(TEXT, encoding="utf-8")
    assert run(path, "", [DOCUMENT]) == (0, tell(check(TEXT), "kebun-teh", "en"))
    path.write_text(TEXT.replace("Budi", "Badu"), encoding="utf-8")
    assert run(path, "kebun-teh", [DOCUMENT])[0] == 1
    path.write_text("\n" + TEXT, encoding="utf-8")
    assert run(path, "kebun-teh", [DOCUMENT])[0] == 1
    assert list(tmp_path.iterdir()) == [path]


def test_the_document_is_named_where_there_are_several(tmp_path: Path) -> None:
    path = tmp_path / "teh.txt"
    path.write_text(TEXT, encoding="utf-8")
    two = [DOCUMENT, f"{ID}document/other"]
    assert run(path, "kebun-teh", two)[0] == run(path, "document/kebun-teh", two)[0] == 0
    with pytest.raises(DocumentUnclear, match="kebun-teh, other"):
        run(path, "", two)
    with pytest.raises(DocumentUnknown, match="no-such"):
        run(path, "no-such", two)
    with pytest.raises(NoDocument):
        run(path, "", [])
