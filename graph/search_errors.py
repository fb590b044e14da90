"""What can be wrong with a search, and with a batch that is to be reconciled."""

from __future__ import annotations

from graph.errors import BadRequest, QueryTooComplex, SimpulError


class FullTextMissing(SimpulError):
    kind = "full-text-missing"
    message = (
        "The search needs SQLite with its full-text index FTS5, and the SQLite {version} of this Python has none: "
        "{detail}. Use a Python whose sqlite3 module has it, as those of Debian, Ubuntu and python.org do."
    )


class BatchMissing(BadRequest):
    message = (
        "The request holds neither queries nor extend. Send one of them, with JSON as the Reconciliation Service API "
        "0.2 describes it, as a form or in the address."
    )


class BatchNotJson(BadRequest):
    message = "The parameter {name} is not JSON: it cannot be read at character {position}."


class BatchUnreadable(BadRequest):
    message = "In the parameter {name}, {where} must be {expected}."


class BatchTooLarge(QueryTooComplex):
    message = "The batch holds {count} {what}; at most {limit} are accepted. Send it in parts."
