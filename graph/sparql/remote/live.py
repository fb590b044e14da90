"""What stands for a version where nobody publishes any: the data of the other service as it is now.

Its id begins with ``live``, and it lasts for a short while only: what pages keep
by version, such as names, is asked anew then, or as soon as something was
changed through this service.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Final

from graph.terms import Row

LASTING: Final = 60.0
"""Seconds."""
_NAMEABLE: Final = 200
"""Graphs that can be named in one request."""
_SYSTEM: Final = re.compile(
    r"http://www\.openlinksw\.com/schemas/|http://www\.w3\.org/ns/ldp#$|http://www\.w3\.org/2002/07/owl#$"
    r"|urn:(activitystreams|core|virtuoso|rules)[:-]|http://localhost(:\d+)?/(DAV/|sparql)|http://localuriqaserver/sparql$|virtrdf-label$|dbprdf-label$"
)
"""The graphs that Virtuoso brings along."""

Ask = Callable[[str], list[Row]]
"""Runs a query of ``queries/service`` by name."""


@dataclass(frozen=True)
class LiveManifest:
    """What the service holds, asked from it at the first use.

    Attributes
    ----------
    ask : callable
        Runs a query of ``queries/service``.
    published : str
        Empty: the service tells no moment from which its data has been as it is.
    """

    ask: Ask
    published: str = ""

    @cached_property
    def all_graphs(self) -> dict[str, int]:
        """Statements of each named graph, those that the service needs for itself included."""
        rows = [row for row in self.ask("graphs") if "graph" in row]
        return {row["graph"].value: int(row["triples"].value) for row in rows}

    @cached_property
    def graphs(self) -> dict[str, int]:
        """Statements of each named graph, those that the service needs for itself left out."""
        return {name: count for name, count in sorted(self.all_graphs.items()) if not _SYSTEM.match(name)}

    @property
    def dataset(self) -> tuple[str, ...]:
        """The graphs that queries of our own must name to see no others; none where there are no others."""
        is_mixed = len(self.all_graphs) > len(self.graphs)
        return tuple(self.graphs) if is_mixed and len(self.graphs) <= _NAMEABLE else ()

    @cached_property
    def statements(self) -> int:
        """How many statements the documents make."""
        return sum(int(row["claims"].value) for row in self.ask("claims"))


@dataclass(frozen=True)
class LiveVersion:
    """The data of the service for a while.

    Attributes
    ----------
    id : str
        ``live-`` and the moment from which on it counts as one version.
    """

    id: str
    manifest: LiveManifest

    @property
    def dataset(self) -> Path:
        """Nothing: the statements are not on this machine."""
        raise FileNotFoundError(self.id)


class LiveVersions:
    """Gives the version of the moment. Threads may share it.

    Parameters
    ----------
    ask : callable
        Runs a query of ``queries/service``.
    """

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self._lock = threading.Lock()
        self._ends = 0.0
        self._version: LiveVersion | None = None

    @property
    def current(self) -> LiveVersion:
        """The version of the moment."""
        with self._lock:
            if self._version is None or time.monotonic() > self._ends:
                self._begin()
            assert self._version is not None  # noqa: S101 - just made
            return self._version

    def move_on(self) -> LiveVersion:
        """Begin another one, because the data was changed."""
        with self._lock:
            return self._begin()

    def _begin(self) -> LiveVersion:
        moment = datetime.now(UTC)
        self._version = LiveVersion(f"live-{moment:%Y%m%dT%H%M%S%f}", LiveManifest(self._ask))
        self._ends = time.monotonic() + LASTING
        return self._version
