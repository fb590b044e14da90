"""The dataset described in RDF for whoever fetches it: VoID, DCAT and PROV.

What it is and how much it holds is data of the version; this adds what only the
service knows: its own addresses, and which version this is. No Flask here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final

from graph.catalogue import Catalogue
from graph.formats import N_TRIPLES
from graph.knowledge.provenance import describe_version
from graph.knowledge.versions import Version
from graph.namespaces import DATASET, DATASET_GRAPH, DCAT, DCTERMS, PROV, RDF, STATISTICS_GRAPH, VERSION, VOID, XSD
from graph.sparql.engine import Engine
from graph.sparql.statistics import Statistics
from graph.terms import Term
from graph.void import write_figures, write_iri, write_part

_FOAF: Final = "http://xmlns.com/foaf/0.1/"
_MEDIA_TYPE: Final = "https://www.iana.org/assignments/media-types/"
_DATASET: Final = f"<{DATASET}>"


def is_counted(engine: Engine) -> bool:
    """Tell whether the figures of a version are part of it; those that another service holds may be old."""
    return isinstance(engine.version, Version) and STATISTICS_GRAPH in engine.version.manifest.graphs


def describe_dataset(engine: Engine, catalogue: Catalogue, host: str, statistics: Statistics) -> str:
    """Describe the dataset.

    Parameters
    ----------
    engine : Engine
        Of a version.
    catalogue : Catalogue
        With ``pages/describe_graph``.
    host : str
        Scheme and host of this service.
    statistics : Statistics
        The figures, for a version that does not hold them itself.

    Returns
    -------
    str
        N-Triples.
    """
    version = engine.version
    graphs = [DATASET_GRAPH, STATISTICS_GRAPH] if is_counted(engine) else [DATASET_GRAPH]
    query = catalogue.text("pages/describe_graph")
    known = [engine.construct(query, N_TRIPLES.media_type, thing=Term(name)).decode() for name in graphs]
    lines = [
        *_describe_access(host),
        *_describe_document(host),
        *_describe_edition(version.id, version.manifest.published),
    ]
    if not is_counted(engine):
        lines += _describe_figures(statistics)
    record = describe_version(version, host) if isinstance(version, Version) else ""
    return "".join((*known, *(f"{line} .\n" for line in lines), record))


def _describe_access(host: str) -> Iterator[str]:
    """Say where the dataset can be had."""
    yield f"{_DATASET} <{RDF}type> <{DCAT}Dataset>"
    yield f"{_DATASET} <{RDF}type> <{VOID}Dataset>"
    yield f"{_DATASET} <{DCAT}landingPage> <{host}/dataset>"
    yield f"{_DATASET} <{VOID}sparqlEndpoint> <{host}/sparql>"
    yield f"{_DATASET} <{VOID}uriLookupEndpoint> <{host}/search?q=>"
    yield f"{_DATASET} <{VOID}dataDump> <{host}/dump.nq.gz>"
    yield f"{_DATASET} <{DCAT}distribution> _:dump"
    yield f"_:dump <{RDF}type> <{DCAT}Distribution>"
    yield f"_:dump <{DCAT}accessURL> <{host}/dataset>"
    yield f"_:dump <{DCAT}downloadURL> <{host}/dump.nq.gz>"
    yield f"_:dump <{DCAT}mediaType> <{_MEDIA_TYPE}application/n-quads>"
    yield f"_:dump <{DCAT}compressFormat> <{_MEDIA_TYPE}application/gzip>"
    yield f"{_DATASET} <{DCAT}distribution> _:live"
    yield f"_:live <{RDF}type> <{DCAT}Distribution>"
    yield f"_:live <{DCAT}accessURL> <{host}/sparql>"
    yield f"_:live <{DCAT}accessService> <{host}/sparql#service>"
    yield f"<{host}/sparql#service> <{RDF}type> <{DCAT}DataService>"
    yield f"<{host}/sparql#service> <{DCAT}endpointURL> <{host}/sparql>"
    yield f"<{host}/sparql#service> <{DCAT}endpointDescription> <{host}/openapi.json>"
    yield f"<{host}/sparql#service> <{DCAT}servesDataset> {_DATASET}"


def _describe_document(host: str) -> Iterator[str]:
    """Say that this is a description, and of what."""
    own = f"<{host}/.well-known/void>"
    yield f"{own} <{RDF}type> <{VOID}DatasetDescription>"
    yield f"{own} <{_FOAF}primaryTopic> {_DATASET}"
    yield f"{own} <{DCTERMS}license> <https://creativecommons.org/licenses/by/4.0/>"


def _describe_edition(version: str, published: str) -> Iterator[str]:
    if published:
        moment = f"{json.dumps(published)}^^<{XSD}dateTime>"
        yield f"{_DATASET} <{DCTERMS}modified> {moment}"
        yield f"{_DATASET} <{DCAT}version> {json.dumps(version)}"
        yield f"{_DATASET} <{DCAT}hasCurrentVersion> <{VERSION}{version}>"
        yield f"{_DATASET} <{PROV}generalizationOf> <{VERSION}{version}>"


def _describe_figures(statistics: Statistics) -> Iterator[str]:
    """Write the figures that were counted by queries."""
    yield from write_figures(_DATASET, statistics.union)
    for name, parts in (("class", statistics.classes), ("property", statistics.properties)):
        for number, (iri, size) in enumerate(sorted(parts.items())):
            yield from write_part(_DATASET, f"_:{name}{number}", name, iri, size)
    for graph, figures in sorted(statistics.graphs.items()):
        yield f"{_DATASET} <{VOID}subset> {write_iri(graph)}"
        yield from write_figures(write_iri(graph), figures)
