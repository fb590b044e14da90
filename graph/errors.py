"""One family of errors. They know nothing of HTTP; ``graph/web`` gives them a status.

Each class has a ``kind`` (the last part of the problem type) and a ``message``:
an English sentence with named fields, which is also the key under which the
Indonesian sentence stands in ``graph/translations/id/*.po``. A message says what
arrived, what was expected and what to do.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar


class SimpulError(Exception):
    """Something that the user can be told about.

    Parameters
    ----------
    **fields
        The values that the message names.
    """

    kind: ClassVar[str] = "error"
    message: ClassVar[str] = "Something went wrong: {detail}"

    def __init__(self, **fields: object) -> None:
        super().__init__(self.message.format(**fields))
        self.fields = fields


class SettingInvalid(SimpulError):
    kind = "setting-invalid"
    message = "The setting {name} cannot be {value!r}. {help}"


class SettingOutOfRange(SettingInvalid):
    message = "The setting {name} is {value!r}, but it must be {kind} from {least} to {most}. {help}"


class SettingUnknown(SettingInvalid):
    message = "There is no setting {name}. The settings are: {known}."


class EndpointInvalid(SettingInvalid):
    message = (
        "The setting {name} is not usable. An address must start with http:// or https:// and hold neither user name "
        "nor password; for these there are SIMPUL_ENDPOINT_USER, SIMPUL_ENDPOINT_PASSWORD and SIMPUL_ENDPOINT_TOKEN."
    )


class SourceInvalid(SimpulError):
    """The sources do not pass.

    Parameters
    ----------
    problems
        Every finding; each can be printed.
    """

    kind = "source-invalid"
    message = "The sources do not pass and nothing was published. Problems found: {count}."

    def __init__(self, problems: Sequence[object]) -> None:
        super().__init__(count=len(problems))
        self.problems = tuple(problems)


class NothingPublished(SimpulError):
    kind = "nothing-published"
    message = "No version is published in {folder} yet. Run: python server.py build"


class VersionUnknown(SimpulError):
    kind = "version-unknown"
    message = "There is no published version {version}. The published ones are: {known}."


class PruneWithoutRule(SimpulError):
    kind = "prune-without-rule"
    message = "Say which versions may go: those beyond the latest N (--keep N), those --older-than DAYS, or both."


class BuildBusy(SimpulError):
    kind = "build-busy"
    message = "Another build is writing to {folder}. Wait until it has ended, then try again."


class AddressTaken(SimpulError):
    kind = "address-taken"
    message = "Cannot listen on {host} port {port}: {detail}. Choose another with --port."


class BadRequest(SimpulError):
    """The protocol's parameters are wrong (SPARQL 1.1 Protocol, section 2)."""

    kind = "bad-request"
    message = "{detail}"


class BadQuery(SimpulError):
    kind = "query-syntax"
    message = "The query is not valid SPARQL at line {line}, column {column}: {detail}"


class QueryRefused(SimpulError):
    kind = "query-refused"
    message = (
        "{word} (line {line}, column {column}) is refused: this service answers from its own "
        "data only and never calls another address. Remove it and send the query again."
    )


class UpdatesOff(SimpulError):
    kind = "updates-off"
    message = (
        "Updates are switched off on this service. "
        "Reading with SELECT, ASK, CONSTRUCT and DESCRIBE is open to everybody."
    )


class QueryTooLarge(SimpulError):
    kind = "query-too-large"
    message = "The request holds {size} bytes; at most {limit} are accepted. Shorten the query."


class QueryTooComplex(SimpulError):
    kind = "query-too-complex"
    message = (
        "The query has {count} {what}; at most {limit} are accepted. Simplify it or split it into several queries."
    )


class QueryTooDeep(QueryTooComplex):
    message = (
        "The query nests braces, brackets and parentheses {count} deep; at most {limit} are accepted. Make it flatter."
    )


class QueryTooManyPatterns(QueryTooComplex):
    message = (
        "The query has {count} triple patterns, groups and operators; at most {limit} are accepted. "
        "Simplify it or split it into several queries."
    )


class QueryUnsupported(SimpulError):
    kind = "query-unsupported"
    message = "The query is valid, but cannot be evaluated here: {detail}"


class UpdateAsQuery(SimpulError):
    kind = "bad-request"
    message = "This is an update, not a query. Only SELECT, ASK, CONSTRUCT and DESCRIBE can be sent as a query."


class QueryAsUpdate(SimpulError):
    kind = "bad-request"
    message = "This is a query, not an update. Send it with the parameter query or as application/sparql-query."


class ParameterRepeated(BadRequest):
    message = "The parameter {name} is given {count} times; give it once."


class ParameterMissing(BadRequest):
    message = "The parameter {name} is missing; it holds the SPARQL text."


class ParameterConflict(BadRequest):
    message = "The request holds both {one} and {other}; send only one of them."


class ParameterInvalid(BadRequest):
    message = "The parameter {name} is {value!r}, but it must be {expected}."


class DatetimeInvalid(BadRequest):
    message = "The header Accept-Datetime is {value!r}, but it must be a date such as {example}."


class BodyUndecodable(BadRequest):
    message = "The request is not valid UTF-8 at byte {position}. Encode it as UTF-8 and send it again."


class EngineUnavailable(SimpulError):
    kind = "engine-unavailable"
    message = "No query can be answered at the moment: the process that evaluates queries does not start. {detail}"


class EndpointFailed(SimpulError):
    kind = "endpoint-failed"
    message = "The SPARQL service that answers behind this one failed with the status {status}. Try again later."


class EndpointUnreachable(EndpointFailed):
    message = "The SPARQL service that answers behind this one cannot be reached. Try again later."


class EndpointRefused(EndpointFailed):
    message = (
        "The SPARQL service that answers behind this one does not let this one in (status {status}). "
        "The operator must check the credentials in the settings."
    )


class EndpointBroken(EndpointFailed):
    message = "The answer of the SPARQL service behind this one is not passed on: {detail}."


class EndpointIncomplete(EndpointFailed):
    message = (
        "The SPARQL service behind this one gave only a part of the result ({detail}), "
        "and a part is not passed on as if it were all. Make the query more selective, or add a LIMIT."
    )


class ResultTooLarge(SimpulError):
    kind = "result-too-large"
    message = (
        "The result is larger than {limit} MiB. Add a LIMIT, ask for fewer columns, or take the whole dataset instead."
    )


class QueryTimeout(SimpulError):
    kind = "query-timeout"
    message = "The query was ended after {limit} seconds without an answer. Make it more selective, or add a LIMIT."


class QueryMemory(SimpulError):
    kind = "query-memory"
    message = "The query was ended because it needed more than {limit} MiB of memory. Make it more selective."


class QueryCrashed(SimpulError):
    kind = "query-crashed"
    message = (
        "The query ended the process that evaluated it; nothing else was affected. Simplify the query and try again."
    )


class QueueFull(SimpulError):
    kind = "queue-full"
    message = "The service is busy: {waiting} queries are waiting. Try again in {retry} seconds."


class NotAcceptable(SimpulError):
    kind = "not-acceptable"
    message = "None of the formats asked for ({accept}) is offered here. Offered: {offered}."


class UnsupportedMediaType(SimpulError):
    kind = "unsupported-media-type"
    message = "The body is {arrived}; expected one of: {expected}."


class MethodNotAllowed(SimpulError):
    kind = "method-not-allowed"
    message = "The method {method} is not supported here; supported: {allowed}."


class ClientBusy(SimpulError):
    kind = "client-busy"
    message = "You have {count} queries under way; at most {limit} are accepted. Try again in {retry} seconds."


class ThingUnknown(SimpulError):
    kind = "thing-unknown"
    message = "Nothing with the address {iri} is in this version. Search for its name, or start from the first page."


class QueryUnknown(SimpulError):
    kind = "query-unknown"
    message = "There is no named query {name}. The named queries are: {known}."


class PageUnknown(SimpulError):
    kind = "page-unknown"
    message = "There is no page {path} here. Start from the first page, or search."


class VersionNeeded(PageUnknown):
    message = (
        "A nanopublication never changes and names its version, but what is shown here is another service, which has "
        "none. Ask a Simpul that serves published versions."
    )


class Unforeseen(SimpulError):
    kind = "error"
    message = "Something went wrong on our side. It has been recorded; trying again later may help."
