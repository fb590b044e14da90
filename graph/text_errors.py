"""The errors of a text that somebody wants to compare; the same family as :mod:`graph.errors`."""

from __future__ import annotations

from graph.errors import SimpulError


class TextUnreadable(SimpulError):
    kind = "text-unreadable"
    message = "The file {path} cannot be read: {detail}."


class TextEmpty(TextUnreadable):
    message = "The file {path} is empty. Give the file that holds the text of the document."


class TextTooLarge(TextUnreadable):
    message = "The file {path} holds more than {limit} bytes, and no more are read. Give the text of one document."


class TextBinary(TextUnreadable):
    message = "The file {path} holds no plain text (it looks like {what}). Save the text of the document as plain text."


class TextUndecodable(TextUnreadable):
    message = (
        "The file {path} is not valid {encoding} from line {line} on. "
        "Save it as UTF-8, or name its encoding, for example --encoding windows-1252."
    )


class EncodingUnknown(TextUnreadable):
    message = "There is no encoding {encoding!r}. Encodings are, for example, utf-8 and windows-1252."


class DocumentUnclear(SimpulError):
    kind = "document-unclear"
    message = "Say which document the text is of, with --document. The documents of this version are: {known}."


class DocumentUnknown(DocumentUnclear):
    message = "There is no document {slug!r} in this version. Its documents are: {known}."


class NoDocument(DocumentUnclear):
    message = "This version holds no document that a text could be compared with."
