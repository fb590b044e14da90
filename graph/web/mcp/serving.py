"""The ways in which a client reaches the server: pipes to its own process, or HTTP."""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Any, Final

import anyio
import uvicorn
from mcp.server import MCPServer
from mcp.server.transport_security import TransportSecuritySettings

from graph.catalogue import Catalogue
from graph.errors import AddressTaken
from graph.language import translate
from graph.settings import Settings
from graph.web.application import ROOT, create_app
from graph.web.inside import Inside
from graph.web.mcp.resources import Resources
from graph.web.mcp.server import make_server
from graph.web.mcp.tools import Tools
from graph.web.opening import open_readings

HOST: Final = "127.0.0.1"
PORT: Final = "8001"
"""Not that of the pages, so that both can run with the same settings."""
PATH: Final = "/mcp"
_LOCAL: Final = ("127.0.0.1", "localhost", "[::1]")
_GRACE: Final = 5


def serve_pipe(settings: Settings) -> None:
    """Serve one client on standard input and output, until it closes them."""
    with _opened(settings) as server:
        server.run("stdio")


def serve_http(settings: Settings, host: str | None, port: str | None, names: Sequence[str]) -> None:
    """Serve over streamable HTTP until told to stop.

    Parameters
    ----------
    settings : Settings
        Where the data is, and the limits.
    host, port : str or None
        Where to listen; by default only this machine reaches it.
    names : sequence of str
        Further names that requests may call this machine; all others are refused (DNS rebinding).

    Raises
    ------
    AddressTaken
        If somebody else listens there.
    """
    host = host or HOST
    with _listen(host, port or PORT) as listener, _opened(settings) as server:
        own = f"[{host}]" if ":" in host else host
        app = server.streamable_http_app(
            streamable_http_path=PATH,
            json_response=True,
            stateless_http=True,  # the tools keep nothing between two calls, so neither does the server
            transport_security=_guard([*_LOCAL, own, *names]),
        )
        config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=_GRACE)
        line = translate("Language models are served at {address} (Ctrl-C stops it).", settings.language)
        sys.stdout.write(line.format(address=f"http://{own}:{listener.getsockname()[1]}{PATH}") + "\n")
        sys.stdout.flush()
        anyio.run(uvicorn.Server(config).serve, [listener])


@contextmanager
def _opened(settings: Settings) -> Iterator[MCPServer[Any]]:
    """Open the data for as long as the server runs; newer versions are followed."""
    with closing(open_readings(settings)) as editions:
        inside, catalogue = Inside(create_app(settings, editions), "en"), Catalogue(ROOT / "queries")
        tools = Tools(inside, catalogue, lambda: editions.current_id)
        yield make_server(tools, Resources(inside, catalogue, settings), editions.current_id)


@contextmanager
def _listen(host: str, port: str) -> Iterator[socket.socket]:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, int(port)))
            listener.listen()
        except OSError as error:
            raise AddressTaken(host=host, port=port, detail=error.strerror) from error
        yield listener


def _guard(names: Sequence[str]) -> TransportSecuritySettings:
    """Refuse requests that call this machine by another name, which a page of somebody else could make them do."""
    hosts = [host for name in names for host in (name, f"{name}:*")]
    origins = [f"{scheme}://{host}" for scheme in ("http", "https") for host in hosts]
    return TransportSecuritySettings(allowed_hosts=hosts, allowed_origins=origins)
