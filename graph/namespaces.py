"""The IRIs of Simpul. The only place where one of them is spelt in Python."""

from __future__ import annotations

from typing import Final

BASE: Final = "https://w3id.org/simpul/"
SIM: Final = BASE + "ns#"
ID: Final = BASE + "id/"
GRAPH: Final = BASE + "graph/"
PROBLEM: Final = BASE + "problem/"
VERSION: Final = BASE + "versions/"
QUERY: Final = BASE + "queries/"
DATASET: Final = BASE + "dataset"

ONTOLOGY_GRAPH: Final = GRAPH + "ontology"
GAZETTEER_GRAPH: Final = GRAPH + "gazetteer"
INFERRED_GRAPH: Final = GRAPH + "inferred"
DERIVATIONS_GRAPH: Final = GRAPH + "derivations"
QUERIES_GRAPH: Final = GRAPH + "queries"
DATASET_GRAPH: Final = GRAPH + "dataset"
STATISTICS_GRAPH: Final = GRAPH + "statistics"

COMPUTED_GRAPHS: Final = (INFERRED_GRAPH, DERIVATIONS_GRAPH, STATISTICS_GRAPH)
"""What follows from the other graphs: nobody writes to these."""

RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
OWL: Final = "http://www.w3.org/2002/07/owl#"
SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
SH: Final = "http://www.w3.org/ns/shacl#"
PROV: Final = "http://www.w3.org/ns/prov#"
DCTERMS: Final = "http://purl.org/dc/terms/"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"
DCAT: Final = "http://www.w3.org/ns/dcat#"
VOID: Final = "http://rdfs.org/ns/void#"
VOID_EXT: Final = "http://ldf.fi/void-ext#"
SCHEMA: Final = "https://schema.org/"

KINDS: Final[tuple[str, ...]] = (
    "factor",
    "concept",
    "actor",
    "practice",
    "effect",
    "programme",
    "place",
    "work",
    "person",
    "citation",
    "passage",
    "claim",
    "document",
    "rule",
    "derivation",
)
"""The kinds of thing that have an IRI ``ID + kind + "/" + slug``."""

PREFIXES: Final[dict[str, str]] = {
    "sim": SIM,
    "graph": GRAPH,
    **{kind: f"{ID}{kind}/" for kind in KINDS},
    "rdf": RDF,
    "rdfs": RDFS,
    "owl": OWL,
    "skos": SKOS,
    "sh": SH,
    "prov": PROV,
    "dcterms": DCTERMS,
    "xsd": XSD,
    "foaf": "http://xmlns.com/foaf/0.1/",
    "schema": SCHEMA,
    "vann": "http://purl.org/vocab/vann/",
    "dcat": DCAT,
    "void": VOID,
}
"""Prefixes offered wherever people read or write Turtle or SPARQL."""


def shorten(iri: str) -> str:
    """Write an IRI with one of our prefixes where one fits.

    Parameters
    ----------
    iri : str
        An absolute IRI.

    Returns
    -------
    str
        ``prefix:local`` for the longest matching namespace, else the IRI itself.
    """
    fitting = [item for item in PREFIXES.items() if iri.startswith(item[1])]
    if not fitting:
        return iri
    prefix, namespace = max(fitting, key=lambda item: len(item[1]))
    return f"{prefix}:{iri[len(namespace) :]}"
