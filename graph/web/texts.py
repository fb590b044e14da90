"""Texts with their languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from graph.terms import Term


@dataclass(frozen=True, slots=True)
class Text:
    """A text and the language that it is in; the language is empty where it is not known."""

    value: str
    language: str = ""

    def __str__(self) -> str:
        return self.value


def pick(texts: Mapping[str, str], language: str) -> Text | None:
    """Pick the text in `language`, else the untagged one, else English, else any."""
    for tag in (language, "", "en", *sorted(texts)):
        if tag in texts:
            return Text(texts[tag], tag)
    return None


def number(term: Term | None) -> int:
    """Read a whole number; 0 where there is none."""
    return int(term.value) if term is not None and term.value.strip().lstrip("-").isdigit() else 0
