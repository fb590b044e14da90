"""The application opened on what the settings name: the published versions, one of them, or another service."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from graph.knowledge.versions import open_current, open_version
from graph.settings import Settings
from graph.sparql.editions import Editions, OneEdition, PublishedEditions
from graph.sparql.engine import LocalEngine
from graph.sparql.remote.opening import open_remote
from graph.web.application import create_app


def open_application(settings: Settings, root: Path) -> Flask:
    """Make the application that is served; `root` holds the sources that changes are checked against."""
    if settings.endpoint:
        return create_app(settings, *open_remote(settings))
    from graph.sparql.publishing import WriterPublisher  # brings what checks data, which readers need not wait for

    editions = PublishedEditions(settings)
    return create_app(settings, editions, WriterPublisher(settings, root, editions))


def open_readings(settings: Settings) -> Editions:
    """Open what is only read, for as long as somebody asks: each published version as it comes."""
    return open_remote(settings)[0] if settings.endpoint else PublishedEditions(settings)


def open_one(settings: Settings, version: str = "") -> Editions:
    """Open what one request needs: the current version, or one by its id.

    Raises
    ------
    NothingPublished, VersionUnknown
        If it is not there.
    """
    if settings.endpoint:
        return open_remote(settings)[0]
    found = open_version(settings.data, version) if version else open_current(settings.data)
    return OneEdition(LocalEngine(found, settings))
