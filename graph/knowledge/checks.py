"""Checks: one SELECT for each rule; no row means that it is kept.

Those in ``queries/checks/`` are about the data, those in ``queries/pitfalls/``
about the vocabulary: the pitfalls of OOPS! and the criteria of FOOPS! that can
be told from the files alone.

A row has ``?error``, a sentence for people, and may have ``?thing``, the thing
concerned. Sentences may carry language tags; the reader's language is shown
where there is one.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from pyoxigraph import Literal, NamedNode, QuerySolution, Store

from graph.knowledge.problems import Problem
from graph.knowledge.queries import load_queries, run_select
from graph.knowledge.sources import Sources
from graph.language import translate

FOLDERS: Final = ("queries/checks", "queries/pitfalls")


def run_checks(root: Path, store: Store, sources: Sources, language: str) -> list[Problem]:
    """Run every check.

    Parameters
    ----------
    root : Path
        The project folder.
    store : Store
        All graphs, the inferred one among them.
    sources : Sources
        Where the things were written down.
    language : str
        Of the sentences.

    Returns
    -------
    list of Problem
        One for each row; empty if every check passes.
    """
    problems: list[Problem] = []
    for folder in FOLDERS:
        for path, text in load_queries(root, folder).items():
            problems += run_check(store, path, text, sources, language)
    return problems


def run_check(store: Store, path: str, text: str, sources: Sources, language: str) -> list[Problem]:
    """Run one check (the text of the file `path`)."""
    solutions = run_select(store, path, text, language)
    names = [variable.value for variable in solutions.variables]
    rows = list(solutions)
    spoken = [row for row in rows if _language_of(row, names) in ("", language)]
    return sorted({_problem(row, names, path, sources, language) for row in spoken or rows})


def _language_of(row: QuerySolution, names: list[str]) -> str:
    error = row["error"] if "error" in names else None
    return error.language or "" if isinstance(error, Literal) else ""


def _problem(row: QuerySolution, names: list[str], path: str, sources: Sources, language: str) -> Problem:
    cells = {name: row[name] for name in names}
    error = cells.pop("error", None)
    first = cells.get("thing") or next((cell for cell in cells.values() if isinstance(cell, NamedNode)), None)
    message = error.value if isinstance(error, Literal) else translate("The check found a row.", language)
    advice = translate("See the rule in {path}.", language).format(path=path)
    if not isinstance(first, NamedNode):
        return Problem(path, 0, "", message, advice)
    file, line = sources.locate(first.value)
    return Problem(file or path, line, sources.name(first.value, language), message, advice)
