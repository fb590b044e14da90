"""What is served to find things: the named questions as a whole, search, and reconciliation."""

from __future__ import annotations

from typing import Final

from graph import errors, question_errors
from graph.language import mark
from graph.sparql.protocol import FORM
from graph.web.api.operations import JSON, PAGE, QUESTION, TEXT, WHOLE, Operation, Value, part
from graph.web.question_list import PATH
from graph.web.search import MOST
from graph.web.search_index import LONGEST, SEARCHED

_NAME: Final = mark("The name of a question; a suffix names a format of its answer.")

QUESTIONS: Final = (
    Operation(
        PATH,
        "questions",
        mark("All questions by what a person wants to know"),
        {PAGE: "", JSON: "Questions"},
        (Value("q", mark("Only questions that hold these words."), schema={**TEXT, "maxLength": LONGEST}),),
    ),
    Operation(f"{PATH}.json", "questions", mark("What all questions say of themselves"), {JSON: "Questions"}),
    Operation(
        PATH + "/{name}",
        "questions",
        mark("The answer to a question; each is described by itself above"),
        {PAGE: ""},
        (part("name", _NAME, QUESTION),),
        (question_errors.QuestionUnknown, errors.BadRequest, errors.NotAcceptable),
    ),
)

_WORDS: Final = Value("q", mark("Words in Indonesian or English."), "keamanan", {**TEXT, "maxLength": LONGEST})
_KINDS: Final = Value(
    "kind", mark("Only things of this kind."), schema={**TEXT, "enum": list(SEARCHED)}, is_repeatable=True
)
_LIMIT: Final = Value("limit", mark("How many results at most."), schema={**WHOLE, "minimum": 1, "maximum": MOST})

SEARCH: Final = (
    Operation(
        "/search",
        "search",
        mark("Search by words"),
        {PAGE: "", JSON: "SearchResults"},
        (_WORDS, _KINDS),
        (errors.ParameterInvalid, errors.NotAcceptable),
    ),
    Operation(
        "/search.json",
        "search",
        mark("Things that fit words, the best first"),
        {JSON: "SearchResults"},
        (_WORDS, _KINDS, _LIMIT),
        (errors.ParameterInvalid,),
    ),
    Operation(
        "/search/complete",
        "search",
        mark("Suggestions while somebody types"),
        {JSON: "SearchResults"},
        (_WORDS, _KINDS, _LIMIT),
        (errors.ParameterInvalid,),
    ),
)

_TYPE: Final = Value(
    "type",
    mark("Only of this type: the name of a kind."),
    schema={**TEXT, "enum": [one for one in SEARCHED if one != "term"]},
)
_PREFIX: Final = Value("prefix", mark("What somebody begins to type."), "keam")
_CURSOR: Final = Value("cursor", mark("How many to skip."), schema=WHOLE)
_ID: Final = Value("id", mark("A thing, as candidates name it."), "factor/security", is_needed=True)
_OF_PREFIXES: Final = (errors.ParameterInvalid,)
RECONCILIATION: Final = (
    Operation(
        "/reconcile",
        "reconcile",
        mark("Describes the reconciliation service, for OpenRefine"),
        {JSON: ""},
        (
            Value("queries", mark("A batch of queries in JSON, as the Reconciliation Service API 0.2 has them.")),
            Value("extend", mark("Things and properties in JSON, whose values are wanted.")),
        ),
        (errors.BadRequest,),
    ),
    Operation(
        "/reconcile",
        "reconcile",
        mark("Finds the things that names may mean"),
        {JSON: ""},
        (),
        (errors.BadRequest,),
        method="post",
        takes={
            FORM: {
                "schema": {"type": "object", "properties": {"queries": TEXT, "extend": TEXT}},
                "example": {"queries": '{"q0": {"query": "keamanan"}}'},
            }
        },
    ),
    Operation(
        "/reconcile/suggest/entity",
        "reconcile",
        mark("Suggests things"),
        {JSON: ""},
        (_PREFIX, _TYPE, _CURSOR),
        _OF_PREFIXES,
    ),
    Operation(
        "/reconcile/suggest/type", "reconcile", mark("Suggests types"), {JSON: ""}, (_PREFIX, _CURSOR), _OF_PREFIXES
    ),
    Operation(
        "/reconcile/suggest/property",
        "reconcile",
        mark("Suggests properties"),
        {JSON: ""},
        (_PREFIX, _TYPE, _CURSOR),
        _OF_PREFIXES,
    ),
    Operation(
        "/reconcile/properties",
        "reconcile",
        mark("Proposes the properties of a type"),
        {JSON: ""},
        (_TYPE, Value("limit", mark("How many results at most."), schema={**WHOLE, "minimum": 1})),
        _OF_PREFIXES,
    ),
    Operation(
        "/reconcile/preview", "reconcile", mark("A thing in a small frame"), {PAGE: ""}, (_ID,), (errors.ThingUnknown,)
    ),
    Operation(
        "/reconcile/flyout",
        "reconcile",
        mark("A piece of a page about a thing"),
        {JSON: ""},
        (_ID,),
        (errors.ThingUnknown,),
    ),
)
