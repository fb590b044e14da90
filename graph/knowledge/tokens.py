"""Tokens: who may change data. The file holds what tells a token, never the token itself.

``data/tokens.json`` names each token, what it may do, and the SHA-256 of its
secret. A slow hash, as for passwords, would protect nothing here: the secrets
are 256 random bits, which nobody finds by trying, and a slow one would let
anybody keep the service busy by sending wrong tokens.
"""

from __future__ import annotations

import fcntl
import hashlib
import hmac
import json
import os
import re
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from graph.knowledge.work import now
from graph.write_errors import TokenNameInvalid, TokensUnreadable, TokenTaken, TokenUnknown

RIGHTS: Final = ("update",)
"""What a token can be allowed to do."""

_FILE: Final = "tokens.json"
_BYTES: Final = 32
_PREFIX: Final = "simpul_"
"""Lets people and programs that look for leaked secrets recognise one."""
_NAME: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9 ._@-]{0,62}[A-Za-z0-9._@-])?")


@dataclass(frozen=True, slots=True)
class Token:
    """A token as it is kept.

    Attributes
    ----------
    name : str
        Stands in the versions as the author of what was changed with it.
    rights : frozenset of str
        Some of :data:`RIGHTS`.
    hash : str
        SHA-256 of the secret.
    created : str
        When it was made, ISO 8601, UTC.
    """

    name: str
    rights: frozenset[str]
    hash: str
    created: str


def add_token(data: Path, name: str, rights: Iterable[str]) -> str:
    """Make a token.

    Parameters
    ----------
    data : Path
        The folder of the versions.
    name : str
        Letters, digits and ``. _ @ -``, with blanks between them.
    rights : iterable of str
        What it may do.

    Returns
    -------
    str
        The secret; it is kept nowhere and cannot be shown again.

    Raises
    ------
    TokenNameInvalid, TokenTaken
        If the name is not one, or is used already.
    """
    if not _NAME.fullmatch(name):
        raise TokenNameInvalid(name=name)
    secret = _PREFIX + secrets.token_urlsafe(_BYTES)
    with _lock(data):
        known = list_tokens(data)
        if any(one.name.casefold() == name.casefold() for one in known):
            raise TokenTaken(name=name)
        _write(data, [*known, Token(name, frozenset(rights), _digest(secret), now())])
    return secret


def revoke_token(data: Path, name: str) -> None:
    """Make a token worth nothing; a running service refuses it from now on.

    Raises
    ------
    TokenUnknown
        If there is none of this name.
    """
    with _lock(data):
        known = list_tokens(data)
        kept = [one for one in known if one.name != name]
        if len(kept) == len(known):
            raise TokenUnknown(name=name, known=", ".join(one.name for one in known) or "-")
        _write(data, kept)


def find_token(data: Path, secret: str) -> Token | None:
    """Find the token that a secret belongs to.

    The file is read each time, so that a revoked token ends at once in every
    process. Every token is compared, and in constant time, so that the time of
    an answer tells nothing about them.
    """
    digest = _digest(secret)
    found = None
    for one in list_tokens(data):
        if hmac.compare_digest(one.hash, digest):
            found = one
    return found


def any_token(data: Path) -> bool:
    """Tell whether anybody may change data at all."""
    return bool(list_tokens(data))


def list_tokens(data: Path) -> list[Token]:
    """List the tokens in the order in which they were made.

    Raises
    ------
    TokensUnreadable
        If the file was damaged; then no token is accepted.
    """
    try:
        read: list[dict[str, Any]] = json.loads((data / _FILE).read_text(encoding="utf-8"))["tokens"]
        return [Token(one["name"], frozenset(one["rights"]), one["hash"], one["created"]) for one in read]
    except FileNotFoundError:
        return []
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise TokensUnreadable(detail=type(error).__name__) from error


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


@contextmanager
def _lock(data: Path) -> Iterator[None]:
    """Be the only one who changes the tokens; the lock of the versions may be held much longer."""
    data.mkdir(parents=True, exist_ok=True)
    handle = os.open(data, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _write(data: Path, tokens: Iterable[Token]) -> None:
    """Swap the file atomically; only its owner may read it."""
    kept = [
        {"name": one.name, "rights": sorted(one.rights), "hash": one.hash, "created": one.created} for one in tokens
    ]
    fresh = data / f"{_FILE}.new"
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as handle:
        json.dump({"tokens": kept}, handle, indent=2)
        handle.write("\n")
        handle.flush()
        os.fsync(handle.fileno())
    fresh.replace(data / _FILE)
    folder = os.open(data, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
