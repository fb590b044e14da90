"""A text of somebody's own is read by lines, whatever ends them, and what is no text is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.knowledge import plain_text
from graph.knowledge.plain_text import PlainText, read_text
from graph.text_errors import (
    EncodingUnknown,
    TextBinary,
    TextEmpty,
    TextTooLarge,
    TextUndecodable,
    TextUnreadable,
)

TEXT = "Judul\n\nKalimat pertama yang\nmenyebut (Sari, 2001:\n hlm. 4).\n"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_are_counted_whatever_ends_them(end: str) -> None:
    text = PlainText.split(TEXT.replace("\n", end))
    assert len(text.lines) == 5
    assert text.find("Sari, 2001: hlm. 4") == [4]
    assert text.between(4, 5) == "menyebut (Sari, 2001: hlm. 4)."


def test_signs_that_only_some_take_for_line_ends_are_none() -> None:
    assert len(PlainText.split("a\x0cb\x0bc\u2028d\x85e\n").lines) == 1


def test_something_is_found_wherever_it_begins() -> None:
    text = PlainText.split("x\n\n(Sari)\nand (Sari)")
    assert text.find("(Sari)") == [3, 4]
    assert text.find("(Budi)") == text.find("  ") == []


def test_accents_are_the_same_in_one_sign_or_two() -> None:
    assert PlainText.split("Cafe\u0301 (2001)").find("Caf\u00e9 (2001)") == [1]


def test_a_line_break_after_a_hyphen_is_none() -> None:
    text = PlainText.split("satu\nhalaman 5-\n7, kata-\n kata - lain")
    assert text.find("5-7") == [2] and text.find("kata-kata - lain") == [3]
    assert text.flat == text.between(1, 4)


def test_lines_that_are_not_there_are_blank() -> None:
    text = PlainText.split("a\n \nb")
    assert [text.is_blank(number) for number in (0, 1, 2, 3, 4)] == [True, False, True, False, True]
    assert text.between(-5, 99) == "a b"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_is_known_by_its_mark(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "text.txt"
    path.write_text(TEXT, encoding=encoding)
    assert read_text(path).lines[0] == "Judul"


def test_another_encoding_can_be_named(tmp_path: Path) -> None:
    path = tmp_path / "text.txt"
    path.write_text("satu\ndua\u2019\n", encoding="cp1252")
    with pytest.raises(TextUndecodable, match=r"UTF-8 from line 2 on"):
        read_text(path)
    assert read_text(path, "windows-1252").lines == ("satu", "dua\u2019")
    with pytest.raises(EncodingUnknown, match="no-such"):
        read_text(path, "no-such")


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", TextEmpty),
        (b" \n\r\n\t", TextEmpty),
        (b"%PDF-1.7 ...", TextBinary),
        (b"PK\x03\x04...", TextBinary),
        (b"text\0text", TextBinary),
    ],
)
def test_what_holds_no_text_is_told(tmp_path: Path, content: bytes, error: type[TextUnreadable]) -> None:
    path = tmp_path / "text.txt"
    path.write_bytes(content)
    with pytest.raises(error):
        read_text(path)


def test_what_cannot_be_read_is_told(tmp_path: Path) -> None:
    for path in (tmp_path / "missing", tmp_path):
        with pytest.raises(TextUnreadable):
            read_text(path)


def test_no_more_is_read_than_a_document_can_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "text.txt"
    path.write_bytes(b"x" * 101)
    monkeypatch.setattr(plain_text, "LARGEST", 100)
    with pytest.raises(TextTooLarge, match="more than 100 bytes"):
        read_text(path)
    with pytest.raises(TextTooLarge):
        read_text(Path("/dev/zero"))
