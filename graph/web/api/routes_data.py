"""What is served to work with: SPARQL, whole graphs and versions."""

from __future__ import annotations

from typing import Final

from graph import errors, write_errors
from graph.formats import GRAPH_FORMATS, N_QUADS, RESULT_FORMATS
from graph.language import mark
from graph.sparql.protocol import FORM, QUERY, UPDATE
from graph.web.api.operations import (
    ADDRESS,
    CURRENT,
    EXAMPLE,
    JSON,
    OF_CHANGES,
    OF_QUERIES,
    PAGE,
    RDF,
    RESULTS,
    SUFFIX,
    TEXT,
    WHOLE,
    Operation,
    Schema,
    Value,
    media_types,
    part,
)
from graph.web.memento import LINK_FORMAT
from graph.web.responses import PAGE_FORMATS

_ANSWERS: Final = RESULTS | RDF
_QUERY: Final = Value(
    "query",
    mark("SPARQL 1.1 SELECT, ASK, CONSTRUCT or DESCRIBE; without it, the service describes itself in RDF."),
    EXAMPLE,
)
_DATASET: Final = (
    Value(
        "default-graph-uri",
        mark("A graph that the query sees as its default graph; by default that is the union of all."),
        schema=ADDRESS,
        is_repeatable=True,
    ),
    Value("named-graph-uri", mark("A graph that the query can name."), schema=ADDRESS, is_repeatable=True),
    Value(
        "timeout",
        mark("Seconds after which to give up; lowers the limit of the service."),
        schema={"type": "number", "exclusiveMinimum": 0},
    ),
)
_FORMS: Final = mark("SELECT and ASK give JSON, XML, CSV and TSV; CONSTRUCT and DESCRIBE give RDF.")
_OF_A_FORM: Final = {"schema": {"type": "object", "properties": {"query": TEXT}}, "example": {"query": EXAMPLE}}
_QUERY_OR_UPDATE: Final[dict[str, Schema]] = {
    FORM: {
        "schema": {"type": "object", "properties": {"query": TEXT, "update": TEXT, "message": TEXT}},
        "example": {"query": EXAMPLE},
    },
    QUERY: {"schema": TEXT, "example": EXAMPLE},
    UPDATE: {"schema": TEXT},
}

SPARQL: Final = (
    Operation(
        "/sparql",
        "sparql",
        mark("Ask a query"),
        {**_ANSWERS, PAGE: ""},
        (_QUERY, *_DATASET, Value("format", mark("Name, suffix or media type; wins over Accept."))),
        OF_QUERIES,
        _FORMS,
    ),
    Operation(
        "/sparql",
        "sparql",
        mark("Ask a query, or change data with a token"),
        _ANSWERS,
        _DATASET,
        (*OF_QUERIES, *OF_CHANGES, write_errors.UpdateUnsupported),
        mark("A change is published as a new version, or refused as a whole with what is wrong with it."),
        "post",
        takes=_QUERY_OR_UPDATE,
        needs_token=None,
    ),
    Operation(
        "/sparql.{suffix}",
        "sparql",
        mark("Ask a query; the address names the format"),
        _ANSWERS,
        (
            part("suffix", SUFFIX, "csv", among=tuple(one.suffix for one in (*RESULT_FORMATS, *GRAPH_FORMATS))),
            _QUERY,
            *_DATASET,
        ),
        OF_QUERIES,
        _FORMS,
    ),
    Operation(
        "/sparql/page",
        "sparql",
        mark("Ask a query that is too long for an address, and see the answer on the page"),
        {PAGE: ""},
        (),
        OF_QUERIES,
        method="post",
        takes={FORM: _OF_A_FORM},
    ),
    Operation("/sparql/terms.json", "sparql", mark("Prefixes and words for completion"), {JSON: ""}),
)

_GRAPH: Final = (
    Value("graph", mark("The IRI of a graph."), "https://w3id.org/simpul/graph/ontology", ADDRESS),
    Value(
        "default",
        mark("Without a value, instead of graph: what was written to no graph."),
        schema={**TEXT, "enum": [""]},
        may_be_empty=True,
    ),
)
_WHERE: Final = mark("The rest of the address of the graph.")
_PLACE: Final = (part("path", _WHERE, "notes"),)
_ANY_PLACE: Final = (part("path", _WHERE, None),)
"""Without an example: there is nothing at such an address before somebody writes it."""
_NAME: Final = (part("name", mark("The last part of its IRI."), "notes"),)
_OF_GRAPHS: Final = (write_errors.GraphMissing, write_errors.GraphUnknown)
_OF_BODIES: Final = (
    *OF_CHANGES,
    errors.UnsupportedMediaType,
    write_errors.BodyTooLarge,
    write_errors.RdfInvalid,
    write_errors.RdfRefused,
    write_errors.GraphComputed,
    write_errors.VersionMoved,
)
_BODY: Final[dict[str, Schema]] = {one.media_type: {"schema": TEXT} for one in GRAPH_FORMATS}
_MESSAGE: Final = Value("message", mark("Why; stands in the version."))


def _change(path: str, where: tuple[Value, ...], method: str, summary: str) -> Operation:
    is_removal = method == "delete"
    fails = (*OF_CHANGES, write_errors.GraphComputed, write_errors.VersionMoved) if is_removal else _OF_BODIES
    return Operation(
        path,
        "graphs",
        summary,
        {},
        (*where, _MESSAGE),
        (*_OF_GRAPHS, *fails),
        method=method,
        statuses=(204,) if is_removal else (204, 201),
        takes={} if is_removal else _BODY,
        needs_token=True,
    )


_CHANGES: Final = {
    "put": mark("Replace a graph"),
    "post": mark("Add statements to a graph"),
    "delete": mark("Remove a graph"),
}

GRAPHS: Final = (
    Operation("/store", "graphs", mark("Read a graph"), RDF, _GRAPH, (*_OF_GRAPHS, errors.NotAcceptable)),
    Operation("/store/{path}", "graphs", mark("Read the graph that has this address"), RDF, _ANY_PLACE, _OF_GRAPHS),
    *(_change("/store", _GRAPH, method, summary) for method, summary in _CHANGES.items()),
    *(_change("/store/{path}", _PLACE, method, summary) for method, summary in _CHANGES.items()),
    *(_change("/graph/{name}", _NAME, method, summary) for method, summary in _CHANGES.items()),
)

_LIST: Final = {PAGE: "", JSON: "Versions", LINK_FORMAT: ""}
_VERSION: Final = mark("The id of a version, or of two joined by three dots for what differs; a suffix names a format.")
_DERIVED: Final = mark("For two versions: whether to count what the rules compute.")

VERSIONS: Final = (
    Operation(
        "/versions",
        "versions",
        mark("What was published, when, by whom and why"),
        _LIST,
        (Value("page", mark("Which page of the list."), schema={**WHOLE, "minimum": 1}),),
        (errors.ParameterInvalid, errors.PageUnknown, errors.NotAcceptable),
    ),
    Operation(
        "/versions.{suffix}",
        "versions",
        mark("The list of versions as a file"),
        _LIST,
        (part("suffix", SUFFIX, "json", among=("html", "json", "link")),),
        (errors.PageUnknown,),
    ),
    Operation(
        "/versions/{name}",
        "versions",
        mark("A version, or what differs between two"),
        {**media_types(PAGE_FORMATS), JSON: "", N_QUADS.media_type: ""},
        (part("name", _VERSION, CURRENT), Value("derived", _DERIVED, schema={**TEXT, "enum": ["yes", "no"]})),
        (errors.VersionUnknown, errors.PageUnknown, errors.NotAcceptable),
    ),
    Operation(
        "/versions/timemap",
        "versions",
        mark("One address at every version"),
        {LINK_FORMAT: ""},
        (Value("of", mark("The path of a page that has versions."), "/id/factor/security"),),
        (errors.ParameterInvalid,),
    ),
    Operation(
        "/versions/compare",
        "versions",
        mark("Leads to what differs between two versions"),
        {PAGE: ""},
        (
            Value("before", mark("The earlier version."), CURRENT, is_needed=True),
            Value("after", mark("The later version."), CURRENT, is_needed=True),
        ),
        (errors.ParameterInvalid,),
        statuses=(302,),
    ),
)
