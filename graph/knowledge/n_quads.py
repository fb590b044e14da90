"""N-Quads as sorted lines: how the statements of a version are written, counted and told apart."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterable
from typing import Any, Final

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    Store,
    Triple,
    parse,
    serialize,
)

from graph.namespaces import RDF, SIM
from graph.terms import Term, literal

_WORDS: Final = re.compile(
    rb"^\S+ (?:<" + re.escape((RDF + "type").encode()) + rb"> (?P<one>\S+)|(?P<two>\S+)) ", re.MULTILINE
)
_CLAIMS: Final = (SIM + "Claim", SIM + "Linkage")


def write_canonically(quads: Iterable[Quad]) -> bytes:
    """Write sorted N-Quads in which blank nodes have names made from what is said of them (RDFC-1.0)."""
    dataset = Dataset(quads)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    content = io.BytesIO()
    serialize(dataset, content, RdfFormat.N_QUADS)
    return b"".join(sorted(content.getvalue().splitlines(keepends=True)))


def graph_of(line: bytes) -> str:
    """Give the IRI of the graph that a line of N-Quads is in; empty for the unnamed graph.

    Examples
    --------
    >>> graph_of(b'<urn:s> <urn:p> "a <b> ." <urn:g> .')
    'urn:g'
    >>> graph_of(b'<urn:s> <urn:p> "a <b> ." .')
    ''
    >>> graph_of(b'<urn:s> <urn:p> <urn:o> .')
    ''
    >>> graph_of(b'<urn:s> <urn:p> "1"^^<urn:type> .')
    ''
    """
    term = line.split(b" ", 2)[2]  # neither subject nor predicate can hold a blank
    for opening, closing in ((b'"', b'"'), (b"<<", b")>>")):
        if term.startswith(opening):
            term = term[term.rindex(closing) + len(closing) :]  # nothing after it can hold this sign
    parts = term.split(b" ")
    return parts[1][1:-1].decode() if len(parts) == 3 else ""


def digest_graphs(content: bytes) -> dict[str, str]:
    """Give the SHA-256 of the statements of each graph."""
    found: dict[str, Any] = {}
    for line in content.splitlines():
        name = graph_of(line)
        if name not in found:
            found[name] = hashlib.sha256()
        found[name].update(line)
    return {name: found[name].hexdigest() for name in sorted(found)}


def count_claims(lines: Iterable[bytes]) -> int:
    """Count the things that lines of N-Quads say are claims."""
    wanted = tuple(f" <{RDF}type> <{name}> ".encode() for name in _CLAIMS)
    return len({line.split(b" ", 1)[0] for line in lines if any(mark in line for mark in wanted)})


def load_content(content: bytes) -> Store:
    """Load N-Quads so that blank nodes keep their names, which a bulk load alone would change."""
    store = Store()
    if b"_:" not in content:
        store.bulk_load(content, RdfFormat.N_QUADS)
        return store
    plain: list[bytes] = []
    with_blanks: list[bytes] = []
    for line in content.splitlines():
        (with_blanks if b"_:" in line else plain).append(line)
    store.bulk_load(b"\n".join(plain) + b"\n", RdfFormat.N_QUADS)
    store.extend(parse_lines(with_blanks))
    return store


def parse_lines(lines: Iterable[bytes]) -> list[Quad]:
    """Read N-Quads with the names of blank nodes as they stand."""
    return list(parse(b"\n".join(lines) + b"\n", RdfFormat.N_QUADS, rename_blank_nodes=False))


def make_term(term: NamedNode | BlankNode | Literal | Triple) -> Term:
    """Give a term as a plain value; a quoted triple as its text."""
    if isinstance(term, NamedNode):
        return Term(term.value)
    if isinstance(term, BlankNode):
        return Term(term.value, "bnode")
    if isinstance(term, Literal):
        return literal(term.value, term.language or "", "" if term.language else term.datatype.value)
    return literal(str(term))


def read_lines(store: Store) -> frozenset[bytes]:
    """Give everything in a store as lines of N-Quads."""
    return frozenset((store.dump(format=RdfFormat.N_QUADS) or b"").splitlines())


def subjects_of(lines: Iterable[bytes]) -> set[bytes]:
    """Give the things that lines of N-Quads are about, as they are written there."""
    return {line.partition(b" ")[0] for line in lines}


def read_node(name: bytes) -> NamedNode | BlankNode:
    """Read an IRI or a blank node as it is written in N-Quads."""
    text = name.decode()
    return NamedNode(text[1:-1]) if text.startswith("<") else BlankNode(text[2:])


def find_words(lines: Iterable[bytes]) -> set[bytes]:
    """Give the predicates in lines of N-Quads, except ``rdf:type``, and the classes, which are its objects."""
    found = set(_WORDS.findall(b"\n".join(lines)))
    return {name for pair in found for name in pair if name}


def write_patch(added: Iterable[bytes], removed: Iterable[bytes]) -> bytes:
    """Write a difference as ``D`` and ``A`` lines, as RDF Patch does."""
    lines = [*(b"D " + line for line in sorted(removed)), *(b"A " + line for line in sorted(added))]
    return b"".join(line + b"\n" for line in lines)
