"""What a reader asked to see, and that part of the network."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from graph.network.material import Actor, Statement
from graph.network.projection import Link, Network, assemble

FILTERS: Final = ("sector", "relation", "polarity", "modality")
ONE_END, BOTH_ENDS = "one", "both"


@dataclass(frozen=True, slots=True)
class Selection:
    """A filter. An empty part lets everything through.

    Attributes
    ----------
    sector : tuple of str
        Links with an end in one of these sectors.
    ends : str
        ``one``: one end in the sectors is enough; ``both``: both must be.
    relation, polarity, modality : tuple of str
        Relations, polarities of links, modalities of statements.
    focus : str
        Key of the actor looked at; it filters only together with `ego`.
    ego : bool
        Only the actor looked at, its partners and the links among them.
    """

    sector: tuple[str, ...] = ()
    ends: str = ONE_END
    relation: tuple[str, ...] = ()
    polarity: tuple[str, ...] = ()
    modality: tuple[str, ...] = ()
    focus: str = ""
    ego: bool = False

    @property
    def is_filtering(self) -> bool:
        """Whether anything is hidden by it."""
        return bool(self.sector or self.relation or self.polarity or self.modality or (self.ego and self.focus))


def parse(values: Mapping[str, Sequence[str]], network: Network) -> Selection:
    """Read a selection from query-string values; unknown words are ignored.

    Parameters
    ----------
    values : mapping of str to sequence of str
        As in ``?sector=government&sector=media&relation=supports&focus=actor/ngos``.
    network : Network
        The whole network: it says which words there are. `focus` may be a key,
        its last part or a name in either language.
    """
    known = facets(network)
    chosen = {name: _known(values.get(name, ()), known[name]) for name in FILTERS}
    return Selection(
        **chosen,
        ends=BOTH_ENDS if BOTH_ENDS in values.get("ends", ()) else ONE_END,
        focus=find_actor((*values.get("focus", ()), "")[0], network.actors),
        ego="1" in values.get("ego", ()),
    )


def find_actor(text: str, actors: Mapping[str, Actor]) -> str:
    """Give the key of the actor meant by a key, its last part or a name; empty when none is."""
    wanted = text.strip().casefold()
    if not wanted:
        return ""
    for key, actor in actors.items():
        names = (key, actor.iri, key.rpartition("/")[2], actor.name.indonesian, actor.name.english)
        if wanted in (name.casefold() for name in names):
            return key
    return ""


def select(network: Network, selection: Selection) -> Network:
    """Give the part of the network that a selection lets through.

    A link keeps its key, whatever it loses; links without statements go, and
    so do actors without links.
    """
    links = [kept for link in network.links if (kept := _narrow(link, selection))]
    links = [link for link in links if _fits(link, selection, network.actors)]
    if selection.ego and selection.focus:
        links = _around(selection.focus, links)
    return assemble(network.actors, links, network.left_out)


def cut(network: Network, actors: int, links: int) -> Network:
    """Keep at most so many actors (those with the most partners) and links, for a drawing."""
    if len(network.actors) <= actors and len(network.links) <= links:
        return network
    ranked = sorted(network.actors, key=lambda key: (-len(network.partners(key)), key))
    kept = set(ranked[:actors])
    inside = [link for link in network.links if kept.issuperset(link.ends)]
    return assemble(network.actors, inside[:links], network.left_out)


def facets(network: Network) -> dict[str, dict[str, int]]:
    """Count the links for every word that can be filtered by, most frequent first."""
    counts: dict[str, dict[str, int]] = {name: {} for name in FILTERS}
    for link in network.links:
        words = {
            "sector": {network.actors[end].sector for end in link.ends},
            "relation": {link.relation},
            "polarity": {link.polarity},
            "modality": {one.modality for one in link.statements},
        }
        for name, found in words.items():
            for word in found:
                counts[name][word] = counts[name].get(word, 0) + 1
    return {name: dict(sorted(found.items(), key=lambda item: (-item[1], item[0]))) for name, found in counts.items()}


def _known(asked: Iterable[str], known: Iterable[str]) -> tuple[str, ...]:
    spelt = {_plain(word): word for word in known}
    return tuple(sorted({spelt[_plain(word)] for word in asked if _plain(word) in spelt}))


def _plain(word: str) -> str:
    """``civil-society``, ``civil society`` and ``civilSociety`` are the same word."""
    return word.replace("-", "").replace(" ", "").casefold()


def _narrow(link: Link, selection: Selection) -> Link | None:
    if not selection.modality:
        return link
    kept: tuple[Statement, ...] = tuple(one for one in link.statements if one.modality in selection.modality)
    return replace(link, statements=kept) if kept else None


def _fits(link: Link, selection: Selection, actors: Mapping[str, Actor]) -> bool:
    if selection.relation and link.relation not in selection.relation:
        return False
    if selection.polarity and link.polarity not in selection.polarity:
        return False
    inside = [actors[end].sector in selection.sector for end in link.ends]
    return not selection.sector or (all(inside) if selection.ends == BOTH_ENDS else any(inside))


def _around(focus: str, links: Sequence[Link]) -> list[Link]:
    near = {end for link in links if focus in link.ends for end in link.ends}
    return [link for link in links if near.issuperset(link.ends)]
