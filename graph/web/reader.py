"""Who reads: the language of a page, and names and links in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Final
from urllib.parse import urlencode

from babel.dates import format_date
from babel.numbers import format_decimal

from graph.language import LANGUAGES, mark, translate
from graph.namespaces import SIM
from graph.terms import Term
from graph.web.addresses import clean, kind_of, path_of, slug_of
from graph.web.evidence_request import MOST_NAMED
from graph.web.lexicon import Lexicon
from graph.web.memento import has_versions
from graph.web.standing import Standing
from graph.web.texts import Text

KIND_NAMES: Final[Mapping[str, str]] = {
    "factor": mark("factor"),
    "concept": mark("concept"),
    "actor": mark("actor"),
    "practice": mark("practice"),
    "effect": mark("effect"),
    "programme": mark("programme"),
    "place": mark("place"),
    "work": mark("cited work"),
    "person": mark("person"),
    "citation": mark("citation"),
    "passage": mark("passage"),
    "claim": mark("statement"),
    "document": mark("document"),
    "rule": mark("rule"),
    "derivation": mark("derivation"),
    "term": mark("word of the vocabulary"),
    "graph": mark("named graph"),
}

KIND_PLURALS: Final[Mapping[str, str]] = {
    "factor": mark("Factors"),
    "concept": mark("Concepts"),
    "actor": mark("Actors"),
    "practice": mark("Practices"),
    "effect": mark("Effects"),
    "programme": mark("Programmes"),
    "place": mark("Places"),
    "work": mark("Cited works"),
    "person": mark("Persons"),
    "citation": mark("Citations"),
    "passage": mark("Passages"),
    "claim": mark("Statements"),
    "document": mark("Documents"),
    "rule": mark("Rules"),
    "derivation": mark("Derivations"),
    "term": mark("Vocabulary"),
}

ATTRIBUTIONS: Final[Mapping[str, str]] = {
    "direct": mark("the citation covers this sentence"),
    "scope": mark("the citation covers the paragraph: read, not certain"),
    "near": mark("no citation of its own; one stands nearby"),
    "authors": mark("the authors themselves, without a citation"),
}
"""How surely a citation covers a statement, in plain words."""


@dataclass(frozen=True, slots=True)
class Link:
    """Something with a name; without an address it is only text."""

    text: Text
    href: str = ""
    kind: str = ""


class Reader:
    """The reader of one page.

    Parameters
    ----------
    language : str
        ``id`` or ``en``.
    open_lexicon : callable
        Gives the words of the current version; called only when one is needed,
        so that a page about an error needs no store.
    kept : mapping of str to str
        What to keep in the address of links: the language (``lang``) where the
        reader chose it there, and the ``version`` that the reader looks at.
    """

    def __init__(
        self, language: str, open_lexicon: Callable[[], Lexicon], kept: Mapping[str, str] | None = None
    ) -> None:
        self.language = language
        self.other = next(one for one in LANGUAGES if one != language)
        self._open_lexicon = open_lexicon
        self.kept = dict(kept or {})
        self._links: dict[str, Link] = {}

    @cached_property
    def lexicon(self) -> Lexicon:
        """The words of the current version."""
        return self._open_lexicon()

    @cached_property
    def standing(self) -> Standing:
        """The order of the documents."""
        return Standing(self.lexicon)

    def say(self, text: str, **fields: object) -> str:
        """Give a sentence of ours in the reader's language."""
        return translate(text, self.language).format(**fields)

    # Links

    def href(self, path: str, **query: object) -> str:
        """Give a path of ours, with the language and the version that the reader keeps in the address."""
        if not path.startswith("/"):
            return path
        place, sign, anchor = path.partition("#")
        kept = {name: value for name, value in self.kept.items() if name != "version" or has_versions(place)}
        pairs = {**query, **kept}
        text = urlencode({name: value for name, value in pairs.items() if value not in (None, "")})
        joint = "&" if "?" in place else "?"
        return f"{place}{joint if text else ''}{text}{sign}{anchor}"

    @property
    def pin(self) -> str:
        """What to add to the address of data, so that it is about the version that the reader looks at."""
        return f"?version={self.kept['version']}" if "version" in self.kept else ""

    def at(self, version: str) -> Reader:
        """Give the same reader, with links into a version; names stay those of this one."""
        return Reader(self.language, lambda: self.lexicon, {**self.kept, "version": version})

    def link(self, iri: str) -> Link:
        """Give the link for an IRI: its name and where it leads."""
        if iri not in self._links:
            kind = kind_of(iri) or ("term" if iri.startswith(SIM) else "")
            self._links[iri] = Link(self.lexicon.name(iri, self.language), self.href(path_of(iri)), kind)
        return self._links[iri]

    def evidence(self, claims: Iterable[str]) -> str:
        """Give the address of the evidence of statements, named by IRI or slug; empty for more than it can name."""
        slugs = [slug_of(one) for one in claims]
        return self.href("/evidence", claim=" ".join(slugs)) if 0 < len(slugs) <= MOST_NAMED else ""

    def in_context(self, passage: str) -> str:
        """Give the address of a passage in the reading view of its document."""
        return self.href(self.standing.anchor(passage))

    def links(self, iris: Iterable[str]) -> list[Link]:
        """Give links sorted by name."""
        return sorted((self.link(iri) for iri in iris), key=lambda link: link.text.value.casefold())

    def show(self, term: Term) -> Link:
        """Give a value: a link for an IRI, else its text."""
        if term.kind == "uri":
            return self.link(term.value)
        if term.value in ("true", "false") and term.datatype.endswith("#boolean"):
            word = translate("yes", self.language) if term.value == "true" else translate("no", self.language)
            return Link(Text(word, self.language))
        return Link(Text(clean(term.value), term.language))

    # Words

    def word(self, name: str) -> Text:
        """Give the name of a word of the vocabulary."""
        return self.lexicon.name(SIM + name, self.language)

    def meaning(self, name: str) -> Text | None:
        """Give the definition of a word of the vocabulary."""
        return self.lexicon.definition(SIM + name, self.language)

    def kind_name(self, kind: str) -> str:
        """Give the name of a kind of thing."""
        return translate(KIND_NAMES.get(kind, kind), self.language)

    def link_word(self, name: str) -> Link:
        """Give the link of a word of the vocabulary."""
        return self.link(SIM + name)

    def kind_plural(self, kind: str) -> str:
        """Give the name of all things of a kind."""
        return translate(KIND_PLURALS.get(kind, kind), self.language)

    def slug(self, iri: str) -> str:
        """Give the last part of an IRI."""
        return clean(slug_of(iri))

    def short(self, iri: str) -> str:
        """Give the last part of an IRI as a heading: ``CIT07``."""
        return self.slug(iri).upper()

    def attribution(self, word: str) -> str:
        """Say how surely a citation covers a statement."""
        return translate(ATTRIBUTIONS.get(word, ATTRIBUTIONS["authors"]), self.language)

    def count(self, amount: int, one: str, many: str) -> str:
        """Say an amount; `one` and `many` are sentences already in the reader's language."""
        return (one if amount == 1 else many).format(count=self.number(amount))

    def number(self, value: float) -> str:
        """Write a number the way the reader's language does."""
        return str(format_decimal(value, locale=self.language))

    def moment(self, moment: str) -> str:
        """Write the day and the minute of an ISO 8601 moment, in UTC."""
        clock = datetime.fromisoformat(moment).astimezone(UTC)
        return (
            f"{self.date(moment)}, {clock:%H.%M} UTC"
            if self.language == "id"
            else f"{self.date(moment)}, {clock:%H:%M} UTC"
        )

    def date(self, moment: str) -> str:
        """Write the day of an ISO 8601 moment; today if there is none, as for data that may change at any time."""
        locale = {"en": "en_GB"}.get(self.language, self.language)
        day = datetime.fromisoformat(moment) if moment else datetime.now(UTC)
        return str(format_date(day, format="long", locale=locale))
