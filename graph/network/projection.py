"""From statements to links between actors: the one step that every number rests on.

The rules, in this order:

1. A statement one of whose ends is not an actor makes no link.
2. A statement that links an actor with itself makes no link.
3. A denied statement never makes a link; where the same link is also stated,
   it makes that link contested.
4. The others are gathered by pair, relation and direction. A link that is not
   directed has its ends in alphabetical order.

What rules 1 to 3 leave out is kept with its reason, so that a page can list it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from graph.network.material import Actor, Material, Statement

if TYPE_CHECKING:
    import networkx

DENIED: Final = "denied"
NO_ACTOR: Final = "no actor"
SELF_LINK: Final = "self-link"
MODALITIES: Final = ("asserted", "reported", "conditional", "normative", "hoped")
"""From the firmest to the weakest; a link is as firm as its firmest statement."""

LinkKey = tuple[str, str, str, bool]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A statement that makes no link, and why: `NO_ACTOR`, `SELF_LINK` or `DENIED`."""

    statement: Statement
    reason: str


@dataclass(frozen=True)
class Link:
    """Everything that is stated about one relation between two actors.

    Attributes
    ----------
    key : str
        The key of the statement where there is one, such as ``claim/e042``;
        else the ends and the relation. It does not depend on any selection.
    statements : tuple of Statement
        Sorted; never empty.
    denied : tuple of Statement
        Statements that deny this very link.
    """

    key: str
    source: str
    target: str
    relation: str
    directed: bool
    statements: tuple[Statement, ...]
    denied: tuple[Statement, ...] = ()

    @cached_property
    def polarity(self) -> str:
        """One of positive, negative, neutral and contested (where statements disagree)."""
        found = {one.polarity for one in self.statements}
        if self.denied or "contested" in found or {"positive", "negative"} <= found:
            return "contested"
        return next((one for one in ("positive", "negative") if one in found), "neutral")

    @cached_property
    def modality(self) -> str:
        """How firmly it is stated: the firmest modality among the statements."""
        found = {one.modality for one in self.statements}
        return next((one for one in MODALITIES if one in found), min(found))

    @cached_property
    def sources(self) -> tuple[str, ...]:
        """The distinct cited works; a statement that rests on none adds the authors (empty string)."""
        return tuple(sorted({work for one in self.statements for work in one.works or ("",)}))

    @property
    def ends(self) -> tuple[str, str]:
        """Both actors in alphabetical order."""
        return (self.source, self.target) if self.source <= self.target else (self.target, self.source)


@dataclass(frozen=True)
class Network:
    """The links between actors, with everything needed to tell where they come from.

    ``actors`` holds those with at least one link; keys and links are sorted.
    """

    actors: Mapping[str, Actor]
    links: tuple[Link, ...]
    left_out: tuple[LeftOut, ...] = ()

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        """The statements behind all links."""
        return tuple(one for link in self.links for one in link.statements)

    @cached_property
    def sources(self) -> tuple[str, ...]:
        """The distinct cited works behind all links (empty string: the authors)."""
        return tuple(sorted({work for link in self.links for work in link.sources}))

    @cached_property
    def by_actor(self) -> dict[str, tuple[Link, ...]]:
        """The links of each actor, in their order."""
        found: dict[str, list[Link]] = {key: [] for key in self.actors}
        for link in self.links:
            for end in link.ends:
                found[end].append(link)
        return {key: tuple(links) for key, links in found.items()}

    def partners(self, key: str) -> tuple[str, ...]:
        """Give the distinct actors linked with one, sorted."""
        return tuple(sorted({end for link in self.by_actor.get(key, ()) for end in link.ends} - {key}))


def project(material: Material) -> Network:
    """Make the network of everything stated; see the rules above."""
    grouped: dict[LinkKey, list[Statement]] = {}
    left_out = []
    for one in material.statements:
        reason = _why_not(one, material.actors)
        if reason:
            left_out.append(LeftOut(one, reason))
        else:
            grouped.setdefault(_link_key(one), []).append(one)
    denials: dict[LinkKey, list[Statement]] = {}
    for other in left_out:
        if other.reason == DENIED:
            denials.setdefault(_link_key(other.statement), []).append(other.statement)
    links = [_link(key, grouped[key], denials.get(key, ())) for key in sorted(grouped)]
    return assemble(material.actors, links, tuple(left_out))


def assemble(actors: Mapping[str, Actor], links: Iterable[Link], left_out: tuple[LeftOut, ...]) -> Network:
    """Make a network of some links, with those actors that they join."""
    kept = tuple(links)
    joined = {end for link in kept for end in link.ends}
    return Network({key: actors[key] for key in sorted(joined)}, kept, left_out)


def as_graph(network: Network) -> networkx.Graph:
    """Project to a simple undirected graph for analysis and layout.

    Nodes and edges are added in sorted order, because seeded algorithms depend
    on it. An edge has ``links`` (their keys), ``strength`` (number of
    statements) and ``distance`` (its inverse): algorithms differ in which of
    the two they call weight.
    """
    import networkx

    graph = networkx.Graph()
    graph.add_nodes_from(sorted(network.actors))
    pairs: dict[tuple[str, str], list[Link]] = {}
    for link in network.links:
        pairs.setdefault(link.ends, []).append(link)
    for (one, other), links in sorted(pairs.items()):
        strength = sum(len(link.statements) for link in links)
        graph.add_edge(one, other, links=tuple(link.key for link in links), strength=strength, distance=1 / strength)
    return graph


def _why_not(one: Statement, actors: Mapping[str, Actor]) -> str:
    if one.source not in actors or one.target not in actors:
        return NO_ACTOR
    if one.source == one.target:
        return SELF_LINK
    return DENIED if one.modality == DENIED else ""


def _link_key(one: Statement) -> LinkKey:
    source, target = one.source, one.target
    if not one.directed and target < source:
        source, target = target, source
    return source, target, one.relation, one.directed


def _link(key: LinkKey, statements: list[Statement], denied: Iterable[Statement]) -> Link:
    source, target, relation, directed = key
    bundle = f"{source}--{relation}--{target}" if directed else f"{source}--{relation}--{target}--both"
    name = statements[0].key if len(statements) == 1 else bundle
    return Link(name, source, target, relation, directed, tuple(statements), tuple(denied))
