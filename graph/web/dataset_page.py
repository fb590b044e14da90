"""What the page of the dataset shows, made ready for its template; no Flask here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from graph.language import mark
from graph.namespaces import DATASET, DCTERMS, GRAPH, SIM
from graph.sparql.statistics import Statistics
from graph.terms import Row
from graph.web.addresses import clean
from graph.web.reader import Link, Reader
from graph.web.texts import Text, pick

_ABOUT: Final[Mapping[str, str]] = {
    "attribution": mark("How surely a citation covers them"),
    "certainty": mark("Printed or implied"),
    "modality": mark("How they are said"),
    "polarity": mark("Where they lean"),
}
"""What is counted of the statements, by the property that says it."""
_MOST: Final = 12
"""Classes that are shown at once."""


@dataclass(frozen=True, slots=True)
class Graph:
    """A named graph with its figures; what is not known is empty."""

    link: Link
    title: Text | None
    about: Text | None
    triples: int
    entities: int | None


@dataclass(frozen=True, slots=True)
class Count:
    """How often something is there."""

    link: Link
    number: int
    share: float = 0.0


@dataclass(frozen=True, slots=True)
class Linkset:
    """Links into another dataset or vocabulary."""

    target: str
    predicate: Link
    graph: Link
    triples: int


class DatasetPage:
    """The dataset as its page shows it.

    Parameters
    ----------
    statistics : Statistics
        Its figures.
    reader : Reader
        For names and links.
    rows : mapping of str to sequence of Row
        The answers of ``pages/graphs_described``, ``pages/linksets`` and ``pages/quality``, by name.
    """

    def __init__(self, statistics: Statistics, reader: Reader, rows: Mapping[str, Sequence[Row]]) -> None:
        self.statistics = statistics
        self._reader = reader
        self._rows = rows

    @cached_property
    def _texts(self) -> dict[tuple[str, str], dict[str, str]]:
        found: dict[tuple[str, str], dict[str, str]] = {}
        for row in sorted(self._rows["graphs_described"], key=lambda row: row["text"], reverse=True):
            key = (row["thing"].value, row["property"].value.removeprefix(DCTERMS))
            found.setdefault(key, {})[row["text"].language] = clean(row["text"].value)
        return found

    def _say(self, iri: str, name: str) -> Text | None:
        return pick(self._texts.get((iri, name), {}), self._reader.language)

    @property
    def title(self) -> Text | None:
        """What the dataset is called."""
        return self._say(DATASET, "title")

    @property
    def about(self) -> Text | None:
        """What it is."""
        return self._say(DATASET, "description")

    @property
    def graphs(self) -> list[Graph]:
        """Its named graphs, the largest first."""
        known = self.statistics.graphs
        ranked = sorted(known, key=lambda name: (-known[name].get("triples", 0), name))
        return [
            Graph(
                self._reader.link(name) if name.startswith(GRAPH) else Link(Text(clean(name))),
                self._say(name, "title"),
                self._say(name, "description"),
                known[name].get("triples", 0),
                known[name].get("entities"),
            )
            for name in ranked
        ]

    @property
    def classes(self) -> list[Count]:
        """Our classes with the number of their things, the largest first."""
        ours = {iri: size for iri, size in self.statistics.classes.items() if iri.startswith(SIM)}
        ranked = sorted(ours, key=lambda iri: (-ours[iri], iri))[:_MOST]
        return [Count(self._reader.link(iri), ours[iri]) for iri in ranked]

    @property
    def vocabularies(self) -> list[tuple[str, int]]:
        """Namespaces of the classes and properties that are used, with the number of these."""
        found: dict[str, int] = {}
        for iri in (*self.statistics.classes, *self.statistics.properties):
            name = iri[: max(iri.rfind("/"), iri.rfind("#")) + 1]
            found[name] = found.get(name, 0) + 1
        return sorted(((name, size) for name, size in found.items() if name), key=lambda one: (-one[1], one[0]))

    @property
    def linksets(self) -> list[Linkset]:
        """Its links to others."""
        return [
            Linkset(
                clean(row["target"].value),
                self._reader.link(row["predicate"].value),
                self._reader.link(row["graph"].value),
                int(row["triples"].value),
            )
            for row in self._rows["linksets"]
        ]

    @property
    def quality(self) -> list[tuple[str, list[Count]]]:
        """What the statements say of themselves, counted."""
        found: dict[str, list[Row]] = {}
        for row in self._rows["quality"]:
            found.setdefault(row["property"].value.removeprefix(SIM), []).append(row)
        return [(self._reader.say(_ABOUT[name]), self._count(rows)) for name, rows in found.items() if name in _ABOUT]

    def _count(self, rows: Sequence[Row]) -> list[Count]:
        total = sum(int(row["claims"].value) for row in rows)
        return [
            Count(self._reader.link(row["word"].value), int(row["claims"].value), int(row["claims"].value) / total)
            for row in rows
        ]


def describe_downloads(host: str, version: str) -> list[dict[str, Any]]:
    """Say in the words of schema.org how the dataset can be had."""
    pin = f"?version={version}" if version else ""
    files = {
        f"{host}/dump.nq.gz{pin}": "application/n-quads",
        f"{host}/sparql": "application/sparql-query",
    }
    return [{"@type": "DataDownload", "contentUrl": url, "encodingFormat": form} for url, form in files.items()]
