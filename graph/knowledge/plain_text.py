"""The text of a document, as a file of somebody's own: read, never kept."""

from __future__ import annotations

import codecs
import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from graph.language import mark
from graph.text_errors import (
    EncodingUnknown,
    TextBinary,
    TextEmpty,
    TextTooLarge,
    TextUndecodable,
    TextUnreadable,
)

LARGEST: Final = 20 * 1024 * 1024
"""Bytes of the largest file that is read."""
_BREAK: Final = re.compile(r"\r\n|\n|\r")
_HYPHEN: Final = re.compile(r"(?<=\w-) (?=\w)")
"""The blank that a line break after a hyphen leaves; wrapped otherwise, there is none."""
_SIGNS: Final = ((b"%PDF", "PDF"), (b"PK\x03\x04", mark("a Word or ZIP file")), (b"{\\rtf", "RTF"))
_WIDE: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def flatten(text: str) -> str:
    """Make every stretch of white space one blank, none after a hyphen, and a letter with its accent one sign.

    Examples
    --------
    >>> flatten("hlm.\\n  66 ")
    'hlm. 66'
    >>> flatten("faktor-\\nfaktor")
    'faktor-faktor'
    """
    return _HYPHEN.sub("", " ".join(unicodedata.normalize("NFC", text).split()))


@dataclass(frozen=True)
class PlainText:
    """A text by lines, counted from 1.

    Attributes
    ----------
    lines : tuple of str
        The lines without what ends them.
    flat : str
        All of it as :func:`flatten` makes it.
    """

    lines: tuple[str, ...]
    flat: str = ""
    _starts: list[int] = field(default_factory=list)
    _numbers: list[int] = field(default_factory=list)

    @classmethod
    def split(cls, text: str) -> PlainText:
        """Split a text where lines end; form feeds and the like end none."""
        lines = _BREAK.split(text)
        if lines and not lines[-1]:
            lines.pop()
        pieces: list[str] = []
        starts: list[int] = []
        numbers: list[int] = []
        length = 0
        for number, line in enumerate(lines, 1):
            piece = flatten(line)
            if piece:
                if pieces and not _HYPHEN.search(f"{pieces[-1][-2:]} {piece[0]}"):
                    pieces.append(" ")
                    length += 1
                starts.append(length)
                numbers.append(number)
                pieces.append(piece)
                length += len(piece)
        return cls(tuple(lines), "".join(pieces), starts, numbers)

    def between(self, first: int, last: int) -> str:
        """Give the text of lines, both included, as :func:`flatten` makes it."""
        return flatten("\n".join(self.lines[max(0, first - 1) : max(0, last)]))

    def places(self, printed: str) -> list[int]:
        """List where something begins in the flat text, whatever line breaks it goes over."""
        wanted, found, place = flatten(printed), [], -1
        while wanted and (place := self.flat.find(wanted, place + 1)) >= 0:
            found.append(place)
        return found

    def line_at(self, place: int) -> int:
        """Give the line of a place in the flat text."""
        return self._numbers[bisect_right(self._starts, place) - 1]

    def find(self, printed: str) -> list[int]:
        """List the lines where something begins."""
        return [self.line_at(place) for place in self.places(printed)]

    def is_blank(self, number: int) -> bool:
        """Tell whether a line holds nothing, or is not there."""
        return not (1 <= number <= len(self.lines)) or not self.lines[number - 1].strip()


def read_text(path: Path, encoding: str = "") -> PlainText:
    """Read the file of a text.

    Parameters
    ----------
    path : Path
        The file.
    encoding : str
        How it is encoded; by default UTF-8, or UTF-16 where it begins with that mark.

    Raises
    ------
    TextUnreadable
        If it is not there, empty, too large, no text, or encoded in another way.
    """
    try:
        with path.open("rb") as source:
            content = source.read(LARGEST + 1)
    except OSError as error:
        raise TextUnreadable(path=path, detail=error.strerror or error) from error
    if len(content) > LARGEST:
        raise TextTooLarge(path=path, limit=LARGEST)
    text = _decode(path, content, encoding)
    if not text.strip():
        raise TextEmpty(path=path)
    return PlainText.split(text)


def _decode(path: Path, content: bytes, encoding: str) -> str:
    chosen = encoding or ("utf-16" if content.startswith(_WIDE) else "utf-8-sig")
    what = next((name for sign, name in _SIGNS if content.startswith(sign)), "")
    if what or (chosen == "utf-8-sig" and b"\0" in content):
        raise TextBinary(path=path, what=what or mark("binary data"))
    try:
        return content.decode(chosen)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise TextUndecodable(path=path, encoding=chosen.removesuffix("-sig").upper(), line=line) from error
    except LookupError as error:
        raise EncodingUnknown(encoding=encoding) from error
