"""A selection of the network to take away: JSON and CSV."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any, Final

from graph.network.material import Material, Statement
from graph.network.packing import Point
from graph.network.projection import Link, Network
from graph.network.summary import count
from graph.tables import write_csv

COLUMNS: Final = (
    "link",
    "source",
    "source_name",
    "relation",
    "relation_name",
    "target",
    "target_name",
    "directed",
    "link_polarity",
    "statement",
    "sentence",
    "polarity",
    "modality",
    "certainty",
    "attribution",
    "works",
    "pages",
    "passages",
)


def as_json(network: Network, places: Mapping[str, Point], material: Material, language: str) -> dict[str, Any]:
    """Give a selection as plain values: counts, actors, links with their statements, what is left out."""
    return {
        "counts": asdict(count(network)),
        "actors": [
            {
                "id": key,
                "iri": actor.iri,
                "name": actor.name.say(language),
                "sector": actor.sector,
                "partners": len(network.partners(key)),
                "x": places[key][0],
                "y": places[key][1],
            }
            for key, actor in network.actors.items()
        ],
        "links": [describe_link(link, network, material, language) for link in network.links],
        "left_out": [{"reason": one.reason, **describe_statement(one.statement, language)} for one in network.left_out],
    }


def describe_link(link: Link, network: Network, material: Material, language: str) -> dict[str, Any]:
    """Give one link with the statements behind it."""
    return {
        "id": link.key,
        "source": link.source,
        "source_name": network.actors[link.source].name.say(language),
        "relation": link.relation,
        "relation_name": material.say(link.relation, language),
        "target": link.target,
        "target_name": network.actors[link.target].name.say(language),
        "directed": link.directed,
        "polarity": link.polarity,
        "modality": link.modality,
        "n_statements": len(link.statements),
        "n_sources": len(link.sources),
        "statements": [describe_statement(one, language) for one in link.statements],
        "denied_by": [describe_statement(one, language) for one in link.denied],
    }


def describe_statement(one: Statement, language: str) -> dict[str, Any]:
    """Give one statement with its evidence."""
    return {
        "id": one.key,
        "iri": one.iri,
        "sentence": one.sentence.say(language),
        "polarity": one.polarity,
        "modality": one.modality,
        "certainty": one.certainty,
        "attribution": one.attribution,
        "passages": [{"iri": at.iri, "name": at.name.say(language), "lines": at.lines} for at in one.passages],
        "citations": [
            {
                "iri": at.iri,
                "work": at.work,
                "name": at.work_name.say(language),
                "pages": at.pages,
                "printed": at.printed,
            }
            for at in one.citations
        ],
    }


def as_csv(network: Network, material: Material, language: str) -> bytes:
    """Give a selection as CSV, one line for each statement behind a link."""
    return write_csv(COLUMNS, _list_rows(network, material, language))


def _list_rows(network: Network, material: Material, language: str) -> Iterator[list[str]]:
    for link in network.links:
        whole = describe_link(link, network, material, language)
        for one in whole["statements"]:
            cells = {
                **whole,
                **one,
                "link": link.key,
                "link_polarity": link.polarity,
                "statement": one["iri"],
                "directed": "true" if link.directed else "false",
                "works": "; ".join(at["name"] for at in one["citations"]),
                "pages": "; ".join(at["pages"] for at in one["citations"]),
                "passages": "; ".join(at["name"] for at in one["passages"]),
            }
            yield [str(cells[column]) for column in COLUMNS]
