"""What is served to see what things rest on, and to take citations and the whole dataset away."""

from __future__ import annotations

from typing import Final

from graph import errors, evidence_errors, question_errors
from graph.language import mark
from graph.web import evidence_page, nanopublications, references
from graph.web.api.operations import (
    CURRENT,
    JSON,
    QUESTION,
    SUFFIX,
    TEXT,
    WHOLE,
    Operation,
    Value,
    media_types,
    part,
)
from graph.web.bibliography import CITATION_FORMATS
from graph.web.question_list import PATH
from graph.web.responses import PAGE_FORMATS, SUFFIXES

_CITATIONS: Final = media_types(CITATION_FORMATS)
_CLAIM: Final = Value(
    "claim", mark("A statement, such as c102; several with blanks between them."), "c102", is_repeatable=True
)
_ENDS: Final = (
    Value("subject", mark("Instead of claim: the thing that statements are about, such as factor/security.")),
    Value("predicate", mark("The relation that they state, such as sim:strengthens.")),
    Value("object", mark("The thing that they relate it to.")),
    Value("page", mark("Which page of the list."), schema={**WHOLE, "minimum": 1}),
)
_OF_EVIDENCE: Final = (
    evidence_errors.EvidenceOfNothing,
    evidence_errors.EvidenceTooLarge,
    errors.ParameterInvalid,
    errors.NotAcceptable,
)
_EVIDENCE: Final = media_types(evidence_page.FORMATS) | {JSON: "Evidence"}
_STATEMENT: Final = part("name", mark("A statement, such as c102; a suffix names a format."), "c102")
EVIDENCE: Final = (
    Operation(
        "/evidence",
        "evidence",
        mark("Statements with everything behind them"),
        _EVIDENCE,
        (_CLAIM, *_ENDS),
        _OF_EVIDENCE,
    ),
    Operation(
        "/evidence.{suffix}",
        "evidence",
        mark("The same as a file"),
        _EVIDENCE,
        (part("suffix", SUFFIX, "json", among=tuple(one.suffix for one in evidence_page.FORMATS)), _CLAIM, *_ENDS),
        _OF_EVIDENCE,
    ),
    Operation(
        "/nanopub/{name}",
        "evidence",
        mark("A statement as a nanopublication"),
        media_types(nanopublications.FORMATS),
        (_STATEMENT,),
        (errors.ThingUnknown, errors.NotAcceptable),
    ),
    Operation(
        "/nanopub/{version}/{name}",
        "evidence",
        mark("Leads from the name of a nanopublication to where it stands"),
        media_types(nanopublications.FORMATS[:1]),
        (part("version", mark("The id of a version."), CURRENT), _STATEMENT),
        statuses=(302,),
    ),
    Operation(
        "/nanopubs",
        "evidence",
        mark("All statements as nanopublications"),
        media_types(nanopublications.FORMATS),
        (),
        (errors.NotAcceptable,),
    ),
    Operation(
        "/nanopubs.{suffix}",
        "evidence",
        mark("The same as a file"),
        media_types(nanopublications.FORMATS),
        (part("suffix", SUFFIX, "trig", among=tuple(one.suffix for one in nanopublications.FORMATS)),),
        (errors.PageUnknown,),
    ),
    Operation(
        "/reifiers",
        "evidence",
        mark("All statements as reifiers of RDF 1.2"),
        media_types(nanopublications.REIFIER_FORMATS),
        (),
        (errors.NotAcceptable,),
    ),
    Operation(
        "/reifiers.{suffix}",
        "evidence",
        mark("The same as a file"),
        media_types(nanopublications.REIFIER_FORMATS),
        (part("suffix", SUFFIX, "ttl", among=tuple(one.suffix for one in nanopublications.REIFIER_FORMATS)),),
        (errors.PageUnknown,),
    ),
)

_SORT: Final = (
    Value(
        "sort",
        mark("What the page is sorted by."),
        schema={**TEXT, "enum": list(references.SORTS)},
    ),
    Value("order", mark("In which direction."), schema={**TEXT, "enum": [references.RISING, references.FALLING]}),
)
_WORKS: Final = media_types(references.FORMATS)
WORKS: Final = (
    Operation(
        "/works",
        "works",
        mark("The cited works and where they are cited"),
        _WORKS,
        _SORT,
        (errors.ParameterInvalid, errors.NotAcceptable),
    ),
    Operation(
        "/works.{suffix}",
        "works",
        mark("The cited works as a file"),
        _WORKS,
        (part("suffix", SUFFIX, "bib", among=("html", "bib", "ris", "csl.json", "json", "csv")),),
        (errors.PageUnknown,),
    ),
    *(
        Operation(f"{path}.{form.suffix}", "works", summary, {form.media_type: ""}, values, fails)
        for path, summary, values, fails in (
            ("/dataset", mark("How to cite the dataset"), (), ()),
            (
                "/versions/{name}",
                mark("How to cite a version"),
                (part("name", mark("The id of a version."), CURRENT),),
                (errors.VersionUnknown,),
            ),
            (
                PATH + "/{name}",
                mark("How to cite the answer to a question"),
                (part("name", mark("The name of a question."), QUESTION),),
                (question_errors.QuestionUnknown,),
            ),
        )
        for form in CITATION_FORMATS
    ),
)

DATASET: Final = (
    Operation(
        "/dataset",
        "versions",
        mark("What the dataset is and holds: page, or VoID, DCAT and PROV"),
        media_types(PAGE_FORMATS),
        (),
        (errors.NotAcceptable,),
    ),
    Operation(
        "/dataset.{suffix}",
        "versions",
        mark("The same as a file"),
        media_types(PAGE_FORMATS),
        (part("suffix", SUFFIX, "ttl", among=tuple(one.removeprefix(".") for one in SUFFIXES)),),
        (errors.PageUnknown,),
    ),
    Operation(
        "/.well-known/void",
        "versions",
        mark("The description where VoID has programs look for it"),
        media_types(PAGE_FORMATS[1:]),
        (),
        (errors.NotAcceptable,),
    ),
    Operation(
        "/dump.nq.gz", "versions", mark("Every statement of every graph (N-Quads, gzip)"), {"application/gzip": ""}
    ),
    Operation(
        "/robots.txt", "service", mark("What machines that follow links had better leave alone"), {"text/plain": ""}
    ),
    Operation(
        "/sitemap.xml",
        "service",
        mark("Every page, for search engines"),
        {"application/xml": ""},
        (Value("part", mark("The number of a part, where there are several."), schema={**WHOLE, "minimum": 1}),),
        (errors.ParameterInvalid,),
    ),
)
