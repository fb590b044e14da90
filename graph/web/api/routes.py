"""The one table of what is served besides the named questions; a test holds it against the routes."""

from __future__ import annotations

from typing import Final

from graph.web.api.operations import Operation
from graph.web.api.routes_data import GRAPHS, SPARQL, VERSIONS
from graph.web.api.routes_finding import QUESTIONS, RECONCILIATION, SEARCH
from graph.web.api.routes_pages import NETWORK, SERVICE, THINGS
from graph.web.api.routes_sources import DATASET, EVIDENCE, WORKS

ROUTES: Final[tuple[Operation, ...]] = (
    *QUESTIONS,
    *THINGS,
    *SEARCH,
    *EVIDENCE,
    *NETWORK,
    *WORKS,
    *SPARQL,
    *GRAPHS,
    *VERSIONS,
    *DATASET,
    *RECONCILIATION,
    *SERVICE,
)
