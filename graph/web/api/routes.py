"""The one table of what is served besides the named questions; a test holds it against the routes."""

from __future__ import annotations

from typing import Final

from graph.web.api.operations import Operation
from graph.web.api.routes_data import GRAPHS, SPARQL, VERSIONS
from graph.web.api.routes_pages import NETWORK, SEARCH, SERVICE, THINGS

ROUTES: Final[tuple[Operation, ...]] = (*THINGS, *SEARCH, *NETWORK, *SPARQL, *GRAPHS, *VERSIONS, *SERVICE)
