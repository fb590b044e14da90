"""Who asks: the address to which a request is attributed."""

from __future__ import annotations

import ipaddress
from functools import lru_cache
from typing import Final

from graph.web.exchange import Environ

_NETWORK: Final = 64
"""Bits of an IPv6 address that tell households apart; what follows everybody chooses freely."""


def find_address(environ: Environ, proxies: int) -> str:
    """Find the address that asks.

    Parameters
    ----------
    environ : dict
        The WSGI environment.
    proxies : int
        How many proxies stand before the service. Each adds the address that it saw to the end of
        ``X-Forwarded-For``; what stands before those is the client's own invention.
    """
    near = str(environ.get("REMOTE_ADDR") or "")
    if not proxies:
        return near
    forwarded = [one.strip() for one in str(environ.get("HTTP_X_FORWARDED_FOR") or "").split(",") if one.strip()]
    return forwarded[-min(proxies, len(forwarded))][:64] if forwarded else near


@lru_cache(maxsize=4096)
def name_client(address: str) -> str:
    """Name the client behind an address: whoever has a whole IPv6 network is one client."""
    if ":" not in address:
        return address
    try:
        return str(ipaddress.ip_network((address.partition("%")[0], _NETWORK), strict=False))
    except ValueError:
        return address
