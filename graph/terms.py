"""RDF terms as plain values: the one term type that crosses module boundaries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from typing import Literal as OneOf

Kind = OneOf["uri", "literal", "bnode"]


@dataclass(frozen=True, slots=True, order=True)
class Term:
    """An IRI, a literal or a blank node.

    Attributes
    ----------
    value : str
        The IRI, the lexical form or the blank node label.
    kind : {"uri", "literal", "bnode"}
        The names of the SPARQL 1.1 Query Results JSON Format.
    language, datatype : str
        Empty where there is none.
    """

    value: str
    kind: Kind = "uri"
    language: str = ""
    datatype: str = ""

    @classmethod
    def from_json(cls, cell: dict[str, Any]) -> Term:
        """Read one cell of a SPARQL JSON result (section 3.2.2 of that format).

        Raises
        ------
        KeyError
            If the cell has no ``type`` or no ``value``.
        """
        kind: Kind = "literal" if cell["type"] == "typed-literal" else cell["type"]
        return cls(cell["value"], kind, cell.get("xml:lang", ""), cell.get("datatype", ""))

    def __str__(self) -> str:
        return self.value


Row = dict[str, Term]
"""One solution of a SELECT query: variable name to term; unbound ones are absent."""


def literal(value: str, language: str = "", datatype: str = "") -> Term:
    """Make a literal term."""
    return Term(value, "literal", language, datatype)
