"""An answer as it is sent: in each coding, and as "you have it already"."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from email.utils import parsedate_to_datetime
from typing import Final

from graph.web.compression import CODINGS, WORTH_IT, compress, is_compressible
from graph.web.exchange import Call, Pairs, Reply, status_line

_TAG: Final = re.compile(r'(?:W/)?"([^"]*)"')
_ABOUT_THE_BODY: Final = frozenset(("content-type", "content-length", "content-encoding", "content-disposition"))
_NOT_MODIFIED: Final = 304


class Form:
    """An answer in one coding, ready to be sent.

    Attributes
    ----------
    status, headers, body
        What WSGI wants.
    size : int
        Bytes of the body.
    answer : Answer
        Which answer it is a form of.
    """

    __slots__ = ("answer", "body", "headers", "size", "status")

    def __init__(self, answer: Answer, status: int, headers: Pairs, body: bytes) -> None:
        self.answer = answer
        self.status = status_line(status)
        self.size = len(body)
        self.headers = headers
        self.body: Sequence[bytes] = [body] if body else []

    def answer_call(self, call: Call) -> Form:
        """Give what answers a call: this, or that the client has it already."""
        reply = self.answer.reply
        is_asked = reply.status == 200 and call.method in ("GET", "HEAD")
        if not is_asked or not is_known(call, self.answer.tag, reply.headers.get("Last-Modified")):
            return self
        kept = [(name, value) for name, value in self.headers if name.lower() not in _ABOUT_THE_BODY]
        return Form(self.answer, _NOT_MODIFIED, kept, b"")

    def extend(self, headers: Mapping[str, str]) -> Form:
        """Give the same with other headers as well: those that depend on the address at which it was asked for."""
        if not headers:
            return self
        kept = [(name, value) for name, value in self.headers if name not in headers]
        return Form(self.answer, int(self.status[:3]), [*kept, *headers.items()], b"".join(self.body))


class Answer:
    """A whole answer.

    Parameters
    ----------
    reply : Reply
        What was answered. A header ``ETag`` is taken out of it: each coding gets one of its own.
    version : str
        The version it is about, where that is all it depends on.
    is_pinned : bool
        Whether it stays right when another version is published.

    Attributes
    ----------
    tag : str
        The mark of the content, without quotes; empty for none.
    was_used : bool
        Whether it was asked for again since the cache last looked.
    """

    __slots__ = ("_codings", "_forms", "_mark", "_reply", "is_pinned", "tag", "version", "was_used")

    def __init__(self, reply: Reply, version: str = "", is_pinned: bool = False) -> None:
        self._mark = reply.headers.pop("ETag", "")
        found = _TAG.fullmatch(self._mark)
        self.tag = found[1] if found else ""
        self._reply = reply
        self._forms: dict[str, Form] = {}
        self.version = version
        self.is_pinned = is_pinned
        self.was_used = False
        is_worth_it = len(reply.body) > WORTH_IT and "Content-Encoding" not in reply.headers
        self._codings = is_worth_it and is_compressible(reply.headers.get("Content-Type", ""))
        if self._codings:
            vary = reply.headers.get("Vary", "")
            reply.headers["Vary"] = f"{vary}, Accept-Encoding" if vary else "Accept-Encoding"

    @property
    def status(self) -> int:
        """The status."""
        return self._reply.status

    @property
    def size(self) -> int:
        """Bytes of the body in all codings made so far."""
        return len(self._reply.body) + sum(form.size for coding, form in self._forms.items() if coding)

    @property
    def reply(self) -> Reply:
        """What was answered."""
        return self._reply

    def form(self, coding: str) -> Form:
        """Give it in a coding, as far as that makes it smaller; each is made once."""
        if not self._codings:
            coding = ""
        form = self._forms.get(coding)
        if form is None:
            form = self._forms[coding] = self._make(coding)
        return form

    def _make(self, coding: str) -> Form:
        reply = self._reply
        body = compress(reply.body, coding) if coding else reply.body
        headers = [*reply.headers.items(), *reply.more]
        if self._mark:
            headers.append(("ETag", f'{self._mark[:-1]}-{coding}"' if coding else self._mark))
        if coding:
            headers.append(("Content-Encoding", coding))
        if reply.status not in (204, 304):
            headers.append(("Content-Length", str(len(body))))
        return Form(self, reply.status, headers, body)


def is_known(call: Call, tag: str, modified: str | None) -> bool:
    """Tell whether the client has a content already (RFC 9110, section 13.2.2); codings of it are the same content.

    Parameters
    ----------
    call : Call
        With ``If-None-Match``, or else ``If-Modified-Since``.
    tag : str
        The mark of the content, without quotes; empty for none.
    modified : str or None
        The ``Last-Modified`` that goes with it.
    """
    known = call.header("If-None-Match")
    if known is not None:
        tags = {tag, *(f"{tag}-{one}" for one in CODINGS)} if tag else set()
        return known.strip() == "*" or not tags.isdisjoint(_TAG.findall(known))
    since = call.header("If-Modified-Since")
    if not since or not modified:
        return False
    try:
        return parsedate_to_datetime(modified) <= parsedate_to_datetime(since)
    except (TypeError, ValueError):
        return False  # a date that cannot be read is as good as none
