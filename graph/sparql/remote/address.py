"""The address of the other service, and what it is told about who asks."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from graph.errors import EndpointInvalid
from graph.settings import PREFIX, Settings

_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Address:
    """Where a service takes requests.

    Attributes
    ----------
    scheme, host, path : str
        Of its URL; the path with the query string.
    port : int
        Of its URL, or the usual one.
    authorization : str
        The header of that name; empty for none.
    secrets : tuple of str
        What must stand in no message.
    """

    scheme: str
    host: str
    port: int
    path: str
    authorization: str = field(default="", repr=False)
    secrets: tuple[str, ...] = field(default=(), repr=False)


def find_address(settings: Settings, name: str) -> Address:
    """Read the address of a service from the settings.

    Parameters
    ----------
    settings : Settings
        With its credentials.
    name : str
        ``endpoint`` or ``update_endpoint``.

    Raises
    ------
    EndpointInvalid
        If it is no address; the message repeats nothing of it, because it may hold a password.
    """
    wrong = EndpointInvalid(name=PREFIX + name.upper())
    try:
        parts = urlsplit(getattr(settings, name))
        port = parts.port
    except ValueError:
        raise wrong from None
    if parts.scheme not in _PORTS or not parts.hostname or parts.username is not None or parts.fragment:
        raise wrong
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if not (path + parts.hostname).isascii() or any(one <= " " for one in path + parts.hostname):
        raise wrong
    authorization, secrets = _find_authorization(settings)
    return Address(parts.scheme, parts.hostname, port or _PORTS[parts.scheme], path, authorization, secrets)


def find_addresses(settings: Settings) -> tuple[Address, Address | None]:
    """Read the addresses for queries and, where there is one, for updates; raises like :func:`find_address`."""
    update = find_address(settings, "update_endpoint") if settings.update_endpoint else None
    return find_address(settings, "endpoint"), update


def _find_authorization(settings: Settings) -> tuple[str, tuple[str, ...]]:
    if settings.endpoint_token:
        if not settings.endpoint_token.isascii() or not settings.endpoint_token.isprintable():
            raise EndpointInvalid(name=PREFIX + "ENDPOINT_TOKEN")
        return f"Bearer {settings.endpoint_token}", (settings.endpoint_token,)
    if not settings.endpoint_user:
        return "", ()
    if ":" in settings.endpoint_user:  # the password would begin there (RFC 7617, section 2)
        raise EndpointInvalid(name=PREFIX + "ENDPOINT_USER")
    pair = base64.b64encode(f"{settings.endpoint_user}:{settings.endpoint_password}".encode()).decode("ascii")
    return f"Basic {pair}", tuple(one for one in (settings.endpoint_password, pair) if one)
