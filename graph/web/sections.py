"""What the page of a thing answers besides its relations: one table of sections for all kinds.

Each section is a query in ``queries/pages/sections``, which says of itself for which
kinds it is, what its heading is, and what to say where it finds nothing. Its rows have

``?item``
    what the line is about, a thing or a statement;
``?how``, ``?other``, ``?back``
    a relation and its other end; ``?back`` where the relation leads to the item;
``?mark``, ``?modality``
    a word of a closed list that goes with it;
``?claim``
    the statements behind it;
``?group``
    a word under which the line stands.

A text as an item is left out where it is not in the reader's language. Further lines
of the file: ``#+ covers: in partOf`` names a relation that need not be listed again,
``#+ groups:`` all words of ``?group`` in order, ``#+ sort: statements`` puts first
what has most statements behind it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from graph.catalogue import Entry
from graph.namespaces import ID, SIM
from graph.questions import Question
from graph.terms import Row, Term
from graph.web.addresses import kind_of
from graph.web.claims import GLYPHS
from graph.web.lexicon import Ask
from graph.web.reader import Link, Reader
from graph.web.relations import Group
from graph.web.texts import Text

FOLDER: Final = "pages/sections"
_KINDS: Final = "kinds"


Key = tuple[str, str, bool, str, str]


@dataclass
class Phrase:
    """A relation of the item, with the statements behind it."""

    how: Link | None
    other: Link | None
    is_back: bool
    word: Text | None
    polarity: str
    claims: list[str] = field(default_factory=list)


@dataclass
class Line:
    """One item."""

    iri: str
    link: Link
    polarity: str = ""
    phrases: dict[Key, Phrase] = field(default_factory=dict)

    @property
    def claims(self) -> list[str]:
        """The statements behind all of it, each once."""
        return list(dict.fromkeys(one for phrase in self.phrases.values() for one in phrase.claims))

    @property
    def said(self) -> list[Phrase]:
        """What is said of the item, where more is said than that it is there."""
        return [one for one in self.phrases.values() if one.how or one.other or one.word]


@dataclass
class Section:
    """An answer: lines, maybe under words; without lines, the sentence that says so."""

    name: str
    title: str
    about: str
    empty: str
    covers: tuple[str, ...] = ()
    groups: dict[str, list[Line]] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """How many lines there are."""
        return sum(len(lines) for lines in self.groups.values())


def read_sections(
    iri: str, classes: Sequence[str], entries: Iterable[Entry], reader: Reader, ask: Ask
) -> list[Section]:
    """Answer what there is to answer about a thing.

    Parameters
    ----------
    iri : str
        The thing.
    classes : sequence of str
        Its kind (``factor``) and its classes (``Factor``, ``SubPoint``).
    entries : iterable of Entry
        The queries of :data:`FOLDER`.
    reader : Reader
        Whose language counts.
    ask : Ask
        Runs a query of ``queries/pages``.

    Returns
    -------
    list of Section
        Those that found something, and those for which finding nothing is an answer.
    """
    wanted = [one for one in entries if is_meant(one, classes)]
    wanted.sort(key=lambda one: (int(_one(one, "order") or 0), one.name))
    found = [_read(one, ask(one.name.removeprefix("pages/"), iri), reader) for one in wanted]
    return [one for one in found if one.groups or one.empty]


def offer_questions(iri: str, questions: Iterable[Question], reader: Reader) -> list[Link]:
    """Offer the named questions that take a thing of this kind, with it filled in."""
    kind, short = kind_of(iri), iri.removeprefix(ID)
    found = []
    for one in questions:
        name = next((taken.name for taken in one.parameters if taken.type == "thing" and kind in taken.among), "")
        if name:
            href = reader.href(f"/queries/{one.name}", **{**one.examples, name: short})
            found.append(Link(Text(one.titles[reader.language], reader.language), href))
    return found


def leave_out(groups: Iterable[Group], sections: Iterable[Section]) -> list[Group]:
    """Leave out the relations that a section lists already."""
    covered = {words for one in sections if one.groups for words in one.covers}
    return [one for one in groups if f"{one.direction} {one.predicate.removeprefix(SIM)}" not in covered]


def is_meant(entry: Entry, classes: Sequence[str]) -> bool:
    """Tell whether a section is for a thing of these kinds and classes."""
    return any(not set(words.split()).isdisjoint(classes) for words in entry.about.get(_KINDS, ()))


def _one(entry: Entry, key: str) -> str:
    return entry.about.get(key, ("",))[0]


def _read(entry: Entry, rows: Iterable[Row], reader: Reader) -> Section:
    language = reader.language
    section = Section(
        name=entry.name.rpartition("/")[2].replace("_", "-"),
        title=entry.title(language),
        about=_one(entry, f"about@{language}"),
        empty=_one(entry, f"empty@{language}"),
        covers=entry.about.get("covers", ()),
    )
    lines: dict[tuple[str, str], Line] = {}
    for row in rows:
        if row["item"].language not in ("", language):
            continue
        group, item = _value(row, "group"), row["item"].value
        if (group, item) not in lines:
            lines[group, item] = Line(item, _show(row["item"], reader))
            section.groups.setdefault(group, []).append(lines[group, item])
        _add(lines[group, item], row, reader)
    return _sort(section, entry)


def _sort(section: Section, entry: Entry) -> Section:
    """Bring groups into the order that the query names and, if it says so, lines into that of their weight."""
    order = {SIM + word: place for place, word in enumerate(_one(entry, "groups").split())}
    section.groups = {word: section.groups[word] for word in sorted(section.groups, key=lambda one: order.get(one, 0))}
    if _one(entry, "sort") == "statements":
        for lines in section.groups.values():
            lines.sort(key=lambda line: -len(line.claims))
    return section


def _add(line: Line, row: Row, reader: Reader) -> None:
    """Take in one row about an item."""
    modality, mark = _word(row, "modality"), _word(row, "mark")
    polarity = mark if mark in GLYPHS else ""
    word = modality if modality and modality != "asserted" else mark if not polarity else ""
    if "how" not in row:
        line.polarity = line.polarity or polarity
        polarity = ""
    key = (_value(row, "how"), _value(row, "other"), "back" in row, word, polarity)
    if key not in line.phrases:
        how = reader.link(row["how"].value) if "how" in row else None
        other = _show(row["other"], reader) if "other" in row else None
        line.phrases[key] = Phrase(how, other, "back" in row, reader.word(word) if word else None, polarity)
    if "claim" in row and row["claim"].value not in line.phrases[key].claims:
        line.phrases[key].claims.append(row["claim"].value)


def _show(term: Term, reader: Reader) -> Link:
    """Show a statement by its sentence, anything else by its name."""
    link = reader.show(term)
    if link.kind == "claim":
        return Link(reader.lexicon.sentence(term.value, reader.language), link.href, link.kind)
    return link


def _value(row: Mapping[str, Term], name: str) -> str:
    return row[name].value if name in row else ""


def _word(row: Mapping[str, Term], name: str) -> str:
    return _value(row, name).removeprefix(SIM)
