"""The commands that ask what is published: ``get``, ``query``, ``verify`` and ``mcp``.

What they need is imported when they run.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from typing import Protocol

from graph.settings import Settings

Command = Callable[[argparse.Namespace, Settings], int]


class Add(Protocol):
    """Adds a command of a name, that runs a function and is explained by a sentence."""

    def __call__(self, name: str, run: Command | None, text: str) -> argparse.ArgumentParser: ...


def add_asking_commands(add: Add, _: Callable[[str], str]) -> None:
    """Add the commands; `_` translates."""
    one = add("get", _get, _("Answer one request on standard output; fails on an error status."))
    one.add_argument("path", metavar="PATH", help=_("Path and query string, such as /sparql?query=..."))
    one.add_argument("--accept", metavar="TYPE", help=_("The media type to ask for."))
    one = add("query", _query, _("Answer a named question; without a name, list them all."))
    one.add_argument("name", metavar="NAME", nargs="?", default="", help=_("The name of the question."))
    one.add_argument(
        "pairs", metavar="NAME=VALUE", nargs="*", help=_("Values of its parameters; version=ID asks an older version.")
    )
    one.add_argument(
        "--format",
        metavar="FORMAT",
        help=_("table (the default on a terminal), csv (the default elsewhere), json, xlsx, ttl ..."),
    )
    one = add(
        "verify",
        _verify,
        _(
            "Compare the text of the document, if you have it, with the line ranges, headings and citations "
            "of the graph. The text is only read on this machine; it is neither kept nor sent anywhere."
        ),
    )
    one.add_argument("file", metavar="FILE", help=_("The text of the document, as plain text."))
    one.add_argument("--document", metavar="SLUG", default="", help=_("Which document, if there are several."))
    one.add_argument("--encoding", metavar="NAME", default="", help=_("How the file is encoded. [utf-8]"))
    one = add("mcp", _serve_models, _("Serve language models (Model Context Protocol) on standard input and output."))
    one.add_argument(
        "--http",
        action="store_true",
        help=_("Serve them over HTTP instead, at 127.0.0.1:8001 unless --host and --port say otherwise."),
    )
    one.add_argument(
        "--allow-host",
        metavar="NAME",
        action="append",
        default=[],
        help=_("A further host name under which clients reach it over HTTP."),
    )


def _get(options: argparse.Namespace, settings: Settings) -> int:
    from graph.web.asking import get

    return get(options.path, options.accept, settings)


def _query(options: argparse.Namespace, settings: Settings) -> int:
    from graph.web.asking import ask, list_all

    if not options.name:
        list_all(settings)
        return 0
    ask(options.name, options.pairs, options.format or ("table" if sys.stdout.isatty() else ""), settings)
    return 0


def _verify(options: argparse.Namespace, settings: Settings) -> int:
    from graph.web.verifying import verify

    return verify(options, settings)


def _serve_models(options: argparse.Namespace, settings: Settings) -> int:
    from graph.web.mcp.serving import serve_http, serve_pipe

    if options.http:
        serve_http(settings, options.host, options.port, options.allow_host)
    else:
        serve_pipe(settings)
    return 0
