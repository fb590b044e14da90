"""What a language model may read before it asks: vocabulary, prefixes, examples, limits; no SDK here."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Final

from graph.catalogue import Catalogue
from graph.formats import TURTLE
from graph.language import LANGUAGES
from graph.namespaces import PREFIXES
from graph.question_files import list_questions
from graph.settings import Settings
from graph.web.inside import Inside
from graph.web.results import ROWS

_LIMITS: Final = ("query_timeout", "query_memory", "query_length", "query_depth", "query_patterns", "result_size")


class Resources:
    """The resources; the docstring of each method is what the model reads about it."""

    def __init__(self, inside: Inside, catalogue: Catalogue, settings: Settings) -> None:
        self._inside = inside
        self._catalogue = catalogue
        self._settings = settings

    def vocabulary(self) -> str:
        """Every class, property and word of a closed list, with definitions in both languages (Turtle)."""
        return self._inside.get("/ns.ttl", accept=TURTLE.media_type).body.decode()

    def prefixes(self) -> str:
        """Prefixes for the beginning of a query (SPARQL)."""
        return "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())

    def examples(self) -> str:
        """Every named question as a query to go on from; its parameters are variables without a value (Markdown)."""
        parts = []
        for one in list_questions(self._catalogue):
            titles = "\n".join(f"{one.titles[language]}" for language in LANGUAGES)
            given = "".join(
                f"\n- ?{value.name}: {value.labels['en']}, e.g. {value.example}" for value in one.parameters
            )
            parts.append(f"## {one.name}\n\n{titles}\n{given}\n\n```sparql\n{one.body.rstrip()}\n```\n")
        return "\n".join(parts)

    def limits(self) -> str:
        """What a query may need: seconds, MiB, bytes, nesting, patterns; and the rows that a tool gives (JSON)."""
        known = asdict(self._settings)
        return json.dumps({**{name: known[name] for name in _LIMITS}, "rows": ROWS}, indent=1)
