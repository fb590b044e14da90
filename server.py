"""The command line of Simpul, and the application for a WSGI server.

``python server.py`` builds what is not built yet and serves it; ``python
server.py --help`` lists the other commands. Only what a command needs is
imported, so that serving a version already built starts at once.
"""

from __future__ import annotations

import argparse
import ctypes
import gc
import os
import signal
import socket
import sys
from collections.abc import Sequence
from dataclasses import fields, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

try:
    from graph.errors import AddressTaken, SimpulError, SourceInvalid
    from graph.knowledge.build import build, build_anyway, check, is_fresh
    from graph.knowledge.command_line import Command, add_command, add_token_commands, add_version_commands
    from graph.knowledge.versions import open_current
    from graph.language import explain, translate
    from graph.settings import Settings
    from graph.web.command_line import add_asking_commands
    from graph.write_errors import ChangesInTheWay
except ModuleNotFoundError as error:
    sys.exit(  # in both languages at once, because what chooses one may be what is missing
        f"This Python ({sys.executable}) does not have {error.name}, which Simpul needs.\n"
        f"Python ini ({sys.executable}) tidak memiliki {error.name}, yang diperlukan Simpul.\n"
        "    . .venv/bin/activate   or / atau   pip install -r requirements.txt"
    )

if TYPE_CHECKING:
    from flask import Flask

ROOT: Final = Path(__file__).resolve().parent
GRACE: Final = 5
"""Seconds that requests under way get when the server is told to stop."""

_PR_SET_PDEATHSIG: Final = 1
_GARBAGE: Final = (20_000, 20, 50)
"""New objects, and rounds, after which a web process looks for garbage."""
_TURN: Final = 0.001
"""Seconds after which a thread of a web process lets another one work."""


def application() -> Flask:
    """Make the application from the ``SIMPUL_*`` environment, for any WSGI server."""
    return open_application(Settings.from_environ(os.environ))


def open_application(settings: Settings) -> Flask:
    """Make the application on the published versions, or on the service that the settings name."""
    from graph.web.opening import open_application

    return open_application(settings, ROOT)


def main(arguments: Sequence[str]) -> int:
    """Run one command and return its exit status: 0, 1 for a failure, 2 for wrong usage."""
    language = "en"
    try:
        language = Settings.from_environ(os.environ).language
        options = _parse(arguments, language)
        given = {one.name: getattr(options, one.name) for one in fields(Settings)}
        settings = Settings.from_environ(os.environ, **given)
        language = settings.language
        run: Command = options.run
        return run(options, settings)
    except SourceInvalid as error:
        for problem in error.problems:
            print(problem, file=sys.stderr)
        print(explain(error, language), file=sys.stderr)
    except SimpulError as error:
        print(explain(error, language), file=sys.stderr)
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    except BrokenPipeError:  # whoever reads, such as head, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:  # a full disk, a folder that cannot be written
        place = error.filename or ROOT
        print(
            translate("{place} cannot be read or written: {detail}.", language).format(
                place=place, detail=error.strerror or error
            ),
            file=sys.stderr,
        )
    return 1


def _parse(arguments: Sequence[str], language: str) -> argparse.Namespace:
    _ = partial(translate, language=language)
    options = _settings_options(language)
    parser = argparse.ArgumentParser(prog="server.py", description=_("A paper as a knowledge graph, served."))
    commands = parser.add_subparsers(metavar=_("COMMAND"), required=True)

    def add(name: str, run: Command | None, text: str) -> argparse.ArgumentParser:
        return add_command(commands, name, run, text, options)

    add("serve", _serve, _("Serve the graph; build it first where it is not built. This is the default."))
    one = add("build", _build, _("Check the sources and publish a version made from them."))
    one.add_argument("--message", default="", help=_("Why this version is made."))
    replacing = _("Replace graphs of the sources that were changed since the last build.")
    one.add_argument("--discard-changes", action="store_true", help=replacing)
    add("check", _check, _("Check the sources without publishing anything."))
    add_asking_commands(add, _)
    within = _settings_options(language, argparse.SUPPRESS)
    one = add("versions", None, _("List, compare and restore the published versions; remove old ones."))
    add_version_commands(one.add_subparsers(metavar=_("ACTION"), required=True), within, _)
    one = add("token", None, _("Make, list and revoke the tokens with which data can be changed."))
    add_token_commands(one.add_subparsers(metavar=_("ACTION"), required=True), within, _)
    first = arguments[0] if arguments else ""
    is_default = not first or (first.startswith("-") and first not in ("-h", "--help"))
    return parser.parse_args(["serve", *arguments] if is_default else arguments)


def _settings_options(language: str, default: str | None = None) -> argparse.ArgumentParser:
    """Make an option of every setting; the settings table says what it means."""
    parser = argparse.ArgumentParser(add_help=False, argument_default=default)
    group = parser.add_argument_group(translate("settings", language))
    for one in fields(Settings):
        help_text = f"{translate(one.metadata['help'], language)} [{one.default}]"
        group.add_argument(f"--{one.name.replace('_', '-')}", metavar="X", help=help_text.replace("%", "%%"))
    return parser


def _say(line: str) -> None:
    print(line, flush=True)


def _serve(_: argparse.Namespace, settings: Settings) -> int:
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    from graph.web.full_text import check_full_text

    check_full_text()
    line = _announce(settings)
    settings = replace(settings, port=_find_port(settings.host, settings.port))
    server = Server(
        "server:application",
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        workers=settings.web_workers,
        blocking_threads=settings.web_threads,
        log_level=LogLevels.error,
        respawn_failed_workers=True,
        workers_kill_timeout=GRACE,
    )
    address = f"[{settings.host}]" if ":" in settings.host else settings.host
    server.on_startup(lambda: _say(line.format(host=address, port=settings.port)))
    server.serve(target_loader=partial(_open_in_worker, settings, os.getpid()), wrap_loader=False)
    return 0


def _announce(settings: Settings) -> str:
    """Make ready what is to be served, and say what that is; with another service as the engine, nothing is built."""
    if settings.endpoint:
        from graph.sparql.remote.address import find_addresses

        find_addresses(settings)
        return translate(
            "Another SPARQL service is shown at http://{host}:{port}/ (Ctrl-C stops it).", settings.language
        )
    if not is_fresh(ROOT, settings.data):
        _bring_up_to_date(settings)
    line = translate("Version {version} is served at http://{host}:{port}/ (Ctrl-C stops it).", settings.language)
    return line.replace("{version}", open_current(settings.data).id)


def _bring_up_to_date(settings: Settings) -> None:
    """Build, but never at the cost of what somebody changed over HTTP."""
    try:
        build(ROOT, settings.data, message="", report=_say, language=settings.language)
    except ChangesInTheWay as error:
        print(explain(error, settings.language), file=sys.stderr)
        print(translate("Serving the version as it is.", settings.language), file=sys.stderr)


def _open_in_worker(settings: Settings, parent: int) -> Flask:
    """Make the application in a web process, which ends with its parent however that ends."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            sys.exit(1)
    app = open_application(settings)
    # What is kept of answers lives long: looking through it for garbage again and again would slow every request.
    gc.freeze()
    gc.set_threshold(*_GARBAGE)
    sys.setswitchinterval(_TURN)
    return app


def _find_port(host: str, port: int) -> int:
    """Check that the port is free, or find a free one for port 0.

    Granian shares its port between processes, and would share it silently with
    another server too.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise AddressTaken(host=host, port=port, detail=error.strerror) from error
        free: int = probe.getsockname()[1]
        return free


def _build(options: argparse.Namespace, settings: Settings) -> int:
    make = build_anyway if options.discard_changes else build
    make(ROOT, settings.data, message=options.message, report=_say, language=settings.language)
    return 0


def _check(_: argparse.Namespace, settings: Settings) -> int:
    check(ROOT, report=_say, language=settings.language)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
