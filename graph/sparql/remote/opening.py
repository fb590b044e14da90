"""The application's two ends at another service: the one that asks, and the one that changes."""

from __future__ import annotations

from graph.settings import Settings
from graph.sparql.editions import Editions, OneEdition
from graph.sparql.publishing import Publisher
from graph.sparql.remote.engine import RemoteEngine
from graph.sparql.remote.publisher import RemotePublisher


def open_remote(settings: Settings) -> tuple[Editions, Publisher | None]:
    """Open the service that the settings name; nothing is sent yet.

    Parameters
    ----------
    settings : Settings
        With ``endpoint``, and ``update_endpoint`` where data may be changed.

    Raises
    ------
    EndpointInvalid
        If an address is none.
    """
    engine = RemoteEngine(settings)
    publisher = RemotePublisher(settings, engine) if settings.update_endpoint else None
    return OneEdition(engine), publisher
