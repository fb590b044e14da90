"""What leads to what in an answer: its rows, or the statements of its graph; no Flask here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import product
from typing import Final, NamedTuple

from graph.namespaces import RDF, SIM
from graph.web.addresses import kind_of
from graph.web.question_rows import Cell, Table
from graph.web.reader import Reader

_RECORDS: Final = frozenset(("claim", "citation", "passage", "derivation"))
"""Kinds that tell of steps between things and are none themselves."""


class Arrow(NamedTuple):
    """That one thing leads to another, and how."""

    start: str
    end: str
    name: str
    polarity: str
    is_asserted: bool


def find_arrows(table: Table, reader: Reader) -> list[Arrow]:
    """Read the arrows of a question that shows a graph, each once.

    Parameters
    ----------
    table : Table
        Its rows, or the triples of its graph.
    reader : Reader
        For names and the signs of relations.
    """
    found = dict.fromkeys(_read_graph(table, reader) if table.is_graph else _read_rows(table, reader))
    # What only records is drawn where there is nothing else: a statement about two things is no step between them.
    return [one for one in found if not _RECORDS & {kind_of(one.start), kind_of(one.end)}] or list(found)


def _read_rows(table: Table, reader: Reader) -> Iterator[Arrow]:
    """Read rows; a polarity and a modality of their own count more than the sign of the relation."""
    places = [table.column(name) for name in table.question.show.columns]
    for row in table.rows if -1 not in places else ():
        start, end, *relation = [row[place] for place in places]
        if start and end and _joins(start.iri, end.iri):
            how = relation[0] if relation else None
            sign = reader.lexicon.sign(how.iri) if how else "neutral"
            polarity, modality = (_word(table, row, name) for name in ("polarity", "modality"))
            name = how.link.text.value if how else ""
            yield Arrow(start.iri, end.iri, name, polarity or sign, modality in ("", "asserted"))


def _read_graph(table: Table, reader: Reader) -> Iterator[Arrow]:
    """Read statements with their polarity and modality, and the triples that none of them says."""
    triples = [(row[0].iri, row[1].iri, row[2].iri) for row in table.rows if row[0] and row[1] and row[2]]
    told: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for start, how, end in triples:
        told[start][how].append(end)
    said = set()
    for claim in told.values():
        ends = (claim.get(RDF + name, ()) for name in ("subject", "predicate", "object"))
        polarity, modality = (claim.get(SIM + name, [""])[0].removeprefix(SIM) for name in ("polarity", "modality"))
        for triple in product(*ends):
            said.add(triple)
            yield from _draw(triple, reader, polarity, modality)
    for triple in triples:
        if triple not in said:
            yield from _draw(triple, reader)


def _draw(triple: tuple[str, ...], reader: Reader, polarity: str = "", modality: str = "") -> Iterator[Arrow]:
    start, how, end = triple
    if _joins(start, end):
        sign = polarity or reader.lexicon.sign(how)
        yield Arrow(start, end, reader.link(how).text.value, sign, modality in ("", "asserted"))


def _joins(start: str, end: str) -> bool:
    return bool(kind_of(start) and kind_of(end)) and start != end


def _word(table: Table, row: Sequence[Cell | None], name: str) -> str:
    """Give the word that stands in a column; nothing where there is none."""
    cell = row[table.column(name)] if table.column(name) >= 0 else None
    return cell.iri.removeprefix(SIM) if cell else ""
