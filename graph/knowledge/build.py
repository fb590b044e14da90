"""The build: read, check, infer, check, publish; or a list of what to mend."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pyoxigraph import Store

from graph.errors import NothingPublished, SourceInvalid
from graph.knowledge.checks import run_checks
from graph.knowledge.problems import Problem
from graph.knowledge.publication import publish
from graph.knowledge.rules import infer
from graph.knowledge.sources import combine_digests, digest_files, load_sources
from graph.knowledge.versions import Version, lock, open_current, was_made_from
from graph.language import translate

Report = Callable[[str], None]


def build(root: Path, data: Path, *, message: str, report: Report, language: str = "en") -> Version:
    """Build and publish a version from the sources.

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
    """
    with lock(data):
        digests = digest_files(root)
        store = check(root, report=report, language=language)
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
