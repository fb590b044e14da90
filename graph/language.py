"""Indonesian and English: which one a reader gets, and the sentences of both.

English sentences stand in the code and the templates and are the keys; the
Indonesian ones stand in ``graph/translations/id/*.po`` (gettext format), a file for
each part of the product.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

from babel.messages.pofile import read_po
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from graph.errors import SimpulError

LANGUAGES: Final = ("id", "en")
DEFAULT: Final = "id"
_AS_IT_IS: Final = frozenset(("name", "one", "other", "known", "value", "example", "near"))
"""Fields of errors that are never words of ours, even where they look like one."""
_CATALOGUES: Final = Path(__file__).parent / "translations" / "id"


@cache
def indonesian() -> dict[str, str]:
    """Read the Indonesian sentence for every English one."""
    known: dict[str, str] = {}
    for path in sorted(_CATALOGUES.glob("*.po")):
        with path.open("rb") as source:
            known |= {str(one.id): str(one.string) for one in read_po(source, locale="id") if one.id and one.string}
    return known


def mark(text: str) -> str:
    """Mark an English sentence that stands in a table for translation; gives it back unchanged."""
    return text


def translate(text: str, language: str) -> str:
    """Give `text` (an English sentence) in `language`; English where none is known."""
    return indonesian().get(text, text) if language == "id" else text


def explain(error: SimpulError, language: str) -> str:
    """Give the sentence of an error in `language`; fields that are sentences of ours are translated too.

    What arrived, and what is to be sent, stays as it is: in the name of a parameter a translation would mislead.
    """
    fields = {
        name: translate(value, language) if isinstance(value, str) and name not in _AS_IT_IS else value
        for name, value in error.fields.items()
    }
    return translate(error.message, language).format(**fields)


def choose_language(asked: str | None, remembered: str | None, accept: str | None) -> str:
    """Choose the language of a page.

    The switch (``?lang=``) wins, then what the reader chose before, then
    ``Accept-Language`` (RFC 9110, section 12.5.4), else Indonesian.
    """
    for wish in (asked, remembered):
        if wish in LANGUAGES:
            return str(wish)
    if not accept:
        return DEFAULT
    wanted = parse_accept_header(accept, LanguageAccept)
    return wanted.best_match(LANGUAGES, default=DEFAULT) or DEFAULT
