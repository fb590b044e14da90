"""What the tools give, as types from which the SDK makes the schemas that it publishes."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field

Texts = Annotated[dict[str, str], Field(description="Text by language: id, en.")]


class Found(BaseModel):
    """A thing that fits a search."""

    iri: str
    kind: str
    label: Texts
    description: Texts
    score: float = Field(description="How well it fits: 0 to 1.")


class SearchAnswer(BaseModel):
    """What fits the words, the best first."""

    query: str
    total: int = Field(description="How many things fit; the results may be fewer.")
    results: list[Found]


class Fact(BaseModel):
    """Something said of a thing: a relation to another thing, or a value."""

    relation: str = Field(description="The property, shortened: sim:strengthens.")
    value: str = Field(description="The IRI of the other thing, or the value.")
    language: str = Field(description="Of a text; empty for anything else.")
    label: Texts = Field(description="The names of the other thing.")


class Description(BaseModel):
    """What the graph says of a thing."""

    iri: str
    label: Texts
    definition: Texts
    facts: list[Fact] = Field(description="What is said of it, besides names and definition.")
    said_by_others: list[Fact] = Field(description="What points at it: value is what does.")
    truncated: bool = Field(description="True if there is more in either list than is given.")
    statements: int = Field(description="How many statements of the documents are about it; see the tool evidence.")


class Parameter(BaseModel):
    """A parameter of a question."""

    name: str
    label: str
    type: str = Field(description="thing, word, integer or text.")
    among: list[str] = Field(description="Kinds of thing, or the closed list.")
    optional: bool
    example: str


class Question(BaseModel):
    """A named question."""

    name: str
    group: str
    title: str
    about: str
    parameters: list[Parameter]


class Questions(BaseModel):
    """The named questions."""

    version: str
    groups: dict[str, str] = Field(description="What the groups are about.")
    questions: list[Question]


class Table(BaseModel):
    """An answer, of which the first rows are given."""

    version: str = Field(description="The id of the version that answered; cite it.")
    columns: list[str]
    rows: list[list[str | None]] = Field(description="One value for each column; null where there is none.")
    total: int = Field(description="How many rows the whole answer has.")
    truncated: bool = Field(description="True if rows are left out; ask more selectively, or with LIMIT and OFFSET.")


class SparqlAnswer(Table):
    """The answer to a query. Values are written as in SPARQL: <iri>, "text"@id, 12. CONSTRUCT gives triples."""

    verdict: bool | None = Field(description="The answer to ASK; null for other queries.")


class QuestionAnswer(Table):
    """The answer to a named question. A column ending in _label names the things of the column before it."""

    title: str
    headings: dict[str, str] = Field(description="What the columns mean.")


class Evidence(BaseModel):
    """The statements asked for, each with what it rests on."""

    version: str
    count: int = Field(description="How many statements there are.")
    claims: list[dict[str, object]] = Field(
        description="Each with sentence (both languages), subjects, predicate, objects, polarity, modality, certainty, "
        "attribution (how surely the citation covers it), stated_in (passage, lines), rests_on (work, pages) and "
        "contradicts."
    )
    derivations: list[dict[str, object]] = Field(
        description="Where a rule inferred the relation: the rule and the statements that it used."
    )
    page: int
    pages: int = Field(description="The statements fill so many pages; ask for the next one with page.")
