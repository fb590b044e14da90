"""A version described in RDF: what it is (DCAT), where it comes from (PROV), how to get it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final

from graph.knowledge.versions import Version
from graph.language import LANGUAGES, mark, translate
from graph.namespaces import DATASET, DCAT, DCTERMS, PROV, RDF, RDFS, VERSION, VOID, XSD

_SPDX: Final = "http://spdx.org/rdf/terms#"
_FOAF: Final = "http://xmlns.com/foaf/0.1/"
_MEDIA_TYPE: Final = "https://www.iana.org/assignments/media-types/"
_TITLE: Final = mark("Simpul, version {version}")


def describe_version(version: Version, address: str) -> str:
    """Describe a version as N-Triples.

    Parameters
    ----------
    version : Version
        The version.
    address : str
        Scheme and host of this service, for what can be fetched from it.
    """
    parts = (_describe_dataset(version), _describe_changes(version), _describe_distributions(version, address))
    return "".join(f"{line} .\n" for part in parts for line in part)


def _describe_dataset(version: Version) -> Iterator[str]:
    known = version.manifest
    own = f"<{VERSION}{version.id}>"
    yield f"{own} <{RDF}type> <{DCAT}Dataset>"
    yield f"{own} <{RDF}type> <{PROV}Entity>"
    for language in LANGUAGES:
        title = translate(_TITLE, language).format(version=version.id)
        yield f"{own} <{DCTERMS}title> {_write(title)}@{language}"
    yield f"{own} <{DCTERMS}identifier> {_write(version.id)}"
    yield f"{own} <{DCAT}version> {_write(version.id)}"
    yield f"{own} <{DCAT}isVersionOf> <{DATASET}>"
    yield f"{own} <{DCTERMS}issued> {_write_moment(known.published)}"
    if known.message:
        yield f"{own} <{DCAT}versionNotes> {_write(known.message)}"
    if known.parent:
        yield f"{own} <{DCAT}previousVersion> <{VERSION}{known.parent}>"
        yield f"{own} <{PROV}wasRevisionOf> <{VERSION}{known.parent}>"
    yield f"{own} <{VOID}triples> {_write(str(known.quads))}^^<{XSD}integer>"


def _describe_changes(version: Version) -> Iterator[str]:
    for number, change in enumerate(version.manifest.changes):
        activity, agent = f"_:change{number}", f"_:author{number}"
        yield f"<{VERSION}{version.id}> <{PROV}wasGeneratedBy> {activity}"
        yield f"{activity} <{RDF}type> <{PROV}Activity>"
        yield f"{activity} <{DCTERMS}type> {_write(change.action)}"
        yield f"{activity} <{PROV}endedAtTime> {_write_moment(change.time)}"
        if change.message:
            yield f"{activity} <{RDFS}comment> {_write(change.message)}"
        if change.author:
            yield f"{activity} <{PROV}wasAssociatedWith> {agent}"
            yield f"{agent} <{RDF}type> <{PROV}Agent>"
            yield f"{agent} <{_FOAF}name> {_write(change.author)}"


def _describe_distributions(version: Version, address: str) -> Iterator[str]:
    own, page = f"<{VERSION}{version.id}>", f"{address}/versions/{version.id}"
    yield f"{own} <{DCAT}landingPage> <{page}>"
    yield f"{own} <{DCAT}distribution> _:file"
    yield f"_:file <{RDF}type> <{DCAT}Distribution>"
    yield f"_:file <{DCAT}accessURL> <{page}>"
    yield f"_:file <{DCAT}downloadURL> <{page}.nq>"
    yield f"_:file <{DCAT}mediaType> <{_MEDIA_TYPE}application/n-quads>"
    yield f"_:file <{DCAT}byteSize> {_write(str(version.dataset.stat().st_size))}^^<{XSD}nonNegativeInteger>"
    yield f"_:file <{_SPDX}checksum> _:checksum"
    yield f"_:checksum <{RDF}type> <{_SPDX}Checksum>"
    yield f"_:checksum <{_SPDX}algorithm> <{_SPDX}checksumAlgorithm_sha256>"
    yield f"_:checksum <{_SPDX}checksumValue> {_write(version.manifest.hash)}^^<{XSD}hexBinary>"
    yield f"{own} <{DCAT}distribution> _:endpoint"
    yield f"_:endpoint <{RDF}type> <{DCAT}Distribution>"
    yield f"_:endpoint <{DCAT}accessURL> <{address}/sparql?version={version.id}>"
    yield f"_:endpoint <{DCAT}accessService> _:service"
    yield f"_:service <{RDF}type> <{DCAT}DataService>"
    yield f"_:service <{DCAT}endpointURL> <{address}/sparql>"
    yield f"_:service <{DCAT}servesDataset> {own}"


def _write(text: str) -> str:
    """Write a literal; N-Triples escapes what JSON does."""
    return json.dumps(text.encode("utf-8", "replace").decode(), ensure_ascii=False)


def _write_moment(moment: str) -> str:
    return f"{_write(moment)}^^<{XSD}dateTime>"
