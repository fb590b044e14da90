"""The service described in RDF (SPARQL 1.1 Service Description), as N-Triples."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final
from urllib.parse import quote

from graph.namespaces import RDF, XSD

_SD: Final = "http://www.w3.org/ns/sparql-service-description#"
_VOID: Final = "http://rdfs.org/ns/void#"
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
_SAFE: Final = ":/?#[]@!$&'()*+,;=%~"


def describe_service(endpoint: str, triples: int, graphs: Mapping[str, int]) -> str:
    """Describe the service.

    Parameters
    ----------
    endpoint : str
        The address at which it was asked.
    triples : int
        Statements in the default graph, which is the union of all graphs.
    graphs : mapping of str to int
        Statements in each named graph.

    Returns
    -------
    str
        N-Triples.
    """
    address = quote(endpoint, safe=_SAFE)
    lines = [*_describe_abilities(f"<{address}#service>", address), *_describe_dataset(triples, graphs)]
    return "".join(f"{line} .\n" for line in lines)


def _describe_abilities(service: str, address: str) -> Iterator[str]:
    yield f"{service} <{RDF}type> <{_SD}Service>"
    yield f"{service} <{_SD}endpoint> <{address}>"
    yield f"{service} <{_SD}supportedLanguage> <{_SD}SPARQL11Query>"
    yield f"{service} <{_SD}feature> <{_SD}UnionDefaultGraph>"
    for name in _WRITTEN:
        yield f"{service} <{_SD}resultFormat> <{_FORMATS}{name}>"
    yield f"{service} <{_SD}defaultDataset> _:dataset"


def _describe_dataset(triples: int, graphs: Mapping[str, int]) -> Iterator[str]:
    yield f"_:dataset <{RDF}type> <{_SD}Dataset>"
    yield f"_:dataset <{_SD}defaultGraph> _:union"
    yield from _describe_graph("_:union", triples)
    for number, (name, size) in enumerate(sorted(graphs.items())):
        yield f"_:dataset <{_SD}namedGraph> _:named{number}"
        yield f"_:named{number} <{RDF}type> <{_SD}NamedGraph>"
        yield f"_:named{number} <{_SD}name> <{quote(name, safe=_SAFE)}>"
        yield f"_:named{number} <{_SD}graph> _:graph{number}"
        yield from _describe_graph(f"_:graph{number}", size)


def _describe_graph(graph: str, triples: int) -> Iterator[str]:
    yield f"{graph} <{RDF}type> <{_SD}Graph>"
    yield f'{graph} <{_VOID}triples> "{triples}"^^<{XSD}integer>'
