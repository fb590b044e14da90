"""The errors of changing data; the same family as :mod:`graph.errors`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from graph.errors import SimpulError


class TokenMissing(SimpulError):
    kind = "token-missing"
    message = (
        "This changes data and needs a token. Send the header Authorization: Bearer TOKEN; "
        "the operator of this service makes one with: python server.py token add NAME --may update"
    )


class TokenInvalid(SimpulError):
    kind = "token-invalid"
    message = "The token is not known here, or was revoked. Ask the operator of this service for another."


class TokenWeak(SimpulError):
    kind = "token-weak"
    message = "The token {name} may not do this; it would need the right: {right}."


class TokenTaken(SimpulError):
    kind = "token-taken"
    message = "There already is a token named {name}. Choose another name, or revoke that one first."


class TokenUnknown(SimpulError):
    kind = "token-unknown"
    message = "There is no token named {name}. The tokens are: {known}."


class TokenNameInvalid(SimpulError):
    kind = "token-name-invalid"
    message = (
        "A token cannot be named {name!r}. Use up to 64 letters without accents, digits, blanks and . _ @ -; "
        "begin with a letter or digit."
    )


class TokensUnreadable(SimpulError):
    kind = "tokens-unreadable"
    message = (
        "No token is accepted, because tokens.json in the data folder cannot be read ({detail}). "
        "Restore the file, or remove it and make new tokens."
    )


class ShapesBroken(SimpulError):
    """The data would not have the form that the shapes ask for.

    Parameters
    ----------
    report : str
        The SHACL validation report as N-Triples.
    problems : mapping of str to sequence of str
        The same for people, one finding each, by language.
    """

    kind = "shapes-broken"
    message = "Nothing was changed, because the data would break the shapes. Problems found: {count}."

    def __init__(self, report: str, problems: Mapping[str, Sequence[str]]) -> None:
        super().__init__(count=len(problems["en"]))
        self.report = report
        self.problems = problems


class UpdateTimeout(SimpulError):
    kind = "query-timeout"
    message = "The update was ended after {limit} seconds and nothing was changed. Split it into smaller ones."


class UpdateMemory(SimpulError):
    kind = "query-memory"
    message = "The update needed more than {limit} MiB of memory and nothing was changed. Split it into smaller ones."


class UpdateCrashed(SimpulError):
    kind = "query-crashed"
    message = "The update ended the process that ran it; nothing was changed. Simplify it and try again."


class UpdateUnsupported(SimpulError):
    kind = "update-unsupported"
    message = "The update is valid, but cannot be run here and nothing was changed: {detail}"


class GraphUnknown(SimpulError):
    kind = "graph-unknown"
    message = "There is no graph {graph} in this version. The graphs are: {known}."


class GraphComputed(SimpulError):
    kind = "graph-computed"
    message = (
        "The graph {graph} is computed by the rules and cannot be written. Write to the graph that it follows from."
    )


class VersionMoved(SimpulError):
    kind = "version-moved"
    message = (
        "Nothing was changed: the current version is {current}, not the one that the request expects. "
        "Look at what has changed, then send it again."
    )


class RdfInvalid(SimpulError):
    kind = "rdf-syntax"
    message = "The body is not valid {format} at line {line}, column {column}: {detail}"


class RdfRefused(SimpulError):
    kind = "rdf-refused"
    message = "The body is refused: {detail}"


class BodyTooLarge(SimpulError):
    kind = "body-too-large"
    message = "The body holds {size} bytes; at most {limit} are accepted. Split it."


class StorageFull(SimpulError):
    kind = "storage-full"
    message = "Nothing was changed, because the disk does not take more: {detail}. The operator must make room."


class PublishingBusy(SimpulError):
    kind = "publishing-busy"
    message = "Too many changes are waiting ({waiting}), and this one was not made. Try again in {retry} seconds."


class WriterFailed(SimpulError):
    kind = "writer-failed"
    message = "Nothing was changed, because the process that writes does not work: {detail}"


class ChangesInTheWay(SimpulError):
    kind = "changes-in-the-way"
    message = (
        "Nothing was built, because graphs of the sources were changed since the last build: {graphs}. Bring the "
        "changes into the sources, or replace them with: python server.py build --discard-changes (older versions stay)"
    )


class UpdateUncertain(SimpulError):
    kind = "update-uncertain"
    message = (
        "The SPARQL service behind this one did not confirm the change, and it is not known whether it was made. "
        "Look at the data before sending it again."
    )


class GraphMissing(SimpulError):
    kind = "bad-request"
    message = (
        "It is not said which graph is meant. Name it with ?graph=IRI, or write ?default for the one without a name."
    )
