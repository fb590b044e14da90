"""The Turtle and SPARQL files of the project: find, parse, locate, fingerprint.

The place of a file decides the named graph of its statements:

==================================  ==============================
``ontology/*.ttl``, ``shapes/``     ``graph/ontology``
``ontology/gazetteer.ttl``          ``graph/gazetteer``
``ontology/dataset.ttl``            ``graph/dataset``
``ontology/documents/<name>/``      ``graph/<name>``
==================================  ==============================
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from graph.errors import SourceInvalid
from graph.knowledge.problems import Problem
from graph.language import translate
from graph.namespaces import (
    COMPUTED_GRAPHS,
    DATASET_GRAPH,
    GAZETTEER_GRAPH,
    GRAPH,
    ONTOLOGY_GRAPH,
    QUERIES_GRAPH,
    RDFS,
    SKOS,
    shorten,
)

_LABELS: Final = (SKOS + "prefLabel", RDFS + "label")
_RESERVED: Final = (ONTOLOGY_GRAPH, GAZETTEER_GRAPH, DATASET_GRAPH, QUERIES_GRAPH, *COMPUTED_GRAPHS)
_POSITION: Final = re.compile(r"^Parser error at line \d+ (column \d+|between columns \d+ and \d+): ")
_SUBJECT: Final = re.compile(r"[^\s@#\]\);.,][^\s;]*")
_LABEL_IN_TEXT: Final = re.compile(r'(?:skos:prefLabel|rdfs:label)\s[^"]*"([^"\n]+)"')


@dataclass(frozen=True)
class Source:
    """One parsed Turtle file."""

    path: str
    text: str
    graph: str
    quads: list[Quad]
    prefixes: dict[str, str]

    def find_line(self, iri: str) -> int:
        """Find the line on which `iri` stands as a subject (else anywhere); 0 if it does not."""
        names = [f"<{iri}>"]
        for prefix, namespace in self.prefixes.items():
            if iri.startswith(namespace):
                local = iri[len(namespace) :]
                names += [f"{prefix}:{local}", f"{prefix}:{local.replace('/', chr(92) + '/')}"]
        spelt = "|".join(re.escape(name) for name in names)
        end = r"(?=[\s;,\])]|\.\s|$)"
        for pattern in (rf"^(?:{spelt}){end}", rf"(?<![\w:<])(?:{spelt}){end}"):
            found = re.search(pattern, self.text, re.MULTILINE)
            if found:
                return self.text.count("\n", 0, found.start()) + 1
        return 0


@dataclass(frozen=True)
class Sources:
    """All parsed files, and where each thing was written down."""

    files: list[Source] = field(default_factory=list)

    @cached_property
    def quads(self) -> list[Quad]:
        """Every statement of every file."""
        return [quad for source in self.files for quad in source.quads]

    @cached_property
    def _homes(self) -> dict[str, Source]:
        homes: dict[str, Source] = {}
        for source in self.files:
            for quad in source.quads:
                if isinstance(quad.subject, NamedNode):
                    homes.setdefault(quad.subject.value, source)
        return homes

    @cached_property
    def _labels(self) -> dict[str, dict[str, str]]:
        labels: dict[str, dict[str, str]] = {}
        for quad in self.quads:
            if quad.predicate.value in _LABELS and isinstance(quad.object, Literal):
                of_thing = labels.setdefault(str(quad.subject).strip("<>"), {})
                of_thing.setdefault(quad.object.language or "", quad.object.value)
        return labels

    def locate(self, iri: str) -> tuple[str, int]:
        """Find file and line of a thing; ``("", 0)`` if no file describes it."""
        home = self._homes.get(iri)
        return (home.path, home.find_line(iri)) if home else ("", 0)

    def name(self, iri: str, language: str) -> str:
        """Give the label of a thing with its short IRI, or only the IRI if it has no label."""
        known = self._labels.get(iri, {})
        label = known.get(language) or known.get("en") or known.get("")
        return f"{label} ({shorten(iri)})" if label else shorten(iri)


def find_files(root: Path) -> dict[str, str]:
    """Find every Turtle file below ``ontology/``.

    Returns
    -------
    dict of str to str
        Path relative to `root`, and the IRI of its graph; empty where the place
        of the file gives it none.
    """
    folder = root / "ontology"
    return {
        path.relative_to(root).as_posix(): _graph_of(path.relative_to(folder)) for path in sorted(folder.rglob("*.ttl"))
    }


def _graph_of(place: Path) -> str:
    match place.parts:
        case ["gazetteer.ttl"]:
            return GAZETTEER_GRAPH
        case ["dataset.ttl"]:
            return DATASET_GRAPH
        case [_] | ["shapes", _]:
            return ONTOLOGY_GRAPH
        case ["documents", name, *_, _] if GRAPH + name not in _RESERVED:
            return GRAPH + name
    return ""


def load_sources(root: Path, language: str = "en") -> Sources:
    """Parse every Turtle file.

    Raises
    ------
    SourceInvalid
        If a file is broken, belongs to no graph, or if there is none at all.
    """
    files: list[Source] = []
    problems: list[Problem] = []
    for path, graph in find_files(root).items():
        parsed = _parse_file(root, path, graph, language)
        if isinstance(parsed, Source):
            files.append(parsed)
        else:
            problems.append(parsed)
    if not files and not problems:
        message = translate("There is no Turtle file here.", language)
        advice = translate("Put the vocabulary into ontology/core.ttl.", language)
        problems.append(Problem("ontology", 0, "", message, advice))
    if problems:
        raise SourceInvalid(problems)
    return Sources(files)


def _parse_file(root: Path, path: str, graph: str, language: str) -> Source | Problem:
    if not graph:
        message = translate("The place of this file belongs to no named graph.", language)
        advice = translate("Move it to ontology/documents/<name>/, with a name that is not reserved.", language)
        return Problem(path, 0, "", message, advice)
    data = (root / path).read_bytes()
    text = data.decode("utf-8", "replace")
    name = NamedNode(graph)
    try:
        parser = parse(data, RdfFormat.TURTLE, without_named_graphs=True, rename_blank_nodes=True)
        quads = [Quad(quad.subject, quad.predicate, quad.object, name) for quad in parser]
    except SyntaxError as error:
        return _syntax_problem(path, text, error, language)
    return Source(path, text, graph, quads, dict(parser.prefixes))


def _syntax_problem(path: str, text: str, error: SyntaxError, language: str) -> Problem:
    line = error.lineno or 1
    detail = _POSITION.sub("", error.msg)
    message = translate("This is not valid Turtle: {detail}.", language).format(detail=detail.rstrip("."))
    advice = translate("Mend this line, or the end of the statement before it.", language)
    return Problem(path, line, _thing_around(text.splitlines(), line), message, advice)


def _thing_around(lines: list[str], line: int) -> str:
    """Name the thing whose description holds `line`: subjects start in the first column."""
    starts = [number for number, text in enumerate(lines[:line]) if _SUBJECT.match(text)]
    if not starts:
        return ""
    found = _SUBJECT.match(lines[starts[-1]])
    subject = found.group() if found else ""
    label = _LABEL_IN_TEXT.search("\n".join(lines[starts[-1] : line + 10]))
    return f"{label.group(1)} ({subject})" if label else subject


def digest_files(root: Path) -> dict[str, str]:
    """Give the SHA-256 of every file that a version is made from.

    The Python of this room, and the leaves that it builds on, are among them: the
    same Turtle built by other code may be another version.
    """
    files = _made_from(root)
    return {path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def _made_from(root: Path) -> Iterator[Path]:
    yield from sorted((root / "ontology").rglob("*.ttl"))
    for folder in ("ontology/rules", "queries/checks", "queries/pitfalls", "queries/public"):
        yield from sorted((root / folder).glob("*.rq"))
    for folder in ("graph/knowledge", "graph"):
        yield from sorted((root / folder).glob("*.py"))


def combine_digests(digests: dict[str, str]) -> str:
    """Give one SHA-256 for a set of file digests."""
    lines = "".join(f"{digest}  {path}\n" for path, digest in sorted(digests.items()))
    return hashlib.sha256(lines.encode()).hexdigest()
