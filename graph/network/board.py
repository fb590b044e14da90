"""Everything that the pages about one version's network need, put together once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from graph.network.material import Material, read
from graph.network.packing import Point
from graph.network.places import find_places
from graph.network.projection import Link, Network, project
from graph.terms import Row

TABLES: Final = ("actors", "links", "passages", "citations", "words")
"""The queries in ``queries/network`` whose answers make a board."""


@dataclass(frozen=True, slots=True)
class Board:
    """The whole network of one version, with the place of every actor."""

    material: Material
    network: Network
    places: Mapping[str, Point]

    def find_link(self, key: str) -> Link | None:
        """Give the link with a key, or the one that a statement's key belongs to."""
        for link in self.network.links:
            if key == link.key or any(key in (one.key, one.iri) for one in link.statements):
                return link
        return None


def set_up(tables: Mapping[str, Sequence[Row]], folder: Path) -> Board:
    """Make the board from the answers of the queries named in `TABLES`.

    Parameters
    ----------
    tables : mapping of str to sequence of Row
        The answers, by name.
    folder : Path
        Where layouts are kept between starts.
    """
    material = read(tables)
    network = project(material)
    return Board(material, network, find_places(network, folder))
