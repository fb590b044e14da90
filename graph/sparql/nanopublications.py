"""Statements as nanopublications, and as reifiers of RDF 1.2.

A nanopublication (https://nanopub.net/guidelines/working_draft/) is four graphs: the
head that names the others, what is asserted, where that comes from, and what is
said of the publication. It cannot be changed, so its IRI names the version.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from graph.catalogue import Catalogue
from graph.namespaces import BASE, DCTERMS, ID, PROV, RDF, VERSION, XSD
from graph.sparql.engine import Engine
from graph.spelling import spell
from graph.terms import Row, Term, literal

NANOPUBLICATION: Final = BASE + "nanopub/"
PARTS: Final = ("assertion", "provenance", "publication")
"""The query of ``queries/nanopublications`` for each part, in order."""

_NP: Final = "http://www.nanopub.org/nschema#"
_HEAD: Final = {"assertion": "hasAssertion", "provenance": "hasProvenance", "publication": "hasPublicationInfo"}
_GRAPH: Final = {"assertion": "assertion", "provenance": "provenance", "publication": "pubinfo"}


def name_nanopublication(version: str, claim: str) -> str:
    """Give the IRI of the nanopublication of a statement at a version; its graphs are named by adding to it.

    Examples
    --------
    >>> name_nanopublication("0123456789ab", "https://w3id.org/simpul/id/claim/c102")
    'https://w3id.org/simpul/nanopub/0123456789ab/c102#'
    """
    return f"{NANOPUBLICATION}{version}/{claim.removeprefix(ID + 'claim/')}#"


def write_nanopublications(engine: Engine, catalogue: Catalogue, claim: str = "") -> str:
    """Write the nanopublication of a statement, or of every statement.

    Parameters
    ----------
    engine : Engine
        Of the version.
    catalogue : Catalogue
        With the queries.
    claim : str
        The IRI of the statement; empty for all.

    Returns
    -------
    str
        N-Quads, graph by graph; empty if there is no such statement.
    """
    terms = {"claim": Term(claim)} if claim else {}
    found = {part: engine.select(catalogue.text(f"nanopublications/{part}"), **terms) for part in PARTS}
    by_claim = {part: _sort_out(rows) for part, rows in found.items()}
    lines: list[str] = []
    for one in sorted(by_claim["assertion"]):
        name = name_nanopublication(engine.version.id, one)
        lines += _write_head(name)
        for part, rows in by_claim.items():
            graph = name + _GRAPH[part]
            about = name + _GRAPH["assertion"] if part == "provenance" else name
            triples = {_spell_triple(row, about) for row in rows.get(one, ())}
            if part == "publication":
                triples |= set(_describe_publication(name, engine))
            lines += [f"{triple} <{graph}> ." for triple in sorted(triples)]
    return "".join(f"{line}\n" for line in lines)


def write_reifiers(engine: Engine, catalogue: Catalogue) -> str:
    """Write every statement as a reifier (RDF 1.2 Concepts, section 1.5): a name of a triple, which asserts nothing.

    Returns
    -------
    str
        N-Triples of RDF 1.2.
    """
    rows = engine.select(catalogue.text("nanopublications/reified"))
    stated = {
        (row["claim"].value, f"<<( {spell(row['subject'])} {spell(row['predicate'])} {spell(row['object'])} )>>")
        for row in rows
    }
    lines = [f"<{claim}> <{RDF}reifies> {triple} .\n" for claim, triple in stated]
    fields = engine.select(catalogue.text("nanopublications/fields"))
    lines += [f"{_spell_triple(row, '')} .\n" for row in fields]
    return "".join(sorted(set(lines)))


def _sort_out(rows: list[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row["claim"].value, []).append(row)
    return found


def _write_head(name: str) -> Iterator[str]:
    yield f"<{name}> <{RDF}type> <{_NP}Nanopublication> <{name}Head> ."
    for part in PARTS:
        yield f"<{name}> <{_NP}{_HEAD[part]}> <{name}{_GRAPH[part]}> <{name}Head> ."


def _spell_triple(row: Row, about: str) -> str:
    """Write a row as a triple; one without a subject is about `about`."""
    return f"{spell(row.get('subject', Term(about)))} {spell(row['property'])} {spell(row['value'])}"


def _describe_publication(name: str, engine: Engine) -> Iterator[str]:
    version = engine.version
    yield f"<{name}> <{DCTERMS}isPartOf> <{VERSION}{version.id}>"
    yield f"<{name}> <{PROV}wasAttributedTo> <{BASE}>"
    moment = literal(version.manifest.published, datatype=XSD + "dateTime")
    for one in (DCTERMS + "created", PROV + "generatedAtTime"):
        yield f"<{name}> <{one}> {spell(moment)}"
