"""What a publication is made of: who changed what, and what came of it.

These values travel as JSON between the service and the writer process
(:mod:`graph.knowledge.writer`); the changes also stand in the manifest of the
version that they made.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final
from typing import Literal as OneOf
from uuid import uuid4

Action = OneOf["build", "update", "put", "post", "delete", "restore"]

UNNAMED: Final = ""
"""Stands for the graph without a name, where a graph is asked for."""


def now() -> str:
    """Give the moment, ISO 8601, UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


@dataclass(frozen=True, slots=True)
class Change:
    """Who changed something, when and why.

    Attributes
    ----------
    action : str
        What was done; ``put``, ``post`` and ``delete`` are those of the Graph Store Protocol.
    author : str
        The name of the token, or of whoever ran the command.
    message : str
        Why, in the author's words; may be empty.
    time : str
        When it was asked for, ISO 8601, UTC.
    id : str
        Told apart from every other change by it.
    """

    action: Action
    author: str = ""
    message: str = ""
    time: str = field(default_factory=now)
    id: str = field(default_factory=lambda: uuid4().hex)


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of a SPARQL update, complete with its prologue.

    Attributes
    ----------
    before, after : str
        The text, cut where ``USING`` clauses may be put in.
    takes_dataset : bool
        Whether they may: for an operation with a pattern that names no dataset of its own.
    """

    before: str
    after: str = ""
    takes_dataset: bool = False


@dataclass(frozen=True, slots=True)
class Update:
    """A SPARQL update.

    Attributes
    ----------
    operations : tuple of Operation
        In order; each sees what the ones before it did.
    base : str
        Relative IRIs are resolved against it.
    default_graphs, named_graphs : tuple of str
        ``using-graph-uri`` and ``using-named-graph-uri``; both empty means that
        patterns see the union of all graphs, as queries do.
    text : str
        The whole update as it arrived, for messages about its syntax.
    """

    operations: tuple[Operation, ...]
    base: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    text: str = ""


@dataclass(frozen=True, slots=True)
class Payload:
    """RDF as it arrived."""

    content: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class GraphWrite:
    """A write of the Graph Store Protocol.

    Attributes
    ----------
    graph : str
        Its IRI, or :data:`UNNAMED`.
    method : str
        ``PUT`` replaces, ``POST`` adds, ``DELETE`` removes.
    payloads : tuple of Payload
        What to write; empty for ``DELETE``.
    base : str
        Relative IRIs are resolved against it.
    if_match : tuple of str
        Ids of versions; the write is refused if the current one is none of them. Empty: no condition.
    expects : str
        ``known`` or ``unknown``: the write is refused if the graph is not, or is, there. Empty: no condition.
    """

    graph: str
    method: OneOf["PUT", "POST", "DELETE"]
    payloads: tuple[Payload, ...] = ()
    base: str = ""
    if_match: tuple[str, ...] = ()
    expects: OneOf["", "known", "unknown"] = ""


Work = Update | GraphWrite


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a change.

    Attributes
    ----------
    version : str
        The version that holds it; the one before it if nothing changed.
    added, removed : int
        Statements of this change.
    was_created : bool
        Whether it made a graph that was not there.
    is_counted : bool
        Whether the numbers are known; another service as the engine does not tell them.
    """

    version: str
    added: int
    removed: int
    was_created: bool = False
    is_counted: bool = True

    @property
    def numbers(self) -> dict[str, int]:
        """The numbers by name, as far as they are known."""
        return {"added": self.added, "removed": self.removed} if self.is_counted else {}
