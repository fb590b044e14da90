"""The IRIs of Simpul. The only place where one of them is spelt in Python."""

from __future__ import annotations

from typing import Final

BASE: Final = "https://w3id.org/simpul/"
SIM: Final = BASE + "ns#"
ID: Final = BASE + "id/"
GRAPH: Final = BASE + "graph/"
PROBLEM: Final = BASE + "problem/"
VERSION: Final = BASE + "versions/"

ONTOLOGY_GRAPH: Final = GRAPH + "ontology"
GAZETTEER_GRAPH: Final = GRAPH + "gazetteer"
INFERRED_GRAPH: Final = GRAPH + "inferred"
DERIVATIONS_GRAPH: Final = GRAPH + "derivations"

RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
OWL: Final = "http://www.w3.org/2002/07/owl#"
SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
SH: Final = "http://www.w3.org/ns/shacl#"
PROV: Final = "http://www.w3.org/ns/prov#"
DCTERMS: Final = "http://purl.org/dc/terms/"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"
DCAT: Final = "http://www.w3.org/ns/dcat#"

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
    "schema": "https://schema.org/",
    "vann": "http://purl.org/vocab/vann/",
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
