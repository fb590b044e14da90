"""What the pages share: the state of the application, and their queries."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING, Final, cast

from flask import current_app, g

from graph.question_files import list_questions
from graph.questions import Question
from graph.settings import Settings
from graph.sparql.asking import write_query
from graph.sparql.statistics import count
from graph.terms import Row, Term
from graph.web.lexicon import Lexicon

if TYPE_CHECKING:
    from graph.catalogue import Catalogue
    from graph.sparql.editions import Editions
    from graph.sparql.engine import Engine
    from graph.sparql.publishing import Publisher
    from graph.sparql.statistics import Statistics

_KEPT: Final = 3
"""Versions whose words and figures are kept."""


@dataclass
class Simpul:
    """The state of one application, as ``app.extensions["simpul"]``.

    Attributes
    ----------
    editions : Editions
        Gives the engine of a version.
    publisher : Publisher or None
        Makes changes; ``None`` where nothing can be changed.
    """

    settings: Settings
    editions: Editions
    catalogue: Catalogue
    publisher: Publisher | None = None
    _lexicons: OrderedDict[str, Lexicon] = field(default_factory=OrderedDict, init=False, repr=False)
    _statistics: OrderedDict[str, Statistics] = field(default_factory=OrderedDict, init=False, repr=False)
    _lock: Lock = field(default_factory=Lock, init=False, repr=False)

    @property
    def engine(self) -> Engine:
        """The engine of the version that this request is about."""
        return cast("Engine", g.lease.engine)

    @property
    def lexicon(self) -> Lexicon:
        """The words of the version that this request is about."""
        version = self.engine.version.id
        with self._lock:
            if version not in self._lexicons:
                self._lexicons[version] = Lexicon(version, self.ask)
            self._lexicons.move_to_end(version)
            while len(self._lexicons) > _KEPT:
                self._lexicons.popitem(last=False)
            return self._lexicons[version]

    @cached_property
    def questions(self) -> list[Question]:
        """The named questions, by group and name."""
        return list_questions(self.catalogue)

    @cached_property
    def examples(self) -> dict[str, str]:
        """The SPARQL of each named question, with its example values bound."""
        return {one.name: write_query(one, one.read_examples()).rstrip() for one in self.questions}

    def statistics(self, engine: Engine) -> Statistics:
        """How much the version of an engine holds; counted once."""
        version = engine.version.id
        with self._lock:
            known = self._statistics.get(version)
        if known is None:
            known = count(engine, self.catalogue)
            with self._lock:
                self._statistics[version] = known
                while len(self._statistics) > _KEPT:
                    self._statistics.popitem(last=False)
        return known

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
