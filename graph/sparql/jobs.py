"""What travels between this process and a worker.

A frame is its length in four bytes, then its content. Jobs are JSON; answers
begin with one byte that tells an answer from an error. Nothing is unpickled: the
worker runs what strangers wrote and is not trusted.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from typing import Literal as OneOf

from graph.terms import Term

HEAD: Final = struct.Struct(">IB")
"""Length of the content, and what it is."""

ANSWER: Final = 0
ERROR: Final = 1
READY: Final = 2

Task = OneOf["query", "convert", "rewrite", "unnamed"]


@dataclass(frozen=True, slots=True)
class Job:
    """One thing to do.

    Attributes
    ----------
    query : str
        The query; for the task ``convert`` RDF, and for ``rewrite`` results as JSON, to be written in another format;
        for ``unnamed``, the graph without a name, nothing.
    media_type : str
        How to write the answer.
    default_graphs, named_graphs : tuple of str or None
        The dataset; ``None`` twice means the union of all graphs, and all graphs by name.
    substitutions : mapping of str to Term
        Values of variables.
    source, base : str
        For the task ``convert``: in which format the RDF is, and what its relative IRIs are resolved against.
    """

    query: str
    media_type: str
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    substitutions: Mapping[str, Term] = field(default_factory=dict)
    task: Task = "query"
    source: str = "application/n-triples"
    base: str = ""


def encode_job(job: Job) -> bytes:
    """Write a job as a frame."""
    terms = {name: [term.value, term.kind, term.language, term.datatype] for name, term in job.substitutions.items()}
    more = [job.source, job.base] if job.task == "convert" else []
    parts = [job.task, job.query, job.media_type, job.default_graphs, job.named_graphs, terms, *more]
    content = json.dumps(parts).encode()
    return HEAD.pack(len(content), 0) + content


def decode_job(content: bytes) -> Job:
    """Read the content of a frame that holds a job."""
    task, query, media_type, default, named, terms, *more = json.loads(content)
    return Job(
        query,
        media_type,
        None if default is None else tuple(default),
        None if named is None else tuple(named),
        {name: Term(*parts) for name, parts in terms.items()},
        task,
        *more,
    )


def encode_notice(kind: int, notice: Mapping[str, Any]) -> bytes:
    """Write an error, or the first words of a worker, as a frame."""
    content = json.dumps(notice).encode()
    return HEAD.pack(len(content), kind) + content
