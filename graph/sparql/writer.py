"""The process that writes: ``python -m graph.sparql.writer``.

It takes batches of changes on its standard input, makes them one after another
on a draft, and publishes what passed as one version. It tells each step, so
that whoever watches it knows which change to blame when it has to be ended. It
reads no file but those of the project and of the versions, and has no network.
"""

from __future__ import annotations

import errno
import json
import os
import resource
import signal
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final, NamedTuple

from graph.errors import BuildBusy, NothingPublished, SimpulError
from graph.knowledge.draft import Draft
from graph.knowledge.versions import lock
from graph.knowledge.work import Change, GraphWrite, Operation, Payload, Update, Work
from graph.sparql import sandbox
from graph.sparql.jobs import HEAD, encode_notice
from graph.write_errors import ShapesBroken, StorageFull, WriterFailed

STEP: Final = 1
"""The kind of every frame that a writer sends."""
_FULL: Final = frozenset((errno.ENOSPC, errno.EDQUOT, errno.EFBIG))
_MORE_TIME: Final = 30.0
"""Seconds after which a writer whose parent is gone ends itself, besides the time for a change."""


class Bounds(NamedTuple):
    """What a change may take: MiB besides the data, seconds, and seconds to wait for another writer."""

    memory: int
    seconds: float
    patience: float


def main(arguments: list[str]) -> None:
    """Make batches until standard input is closed.

    Parameters
    ----------
    arguments : list of str
        The project folder, the folder of the versions, MiB of memory for a
        change, seconds for a change, and seconds to wait for another writer.
    """
    root, data = Path(arguments[0]), Path(arguments[1])
    bounds = Bounds(int(arguments[2]), float(arguments[3]), float(arguments[4]))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which then closes our input
    sandbox.leave_the_network()
    writer = _Writer(Draft(root, data), data, bounds)
    with open(0, "rb", closefd=False) as source:
        while changes := list(_read_batch(source)):
            writer.work(changes)


class _Writer:
    def __init__(self, draft: Draft, data: Path, bounds: Bounds) -> None:
        self._draft = draft
        self._data = data
        self._bounds = bounds

    def work(self, changes: list[tuple[Change, Work]]) -> None:
        """Make a batch of changes and publish what passed."""
        try:
            with lock(self._data, self._bounds.patience):
                self._draft.open()
                self._bound_memory()
                for number, (change, work) in enumerate(changes):
                    self._make(number, change, work)
                self._alarm()
                _tell("publishing")
                _tell("published", version=self._draft.publish().id)
        except (BuildBusy, NothingPublished) as error:
            _tell("failed", error=describe(error))
        except OSError as error:
            _tell("failed", error=describe(_explain(error)))
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)

    def _make(self, number: int, change: Change, work: Work) -> None:
        self._alarm()
        _tell("begun", number=number)
        try:
            _tell("made", number=number, outcome=asdict(self._draft.apply(change, work)))
        except SimpulError as error:
            _tell("refused", number=number, error=describe(error))

    def _alarm(self) -> None:
        """End this process at last, even if nobody is left to do it."""
        signal.setitimer(signal.ITIMER_REAL, self._bounds.seconds + _MORE_TIME)

    def _bound_memory(self) -> None:
        if sys.platform == "linux":
            ceiling = sandbox.measure_memory("self")[0] + self._bounds.memory * 1024 * 1024
            resource.setrlimit(resource.RLIMIT_AS, (ceiling, resource.RLIM_INFINITY))


def describe(error: SimpulError) -> dict[str, Any]:
    """Write an error as JSON; :func:`restore` reads it."""
    if isinstance(error, ShapesBroken):
        return {"name": "ShapesBroken", "report": error.report, "problems": error.problems}
    return {"name": type(error).__name__, "fields": {name: _plain(value) for name, value in error.fields.items()}}


def restore(known: Mapping[str, Any], family: Mapping[str, type[SimpulError]]) -> SimpulError:
    """Make the error that :func:`describe` wrote down.

    Parameters
    ----------
    known : mapping
        What was written.
    family : mapping of str to type
        The errors by name.
    """
    if known["name"] == "ShapesBroken":
        return ShapesBroken(known["report"], known["problems"])
    return family[known["name"]](**known["fields"])


def encode_batch(changes: list[tuple[Change, Work]]) -> Iterator[bytes]:
    """Write a batch as frames: what it is in JSON, then each payload as it arrived."""
    described = [{"change": asdict(change), "work": _describe_work(work)} for change, work in changes]
    yield encode_notice(STEP, {"changes": described})
    for _, work in changes:
        for payload in work.payloads if isinstance(work, GraphWrite) else ():
            yield HEAD.pack(len(payload.content), STEP)
            yield payload.content


def _read_batch(source: Any) -> Iterator[tuple[Change, Work]]:
    first = _read_frame(source)
    if first is None:
        return
    for one in json.loads(first)["changes"]:
        yield Change(**one["change"]), _read_work(one["work"], source)


def _describe_work(work: Work) -> dict[str, Any]:
    if isinstance(work, Update):
        return {"update": asdict(work)}
    return {
        "write": [work.graph, work.method, work.base, work.if_match, work.expects],
        "payloads": [payload.media_type for payload in work.payloads],
    }


def _read_work(known: Mapping[str, Any], source: Any) -> Work:
    if "update" in known:
        parts = known["update"]
        operations = tuple(Operation(**one) for one in parts.pop("operations"))
        default, named = tuple(parts["default_graphs"]), tuple(parts["named_graphs"])
        return Update(operations, parts["base"], default, named, parts["text"])
    graph, method, base, if_match, expects = known["write"]
    payloads = tuple(Payload(_read_frame(source) or b"", media_type) for media_type in known["payloads"])
    return GraphWrite(graph, method, payloads, base, tuple(if_match), expects)


def _read_frame(source: Any) -> bytes | None:
    head = source.read(HEAD.size)
    if len(head) < HEAD.size:
        return None
    content: bytes = source.read(HEAD.unpack(head)[0])
    return content


def _explain(error: OSError) -> SimpulError:
    words = os.strerror(error.errno) if error.errno else str(error)
    return StorageFull(detail=words) if error.errno in _FULL else WriterFailed(detail=words)


def _plain(value: object) -> object:
    return value if isinstance(value, str | int | float) else str(value)


def _tell(step: str, **more: object) -> None:
    view = memoryview(encode_notice(STEP, {"step": step, **more}))
    while view:
        view = view[os.write(1, view) :]


if __name__ == "__main__":
    main(sys.argv[1:])
