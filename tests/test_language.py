"""Two languages: every sentence of the program is known in both."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields
from importlib import import_module
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.extract import extract, extract_from_dir
from babel.messages.pofile import read_po

from graph.errors import QueryTooComplex, SettingOutOfRange, SimpulError
from graph.language import choose_language, explain, indonesian, mark, translate
from graph.question_errors import QuestionIncomplete
from graph.settings import Settings

ROOT = Path(__file__).parent.parent
KEYWORDS = {"translate": None, "mark": None, "_": None, "gettext": None}
READERS = {"graph": [("**.py", "python")], "templates": [("**", "jinja2.ext:babel_extract")]}
FIELD = re.compile(r"\{(\w+)[^}]*\}|%\((\w+)\)s")


def spoken() -> Iterator[tuple[str, str]]:
    """Every English sentence that a person may read, and where it stands."""
    for folder, methods in READERS.items():
        for path, line, text, _, _ in extract_from_dir(ROOT / folder, methods, keywords=KEYWORDS):
            yield str(text), f"{folder}/{path}:{line}"
    with (ROOT / "server.py").open("rb") as source:
        for line, text, _, _ in extract("python", source, keywords=KEYWORDS):
            yield str(text), f"server.py:{line}"
    for path in (ROOT / "graph").glob("*errors.py"):
        module = import_module(f"graph.{path.stem}")
        for name, value in vars(module).items():
            if isinstance(value, type) and issubclass(value, SimpulError) and FIELD.sub("", value.message):
                yield value.message, f"{module.__name__} ({name})"
    for one in fields(Settings):
        yield one.metadata["help"], f"graph/settings.py ({one.name})"


def test_every_sentence_has_its_indonesian() -> None:
    known = indonesian()
    sentences = list(spoken())
    assert len(sentences) > 50
    assert sorted({f"{place}: {text}" for text, place in sentences if text not in known}) == []


def test_no_sentence_is_translated_that_nobody_says() -> None:
    assert sorted(indonesian().keys() - {text for text, _ in spoken()}) == []


def test_the_fields_of_a_sentence_are_the_same_in_both_languages() -> None:
    wrong = [text for text, other in indonesian().items() if set(FIELD.findall(text)) != set(FIELD.findall(other))]
    assert wrong == []


def test_no_sentence_is_translated_twice() -> None:
    paths = sorted((ROOT / "graph/translations/id").glob("*.po"))
    text = "".join(path.read_text(encoding="utf-8") for path in paths)
    known = [one for path in paths for one in read_po(BytesIO(path.read_bytes()), abort_invalid=True) if one.id]
    starts = Counter(one for one in re.findall(r'^msgid ((?:".*"\n)+)', text, re.MULTILINE) if one != '""\n')
    starts |= Counter(one.id for one in known)
    assert [msgid for msgid, count in starts.items() if count > 1] == []
    assert [one.id for one in known if not one.string or one.fuzzy] == []


def test_an_unknown_sentence_stays_english() -> None:
    assert translate("Nobody translated this.", "id") == "Nobody translated this."
    assert mark("A sentence.") == "A sentence."


def test_an_error_is_explained_in_the_language_of_the_reader() -> None:
    error = QueryTooComplex(count=200, what="patterns", limit=100)
    assert explain(error, "en") == str(error)
    assert explain(error, "id") != str(error)
    assert "200" in explain(error, "id")


def test_sentences_inside_an_error_are_translated_too() -> None:
    error = SettingOutOfRange(name="SIMPUL_PORT", value="x", kind="a whole number", least=0, most=9, help="")
    assert "a whole number" not in explain(error, "id")


def test_the_name_of_a_parameter_is_never_translated() -> None:
    error = QuestionIncomplete(question="points-of-factor", name="factor", example="factor/security")
    assert translate("factor", "id") == "faktor"
    assert "factor=factor/security" in explain(error, "id")


@pytest.mark.parametrize(
    ("asked", "remembered", "accept", "chosen"),
    [
        (None, None, None, "id"),
        (None, None, "", "id"),
        (None, None, "en", "en"),
        (None, None, "en-GB,en;q=0.9", "en"),
        (None, None, "id-ID,id;q=0.9,en;q=0.8", "id"),
        (None, None, "fr", "id"),
        (None, None, "fr,en;q=0.5", "en"),
        (None, None, "en;q=0", "id"),
        (None, None, "garbage;;q=x", "id"),
        (None, "en", "id", "en"),
        ("id", "en", "en", "id"),
        ("xx", None, "en", "en"),
    ],
)
def test_the_language_is_chosen(asked: str | None, remembered: str | None, accept: str | None, chosen: str) -> None:
    assert choose_language(asked, remembered, accept) == chosen
