"""The errors of asking the application from inside; the same family as :mod:`graph.errors`."""

from __future__ import annotations

from graph.errors import SimpulError


class RequestRefused(SimpulError):
    """An answer that is a problem document; its sentence is in the asker's language already."""

    kind = "request-refused"
    message = "{detail}"


class PairMalformed(SimpulError):
    kind = "pair-malformed"
    message = "{text!r} is no parameter. Parameters are written name=value, for example {example}."


class FormatUnknown(SimpulError):
    kind = "format-unknown"
    message = "There is no format {name!r} for this question. There are: {known}."
