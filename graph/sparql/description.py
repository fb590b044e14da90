"""The service described in RDF (SPARQL 1.1 Service Description, with the figures of VoID), as N-Triples."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import quote

from graph.language import LANGUAGES, mark, translate
from graph.namespaces import DATASET, DCAT, DCTERMS, RDF, RDFS, XSD
from graph.settings import Settings
from graph.sparql.statistics import Statistics
from graph.void import Figures, write_figures, write_iri, write_part

_SD: Final = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS: Final = "http://www.w3.org/ns/formats/"
_WRITTEN: Final = (
    "SPARQL_Results_JSON",
    "SPARQL_Results_XML",
    "SPARQL_Results_CSV",
    "SPARQL_Results_TSV",
    "Turtle",
    "N-Triples",
    "RDF_XML",
    "JSON-LD",
    "TriG",
    "N-Quads",
)
_READ: Final = ("Turtle", "N-Triples", "RDF_XML", "JSON-LD")
_SAFE: Final = ":/?#[]@!$&'()*+,;=%~"
_SUFFIX: Final = re.compile(r"\.[A-Za-z]+\Z")
_LIMITS: Final = mark(
    "A query may hold {length} bytes, nest {depth} deep and have {patterns} triple patterns and operators; it is ended "
    "after {timeout} seconds, or when it needs more than {memory} MiB. An answer may hold {result} MiB; an answer with "
    "status 200 is complete. No query calls another address. The default graph is the union of all graphs."
)
_UPDATES: Final = mark(
    "Updates need a bearer token. Each becomes a new published version; patterns see the union of all graphs, and "
    "what is written without GRAPH goes to the graph without a name. Whole graphs are read and written at {store} "
    "(SPARQL 1.1 Graph Store HTTP Protocol)."
)


def describe_service(endpoint: str, settings: Settings, takes_updates: bool, statistics: Statistics) -> str:
    """Describe the service.

    Parameters
    ----------
    endpoint : str
        The address at which it was asked.
    settings : Settings
        With its limits.
    takes_updates : bool
        Whether anything can be changed.
    statistics : Statistics
        What the version holds.

    Returns
    -------
    str
        N-Triples.
    """
    address = quote(_SUFFIX.sub("", endpoint), safe=_SAFE)
    service = f"<{address}#service>"
    lines = [
        *_describe_abilities(service, address, takes_updates),
        *_describe_limits(service, address, settings, takes_updates),
        *_describe_dataset(statistics),
    ]
    return "".join(f"{line} .\n" for line in lines)


def _describe_abilities(service: str, address: str, takes_updates: bool) -> Iterator[str]:
    yield f"{service} <{RDF}type> <{_SD}Service>"
    yield f"{service} <{_SD}endpoint> <{address}>"
    yield f"{service} <{_SD}supportedLanguage> <{_SD}SPARQL11Query>"
    if takes_updates:
        yield f"{service} <{_SD}supportedLanguage> <{_SD}SPARQL11Update>"
        for name in _READ:
            yield f"{service} <{_SD}inputFormat> <{_FORMATS}{name}>"
    yield f"{service} <{_SD}feature> <{_SD}UnionDefaultGraph>"
    for name in _WRITTEN:
        yield f"{service} <{_SD}resultFormat> <{_FORMATS}{name}>"
    yield f"{service} <{DCAT}servesDataset> <{DATASET}>"
    yield f"{service} <{RDFS}seeAlso> <{address.rpartition('/sparql')[0]}/.well-known/void>"
    yield f"{service} <{_SD}defaultDataset> _:dataset"
    yield f"{service} <{_SD}availableGraphs> _:dataset"


def _describe_limits(service: str, address: str, settings: Settings, takes_updates: bool) -> Iterator[str]:
    limits = {
        "length": settings.query_length,
        "depth": settings.query_depth,
        "patterns": settings.query_patterns,
        "timeout": f"{settings.query_timeout:g}",
        "memory": settings.query_memory,
        "result": settings.result_size,
        "store": f"{address.rpartition('/sparql')[0]}/store",
    }
    for language in LANGUAGES:
        for sentence in (_LIMITS, _UPDATES) if takes_updates else (_LIMITS,):
            yield f'{service} <{RDFS}comment> "{translate(sentence, language).format(**limits)}"@{language}'


def _describe_dataset(statistics: Statistics) -> Iterator[str]:
    yield f"_:dataset <{RDF}type> <{_SD}Dataset>"
    yield f"_:dataset <{RDF}type> <{_SD}GraphCollection>"
    yield f'_:dataset <{DCTERMS}identifier> "{statistics.version}"'
    yield f'_:dataset <{DCTERMS}modified> "{statistics.published}"^^<{XSD}dateTime>'
    yield f"_:dataset <{_SD}defaultGraph> _:union"
    yield from _describe_graph("_:union", statistics.union)
    yield from _describe_parts("class", statistics.classes)
    yield from _describe_parts("property", statistics.properties)
    for number, (name, figures) in enumerate(sorted(statistics.graphs.items())):
        yield f"_:dataset <{_SD}namedGraph> _:named{number}"
        yield f"_:named{number} <{RDF}type> <{_SD}NamedGraph>"
        yield f"_:named{number} <{_SD}name> {write_iri(name)}"
        yield f"_:named{number} <{_SD}graph> _:graph{number}"
        yield from _describe_graph(f"_:graph{number}", figures)


def _describe_graph(graph: str, figures: Figures) -> Iterator[str]:
    yield f"{graph} <{RDF}type> <{_SD}Graph>"
    yield from write_figures(graph, figures)


def _describe_parts(name: str, parts: Figures) -> Iterator[str]:
    for number, (iri, size) in enumerate(sorted(parts.items())):
        yield from write_part("_:union", f"_:{name}{number}", name, iri, size)
