"""How much a version holds: the figures of VoID (https://www.w3.org/TR/void/), counted by queries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from graph.catalogue import Catalogue
from graph.errors import QueryMemory, QueryTimeout
from graph.sparql.engine import Engine
from graph.terms import Row

_COUNTED: Final = ("triples", "subjects", "properties", "objects", "classes", "entities")

Figures = dict[str, int]
"""Counts by name, as :mod:`graph.void` knows them."""


@dataclass(frozen=True)
class Statistics:
    """The figures of a version.

    Attributes
    ----------
    version, published : str
        Its id, and when it was published.
    union : Figures
        Of all graphs together.
    graphs : mapping of str to Figures
        Of each named graph.
    classes, properties : Figures
        How many things each class has, and how often each property is used.
    """

    version: str
    published: str
    union: Figures
    graphs: Mapping[str, Figures]
    classes: Figures = field(default_factory=dict)
    properties: Figures = field(default_factory=dict)


def count(engine: Engine, catalogue: Catalogue) -> Statistics:
    """Count what a version holds; what takes too long to count is left out.

    Parameters
    ----------
    engine : Engine
        Of the version.
    catalogue : Catalogue
        With ``pages/statistics...``.
    """
    version = engine.version
    graphs: dict[str, Figures] = {name: {"triples": size} for name, size in version.manifest.graphs.items()}
    for name in ("statistics", "statistics_of_types"):
        for row in _ask(engine, catalogue, name):
            graphs.setdefault(row["graph"].value, {}).update(_read(row))
    classes = _read_parts(_ask(engine, catalogue, "statistics_by_class"), "class", "entities")
    properties = _read_parts(_ask(engine, catalogue, "statistics_by_property"), "property", "triples")
    union: Figures = {"triples": engine.triples}
    for row in _ask(engine, catalogue, "statistics_of_union"):
        union.update(_read(row))
    return Statistics(version.id, version.manifest.published, union, graphs, classes, properties)


def _ask(engine: Engine, catalogue: Catalogue, name: str) -> list[Row]:
    try:
        return engine.select(catalogue.text(f"pages/{name}"))
    except (QueryTimeout, QueryMemory):
        return []


def _read(row: Row) -> Figures:
    return {name: int(row[name].value) for name in _COUNTED if name in row}


def _read_parts(rows: list[Row], name: str, figure: str) -> dict[str, int]:
    return {row[name].value: int(row[figure].value) for row in rows if name in row}
