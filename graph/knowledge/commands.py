"""The commands about versions and tokens: each does its work and tells it line by line."""

from __future__ import annotations

import getpass
import os
from collections.abc import Iterator
from pathlib import Path

from graph.errors import PruneWithoutRule
from graph.knowledge.build import Report
from graph.knowledge.difference import DERIVED, Statement, compare, count, write_patch, write_text
from graph.knowledge.history import find_old, name_authors, prune, restore
from graph.knowledge.tokens import add_token, list_tokens, revoke_token
from graph.knowledge.versions import list_versions, open_current, open_version
from graph.language import mark, translate

PATIENCE = 30.0
"""Seconds that a command waits for another writer."""


def show_versions(data: Path, report: Report) -> None:
    """List the versions, the latest first: which is current, when, how much, who and why."""
    current = open_current(data).id
    for version in list_versions(data):
        known = version.manifest
        sign = "*" if version.id == current else " "
        change = f"+{known.added} -{known.removed}"
        line = f"{sign} {version.id}  {known.published}  {known.quads:>9}  {change:>15}  {name_authors(version):<12}"
        report(f"{line}  {known.message}".rstrip())


def show_difference(data: Path, versions: tuple[str, str], *, as_patch: bool, is_short: bool, report: Report) -> None:
    """Tell what differs between two versions.

    Parameters
    ----------
    data : Path
        The folder of the versions.
    versions : (str, str)
        The earlier and the later one; an empty id stands for the current version.
    as_patch : bool
        Whether to write RDF Patch instead of lines after ``+`` and ``-``.
    is_short : bool
        Whether to leave out the graphs that the rules compute.
    report : callable
        Takes one line at a time.
    """
    before, after = (open_version(data, one) if one else open_current(data) for one in versions)

    def find() -> Iterator[Statement]:
        return compare(before, after, DERIVED if is_short else ())

    if not as_patch:
        for name, counts in count(find()).items():
            report(f"# +{counts.added} -{counts.removed}  {name or '-'}")
    lines = write_patch(find(), before.id, after.id) if as_patch else write_text(find())
    for line in lines:
        report(line.decode().removesuffix("\n"))


def restore_version(data: Path, version: str, *, message: str, report: Report, language: str) -> None:
    """Go back to the content of a version, in the name of whoever runs the command."""
    before = open_current(data).id
    made = restore(data, version, author=_name_user(), message=message, patience=PATIENCE)
    if made.id == before:
        line = translate("The current version {made} holds the content of {version} already.", language)
    else:
        line = translate("Version {made} is published; it holds the content of {version}.", language)
    report(line.format(made=made.id, version=version))


def prune_versions(
    data: Path, rules: tuple[int | None, float | None], *, is_trial: bool, report: Report, language: str
) -> None:
    """Remove old versions for good, or say which ones would be.

    Parameters
    ----------
    data : Path
        The folder of the versions.
    rules : (int or None, float or None)
        How many of the latest stay, and up to how many days old.
    is_trial : bool
        Whether only to say it.
    report : callable
        Takes one line at a time.
    language : str
        Of these lines.

    Raises
    ------
    PruneWithoutRule
        If nothing says which ones may go.
    """
    if rules == (None, None):
        raise PruneWithoutRule
    leaving = find_old(data, *rules) if is_trial else prune(data, *rules, PATIENCE)
    sentence = (
        mark("Would be removed: {version} of {published}") if is_trial else mark("Removed: {version} of {published}")
    )
    for version in leaving:
        report(translate(sentence, language).format(version=version.id, published=version.manifest.published))
    stay = len(list_versions(data)) - (len(leaving) if is_trial else 0)
    report(translate("{removed} go, {stay} stay.", language).format(removed=len(leaving), stay=stay))


def make_token(data: Path, name: str, rights: list[str], *, report: Report, language: str) -> None:
    """Make a token and tell it, alone on the last line."""
    secret = add_token(data, name, rights)
    report(translate("This is the token {name}. It is shown only now; keep it secret:", language).format(name=name))
    report(secret)


def show_tokens(data: Path, report: Report) -> None:
    """List the tokens: name, rights, and when each was made."""
    for one in list_tokens(data):
        report(f"{one.name:<24}  {', '.join(sorted(one.rights)):<8}  {one.created}")


def end_token(data: Path, name: str, *, report: Report, language: str) -> None:
    """Revoke a token."""
    revoke_token(data, name)
    report(translate("The token {name} is revoked and is refused from now on.", language).format(name=name))


def _name_user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a user that only has a number, as in many containers
        return str(os.getuid())
