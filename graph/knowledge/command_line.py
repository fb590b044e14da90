"""The commands ``versions`` and ``token`` as the command line takes them."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from typing import Any

from graph.knowledge.commands import (
    end_token,
    make_token,
    prune_versions,
    restore_version,
    show_difference,
    show_tokens,
    show_versions,
)
from graph.knowledge.tokens import RIGHTS
from graph.settings import Settings

Command = Callable[[argparse.Namespace, Settings], int]
Options = argparse.ArgumentParser


def add_command(commands: Any, name: str, run: Command | None, text: str, options: Options) -> Options:
    """Add a command, or a group of them if nothing is to be run."""
    command: Options = commands.add_parser(name, help=text, description=text, parents=[options])
    if run is not None:
        command.set_defaults(run=run)
    return command


def add_version_commands(actions: Any, options: Options, _: Callable[[str], str]) -> None:
    """Add what can be done with versions; `_` translates."""
    add_command(actions, "list", _list_versions, _("List the versions, the latest first."), options)
    one = add_command(actions, "diff", _compare, _("Show what differs between two versions."), options)
    one.add_argument("before", metavar="A", help=_("The earlier version."))
    one.add_argument(
        "after", metavar="B", nargs="?", default="", help=_("The later version; by default the current one.")
    )
    one.add_argument("--patch", action="store_true", help=_("Write RDF Patch, which makes A into B."))
    one.add_argument("--without-derived", action="store_true", help=_("Leave out the graphs that the rules compute."))
    one = add_command(
        actions, "restore", _restore, _("Publish the content of an older version as a new version."), options
    )
    one.add_argument("version", metavar="ID", help=_("The older version."))
    one.add_argument("--message", default="", help=_("Why this version is made."))
    one = add_command(actions, "prune", _prune, _("Remove old versions for good; never the current one."), options)
    one.add_argument("--keep", metavar="N", type=_whole, help=_("The latest N versions stay."))
    one.add_argument("--older-than", metavar="DAYS", type=_whole, help=_("Versions up to DAYS days old stay."))
    one.add_argument("--dry-run", action="store_true", help=_("Only say what would be removed."))


def add_token_commands(actions: Any, options: Options, _: Callable[[str], str]) -> None:
    """Add what can be done with tokens; `_` translates."""
    one = add_command(actions, "add", _add_token, _("Make a token and show it once, alone on the last line."), options)
    one.add_argument("name", metavar="NAME", help=_("Who will use it; stands in the versions as their author."))
    one.add_argument("--may", action="append", choices=RIGHTS, required=True, help=_("What it may do."))
    add_command(actions, "list", _list_tokens, _("List the tokens by name, without their secrets."), options)
    one = add_command(actions, "revoke", _revoke_token, _("Make a token worth nothing, at once."), options)
    one.add_argument("name", metavar="NAME", help=_("The name of the token."))


def _whole(text: str) -> int:
    number = int(text)
    if number < 0:
        raise ValueError
    return number


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


def _list_versions(_: argparse.Namespace, settings: Settings) -> int:
    show_versions(settings.data, _say)
    return 0


def _compare(options: argparse.Namespace, settings: Settings) -> int:
    versions, is_short = (options.before, options.after), options.without_derived
    show_difference(settings.data, versions, as_patch=options.patch, is_short=is_short, report=_say)
    return 0


def _restore(options: argparse.Namespace, settings: Settings) -> int:
    words = {"message": options.message, "language": settings.language}
    restore_version(settings.data, options.version, report=_say, **words)
    return 0


def _prune(options: argparse.Namespace, settings: Settings) -> int:
    rules, is_trial = (options.keep, options.older_than), options.dry_run
    prune_versions(settings.data, rules, is_trial=is_trial, report=_say, language=settings.language)
    return 0


def _add_token(options: argparse.Namespace, settings: Settings) -> int:
    make_token(settings.data, options.name, options.may, report=_say, language=settings.language)
    return 0


def _list_tokens(_: argparse.Namespace, settings: Settings) -> int:
    show_tokens(settings.data, _say)
    return 0


def _revoke_token(options: argparse.Namespace, settings: Settings) -> int:
    end_token(settings.data, options.name, report=_say, language=settings.language)
    return 0
