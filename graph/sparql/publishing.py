"""Changing data: how the service hands changes to the process that writes."""

from __future__ import annotations

from typing import Protocol

from graph.knowledge.work import Change, Outcome, Work


class Publisher(Protocol):
    """Makes changes; each becomes part of a new version."""

    def submit(self, change: Change, work: Work) -> Outcome:
        """Make a change and wait until it is published.

        Raises
        ------
        BadQuery, RdfInvalid, UpdateUnsupported, GraphUnknown, GraphComputed, VersionMoved
            If it cannot be made as it stands.
        ShapesBroken
            If the data would break the shapes.
        UpdateTimeout, UpdateMemory, UpdateCrashed
            If it was ended.
        PublishingBusy, StorageFull, WriterFailed
            If nothing can be changed now.
        """

    def close(self) -> None:
        """End the process that writes, if there is one."""
