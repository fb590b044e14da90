"""What a language model can ask; no SDK here.

The docstring of each method is what the model reads about the tool.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from typing import Annotated, Final, Literal

from pydantic import Field

from graph.binding import bind
from graph.catalogue import Catalogue
from graph.errors import ThingUnknown
from graph.formats import CSV, N_TRIPLES, TSV, Format
from graph.language import translate
from graph.namespaces import RDFS, SKOS, shorten
from graph.question_files import find_question
from graph.questions import GROUPS
from graph.sparql.engine import Answer
from graph.sparql.gate import Kind
from graph.terms import Term
from graph.web.addresses import find_iri
from graph.web.inside import Inside, Told
from graph.web.mcp import answers
from graph.web.question_list import PATH
from graph.web.results import ACCEPT, ROWS, read_rows

FACTS: Final = 200
"""What is said of a thing at most, in either direction."""
_NAMES: Final = (SKOS + "prefLabel", RDFS + "label")
_DEFINITIONS: Final = (SKOS + "definition", RDFS + "comment")

Language = Annotated[Literal["id", "en"], Field(description="Of names in the answer.")]
Thing = Annotated[
    str, Field(description="An IRI, or short: factor/security, work/sudantoko-2002, sim:strengthens.", max_length=500)
]
End = Annotated[str, Field(description="An IRI, or short, as in describe. Empty: anything.", max_length=500)]


class Tools:
    """The tools.

    Parameters
    ----------
    inside : Inside
        Asks the application.
    catalogue : Catalogue
        The query files.
    current : callable
        Gives the id of the current version, for answers that do not name theirs.
    """

    def __init__(self, inside: Inside, catalogue: Catalogue, current: Callable[[], str]) -> None:
        self._inside = inside
        self._catalogue = catalogue
        self._current = current

    def search(
        self,
        text: Annotated[str, Field(description="Words in Indonesian or English; typing errors are forgiven.")],
        kind: Annotated[str, Field(description="Only this kind, such as factor, actor, work, claim. Empty: all.")] = "",
        limit: Annotated[int, Field(description="How many results at most.", ge=1, le=50)] = 10,
    ) -> answers.SearchAnswer:
        """Find things of the graph by words: factors, concepts, actors, practices, effects, places, works, statements.

        Use it first, to learn the IRI of what a question is about.
        """
        values = {"q": text, "limit": str(limit), **({"kind": kind} if kind else {})}
        return answers.SearchAnswer.model_validate(self._inside.get("/search.json", values).json)

    def describe(self, thing: Thing) -> answers.Description:
        """Tell what the graph says of one thing or word of its vocabulary.

        Gives names, definition, relations in both directions, and the number of statements about it.
        """
        iri = find_iri(thing)
        said = self._ask("said_of_thing", iri)
        if not said:
            raise ThingUnknown(iri=iri or thing)
        names = [row["value"] for row in said if row["property"]["value"] in _NAMES]
        definitions = [row["value"] for row in said if row["property"]["value"] in _DEFINITIONS]
        facts = _collect(row for row in said if row["property"]["value"] not in (*_NAMES, *_DEFINITIONS))
        others = _collect(self._ask("said_with_thing", iri))
        counts = self._ask("statements_about_thing", iri)
        return answers.Description(
            iri=iri,
            label=_by_language(names),
            definition=_by_language(definitions),
            facts=facts[:FACTS],
            said_by_others=others[:FACTS],
            truncated=max(len(facts), len(others)) > FACTS,
            statements=int(counts[0]["statements"]["value"]) if counts else 0,
        )

    def list_questions(self, language: Language = "en") -> answers.Questions:
        """List the named questions with their parameters. Prefer them to SPARQL: their answers were checked by hand."""
        told = self._inside.get(f"{PATH}.json").json
        questions = [
            {
                **one,
                "title": one["title"][language],
                "about": one["about"][language],
                "parameters": [{**value, "label": value["label"][language]} for value in one["parameters"]],
            }
            for one in told["questions"]
        ]
        groups = {name: translate(text, language) for name, text in GROUPS.items()}
        return answers.Questions.model_validate({"version": told["version"], "groups": groups, "questions": questions})

    def ask_question(
        self,
        name: Annotated[str, Field(description="From list_questions.", max_length=200)],
        parameters: Annotated[
            dict[str, str | int] | None, Field(description="Values by name; things as in describe, or by name.")
        ] = None,
        language: Language = "en",
    ) -> answers.QuestionAnswer:
        """Answer a named question. The column claim or evidence names the statements behind each row."""
        question = find_question(self._catalogue, name)
        values = {key: str(value) for key, value in (parameters or {}).items()}
        suffix = (N_TRIPLES if question.is_graph else CSV).suffix
        told = self._inside.get(f"{PATH}/{question.name}.{suffix}", {**values, "lang": language}, "*/*")
        table = self._read_triples(told) if question.is_graph else self._read_csv(told)
        headings = {column: names[language] for column, names in question.columns.items()}
        return answers.QuestionAnswer(title=question.titles[language], headings=headings, **table.model_dump())

    def sparql(
        self,
        query: Annotated[str, Field(description="SPARQL 1.1 SELECT, ASK, CONSTRUCT or DESCRIBE, with its prefixes.")],
    ) -> answers.SparqlAnswer:
        """Ask a SPARQL query of your own. The default graph is the union of all graphs.

        Read the resources about vocabulary and example queries first. A query that runs too long is ended, and one
        that calls other addresses is refused.
        """
        told = self._inside.post("/sparql", {"query": query}, ACCEPT)
        if told.media_type == N_TRIPLES.media_type:
            return answers.SparqlAnswer(verdict=None, **self._read_triples(told).model_dump())
        if told.body.strip() in (b"true", b"false"):
            table = answers.Table(version=self._version(told), columns=[], rows=[], total=0, truncated=False)
            return answers.SparqlAnswer(verdict=told.body.strip() == b"true", **table.model_dump())
        return answers.SparqlAnswer(verdict=None, **self._read(told, TSV, "SELECT").model_dump())

    def evidence(
        self,
        claims: Annotated[
            list[str] | None, Field(description="Statements: c102, claim/c102 or IRIs.", max_length=300)
        ] = None,
        subject: End = "",
        predicate: End = "",
        object: End = "",  # noqa: A002 - that is what this part of a statement is called
        page: Annotated[int, Field(description="Which page of many statements.", ge=1)] = 1,
    ) -> answers.Evidence:
        """Give the statements behind a claim or a relation: sentence, cited work and page, passage, contradictions.

        Cite these, never the graph alone.
        """
        ends = {"subject": subject, "predicate": predicate, "object": object}
        values = {name: value for name, value in ends.items() if value} | {"page": str(page)}
        told = self._inside.get("/evidence.json", {**values, "claim": claims or []})
        return answers.Evidence.model_validate({**told.json, "version": self._version(told)})

    def _ask(self, name: str, iri: str) -> list[dict[str, dict[str, str]]]:
        """Ask a query of ``queries/service`` about a thing, as the public would; nothing is said of nothing."""
        if not iri:
            return []
        query = bind(self._catalogue.text(f"service/{name}"), {"thing": Term(iri)})
        rows: list[dict[str, dict[str, str]]] = self._inside.post("/sparql", {"query": query}).json["results"][
            "bindings"
        ]
        return rows

    def _read_csv(self, told: Told) -> answers.Table:
        header, *rows = csv.reader(io.StringIO(told.body.decode(), newline=""))
        shown = [[cell or None for cell in row] for row in rows[:ROWS]]
        return self._make(told, header, shown, len(rows))

    def _read_triples(self, told: Told) -> answers.Table:
        return self._read(told, N_TRIPLES, "CONSTRUCT")

    def _read(self, told: Told, form: Format, kind: Kind) -> answers.Table:
        found = read_rows(Answer(form, told.body, kind))
        rows = [[cell or None for cell in row] for row in found.rows]
        return self._make(told, list(found.columns), rows, found.total)

    def _make(self, told: Told, columns: list[str], rows: list[list[str | None]], total: int) -> answers.Table:
        is_cut = total > len(rows)
        return answers.Table(version=self._version(told), columns=columns, rows=rows, total=total, truncated=is_cut)

    def _version(self, told: Told) -> str:
        return told.version or self._current()


def _collect(rows: Iterable[Mapping[str, Mapping[str, str]]]) -> list[answers.Fact]:
    """Make one fact of the rows that differ only in the language of a name."""
    found: dict[tuple[str, str, str], answers.Fact] = {}
    for row in rows:
        value, relation = row["value"], shorten(row["property"]["value"])
        language = value.get("xml:lang", "")
        fact = found.setdefault(
            (relation, value["value"], language),
            answers.Fact(relation=relation, value=value["value"], language=language, label={}),
        )
        if "label" in row:
            fact.label.setdefault(row["label"].get("xml:lang", ""), row["label"]["value"])
    return list(found.values())


def _by_language(texts: Iterable[Mapping[str, str]]) -> dict[str, str]:
    return {text.get("xml:lang", ""): text["value"] for text in texts}
