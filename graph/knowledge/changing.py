"""Carry out one change on a store: a SPARQL update or a write of the Graph Store Protocol."""

from __future__ import annotations

import re
from typing import Final

from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Store, parse

from graph.errors import BadQuery
from graph.knowledge.work import UNNAMED, GraphWrite, Operation, Payload, Update, Work
from graph.language import mark
from graph.write_errors import GraphUnknown, RdfInvalid, RdfRefused, UpdateUnsupported

_POSITION: Final = re.compile(r"error at (\d+):(\d+):? ?(.*)", re.DOTALL)
_ALL_UNNAMED: Final = NamedNode("urn:x-simpul:unnamed")
"""Holds a copy of the unnamed graph while an operation sees the union of all graphs."""
_SENTENCE: Final = re.compile(r"[A-Z][A-Za-z]* [a-z][A-Za-z ]{5,}")
_NEAR: Final = 20
"""Characters shown before and after the place of a syntax error."""
_LONGEST: Final = 300


def carry_out(store: Store, work: Work) -> bool:
    """Carry out a change; tell whether it made a graph that was not there.

    Raises
    ------
    BadQuery, UpdateUnsupported
        If the update is not SPARQL, or an operation of it fails.
    RdfInvalid, RdfRefused, GraphUnknown
        If what is to be written is not RDF, or there is no graph to remove.
    """
    if isinstance(work, Update):
        _check_syntax(work)
        for operation in work.operations:
            _run(store, operation, work)
        return False
    return _write(store, work)


def _check_syntax(work: Update) -> None:
    """Find errors of syntax with their place in the text as it arrived, on a store that nobody needs."""
    try:
        Store().update(work.text, base_iri=work.base or None)
    except SyntaxError as error:
        raise _explain(error, work.text) from error
    except (OSError, ValueError, RuntimeError):
        return  # an operation that fails on an empty store may well succeed on the data


def _run(store: Store, operation: Operation, work: Update) -> None:
    using, has_copy = _choose_dataset(store, work) if operation.takes_dataset else ("", False)
    text = operation.before + using + operation.after
    try:
        store.update(text, base_iri=work.base or None)
    except SyntaxError as error:
        raise _explain(error, text) from error
    except (OSError, ValueError, RuntimeError) as error:
        raise UpdateUnsupported(detail=str(error)[:_LONGEST]) from error
    finally:
        if has_copy:
            store.remove_graph(_ALL_UNNAMED)


def _choose_dataset(store: Store, work: Update) -> tuple[str, bool]:
    """Write the clauses that make patterns see the graphs that the client names, else the union of all.

    The syntax of ``USING`` has no word for the unnamed graph, so that its statements get a name for the time being.
    """
    if work.default_graphs or work.named_graphs:
        default = [NamedNode(one) for one in work.default_graphs]
        named = [NamedNode(one) for one in work.named_graphs]
        return _write_using(default or [_ALL_UNNAMED], named), False
    graphs = [one for one in store.named_graphs() if isinstance(one, NamedNode)]
    if not graphs:
        return "", False
    unnamed = store.quads_for_pattern(None, None, None, DefaultGraph())
    store.extend([Quad(one.subject, one.predicate, one.object, _ALL_UNNAMED) for one in unnamed])
    return _write_using([*graphs, _ALL_UNNAMED], graphs), True


def _write_using(default: list[NamedNode], named: list[NamedNode]) -> str:
    clauses = [*(f"USING {one}" for one in default), *(f"USING NAMED {one}" for one in named)]
    return f" {' '.join(clauses)} "


def _explain(error: SyntaxError, text: str) -> BadQuery:
    """Say where the parser stopped, with the text around it.

    The parser lists everything that it would have liked; of that only a
    sentence, such as "Variables are not allowed in INSERT DATA", is of use to people.
    """
    found = _POSITION.search(str(error))
    line, column, detail = (int(found[1]), int(found[2]), found[3]) if found else (1, 1, str(error))
    start = sum(len(one) + 1 for one in text.split("\n")[: line - 1]) + column - 1
    near = text[max(0, start - _NEAR) : start + _NEAR].strip()
    sentence = _SENTENCE.search(detail)
    return BadQuery(line=line, column=column, detail=f"... {near} ..." + (f" ({sentence[0]})" if sentence else ""))


def _write(store: Store, work: GraphWrite) -> bool:
    graph = DefaultGraph() if work.graph == UNNAMED else NamedNode(work.graph)
    is_known = holds_something(store, work.graph)
    if work.method == "DELETE" and not is_known and work.graph != UNNAMED:
        every = [one.value for one in store.named_graphs() if isinstance(one, NamedNode)]
        names = sorted(name for name in every if holds_something(store, name))
        raise GraphUnknown(graph=work.graph, known=", ".join(names) or "-")
    if work.method in ("PUT", "DELETE"):
        store.clear_graph(graph)
    for payload in work.payloads:
        _load(store, payload, graph, work.base)
    return not is_known and holds_something(store, work.graph)


def holds_something(store: Store, graph: str) -> bool:
    """Tell whether a graph has statements; one without any is in no version, so that there is none."""
    name = DefaultGraph() if graph == UNNAMED else NamedNode(graph)
    return next(store.quads_for_pattern(None, None, None, name), None) is not None


def _load(store: Store, payload: Payload, graph: NamedNode | DefaultGraph, base: str) -> None:
    form = RdfFormat.from_media_type(payload.media_type)
    if form is None:
        raise RdfRefused(detail=payload.media_type)
    try:
        if form == RdfFormat.JSON_LD:
            store.extend(_read_one_graph(payload, graph, base))
        else:
            store.bulk_load(payload.content, form, base_iri=base or None, to_graph=graph)
    except SyntaxError as error:
        raise RdfInvalid(
            format=form.name, line=error.lineno or 1, column=error.offset or 1, detail=error.msg[:_LONGEST]
        ) from error
    except (OSError, ValueError, RuntimeError) as error:
        raise RdfRefused(detail=str(error)[:_LONGEST]) from error


def _read_one_graph(payload: Payload, graph: NamedNode | DefaultGraph, base: str) -> list[Quad]:
    """Read a format that can name graphs of its own, which a bulk load would follow."""
    quads = list(parse(payload.content, RdfFormat.from_media_type(payload.media_type), base_iri=base or None))
    if any(quad.graph_name != DefaultGraph() for quad in quads):
        raise RdfRefused(detail=mark("it names graphs of its own, but is to be written to one graph."))
    return [Quad(quad.subject, quad.predicate, quad.object, graph) for quad in quads]
