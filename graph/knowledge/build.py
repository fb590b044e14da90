"""The build: read, check, infer, check, publish; or a list of what to mend."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pyoxigraph import NamedNode, Quad, Store

from graph.errors import NothingPublished, SourceInvalid
from graph.knowledge.checks import run_checks
from graph.knowledge.n_quads import digest_graphs, graph_of, parse_lines
from graph.knowledge.problems import Problem
from graph.knowledge.publication import publish
from graph.knowledge.rules import infer
from graph.knowledge.sources import combine_digests, digest_files, find_files, load_sources
from graph.knowledge.versions import Version, lock, open_current, was_made_from
from graph.language import translate
from graph.namespaces import DERIVATIONS_GRAPH, INFERRED_GRAPH
from graph.write_errors import ChangesInTheWay

Report = Callable[[str], None]


def build(  # noqa: PLR0913 - all but the folders have names
    root: Path, data: Path, *, message: str, report: Report, language: str = "en", discard: bool = False
) -> Version:
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
    discard : bool
        Whether graphs of the sources that were changed since the last build may be replaced.

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
        digests = digest_files(root)
        kept = find_written(data, set(find_files(root).values()), discard)
        store = check(root, report=report, language=language)
        if kept:
            _add_written(root, store, kept, language)
        version = publish(data, store, message, digests)
    line = translate("Published version {version}: {quads} triples, {statements} claims.", language)
    known = version.manifest
    report(line.format(version=version.id, quads=known.quads, statements=known.statements))
    return version


def check(root: Path, *, report: Report, language: str = "en") -> Store:
    """Do everything of a build but publishing; return all graphs.

    Raises
    ------
    SourceInvalid
        If the sources do not pass.
    """
    sources = load_sources(root, language)
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


def find_written(data: Path, sources: set[str], discard: bool) -> list[Quad]:
    """Find what the current version holds besides the sources and what the rules compute.

    Parameters
    ----------
    data : Path
        The folder of the versions.
    sources : set of str
        The graphs that sources give.
    discard : bool
        Whether changes of these graphs may be lost.

    Raises
    ------
    ChangesInTheWay
        If they may not, and there are some.
    """
    try:
        current = open_current(data)
    except NothingPublished:
        return []
    content = current.dataset.read_bytes()
    built, found = current.manifest.built, digest_graphs(content)
    changed = sorted(name for name in built.keys() & sources if built[name] != found.get(name))
    if changed and not discard:
        raise ChangesInTheWay(graphs=", ".join(changed))
    computed = {INFERRED_GRAPH, DERIVATIONS_GRAPH, *sources, *(built if built else ())}
    return parse_lines(line for line in content.splitlines() if graph_of(line) not in computed)


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
