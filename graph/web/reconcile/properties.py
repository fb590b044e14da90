"""What is said of things, as a table has it: columns with an id and a name, values with a type."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from babel import Locale

from graph.language import mark, translate
from graph.namespaces import KINDS, PREFIXES, RDF, RDFS, SIM, SKOS, XSD, shorten
from graph.terms import Term
from graph.web.addresses import clean, find_iri, kind_of, short_id
from graph.web.facts import FOREIGN
from graph.web.lexicon import Ask
from graph.web.reader import Reader

_NAMES: Final = {
    **FOREIGN,
    RDF + "type": mark("class"),
    RDFS + "comment": mark("sentence"),
    SKOS + "prefLabel": mark("name"),
    SKOS + "definition": mark("definition"),
}
_WHOLE: Final = re.compile(r"[+-]?\d{1,15}")
_WHOLE_TYPES: Final = (XSD + "integer", XSD + "gYear", XSD + "nonNegativeInteger", XSD + "positiveInteger")
_FRACTIONS: Final = (XSD + "decimal", XSD + "double", XSD + "float")
_MOMENT: Final = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})?")


@dataclass(frozen=True, slots=True)
class Property:
    """A column.

    Attributes
    ----------
    iri : str
        The property.
    language : str
        Where it has texts in several languages, the one that is meant; empty for values without one.
    """

    iri: str
    language: str = ""

    @property
    def id(self) -> str:
        """How clients name it: ``sim:sector``, ``skos:definition@en``."""
        return f"{shorten(self.iri)}@{self.language}" if self.language else shorten(self.iri)

    def takes(self, value: Term) -> bool:
        """Tell whether a value belongs into this column."""
        return value.kind != "bnode" and (not self.language or value.language == self.language)


def read_property(text: str) -> Property:
    """Read the id of a property; whatever it is, at worst it is one that nothing has."""
    name, sign, language = text.rpartition("@")
    name, language = (name, language) if sign and name else (text, "")
    prefix, colon, local = name.partition(":")
    return Property(PREFIXES[prefix] + local if colon and prefix in PREFIXES else name, language)


def read_thing(text: str) -> str:
    """Give the IRI for the id of a thing: ``factor/security``, or the IRI itself; empty if it is neither."""
    iri = find_iri(text)
    return iri if kind_of(iri) else ""


def type_of(kind: str) -> str:
    """Give the id of the type of a kind: the local name of its class.

    Examples
    --------
    >>> type_of("factor")
    'Factor'
    """
    return kind.capitalize()


def kind_of_type(text: str) -> str:
    """Give the kind for the id of a type, however it is written; empty if there is none."""
    kind = text.strip().removeprefix(SIM).removeprefix("sim:").lower()
    return kind if kind in KINDS else ""


class Table:
    """The things of a version as a table.

    Parameters
    ----------
    reader : Reader
        Whose language the names are in.
    ask : callable
        Runs a query of ``queries/pages``.
    """

    def __init__(self, reader: Reader, ask: Ask) -> None:
        self._reader = reader
        self._ask = ask
        self._known: dict[str, dict[str, list[Term]]] = {}

    def list_properties(self, kind: str = "") -> list[Property]:
        """List what things of a kind, or of any, have; in the order of their names."""
        wanted = {SIM + type_of(kind)} if kind else {SIM + type_of(one) for one in KINDS}
        found = {
            Property(row["property"].value, row["language"].value)
            for row in self._ask("properties_of_kinds")
            if row["class"].value in wanted
        }
        return sorted(found, key=lambda one: (self.name(one).casefold(), one.id))

    def name(self, one: Property) -> str:
        """Give the name of a property in the reader's language."""
        reader = self._reader
        foreign = one.iri in _NAMES and one.iri not in reader.lexicon.labels
        text = (
            translate(_NAMES[one.iri], reader.language)
            if foreign
            else reader.lexicon.name(one.iri, reader.language).value
        )
        if not one.language:
            return text
        return f"{text} ({Locale(reader.language).languages.get(one.language, one.language)})"

    def values(self, iri: str, one: Property) -> list[Term]:
        """Give the values of a thing in a column."""
        if iri not in self._reader.lexicon.labels:
            return []  # whatever was sent is not asked for
        if iri not in self._known:
            known: dict[str, dict[Term, None]] = {}
            for row in self._ask("thing", iri):
                known.setdefault(row["property"].value, {})[row["value"]] = None
            self._known[iri] = {name: sorted(found) for name, found in known.items()}
        return [value for value in self._known[iri].get(one.iri, ()) if one.takes(value)]

    def find_with(self, one: Property) -> list[tuple[str, Term]]:
        """Give things that have a property, with its values; not all where there are very many."""
        if one.iri not in {known.iri for known in self.list_properties()}:
            return []
        rows = self._ask("values_of_property", one.iri)
        return [(row["one"].value, row["value"]) for row in rows if one.takes(row["value"])]

    def show(self, value: Term) -> dict[str, Any]:
        """Give a value as the service gives it (data extension responses)."""
        reader = self._reader
        if value.kind == "uri":
            text = reader.lexicon.name(value.value, reader.language).value
            return {"id": short_id(value.value), "name": text} if kind_of(value.value) else {"str": text}
        if value.datatype in _WHOLE_TYPES and _WHOLE.fullmatch(value.value):
            return {"int": int(value.value)}
        if value.datatype in _FRACTIONS and _WHOLE.fullmatch(value.value.replace(".", "", 1)):
            return {"float": float(value.value)}
        if value.datatype == XSD + "dateTime" and _MOMENT.fullmatch(value.value):
            return {"date": value.value}
        return {"str": clean(value.value)}

    def describe_type(self, kind: str) -> dict[str, str]:
        """Give a type as the service gives it."""
        return {"id": type_of(kind), "name": self._reader.kind_name(kind)}

    def describe_column(self, one: Property, values: Iterable[Term]) -> dict[str, Any]:
        """Give a column as the service gives it, with the type of its values where they are things of one kind."""
        kinds = {kind_of(value.value) if value.kind == "uri" else "" for value in values}
        column: dict[str, Any] = {"id": one.id, "name": self.name(one)}
        kind = kinds.pop() if len(kinds) == 1 else ""
        return {**column, "type": self.describe_type(kind)} if kind else column
