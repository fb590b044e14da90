"""What is served to look at: things and the network; and the service itself."""

from __future__ import annotations

from typing import Final

from graph import errors
from graph.language import mark
from graph.web.api.operations import CSV, JSON, PAGE, SUFFIX, TEXT, Operation, Value, media_types, part
from graph.web.responses import PAGE_FORMATS, SUFFIXES

_THING: Final = media_types(PAGE_FORMATS)
_UNKNOWN: Final = (errors.ThingUnknown, errors.NotAcceptable)
_KIND: Final = part("kind", mark("The kind of thing."), "factor")
_SLUG: Final = mark("The last part of its address; .ttl, .nt, .rdf and .jsonld name a format.")
_EDITION: Final = mark("The number of the edition, as in its version IRI.")
_PROBLEM: Final = mark("The last part of the type of a problem document.")

THINGS: Final = (
    Operation("/", "things", mark("The argument of the documents in one picture"), {PAGE: ""}),
    Operation(
        "/id/{kind}/{slug}",
        "things",
        mark("A thing: page or RDF"),
        _THING,
        (_KIND, part("slug", _SLUG, "security")),
        _UNKNOWN,
    ),
    Operation("/id/{kind}", "things", mark("Everything of a kind"), {PAGE: ""}, (_KIND,), (errors.ThingUnknown,)),
    Operation("/id", "things", mark("Leads to the list of kinds"), {PAGE: ""}, statuses=(302,)),
    Operation("/ns", "things", mark("The vocabulary: page or RDF"), _THING, (), (errors.NotAcceptable,)),
    Operation(
        "/ns{suffix}",
        "things",
        mark("The vocabulary as a file"),
        _THING,
        (part("suffix", SUFFIX, ".ttl", among=tuple(SUFFIXES)),),
    ),
    Operation(
        "/ns/{version}",
        "things",
        mark("An edition of the vocabulary"),
        _THING,
        (part("version", _EDITION, "0.1.0"),),
        (errors.NotAcceptable,),
    ),
    Operation(
        "/graph/{name}",
        "graphs",
        mark("A named graph: page or RDF"),
        _THING,
        (part("name", mark("The last part of its IRI."), "ontology"),),
        _UNKNOWN,
    ),
)

_SELECTION: Final = (
    Value("sector", mark("Links with an end in this sector."), words="sector", is_repeatable=True),
    Value(
        "ends",
        mark("Whether one end in the sectors is enough, or both must be."),
        schema={**TEXT, "enum": ["one", "both"]},
    ),
    Value("relation", mark("Links of this relation, such as supports."), is_repeatable=True),
    Value("polarity", mark("Links of this polarity."), words="polarity", is_repeatable=True),
    Value("modality", mark("Statements of this modality."), words="modality", is_repeatable=True),
    Value("focus", mark("An actor: key, last part of it, or name."), "ngos"),
    Value("ego", mark("1: only that actor, its partners and the links among them."), schema={**TEXT, "enum": ["1"]}),
)
_SCHEME: Final = Value("scheme", mark("The colours of the picture."), schema={**TEXT, "enum": ["light", "dark"]})
_LINK: Final = Value("link", mark("The key of a link, as the network gives it."))

NETWORK: Final = (
    Operation("/network", "network", mark("The network with its filters"), {PAGE: ""}, _SELECTION),
    Operation("/network.json", "network", mark("Actors and links"), {JSON: ""}, _SELECTION),
    Operation("/network.csv", "network", mark("One line for each statement"), {CSV: ""}, _SELECTION),
    Operation(
        "/network.svg", "network", mark("The drawing as a picture"), {"image/svg+xml": ""}, (*_SELECTION, _SCHEME)
    ),
    Operation("/network.html", "network", mark("The drawing as one file that works alone"), {PAGE: ""}, _SELECTION),
    Operation(
        "/network/statements",
        "network",
        mark("The statements behind a link or around an actor"),
        {PAGE: "", JSON: ""},
        (*_SELECTION, _LINK),
    ),
)

SERVICE: Final = (
    Operation("/openapi.json", "service", mark("This description"), {JSON: ""}),
    Operation("/docs", "service", mark("This description as a page"), {PAGE: ""}),
    Operation("/healthz", "service", mark("Is it alive"), {JSON: "Health"}),
    Operation("/readyz", "service", mark("Does it answer queries"), {JSON: "Health"}),
    Operation("/metrics", "service", mark("Figures for Prometheus"), {"text/plain": ""}),
    Operation(
        "/problem/{kind}",
        "service",
        mark("What a kind of problem means"),
        {PAGE: ""},
        (part("kind", _PROBLEM, "query-timeout"),),
        (errors.ThingUnknown,),
    ),
)
