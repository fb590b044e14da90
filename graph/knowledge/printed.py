"""What the graph says of the text of a document: its passages and citations, as they are printed there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from graph.namespaces import SIM
from graph.terms import Row


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage as the graph knows it."""

    iri: str
    whole: str
    order: int
    first: int
    last: int
    type: str
    label: str
    printed: str


@dataclass(frozen=True, slots=True)
class Citation:
    """A citation as the graph knows it; without lines of its own, those of its passage count."""

    iri: str
    passage: str
    lines: str
    printed: str


def read_passages(rows: Iterable[Row]) -> list[Passage]:
    """Make passages from rows of ``queries/verify/passages``, in the order of the text."""
    found = {
        row["passage"].value: Passage(
            iri=row["passage"].value,
            whole=row["whole"].value,
            order=_number(row, "order"),
            first=_number(row, "first"),
            last=_number(row, "last"),
            type=_value(row, "type").removeprefix(SIM),
            label=_value(row, "section"),
            printed=_value(row, "printed"),
        )
        for row in rows
    }
    return sorted(found.values(), key=lambda one: (one.first, -one.last, one.iri))


def read_citations(rows: Iterable[Row]) -> list[Citation]:
    """Make citations from rows of ``queries/verify/citations``."""
    found = {
        row["citation"].value: Citation(
            row["citation"].value, row["passage"].value, _value(row, "lines"), _value(row, "printed")
        )
        for row in rows
    }
    return sorted(found.values(), key=lambda one: one.iri)


def _value(row: Row, name: str) -> str:
    return row[name].value if name in row else ""


def _number(row: Row, name: str) -> int:
    text = _value(row, name)
    return int(text) if text.isascii() and text.isdigit() else 0
