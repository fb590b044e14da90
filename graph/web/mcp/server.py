"""The MCP server: the tools and resources as the SDK takes them."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ResourceError, ToolError
from mcp.types import ToolAnnotations

from graph.errors import SimpulError
from graph.language import explain
from graph.web.mcp.resources import Resources
from graph.web.mcp.tools import Tools

INSTRUCTIONS: Final = """
Simpul is a knowledge graph of papers on regional competitiveness in Indonesia, in which every statement carries its
source. Find things with search. Prefer the named questions (list_questions, ask_question) to sparql: their answers
were checked. For every statement that you pass on, get its evidence and name the cited work, its pages and the
passage. Say whether the paper asserts, hopes, demands or denies it (modality), how surely the citation covers it
(attribution), and what contradicts it. What is not in the graph is not known here: say so, and do not fill it in.
Texts are Indonesian (id) and English (en).
""".strip()
_READS: Final = ToolAnnotations(
    read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)
_TITLES: Final = {
    "search": "Search the graph",
    "describe": "Describe a thing",
    "list_questions": "List the named questions",
    "ask_question": "Ask a named question",
    "sparql": "Ask in SPARQL",
    "evidence": "Show the evidence",
}
_RESOURCES: Final = {
    "vocabulary": "text/turtle",
    "prefixes": "application/sparql-query",
    "examples": "text/markdown",
    "limits": "application/json",
}


def make_server(tools: Tools, resources: Resources, version: str) -> MCPServer[Any]:
    """Make the server.

    Parameters
    ----------
    tools : Tools
        What can be asked.
    resources : Resources
        What can be read.
    version : str
        The id of the published version with which it starts.
    """
    server = MCPServer("simpul", "Simpul", instructions=INSTRUCTIONS, version=version, log_level="WARNING")
    logging.getLogger("mcp").setLevel(logging.WARNING)
    for name, title in _TITLES.items():
        server.add_tool(_explain(getattr(tools, name), ToolError), title=title, annotations=_READS)
    for name, media_type in _RESOURCES.items():
        read = _explain(getattr(resources, name), ResourceError)
        server.resource(f"simpul://{name}", name=name, description=read.__doc__, mime_type=media_type)(read)
    return server


def _explain(method: Callable[..., Any], kind: type[Exception]) -> Callable[..., Any]:
    """Let an error of ours reach the model with its sentence; the SDK hides the text of all others."""

    @wraps(method)
    def asked(*args: Any, **given: Any) -> Any:
        try:
            return method(*args, **given)
        except SimpulError as error:
            raise kind(explain(error, "en")) from error

    return asked
