"""The processes that evaluate queries: ``python -m graph.sparql.worker``.

The *template* loads the dataset once and never evaluates anything. Asked over
its socket it forks: a fork is ready in milliseconds and shares the memory of the
dataset, so that a worker that was ended is replaced at once. A worker lives
long, answers one job after another over its standard input and output, and ends
with its parent, however that ends.
"""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import sys
import threading
from typing import Final, NoReturn

from graph.lexer import find_column
from graph.sparql import sandbox
from graph.sparql.answering import AnswerTooLarge, KindMismatch, Sink, answer
from graph.sparql.dataset_copy import DatasetCopy
from graph.sparql.jobs import ANSWER, ERROR, HEAD, READY, decode_job, encode_notice

_STACK: Final = 256 * 1024 * 1024
"""Parsing recurses: what passes the gate must not reach the end of the stack."""
_ONE_WRITE: Final = 1024 * 1024
"""Up to here it is cheaper to copy an answer than to write twice."""
_LONGEST_ORDER: Final = 64 * 1024
_LOOK_UP: Final = 1.0
"""Seconds between two looks at whether the parent is still there."""
_POSITION: Final = re.compile(r"error at (\d+):(\d+):? ?(.*)", re.DOTALL)
_SENTENCE: Final = re.compile(r"[A-Z][A-Za-z]* [a-z][A-Za-z ]{5,}")
_NEAR: Final = 20
"""Characters shown before and after the place of a syntax error."""


def main(arguments: list[str]) -> None:
    """Be the template: load the dataset, then fork a worker for every message on standard input.

    Parameters
    ----------
    arguments : list of str
        The dataset, and the process id of the parent.
    """
    dataset, parent = arguments[0], int(arguments[1])
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which then hangs up
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel buries the workers
    sandbox.leave_the_network()
    copy = DatasetCopy(dataset)
    _warm_up()
    _be_template(copy, socket.socket(fileno=0), parent)


def _be_template(copy: DatasetCopy, orders: socket.socket, parent: int) -> NoReturn:
    """Fork for every order, until nobody orders any more."""
    orders.sendall(json.dumps({"triples": copy.triples}).encode())
    orders.settimeout(_LOOK_UP)
    while os.getppid() == parent:
        try:
            order, handles, _, _ = socket.recv_fds(orders, _LONGEST_ORDER, 3)
        except TimeoutError:
            continue
        if not order:
            break
        wanted = json.loads(order)
        if "patches" in wanted:
            _grow(copy, wanted["patches"], handles, orders)
        else:
            _fork(copy, wanted, handles, orders)
    os._exit(0)


def _grow(copy: DatasetCopy, patches: list[str], handles: list[int], orders: socket.socket) -> None:
    """Fork another template: the same data, changed by patches, which takes orders of its own."""
    parent = os.getpid()
    process = os.fork()
    if process:
        os.close(handles[0])
        orders.sendall(process.to_bytes(8, "big"))
        return
    try:
        orders.detach()  # standard input takes its place
        os.dup2(handles[0], 0)
        os.close(handles[0])
        for patch in patches:
            copy.grow(patch)
        _be_template(copy, socket.socket(fileno=0), parent)
    finally:
        os._exit(1)


def _warm_up() -> None:
    """Have every codec and lazily imported module in memory before the door closes."""
    json.loads(json.dumps({"warm": "up"}))
    b"".decode("utf-8", "replace")


def _fork(copy: DatasetCopy, wanted: dict[str, int], pipes: list[int], orders: socket.socket) -> None:
    template = os.getpid()
    process = os.fork()
    if process:
        for pipe in pipes:
            os.close(pipe)
        orders.sendall(process.to_bytes(8, "big"))
        return
    try:
        orders.detach()  # standard input takes its place
        for standard, pipe in enumerate(pipes):
            os.dup2(pipe, standard)
            os.close(pipe)
        _work(copy, template, **wanted)
    finally:
        os._exit(1)


def _work(copy: DatasetCopy, template: int, memory: int, size: int) -> None:
    """Be a worker."""
    sandbox.die_with(template)
    threading.stack_size(_STACK)
    may_start = threading.Event()
    threading.Thread(target=_serve, args=(copy, size, may_start), daemon=True).start()
    sandbox.close_the_door(memory)
    may_start.set()
    sandbox.wait_for_hangup(0)
    os._exit(0)


def _serve(copy: DatasetCopy, size: int, may_start: threading.Event) -> None:
    may_start.wait()
    _send([encode_notice(READY, {"thread": threading.get_native_id()})])
    with open(0, "rb", closefd=False) as source:
        while head := source.read(HEAD.size):
            length, _ = HEAD.unpack(head)
            _send(_respond(copy, source.read(length), size))
    os._exit(0)


def _respond(copy: DatasetCopy, content: bytes, size: int) -> list[bytes]:
    sink = Sink(size)
    job = decode_job(content)
    try:
        answer(copy, job, sink)
    except SyntaxError as error:
        return [encode_notice(ERROR, _explain(str(error), job.query))]
    except AnswerTooLarge:
        return [encode_notice(ERROR, {"kind": "size"})]
    except KindMismatch:
        return [encode_notice(ERROR, _explain("", job.query))]
    except MemoryError:
        return [encode_notice(ERROR, {"kind": "memory"})]
    except (RuntimeError, ValueError, OSError) as error:
        return [encode_notice(ERROR, {"kind": "unsupported", "detail": str(error)})]
    body = sink.getvalue()
    head = HEAD.pack(len(body), ANSWER)
    return [head, body] if len(body) > _ONE_WRITE else [head + body]


def _explain(text: str, query: str) -> dict[str, object]:
    """Say where the parser stopped, with the text around it.

    The parser lists every character class it would have liked; of that only a
    sentence in plain words, such as "Prefix not found", is of use to people.
    """
    found = _POSITION.search(text)
    if found is None:
        return {"kind": "syntax", "line": 1, "column": 1, "detail": text or query[:_NEAR]}
    line = int(found[1])
    column = find_column(query, line, int(found[2]))
    start = sum(len(one) + 1 for one in query.split("\n")[: line - 1]) + column - 1
    near = query[max(0, start - _NEAR) : start + _NEAR].strip()
    sentence = _SENTENCE.search(found[3])
    detail = f"... {near} ..." + (f" ({sentence[0]})" if sentence else "")
    return {"kind": "syntax", "line": line, "column": column, "detail": detail}


def _send(pieces: list[bytes]) -> None:
    for piece in pieces:
        view = memoryview(piece)
        while view:
            view = view[os.write(1, view) :]


if __name__ == "__main__":
    main(sys.argv[1:])
