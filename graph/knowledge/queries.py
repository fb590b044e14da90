"""Trusted queries of the build: rules and checks, run in this process.

They come from the repository, not from clients, so they need no gate and no
deadline.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from pyoxigraph import QueryBoolean, QuerySolutions, QueryTriples, Store

from graph.errors import SourceInvalid
from graph.knowledge.problems import Problem
from graph.language import translate

_POSITION: Final = re.compile(r"error at (\d+):(\d+)")


def load_queries(root: Path, folder: str) -> dict[str, str]:
    """Read every ``.rq`` file of a folder: path relative to `root`, and text; sorted."""
    paths = sorted((root / folder).glob("*.rq"))
    return {path.relative_to(root).as_posix(): path.read_text(encoding="utf-8") for path in paths}


def run_select(store: Store, path: str, text: str, language: str) -> QuerySolutions:
    """Run a query that must be a SELECT over the union of all graphs."""
    results = run_query(store, path, text, language)
    if isinstance(results, QuerySolutions):
        return results
    raise refuse_query(path, translate("A check must be a SELECT query.", language), language)


def run_construct(store: Store, path: str, text: str, language: str) -> QueryTriples:
    """Run a query that must be a CONSTRUCT over the union of all graphs."""
    results = run_query(store, path, text, language)
    if isinstance(results, QueryTriples):
        return results
    raise refuse_query(path, translate("A rule must be a CONSTRUCT query.", language), language)


def run_query(store: Store, path: str, text: str, language: str) -> QuerySolutions | QueryBoolean | QueryTriples:
    """Run a query over the union of all graphs; raises :class:`SourceInvalid` if it is no SPARQL."""
    try:
        return store.query(text, use_default_graph_as_union=True)
    except SyntaxError as error:
        found = _POSITION.search(str(error))
        message = translate("This is not valid SPARQL: {detail}", language).format(detail=_shorten_detail(str(error)))
        raise refuse_query(path, message, language, int(found.group(1)) if found else 0) from error


def _shorten_detail(detail: str) -> str:
    """Keep what the parser says without its list of every token it would have liked."""
    return detail.split(" expected one of")[0].rstrip(":")


def refuse_query(path: str, message: str, language: str, line: int = 0) -> SourceInvalid:
    """Make the error for a query file that cannot be used."""
    advice = translate("Mend this query file.", language)
    return SourceInvalid([Problem(path, line, "", message, advice)])
