"""Named questions put to an engine, within the limits for the public: their values come from outside.

Whoever asks, a page, a program or a language model, goes through here. Names that
people type are turned into things before, by :mod:`graph.web.choices`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from graph.binding import bind
from graph.catalogue import Catalogue
from graph.namespaces import SIM
from graph.question_errors import ThingMissing, WordUnknown
from graph.questions import Question
from graph.sparql.engine import Answer, Engine
from graph.sparql.protocol import SparqlRequest
from graph.terms import Term

_SCHEME: Final = "Scheme"
"""How the IRI of a closed list ends, after the name of the property whose values it holds."""


@dataclass(frozen=True, slots=True)
class Wish:
    """How an answer is wanted, and by whom.

    Attributes
    ----------
    form : str or None
        Suffix, name or media type of a format; wins over `accept`.
    accept : str or None
        An ``Accept`` header.
    client : str
        For whom; those who wait are served one client after the other.
    """

    form: str | None = None
    accept: str | None = None
    client: str = ""


def ask(engine: Engine, question: Question, terms: Mapping[str, Term], wish: Wish) -> Answer:
    """Ask a question with values that were read and are known to be there.

    Raises
    ------
    NotAcceptable
        If no format suits.
    SimpulError
        What :meth:`graph.sparql.engine.Engine.run` raises.
    """
    prepared = engine.prepare(SparqlRequest(write_query(question, terms)), wish.accept, wish.form)
    return engine.run(prepared, wish.client)


def write_query(question: Question, terms: Mapping[str, Term]) -> str:
    """Write the query with its values bound, as it is asked and as people may go on from it."""
    return bind(question.body, terms).rstrip() + "\n"


def expect_known(engine: Engine, catalogue: Catalogue, question: Question, terms: Mapping[str, Term]) -> None:
    """See that the things and words of a question are in the version: an empty answer would say something else.

    Raises
    ------
    ThingMissing
        If there is no such thing.
    WordUnknown
        If the closed list has no such word.
    """
    for one in question.parameters:
        term = terms.get(one.name)
        if term is None:
            continue
        if one.type == "thing" and not engine.select(catalogue.text("service/known"), thing=term):
            raise ThingMissing(name=one.name, value=term.value)
        if one.type == "word":
            words = list_words(engine, catalogue, one.among[0])
            if words and term.value not in words:
                known = ", ".join(word.removeprefix(SIM) for word in words)
                raise WordUnknown(name=one.name, value=term.value.removeprefix(SIM), known=known)


def list_words(engine: Engine, catalogue: Catalogue, name: str) -> list[str]:
    """List the words of a closed list; none where the engine's data has no such list."""
    rows = engine.select(catalogue.text("service/words"), list=Term(f"{SIM}{name}{_SCHEME}"))
    return [row["word"].value for row in rows]
