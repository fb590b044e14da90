"""Keeps computed layouts on disk: the same network is arranged once."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
from pathlib import Path
from typing import Final

from graph.network.layout import arrange
from graph.network.packing import Point
from graph.network.projection import Network

RECIPE: Final = "1"
"""Raise it when `layout` changes: kept places of another recipe are not used."""


def fingerprint(network: Network) -> str:
    """Give a short hash of everything that a layout depends on."""
    actors = [(key, actor.name.indonesian, actor.name.english) for key, actor in network.actors.items()]
    pairs = sorted({link.ends for link in network.links})
    text = json.dumps([RECIPE, actors, pairs], ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def find_places(network: Network, folder: Path) -> dict[str, Point]:
    """Give the layout of a whole network, from `folder` where it is kept there.

    A folder that cannot be read or written only costs time.
    """
    kept = folder / f"layout-{fingerprint(network)}.json"
    with contextlib.suppress(OSError, ValueError, TypeError):
        found = json.loads(kept.read_text(encoding="utf-8"))
        places = {str(key): (float(x), float(y)) for key, (x, y) in found.items()}
        if places.keys() == network.actors.keys():
            return places
    places = arrange(network)
    with contextlib.suppress(OSError):
        _keep(kept, json.dumps(places, ensure_ascii=True))
    return places


def _keep(path: Path, text: str) -> None:
    """Write a file whole or not at all: several server processes may do it at once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as target:
            target.write(text)
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
