"""The drawing in words: its numbers, its busiest actors and what is not in it."""

from __future__ import annotations

from dataclasses import dataclass

from graph.language import mark, translate
from graph.network.material import Material
from graph.network.projection import DENIED, NO_ACTOR, SELF_LINK, Network
from graph.network.selection import BOTH_ENDS, Selection

REASONS = {
    DENIED: mark("The document denies this linkage, so it is not a link."),
    SELF_LINK: mark("Both ends are the same actor; a link joins two."),
    NO_ACTOR: mark("One end is not an actor."),
}


AMOUNTS = {
    "actor": (mark("{count} actor"), mark("{count} actors")),
    "link": (mark("{count} link"), mark("{count} links")),
    "partner": (mark("{count} partner"), mark("{count} partners")),
    "statement": (mark("{count} statement"), mark("{count} statements")),
    "source": (mark("{count} source"), mark("{count} sources")),
}
"""One and many of what is counted."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How much a network holds; the authors themselves count as one source."""

    actors: int
    links: int
    statements: int
    sources: int


def count(network: Network) -> Counts:
    """Count what a network holds."""
    keys = {one.key for one in network.statements}
    return Counts(len(network.actors), len(network.links), len(keys), len(network.sources))


def amount(number: int, thing: str, language: str) -> str:
    """Say how many there are, as in ``1 link`` or ``{number} links``; `thing` is a key of `AMOUNTS`."""
    one, many = AMOUNTS[thing]
    return translate(one if number == 1 else many, language).format(count=number)


def describe_counts(network: Network, language: str) -> str:
    """Say the numbers of a network, as in ``34 actors, 58 links, 71 statements, 7 sources``."""
    found = count(network)
    numbers = {"actor": found.actors, "link": found.links, "statement": found.statements, "source": found.sources}
    return ", ".join(amount(number, thing, language) for thing, number in numbers.items())


def describe_filters(selection: Selection, network: Network, material: Material, language: str) -> list[str]:
    """Say what a selection lets through, one phrase for each part of it."""
    sector = mark("both ends in {names}") if selection.ends == BOTH_ENDS else mark("one end in {names}")
    parts = {
        sector: selection.sector,
        mark("relation {names}"): selection.relation,
        mark("polarity {names}"): selection.polarity,
        mark("modality {names}"): selection.modality,
    }
    phrases = []
    for template, words in parts.items():
        if words:
            names = ", ".join(material.say(word, language) for word in words)
            phrases.append(translate(template, language).format(names=names))
    if selection.ego and selection.focus in network.actors:
        name = network.actors[selection.focus].name.say(language)
        phrases.append(translate("only {name} and its partners", language).format(name=name))
    return phrases


def most_linked(network: Network, limit: int) -> list[tuple[str, int]]:
    """Give the actors with the most partners; ties in alphabetical order of their keys."""
    ranked = sorted(((key, len(network.partners(key))) for key in network.actors), key=lambda one: (-one[1], one[0]))
    return ranked[:limit]
