"""A copy whose lines are others is laid on the lines of the graph first; the long document here is invented."""

from __future__ import annotations

import textwrap

import pytest

from graph.knowledge.plain_text import PlainText
from graph.knowledge.printed import Citation, Passage
from graph.knowledge.verify import Comparison, compare
from graph.knowledge.verify_command import tell
from graph.namespaces import ID

FIELDS = ("padi", "jagung", "kopi", "cengkih", "pala", "lada", "kakao", "karet")
HIGHER = "From line {line} on, the text stands higher than in the graph, by {count}."
LOWER = "From line {line} on, the text stands lower than in the graph, by {count}."
AGREES = "The content agrees; only the lines are others."


def write_document() -> tuple[list[str], list[Passage], list[Citation]]:
    """Write eight sections of 10 lines: heading 1, a paragraph 3-5, one 7-9 with a citation in its second line."""
    lines: list[str] = []
    passages: list[Passage] = []
    citations: list[Citation] = []
    for number, word in enumerate(FIELDS, 1):
        start, slug = len(lines) + 1, f"{ID}passage/{number}"
        lines += [f"{number}. Kebun {word}", "", *[f"Petani {word} bekerja sepanjang hari di ladang."] * 3, ""]
        lines += [f"Hasil {word} dijual di pasar kota setiap pekan", f"menurut catatan (Wati, {1990 + number}) yang"]
        lines += ["disimpan di balai desa.", ""]
        kinds = (("section", 0, 8), ("heading", 0, 0), ("paragraph", 2, 4), ("paragraph", 6, 8))
        for order, (kind, first, last) in enumerate(kinds):
            iri, whole = (f"{slug}.{order}", slug) if order else (slug, f"{ID}document/ladang")
            printed = f"Kebun {word}" if kind == "heading" else ""
            place = order or number
            passages.append(Passage(iri, whole, place, start + first, start + last, kind, str(number), printed))
        citations.append(Citation(f"{ID}citation/w{number}", f"{slug}.3", str(start + 7), f"Wati, {1990 + number}"))
    return lines, passages, citations


LINES, PASSAGES, CITATIONS = write_document()


def check(text: str) -> Comparison:
    return compare(PlainText.split(text), PASSAGES, CITATIONS)


def tell_all(lines: list[str], language: str = "en") -> list[str]:
    """Tell everything but how much was compared."""
    return [line for line in tell(check("\n".join(lines)), "ladang", language) if "ladang:" not in line]


def wrap(lines: list[str]) -> list[str]:
    paragraphs = "\n".join(lines).split("\n\n")
    return "\n\n".join(textwrap.fill(" ".join(one.split()), 30) for one in paragraphs).splitlines()


def test_the_document_itself_agrees() -> None:
    assert tell_all(LINES) == ["Everything agrees."]


@pytest.mark.parametrize(
    ("line", "since"),
    [(24, 25), (22, 23), (27, 28), (29, 29), (30, 31)],
    ids=["in a paragraph", "a blank one", "before a citation", "at the end of a paragraph", "before a heading"],
)
def test_a_line_taken_out_is_told_once(line: int, since: int) -> None:
    lines = LINES[: line - 1] + LINES[line:]
    assert tell_all(lines) == [HIGHER.format(line=since, count="1 line"), AGREES]
    assert not check("\n".join(lines)).agrees


def test_a_heading_taken_out_is_told_beside_the_shift_and_nothing_else() -> None:
    told = tell_all(LINES[:30] + LINES[31:])
    assert len(told) == 3 and "by 1 line" in told[0]
    assert "“Kebun cengkih” is not there" in told[1] and told[2].endswith(": 1.")


def test_lines_added_and_taken_out_make_a_stretch_each() -> None:
    lines = [*LINES[:13], "satu", "dua", *LINES[13:53], *LINES[54:63], *LINES[64:]]
    assert tell_all(lines) == [
        LOWER.format(line=15, count="2 lines"),
        LOWER.format(line=55, count="1 line"),
        "From line 65 on, the text stands where it should.",
        AGREES,
    ]


def test_a_paragraph_added_is_told_with_the_shift_it_causes() -> None:
    lines = [*LINES[:36], "Ini baru.", "", *LINES[36:]]
    assert tell_all(lines) == [
        LOWER.format(line=37, count="2 lines"),
        "line 37: text that belongs to no passage: “Ini baru.”",
        "Differences of content, besides the lines: 1.",
    ]


def test_a_citation_changed_in_a_shifted_text_is_the_one_difference() -> None:
    lines = "\n".join(LINES[:23] + LINES[24:]).replace("Wati, 1995", "Wati, 2095").split("\n")
    shift, difference, result = tell_all(lines)
    assert shift == HIGHER.format(line=25, count="1 line")
    assert difference.startswith("citation/w5 (line 48, in this text 47): “Wati, 1995” is not there; what is most like")
    assert "2095" in difference and result == "Differences of content, besides the lines: 1."


def test_a_text_wrapped_otherwise_is_told_once() -> None:
    wrapped = wrap(LINES)
    sentence, result = tell_all(wrapped)
    assert sentence.startswith(f"The text is wrapped otherwise ({len(wrapped)} lines instead of 79)")
    assert result == AGREES


def test_changes_are_found_in_a_text_wrapped_otherwise() -> None:
    text = "\n".join(LINES).replace("Wati, 1993", "Wati, 2093").replace("5. Kebun pala", "5. Hutan bakau")
    lines = wrap(text.replace("6. Kebun", "9. Kebun").split("\n"))
    told = tell_all(lines)[1:]
    assert told[0].startswith("citation/w3 (line 28, in this text ") and "2093" in told[0]
    assert told[1].startswith("passage/5.1 (line 41, in this text ") and "“Kebun pala” is not there" in told[1]
    assert told[2].endswith("the section should begin with 6.; there stands: “9. Kebun lada”")
    assert told[3:] == ["Differences of content, besides the lines: 3."]


@pytest.mark.parametrize("wrapped", [False, True])
def test_another_order_is_told(wrapped: bool) -> None:
    lines = LINES[:20] + LINES[30:40] + LINES[20:30] + LINES[40:]
    told = "\n".join(tell_all(wrap(lines) if wrapped else lines))
    assert ("“Kebun kopi” stands in line" in told) != ("“Kebun cengkih” stands in line" in told)
    assert "is not there" not in told


def test_one_citation_a_line_further_on_is_no_shift() -> None:
    lines = list(LINES)
    lines[27:29] = ["menurut catatan", "(Wati, 1993) yang disimpan di balai desa."]
    told = tell_all(lines)
    assert told == ["citation/w3 (line 28): “Wati, 1993” stands in line 29 instead", "Differences: 1."]


def test_shifts_and_wrapping_are_told_in_indonesian() -> None:
    told = tell_all(LINES[:23] + LINES[24:], "id")
    assert told[0] == "Mulai baris 25, teks berada 1 baris lebih ke atas daripada dalam graf."
    assert told[1] == "Isinya sesuai; hanya barisnya yang lain."
    assert tell_all(wrap(LINES), "id")[0].startswith("Pemenggalan baris teks ini lain (")


def test_another_text_is_aligned_with_nothing() -> None:
    found = check("Laut.\n" * 50)
    assert found.is_other and not found.agrees and found.alignment.chain == []
