"""Reads the files of the named questions.

A file ``queries/public/<name>.rq`` is valid SPARQL as it stands and begins with
lines ``#+ key: value`` (see ``queries/README.md``): title, sentence, group,
parameters with type and example, names of the columns, and how to show the
result.
"""

from __future__ import annotations

import re
from typing import Final

from graph.catalogue import Catalogue, Entry
from graph.language import LANGUAGES
from graph.namespaces import KINDS
from graph.question_errors import QuestionMalformed, QuestionUnknown
from graph.questions import GROUPS, LONGEST, RESERVED, SHOWS, TYPES, Parameter, Question, Show, gives_graph

FOLDER: Final = "public"

_NAME: Final = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_VARIABLE: Final = re.compile(r"[a-z][A-Za-z0-9]*")
_FIELD: Final = re.compile(r"\{([^{}]*)\}")


def list_questions(catalogue: Catalogue) -> list[Question]:
    """Read all questions: by group, then by name.

    Raises
    ------
    QuestionMalformed
        If a file does not introduce itself as it must.
    """
    found = [read_question(entry) for entry in catalogue.entries(FOLDER)]
    return sorted(found, key=lambda one: (list(GROUPS).index(one.group), one.name))


def find_question(catalogue: Catalogue, name: str) -> Question:
    """Give one question by name.

    Raises
    ------
    QuestionUnknown
        If there is none of this name.
    """
    for entry in catalogue.entries(FOLDER):
        if entry.name == f"{FOLDER}/{name}":
            return read_question(entry)
    raise QuestionUnknown(name=name[:LONGEST])


def read_question(entry: Entry) -> Question:
    """Read what a query file says of itself.

    Raises
    ------
    QuestionMalformed
        If something is missing or does not fit together.
    """
    reading = _Reading(entry)
    parameters = tuple(reading.parameter(line) for line in entry.about.get("parameter", ()))
    sentences = reading.spoken("sentence") if parameters else {}
    names = {one.name for one in parameters}
    for sentence in sentences.values():
        reading.must(set(_FIELD.findall(sentence)) == names, "a sentence must name every parameter once, in braces")
    columns = reading.columns()
    show, *shown = reading.one("show").split()
    reading.must(show in SHOWS, f"show must be one of {', '.join(SHOWS)}")
    reading.must(show == "table" or len(shown) in (2, 3), f"show: {show} needs two or three columns")
    reading.must(reading.is_graph or set(shown) <= set(columns), "show names a column that has no name for people")
    group = reading.one("group")
    reading.must(group in GROUPS, f"group must be one of {', '.join(GROUPS)}")
    return Question(
        name=reading.name,
        body=entry.body,
        group=group,
        titles=reading.spoken("title"),
        abouts=reading.spoken("about"),
        sentences=sentences,
        parameters=parameters,
        columns=columns,
        evidence=next((name for name in ("evidence", "claim") if name in columns), ""),
        show=Show(show, tuple(shown)),
    )


class _Reading:
    """Reads the lines of one file, and says what is wrong with them."""

    def __init__(self, entry: Entry) -> None:
        self.entry = entry
        self.name = entry.name.removeprefix(f"{FOLDER}/")
        self.must(_NAME.fullmatch(self.name) is not None, "its name must be words of small letters, joined by hyphens")

    @property
    def is_graph(self) -> bool:
        return gives_graph(self.entry.body)

    def must(self, is_so: bool, detail: str) -> None:
        if not is_so:
            raise QuestionMalformed(name=self.entry.name, detail=detail)

    def one(self, key: str) -> str:
        values = self.entry.about.get(key, ())
        self.must(len(values) == 1 and bool(values[0]), f"it needs one line #+ {key}:")
        return values[0]

    def spoken(self, key: str) -> dict[str, str]:
        return {language: self.one(f"{key}@{language}") for language in LANGUAGES}

    def pairs(self, key: str) -> dict[str, str]:
        """Read lines ``#+ key: name = value``."""
        found: dict[str, str] = {}
        for line in self.entry.about.get(key, ()):
            name, joint, value = (part.strip() for part in line.partition("="))
            self.must(bool(name and joint and value) and name not in found, f"#+ {key}: {line} is not NAME = VALUE")
            found[name] = value
        return found

    def columns(self) -> dict[str, dict[str, str]]:
        named = {language: self.pairs(f"column@{language}") for language in LANGUAGES}
        first, *others = named.values()
        self.must(all(one.keys() == first.keys() for one in others), "each column needs a name in both languages")
        self.must(self.is_graph or bool(first), "it names no columns")
        return {name: {language: named[language][name] for language in LANGUAGES} for name in first}

    def parameter(self, line: str) -> Parameter:
        words = line.split()
        is_optional = words[-1:] == ["optional"]
        name, kind, *rest = words[: len(words) - is_optional] + ["", ""][: max(0, 2 - len(words))]
        self.must(_VARIABLE.fullmatch(name) is not None and kind in TYPES, f"#+ parameter: {line} is not NAME TYPE")
        self.must(name not in RESERVED, f"a parameter cannot be called {name}")
        among = tuple(rest[0].split(",")) if rest else ()
        self.must(len(rest) == (kind in ("thing", "word")), f"#+ parameter: {line} names no kinds, or too much")
        self.must(kind != "thing" or set(among) <= set(KINDS), f"#+ parameter: {line} names an unknown kind")
        example = self.pairs("example").get(name, "")
        self.must(bool(example), f"parameter {name} needs a line #+ example: {name} = ...")
        labels = {language: self.pairs(f"label@{language}").get(name, "") for language in LANGUAGES}
        self.must(all(labels.values()), f"parameter {name} needs a label in both languages")
        self.must(f"?{name}" in self.entry.body, f"the query has no variable ?{name}")
        found = Parameter(name, kind, among, is_optional, example, labels)
        found.read(example)
        return found
