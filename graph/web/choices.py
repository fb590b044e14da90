"""What people may put into a question: things and words by their names; no Flask here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from rapidfuzz import fuzz, process

from graph.errors import ParameterInvalid
from graph.namespaces import ID, SIM, SKOS
from graph.question_errors import ThingMissing, ThingNearby
from graph.questions import LONGEST, Parameter, Question
from graph.web.addresses import kind_of
from graph.web.lexicon import Lexicon
from graph.web.search_words import fold

FEW: Final = 60
"""Things that are offered in a list to choose from; where there are more, their names are typed."""
LISTED: Final = 400
"""Things whose names stand in the page for completion; where there are more, the search completes."""
NEAR: Final = 6
_ALIKE: Final = 60
"""How much a name must resemble what was typed, in percent."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A value with its name.

    Attributes
    ----------
    value : str
        As it stands in an address: ``work/sudantoko-2002``, ``government``.
    iri : str
        What it stands for.
    label, other : str
        Its name in the reader's language, and in the other one where that differs.
    is_point : bool
        Whether it is but a point under a factor.
    """

    value: str
    iri: str
    label: str
    other: str = ""
    is_point: bool = False

    @property
    def kind(self) -> str:
        """The kind of the thing; empty for a word."""
        return kind_of(self.iri)


class Choices:
    """The things and words of one version, by name.

    Parameters
    ----------
    lexicon : Lexicon
        The names.
    language : str
        Of the reader.
    """

    def __init__(self, lexicon: Lexicon, language: str) -> None:
        self._lexicon = lexicon
        self._language = language

    def offer(self, one: Parameter) -> list[Choice]:
        """List what a parameter can be, by kind and name."""
        found = [self.show(iri) for iri in self._iris(one)]
        if one.type == "word":
            return found
        kinds = {kind: index for index, kind in enumerate(one.among)}
        order = self._lexicon.order

        def rank(choice: Choice) -> tuple[object, ...]:
            return (kinds[choice.kind], choice.is_point, order(choice.iri), choice.label.casefold())

        return sorted(found, key=rank)

    def count(self, one: Parameter) -> int:
        """Tell how many values a parameter can have."""
        return len(self._iris(one))

    def show(self, iri: str) -> Choice:
        """Give a thing or word with its name."""
        other = self._lexicon.other_name(iri, self._language)
        label = self._lexicon.name(iri, self._language).value
        return Choice(self.shorten(iri), iri, label, other.value if other else "", iri in self._lexicon.points)

    def knows(self, iri: str) -> bool:
        """Tell whether something has a name."""
        return iri in self._lexicon.labels

    @staticmethod
    def shorten(iri: str) -> str:
        """Write a thing or word as it stands in an address."""
        return iri.removeprefix(ID).removeprefix(SIM)

    def resolve(self, question: Question, given: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
        """Put the value for the name, wherever a name was typed.

        Raises
        ------
        ThingNearby
            If several things have the name, or none has but some nearly.
        ThingMissing
            If nothing has a name like it.
        """
        known = {one.name: one for one in question.parameters}
        return {
            name: [self._resolve(known[name], text) if name in known else text for text in texts]
            for name, texts in given.items()
        }

    def find_near(self, one: Parameter, text: str) -> list[Choice]:
        """Find what may have been meant."""
        names = {name: iris for name, iris in self._named(one).items() if name}
        wanted = fold(text[:LONGEST].removeprefix(ID).rpartition("/")[2])
        alike = process.extract(wanted, names.keys(), scorer=fuzz.WRatio, limit=3 * NEAR, score_cutoff=_ALIKE)
        iris = dict.fromkeys(iri for name, _, _ in alike for iri in names[name])
        return [self.show(iri) for iri in list(iris)[:NEAR]]

    def complain(self, one: Parameter, text: str) -> ThingMissing:
        """Say that nothing is meant by a text, and what may be."""
        near = ", ".join(choice.value for choice in self.find_near(one, text))
        shown = text[:LONGEST]
        return ThingNearby(name=one.name, value=shown, near=near) if near else ThingMissing(name=one.name, value=shown)

    def _resolve(self, one: Parameter, text: str) -> str:
        if one.type not in ("thing", "word") or not text.strip() or len(text) > LONGEST:
            return text
        try:
            iri = one.read(text).value
        except ParameterInvalid:
            iri = ""
        if self.knows(iri):
            return self.shorten(iri)
        met = self._named(one).get(fold(text), [])
        if len(met) == 1:
            return self.shorten(met[0])
        if one.type == "thing" and (met or not iri):
            raise self.complain(one, text)
        return text  # whether it is there is for the engine to say

    def _iris(self, one: Parameter) -> list[str]:
        if one.type == "word":
            return self._words.get(f"{SIM}{one.among[0]}Scheme", [])
        return [iri for kind in one.among for iri in self._lexicon.of_kind(kind)]

    def _named(self, one: Parameter) -> dict[str, list[str]]:
        """Give what can be meant by each name, in every language."""
        found: dict[str, dict[str, None]] = defaultdict(dict)
        for iri in self._iris(one):
            others = self._lexicon.texts.get(iri, {}).get(SKOS + "altLabel", ())
            for text in (*self._lexicon.labels.get(iri, {}).values(), *(text for _, text in others)):
                found[fold(text)][iri] = None
        return {name: list(iris) for name, iris in found.items()}

    @cached_property
    def _words(self) -> dict[str, list[str]]:
        """The words of each closed list."""
        lists: dict[str, list[str]] = defaultdict(list)
        for term, values in self._lexicon.terms.items():
            for scheme in values.get(SKOS + "inScheme", ()):
                lists[scheme.value].append(term)
        return {scheme: sorted(words) for scheme, words in lists.items()}
