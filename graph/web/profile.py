"""Everything that the page of a thing shows; no Flask here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from typing import Final

from graph.errors import ThingUnknown
from graph.language import translate
from graph.namespaces import ID, INFERRED_GRAPH, PROV, RDF, RDFS, SIM, SKOS
from graph.terms import Row, Term
from graph.web.addresses import kind_of, path_of
from graph.web.claims import Claim, by_language, in_both, in_language, read_claims
from graph.web.ego import Ego, draw_ego
from graph.web.facts import Fact, list_facts
from graph.web.lexicon import Ask, Citation, Place
from graph.web.printed_pages import Page, group_by_page
from graph.web.reader import Link, Reader
from graph.web.relations import IN, Derivation, Group, Item, Relations, read_derivations
from graph.web.texts import Text, pick

_CLAIMS_OF: Final = {"passage": "claims_in", "work": "claims_resting_on", "citation": "claims_resting_on"}
_DEEPEST: Final = 9
_NO_CLAIMS: Final = ("document", "rule", "derivation", "claim")


class Profile:
    """What is known of one thing, read piece by piece as the page asks for it.

    Parameters
    ----------
    iri : str
        The thing.
    reader : Reader
        Whose language counts.
    ask : Ask
        Runs a query of ``queries/pages``.

    Raises
    ------
    ThingUnknown
        If nothing is said of the thing.
    """

    def __init__(self, iri: str, reader: Reader, ask: Ask) -> None:
        self.iri = iri
        self.reader = reader
        self.kind = kind_of(iri)
        self._ask = ask
        self._outgoing = ask("thing", iri)
        if not self._outgoing:
            raise ThingUnknown(iri=iri)
        self.values = _collect(row for row in self._outgoing if row["graph"].value != INFERRED_GRAPH)

    def _texts(self, name: str) -> tuple[Text, ...]:
        return in_both(sorted(self.values.get(name, ())))

    # Names

    @property
    def label(self) -> Text:
        """The name; a derivation is named by what it derives."""
        if self.kind == "derivation":
            return self._derived_triple
        return self.reader.lexicon.name(self.iri, self.reader.language)

    @property
    def _derived_triple(self) -> Text:
        parts = [self.values.get(SIM + name, []) for name in ("derivedSubject", "derivedPredicate", "derivedObject")]
        words = [self.reader.show(one[0]).text.value for one in parts if one]
        return Text(" ".join(words), self.reader.language)

    @property
    def other_label(self) -> Text | None:
        """The name in the other language."""
        if self.kind == "derivation":
            return None
        return self.reader.lexicon.other_name(self.iri, self.reader.language)

    @property
    def definition(self) -> Text | None:
        """What the thing is; for a statement, its sentence."""
        return pick(self.definitions, self.reader.language)

    @property
    def other_definition(self) -> Text | None:
        """The same in the other language."""
        known = self.definitions
        has_both = self.reader.other in known and len(known) > 1
        return Text(known[self.reader.other], self.reader.other) if has_both else None

    @property
    def definitions(self) -> dict[str, str]:
        """The same by language."""
        return by_language(self.values.get(RDFS + "comment" if self.kind == "claim" else SKOS + "definition", ()))

    @property
    def notes(self) -> list[Text]:
        """Remarks of the editors, in the reader's language where there are any."""
        return in_language(self._texts(SIM + "editorialNote"), self.reader.language)

    @property
    def other_names(self) -> tuple[Text, ...]:
        """What it is also called."""
        return self._texts(SKOS + "altLabel")

    @property
    def classes(self) -> list[str]:
        """Its classes of our vocabulary."""
        named = _collect(self._outgoing).get(RDF + "type", ())
        return sorted(one.value for one in named if one.value.startswith(SIM))

    def values_of(self, name: str) -> list[Term]:
        """Give what is said of it with a property, sorted."""
        return sorted(self.values.get(name, ()))

    # Facts

    @cached_property
    def facts(self) -> list[Fact]:
        """What is said of it besides relations and statements."""
        return list_facts(self.values, self.kind, self.reader)

    @cached_property
    def mentions(self) -> list[Place]:
        """The passages that mention it, in the order of the text."""
        iris = {one.value for one in self.values.get(SIM + "mentionedIn", ())}
        return sorted((place for iri, place in self.reader.lexicon.places.items() if iri in iris), key=_by_line)

    # Statements

    @cached_property
    def claim(self) -> Claim | None:
        """The statement itself, where the thing is one."""
        if self.kind != "claim":
            return None
        rows = [{"claim": Term(self.iri), "property": row["property"], "value": row["value"]} for row in self._outgoing]
        return next(iter(read_claims(rows)), None)

    @cached_property
    def every_claim(self) -> list[Claim]:
        """Every statement that the page shows in full."""
        if self.kind in _NO_CLAIMS:
            return []
        return self.reader.lexicon.claims(_CLAIMS_OF.get(self.kind, "claims_about"), self.iri)

    @property
    def claims(self) -> list[Claim]:
        """The statements that are not linkages."""
        return [claim for claim in self.every_claim if not claim.is_linkage]

    @property
    def linkages(self) -> list[Claim]:
        """The linkages between actors."""
        return [claim for claim in self.every_claim if claim.is_linkage]

    @cached_property
    def sources(self) -> list[tuple[Link, list[Claim]]]:
        """The cited works that the statements rest on, each with these, those of most statements first."""
        citations = self.reader.lexicon.citations
        resting: dict[str, list[Claim]] = defaultdict(list)
        for claim in self.every_claim:
            for work in {citations[one].work for one in claim.citations if one in citations}:
                resting[work].append(claim)
        ranked = sorted(resting.items(), key=lambda one: (-len(one[1]), one[0]))
        return [(self.reader.link(work), claims) for work, claims in ranked]

    @cached_property
    def pages(self) -> list[Page]:
        """Of a work: its statements by the pages that the paper prints."""
        own = [one for one in self.citations if one.work == self.iri]
        return group_by_page(own, self.every_claim) if self.kind == "work" else []

    # Relations

    @cached_property
    def _incoming(self) -> list[Row]:
        return self._ask("incoming", self.iri)

    @cached_property
    def groups(self) -> list[Group]:
        """Its relations with other things."""
        if self.kind in ("passage", "citation", "claim", "document", "rule", "derivation"):
            return []
        found = Relations(self.iri, self.reader.lexicon)
        if self.kind != "work":
            found.add_claims(self.every_claim)
        found.add_triples(self._outgoing, self._incoming)
        if found.has_inferred:
            found.explain(read_derivations(self._ask("derivations", self.iri)))
        return found.groups(self.reader.language)

    @cached_property
    def ego(self) -> Ego | None:
        """The small drawing; that of a work shows what rests on it."""
        return draw_ego(self.iri, self.groups or self._resting, self.reader)

    @property
    def _resting(self) -> list[Group]:
        if self.kind != "work":
            return []
        found: dict[Term, Item] = {}
        for claim in self.every_claim:
            for term in (*map(Term, claim.subjects), *claim.objects):
                found.setdefault(term, Item(term, "neutral")).claims.append(claim)
        return [Group(SIM + "restsOn", IN, list(found.values()))]

    def verb(self, group: Group) -> Text:
        """Say a relation from the thing's side: ``strengthens``, ``strengthened by``."""
        lexicon, language = self.reader.lexicon, self.reader.language
        if group.direction == "out":
            return lexicon.name(group.predicate, language)
        inverse = lexicon.inverse.get(group.predicate, "")
        if inverse in lexicon.labels:
            return lexicon.name(inverse, language)
        verb = lexicon.name(group.predicate, language)
        return Text(translate("\u2026 {verb} this", language).format(verb=verb.value), language)

    # What only some kinds have

    @cached_property
    def parts(self) -> list[Place]:
        """Of a passage or document: the passages directly in it."""
        inside = (place for place in self.reader.lexicon.places.values() if place.whole == self.iri)
        return sorted(inside, key=lambda place: (place.order, place.first))

    @property
    def trail(self) -> list[tuple[str, str]]:
        """Of a passage: what it is part of, outermost first, each with its path; itself last."""
        steps: list[tuple[str, str]] = [(self.label.value, "")]
        places = self.reader.lexicon.places
        iri = places[self.iri].whole if self.iri in places else ""
        while iri and len(steps) < _DEEPEST:
            steps.append((self.reader.lexicon.name(iri, self.reader.language).value, path_of(iri)))
            iri = places[iri].whole if iri in places else ""
        return steps[::-1]

    @cached_property
    def citations(self) -> list[Citation]:
        """Of a passage: the citations in it; of a work: where it is cited."""
        known = self.reader.lexicon.citations.values()
        return sorted((one for one in known if self.iri in (one.passage, one.work, one.through)), key=_by_slug)

    @cached_property
    def mentioned(self) -> list[Link]:
        """Of a passage: the things it mentions."""
        return self.reader.links(self._pointing(SIM + "mentionedIn"))

    def covered(self, word: str) -> list[Claim]:
        """Of a citation: the statements that it covers as surely as a word says."""
        return [claim for claim in self.every_claim if claim.surely(self.iri) == word]

    @property
    def evidence_of(self) -> list[Link]:
        """Of a statement: the things that it is given as evidence of."""
        return self.reader.links(self._pointing(SIM + "evidencedBy"))

    def _pointing(self, name: str) -> set[str]:
        return {row["other"].value for row in self._incoming if row["property"].value == name}

    @cached_property
    def derived(self) -> list[Derivation]:
        """Of a statement or rule: what was derived from it."""
        if self.kind not in ("claim", "rule"):
            return []
        return read_derivations(self._ask("derived_from", self.iri))

    @property
    def premises(self) -> list[str]:
        """Of a derivation: the statements that it was derived from."""
        known = [*self.values.get(PROV + "wasDerivedFrom", ())]
        return sorted(one.value for one in known if kind_of(one.value) == "claim")


def _collect(rows: Iterable[Row]) -> dict[str, list[Term]]:
    """Give the different values of each property."""
    values: dict[str, dict[Term, None]] = defaultdict(dict)
    for row in rows:
        values[row["property"].value][row["value"]] = None
    return {name: list(terms) for name, terms in values.items()}


def _by_line(place: Place) -> tuple[int, int]:
    return (place.first, -place.last)


def _by_slug(citation: Citation) -> tuple[int, str]:
    return (len(citation.iri), citation.iri)


def thing_iri(kind: str, slug: str) -> str:
    """Give the IRI of a thing from the parts of its address."""
    return f"{ID}{kind}/{slug}"
