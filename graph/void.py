"""How figures of a dataset are written in VoID (https://www.w3.org/TR/void/), as N-Triples without their full stops."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final
from urllib.parse import quote

from graph.namespaces import RDF, VOID, XSD

Figures = Mapping[str, int]
"""Counts by name: ``triples``, ``subjects``, ``properties``, ``objects``, ``classes``, ``entities``."""

TERMS: Final[Mapping[str, str]] = {
    "triples": "triples",
    "subjects": "distinctSubjects",
    "objects": "distinctObjects",
    "properties": "properties",
    "classes": "classes",
    "entities": "entities",
}
"""The terms of VoID for our figures."""

_UNSAFE: Final = re.compile(r"[\x00-\x20<>\"{}|^`\\]")


def write_iri(iri: str) -> str:
    """Write an IRI; what may not stand in one is percent-encoded."""
    return f"<{_UNSAFE.sub(lambda found: quote(found.group()), iri)}>"


def write_count(number: int) -> str:
    """Write a count."""
    return f'"{number}"^^<{XSD}integer>'


def write_figures(subject: str, figures: Figures) -> Iterator[str]:
    """Say of a node, as it is written, that it is a dataset with these figures."""
    yield f"{subject} <{RDF}type> <{VOID}Dataset>"
    for name, term in TERMS.items():
        if name in figures:
            yield f"{subject} <{VOID}{term}> {write_count(figures[name])}"


def write_part(whole: str, part: str, name: str, iri: str, size: int) -> Iterator[str]:
    """Say how much of a dataset one class or property has.

    Parameters
    ----------
    whole, part : str
        The nodes of both, as they are written.
    name : str
        ``class`` or ``property``.
    iri : str
        Which class or property.
    size : int
        How many things it has, or how many statements use it.
    """
    yield f"{whole} <{VOID}{name}Partition> {part}"
    yield f"{part} <{VOID}{name}> {write_iri(iri)}"
    yield f"{part} <{VOID}{'entities' if name == 'class' else 'triples'}> {write_count(size)}"
