"""What the pages share: the state of the application, and their queries."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, cast

from flask import current_app

from graph.settings import Settings
from graph.terms import Row, Term
from graph.web.lexicon import Lexicon

if TYPE_CHECKING:
    from graph.sparql.catalogue import Catalogue
    from graph.sparql.engine import Engine


@dataclass
class Simpul:
    """The state of one application, as ``app.extensions["simpul"]``."""

    settings: Settings
    engine: Engine
    catalogue: Catalogue
    _lexicon: Lexicon | None = field(default=None, init=False, repr=False)
    _lock: Lock = field(default_factory=Lock, init=False, repr=False)

    @property
    def lexicon(self) -> Lexicon:
        """The words of the current version; replaced when another version becomes current."""
        version = self.engine.version.id
        with self._lock:
            if self._lexicon is None or self._lexicon.version != version:
                self._lexicon = Lexicon(version, self.ask)
            return self._lexicon

    def ask(self, name: str, thing: str = "") -> list[Row]:
        """Run a query of ``queries/pages``, about a thing where one is given."""
        terms = {"thing": Term(thing)} if thing else {}
        rows: list[Row] = self.engine.select(self.catalogue.text(f"pages/{name}"), **terms)
        return rows


def simpul() -> Simpul:
    """Give the state of the application that answers this request."""
    return cast("Simpul", current_app.extensions["simpul"])


def ask(name: str, thing: str = "") -> list[Row]:
    """Run a query of ``queries/pages`` for this request."""
    return simpul().ask(name, thing)
