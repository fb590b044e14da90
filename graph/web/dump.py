"""The whole dataset as one compressed file: the same version gives the same bytes. No Flask here."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from graph.formats import N_TRIPLES
from graph.knowledge.versions import Version
from graph.terms import Term
from graph.void import write_iri

if TYPE_CHECKING:
    from pathlib import Path

    from graph.catalogue import Catalogue
    from graph.sparql.engine import Engine

_PIECE: Final = 256 * 1024
_LEVEL: Final = 6
_GZIP: Final = 16 + zlib.MAX_WBITS
"""A header as gzip writes it; its moment is always zero."""


def write_dump(engine: Engine, catalogue: Catalogue) -> Iterator[bytes]:
    """Write every statement of every graph as compressed N-Quads, piece by piece.

    Parameters
    ----------
    engine : Engine
        Of a version. One that another service holds is no file here, so it is asked graph by graph.
    catalogue : Catalogue
        With ``pages/describe_graph``.
    """
    squeeze = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP)
    version = engine.version
    pieces = _read_file(version.dataset) if isinstance(version, Version) else _ask_graphs(engine, catalogue)
    for piece in pieces:
        yield squeeze.compress(piece)
    yield squeeze.flush()


def _read_file(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece


def _ask_graphs(engine: Engine, catalogue: Catalogue) -> Iterator[bytes]:
    query = catalogue.text("pages/describe_graph")
    yield _place(engine.unnamed(N_TRIPLES.media_type).splitlines(), "")
    for graph in engine.version.manifest.graphs:
        triples = engine.construct(query, N_TRIPLES.media_type, thing=Term(graph)).splitlines()
        yield _place(triples, f" {write_iri(graph)}")


def _place(triples: Iterable[bytes], graph: str) -> bytes:
    """Put triples into a graph: N-Quads are N-Triples with a name before the full stop."""
    end = f"{graph} .\n".encode()
    return b"".join(line.removesuffix(b".").rstrip() + end for line in sorted(triples) if line.strip())
