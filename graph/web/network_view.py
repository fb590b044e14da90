"""What the network page shows for one address; no Flask here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final
from urllib.parse import urlencode

from graph.language import translate
from graph.network.board import Board
from graph.network.drawing import build, data, embed
from graph.network.exports import describe_link
from graph.network.palette import Mark, Stroke, dashes, mark, stroke
from graph.network.picture import shape_points
from graph.network.projection import Link, Network
from graph.network.selection import FILTERS, Selection, cut, facets, parse, select
from graph.network.summary import REASONS, Counts, amount, count, describe_counts, describe_filters, most_linked
from graph.web.addresses import path_of

MOST_ACTORS, MOST_LINKS = 1000, 3000
"""What a drawing holds at most; the rest is in the tables and the take-away."""
ROWS: Final = 400
SORTS: Final = ("source", "relation", "target", "polarity", "modality", "statements", "sources")
KEPT: Final = (*FILTERS, "ends", "focus", "ego", "link", "sort", "order", "lang", "version")


@dataclass(frozen=True, slots=True)
class Choice:
    """One checkbox of a filter."""

    word: str
    name: str
    count: int
    is_chosen: bool
    mark: Mark
    points: str
    stroke: Stroke
    dashes: str


class View:
    """The page for one address.

    Parameters
    ----------
    board : Board
        The whole network.
    values : mapping of str to sequence of str
        The query string.
    language : str
        ``id`` or ``en``.
    """

    def __init__(self, board: Board, values: Mapping[str, Sequence[str]], language: str) -> None:
        self.board = board
        self.values = {name: [one for one in values[name] if one] for name in KEPT if name in values}
        self.language = language
        self.selection: Selection = parse(self.values, board.network)
        self.shown: Network = select(board.network, self.selection)
        self.drawn: Network = cut(self.shown, MOST_ACTORS, MOST_LINKS)

    # Words

    def say(self, word: str) -> str:
        """Give the name of a word of the vocabulary."""
        return self.board.material.say(word, self.language)

    def name(self, key: str) -> str:
        """Give the name of an actor, or the key of what is none."""
        actor = self.board.material.actors.get(key)
        return actor.name.say(self.language) if actor else key

    def other_name(self, key: str) -> str:
        """Give the name of an actor in the other language."""
        return self.board.material.actors[key].name.say("en" if self.language == "id" else "id")

    def amount(self, number: int, thing: str) -> str:
        """Say how many actors, links, partners, statements or sources there are."""
        return amount(number, thing, self.language)

    # Addresses

    def address(self, path: str = "/network", **changes: object) -> str:
        """Give the address of this view with some parameters changed; ``None`` drops one."""
        query: dict[str, object] = {**self.values, **changes}
        pairs = [(name, query[name]) for name in KEPT if query.get(name)]
        text = urlencode(pairs, doseq=True)
        return f"{path}?{text}" if text else path

    @staticmethod
    def thing(iri: str) -> str:
        """Give the address of a thing's page; empty where the IRI must not become a link."""
        return path_of(iri)

    # The selection in words

    @cached_property
    def counts(self) -> Counts:
        """How much is shown."""
        return count(self.shown)

    @cached_property
    def summary(self) -> str:
        """The numbers of what is shown."""
        return describe_counts(self.shown, self.language)

    @property
    def claims(self) -> list[str]:
        """The statements behind what is shown, each once."""
        return sorted({one.iri for link in self.shown.links for one in link.statements})

    @cached_property
    def phrases(self) -> list[str]:
        """What the filters let through, in words."""
        return describe_filters(self.selection, self.board.network, self.board.material, self.language)

    @cached_property
    def unknown(self) -> list[str]:
        """Filter words in the address that this version does not know."""
        known = {word.casefold() for words in facets(self.board.network).values() for word in words}
        asked = [word for name in FILTERS for word in self.values.get(name, ())]
        strange = [word for word in asked if word.replace("-", "").casefold() not in known]
        lost = self.values.get("focus", []) if not self.selection.focus else []
        return [*strange, *lost]

    def busiest(self, limit: int = 5) -> list[tuple[str, int]]:
        """Give the actors with the most partners in what is shown."""
        return most_linked(self.shown, limit)

    def choices(self, name: str) -> list[Choice]:
        """Give the checkboxes of a filter, with the number of links of each in the whole network."""
        chosen = getattr(self.selection, name)
        return [self._choice(word, found, word in chosen) for word, found in facets(self.board.network)[name].items()]

    def _choice(self, word: str, found: int, is_chosen: bool) -> Choice:
        look = mark(word)
        dash = " ".join(str(one) for one in dashes(word, "asserted" if word in ("asserted", "positive") else word))
        return Choice(word, self.say(word), found, is_chosen, look, shape_points(look.shape, 6.0), stroke(word), dash)

    # Tables

    @cached_property
    def links(self) -> list[Link]:
        """The links shown, in the order asked for."""
        wanted = (*self.values.get("sort", ()), "")[0]
        keys: dict[str, Callable[[Link], Any]] = {
            "source": lambda link: self.name(link.source).casefold(),
            "relation": lambda link: self.say(link.relation).casefold(),
            "target": lambda link: self.name(link.target).casefold(),
            "polarity": lambda link: self.say(link.polarity).casefold(),
            "modality": lambda link: self.say(link.modality).casefold(),
            "statements": lambda link: -len(link.statements),
            "sources": lambda link: -len(link.sources),
        }
        ordered = sorted(self.shown.links, key=keys.get(wanted, keys["source"]))
        return ordered[::-1] if self.is_descending else ordered

    @property
    def sort(self) -> str:
        """The column that the table of links is sorted by."""
        asked = (*self.values.get("sort", ()), "")[0]
        return asked if asked in SORTS else "source"

    @property
    def is_descending(self) -> bool:
        """Whether the table of links is in reverse order."""
        return "desc" in self.values.get("order", ())

    def sort_address(self, column: str) -> str:
        """Give the address that sorts by a column, or turns its order round."""
        turn = "desc" if column == self.sort and not self.is_descending else None
        return self.address(sort=column, order=turn)

    @cached_property
    def actors(self) -> list[tuple[str, int, int]]:
        """The actors shown, busiest first: key, partners, links."""
        ranked = most_linked(self.shown, len(self.shown.actors))
        return [(key, partners, len(self.shown.by_actor[key])) for key, partners in ranked]

    @property
    def left_out(self) -> list[tuple[Any, str]]:
        """The statements that make no link, each with the reason."""
        return [(one.statement, translate(REASONS[one.reason], self.language)) for one in self.board.network.left_out]

    # Evidence

    @cached_property
    def link(self) -> Link | None:
        """The link looked at, with those of its statements that the filters let through."""
        asked = (*self.values.get("link", ()), "")[0]
        whole = self.board.find_link(asked) if asked else None
        if whole is None:
            return None
        return next((link for link in self.shown.links if link.key == whole.key), whole)

    @property
    def actor(self) -> str:
        """The key of the actor looked at; empty for none."""
        return self.selection.focus

    def around(self, key: str) -> list[Link]:
        """Give the links of an actor: those that go out first, by partner."""
        links = self.shown.by_actor.get(key, ())

        def order(link: Link) -> tuple[bool, str, str]:
            return link.source != key, self.name(self.partner(link, key)).casefold(), link.key

        return sorted(links, key=order)

    @staticmethod
    def partner(link: Link, key: str) -> str:
        """Give the other end of a link."""
        return link.target if link.source == key else link.source

    def evidence_json(self) -> dict[str, Any]:
        """Give the evidence looked at as plain values."""
        material, network = self.board.material, self.board.network
        links = [self.link] if self.link else self.around(self.actor) if self.actor else []
        return {
            "actor": self.actor or None,
            "links": [describe_link(link, network, material, self.language) for link in links],
        }

    # For the script

    @cached_property
    def island(self) -> str:
        """What the script draws, as JSON that may stand inside a script element."""
        drawing = build(self.drawn, self.board.places, self.board.material, self.language)
        found = data(drawing)
        words = {"id": self.language, "selected": translate("Selected: {name}", self.language)}
        words["cleared"] = translate("Selection cleared.", self.language)
        return embed({**found, "focus": self.actor, "link": self.link.key if self.link else "", "words": words})
