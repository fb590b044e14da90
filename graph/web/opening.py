"""The application opened on what the settings name: the published versions, one of them, or another service.

Where something is only read, nothing of what changes data is imported: that checks data, and takes its time.
"""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from graph.knowledge.versions import open_current, open_version
from graph.settings import Settings
from graph.sparql.editions import Editions, OneEdition, PublishedEditions
from graph.sparql.engine import LocalEngine
from graph.web.application import create_app


def open_application(settings: Settings, root: Path) -> Flask:
    """Make the application that is served; `root` holds the sources that changes are checked against."""
    from graph.sparql.publishing import WriterPublisher
    from graph.sparql.remote.opening import open_remote

    if settings.endpoint:
        return create_app(settings, *open_remote(settings))
    editions = PublishedEditions(settings)
    return create_app(settings, editions, WriterPublisher(settings, root, editions))


def open_readings(settings: Settings) -> Editions:
    """Open what is only read, for as long as somebody asks: each published version as it comes."""
    return _open_elsewhere(settings) or PublishedEditions(settings)


def open_one(settings: Settings, version: str = "") -> Editions:
    """Open what one request needs: the current version, or one by its id.

    Raises
    ------
    NothingPublished, VersionUnknown
        If it is not there.
    """
    elsewhere = _open_elsewhere(settings)
    if elsewhere is not None:
        return elsewhere
    found = open_version(settings.data, version) if version else open_current(settings.data)
    return OneEdition(LocalEngine(found, settings))


def _open_elsewhere(settings: Settings) -> Editions | None:
    """Open another service; ``None`` if none is named."""
    if not settings.endpoint:
        return None
    from graph.sparql.remote.opening import open_remote

    return open_remote(settings)[0]
