"""The build: read, check, infer, check, publish; or a list of what to mend."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import NamedNode, Quad, Store

from graph.errors import NothingPublished, SourceInvalid
from graph.knowledge.checks import run_checks
from graph.knowledge.examples import read_examples
from graph.knowledge.n_quads import digest_graphs, graph_of, parse_lines
from graph.knowledge.problems import Problem
from graph.knowledge.publication import publish
from graph.knowledge.rules import infer
from graph.knowledge.sources import Sources, combine_digests, digest_files, find_files, load_sources
from graph.knowledge.statistics import describe
from graph.knowledge.versions import Version, lock, open_current, was_made_from
from graph.language import translate
from graph.namespaces import COMPUTED_GRAPHS, DERIVATIONS_GRAPH, INFERRED_GRAPH, QUERIES_GRAPH
from graph.write_errors import ChangesInTheWay

Report = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class _Voice:
    """Tells progress in a language."""

    report: Report
    language: str


def build(root: Path, data: Path, *, message: str, report: Report, language: str = "en") -> Version:
    """Build and publish a version from the sources.

    Graphs that were written over HTTP and come from no source are kept.

    Parameters
    ----------
    root : Path
        The project folder, with ``ontology/`` and ``queries/``.
    data : Path
        The folder of the published versions.
    message : str
        Why the version is made.
    report : callable
        Takes one line of progress at a time.
    language : str
        Of progress and findings.

    Returns
    -------
    Version
        The version published; the one that was already there if nothing changed.

    Raises
    ------
    SourceInvalid
        If the sources do not pass; the version published before stays.
    BuildBusy
        If another build is running.
    ChangesInTheWay
        If graphs of the sources were changed since the last build.
    """
    with lock(data):
        changed = find_changed(root, data)
        if changed:
            raise ChangesInTheWay(graphs=", ".join(changed))
        return _build(root, data, message, _Voice(report, language))


def build_anyway(root: Path, data: Path, *, message: str, report: Report, language: str = "en") -> Version:
    """Build like :func:`build`, but replace graphs of the sources that were changed since the last build."""
    with lock(data):
        return _build(root, data, message, _Voice(report, language))


def _build(root: Path, data: Path, message: str, voice: _Voice) -> Version:
    digests = digest_files(root)
    store = check(root, report=voice.report, language=voice.language)
    kept = find_written(root, data)
    if kept:
        _add_written(root, store, kept, voice.language)
    describe(store)
    before = {one.name for one in (data / "versions").glob("*")}
    version = publish(data, store, message, digests, frozenset(_name_graph(quad) for quad in kept))
    if version.id in before:
        line = translate("Nothing has changed: version {version} stays.", voice.language)
    else:
        line = translate("Published version {version}: {quads} triples, {statements} claims.", voice.language)
    known = version.manifest
    voice.report(line.format(version=version.id, quads=known.quads, statements=known.statements))
    return version


def check(root: Path, *, report: Report, language: str = "en") -> Store:
    """Do everything of a build but publishing; return all graphs.

    Raises
    ------
    SourceInvalid
        If the sources do not pass.
    """
    sources = Sources([*load_sources(root, language).files, *read_examples(root, language)])
    line = translate("Read {quads} triples from {files} files.", language)
    report(line.format(quads=len(sources.quads), files=len(sources.files)))
    # Imported here because it brings rdflib along: serving a fresh version must not wait for it.
    from graph.knowledge.shapes import find_violations

    _stop_at(find_violations(sources, language))
    report(translate("The data has the form that the shapes ask for.", language))
    store = Store()
    store.extend(sources.quads)
    records = infer(root, store, language)
    report(translate("The rules gave {count} derivations.", language).format(count=records))
    _stop_at(run_checks(root, store, sources, language))
    report(translate("Every check passes.", language))
    return store


def find_changed(root: Path, data: Path) -> list[str]:
    """List the graphs of the sources that were changed over HTTP since the last build."""
    try:
        current = open_current(data)
    except NothingPublished:
        return []
    built, found = current.manifest.built, digest_graphs(current.dataset.read_bytes())
    sources = {*find_files(root).values(), QUERIES_GRAPH}
    return sorted(name for name in built.keys() & sources if built[name] != found.get(name))


def find_written(root: Path, data: Path) -> list[Quad]:
    """Find what the current version holds besides what builds make: it was written over HTTP."""
    try:
        current = open_current(data)
    except NothingPublished:
        return []
    made = {*COMPUTED_GRAPHS, QUERIES_GRAPH, *find_files(root).values(), *current.manifest.built}
    content = current.dataset.read_bytes()
    return parse_lines(line for line in content.splitlines() if graph_of(line) not in made)


def _name_graph(quad: Quad) -> str:
    return quad.graph_name.value if isinstance(quad.graph_name, NamedNode) else ""


def _add_written(root: Path, store: Store, kept: list[Quad], language: str) -> None:
    """Add what was written over HTTP, and let shapes and rules see it."""
    from graph.knowledge.validation import Validator  # brings rdflib along, as above

    store.extend(kept)
    findings = Validator(store).check({str(quad.subject).encode() for quad in kept})
    if findings:
        advice = translate("Change it over HTTP, or mend the shapes.", language)
        _stop_at([Problem("", 0, "", text, advice) for text in findings.problems[language]])
    for name in (INFERRED_GRAPH, DERIVATIONS_GRAPH):
        store.remove_graph(NamedNode(name))
    infer(root, store, language)


def _stop_at(problems: list[Problem]) -> None:
    if problems:
        raise SourceInvalid(problems)


def is_fresh(root: Path, data: Path) -> bool:
    """Tell whether the sources as they are now have been built; what was changed since then does not matter."""
    try:
        open_current(data)
    except NothingPublished:
        return False
    return was_made_from(data) == combine_digests(digest_files(root))
