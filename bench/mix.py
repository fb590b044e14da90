"""The questions of ``bench/queries`` about a dataset: as requests, with what is to come out, and measured with wrk.

wrk is the Debian package of that name; it takes so little of the machine that
what is measured is the server.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import urllib.parse
import urllib.request
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import NamedNode, RdfFormat, Store

from bench.servers import ROOT, Running
from graph.namespaces import RDF, SIM

QUERIES = ROOT / "bench" / "queries"
ORDER = ("lookup", "star", "path", "aggregate", "text", "construct")
LIGHT = ("lookup",)
VARIANTS = 60
"""Different things asked about by each question, where texts are not to be repeated."""
JSON, N_TRIPLES = "application/sparql-results+json", "application/n-triples"
MARK = "?mark"
"""The variable that gets another name in every text that is not to be repeated."""


@dataclass(frozen=True)
class Question:
    """One query about one thing."""

    name: str
    text: str

    @property
    def accept(self) -> str:
        """The media type to ask for."""
        return N_TRIPLES if self.name == "construct" else JSON

    def path(self, endpoint: str, mark: str) -> str:
        """Give path and query string, with something put behind the mark."""
        before, *after = self.text.split(MARK)
        parts = [urllib.parse.quote(one, safe="") for one in (before, *(MARK + one for one in after))]
        name = urllib.parse.quote(MARK, safe="")
        query = parts[0] + "".join(name + mark + one.removeprefix(name) for one in parts[1:])
        return f"{urllib.parse.urlsplit(endpoint).path}?query={query}"


@dataclass(frozen=True)
class Measured:
    """What wrk saw: times in milliseconds."""

    rate: float
    p50: float
    p99: float
    errors: int


def make_questions(dataset: Path) -> dict[str, list[Question]]:
    """Ask every question about things spread over the dataset."""
    things = find_things(dataset)
    return {name: list(_instantiate(name, things)) for name in ORDER}


def find_things(dataset: Path) -> dict[str, list[str]]:
    """Find claims and actors spread over the dataset."""
    store = Store()
    store.bulk_load(path=str(dataset), format=RdfFormat.N_QUADS)
    claims = {quad.subject for quad in store.quads_for_pattern(None, NamedNode(RDF + "type"), NamedNode(SIM + "Claim"))}
    linkages = store.quads_for_pattern(None, NamedNode(RDF + "type"), NamedNode(SIM + "Linkage"))
    subject = NamedNode(RDF + "subject")
    actors = {end.object for quad in linkages for end in store.quads_for_pattern(quad.subject, subject, None)}
    return {"claim": _spread(_names(claims)), "actor": _spread(_names(actors))}


def _names(terms: Iterable[object]) -> list[str]:
    return [term.value for term in terms if isinstance(term, NamedNode)]


def _spread(names: Iterable[str]) -> list[str]:
    ordered = sorted(names)
    return [ordered[len(ordered) * number // VARIANTS] for number in range(VARIANTS)]


def _instantiate(name: str, things: dict[str, list[str]]) -> Iterator[Question]:
    lines = (QUERIES / f"{name}.rq").read_text(encoding="utf-8").splitlines()
    text = "\n".join(line for line in lines if not line.startswith("#"))
    for claim, actor in zip(things["claim"], things["actor"], strict=True):
        yield Question(name, text.replace("urn:bench:claim", claim).replace("urn:bench:actor", actor))


def count_rows(running: Running, question: Question, mark: str) -> int:
    """Ask once and count the rows; what is not a whole answer with status 200 raises."""
    root = running.endpoint.removesuffix(urllib.parse.urlsplit(running.endpoint).path)
    request = urllib.request.Request(root + question.path(running.endpoint, mark), headers={"Accept": question.accept})
    with urllib.request.urlopen(request, timeout=120) as answer:
        body = answer.read().decode()
    if question.accept == JSON:
        return len(json.loads(body)["results"]["bindings"])
    lines = {line for line in body.splitlines() if line and not line.startswith("#")}
    if not all(line.endswith(".") for line in lines):
        raise ValueError(f"{running.name} did not answer {question.name} in N-Triples: {body[:200]}")
    return len(lines)


def write_requests(path: Path, endpoint: str, questions: dict[str, list[Question]], names: Iterable[str]) -> None:
    """Write the file that ``mix.lua`` reads: one question of each kind after the other."""
    rows = zip(*(questions[name] for name in names), strict=True)
    lines = [f"{one.accept}\t{one.path(endpoint, '|')}\n" for row in rows for one in row]
    path.write_text("".join(lines), encoding="ascii")


def measure(running: Running, requests: Path, word: str, load: Load) -> Measured:
    """Let wrk send the requests; with a word, which is to be another one every time, no text is sent twice."""
    wrk = shutil.which("wrk") or sys.exit("wrk is not installed; install it with: sudo apt-get install wrk")
    root = running.endpoint.removesuffix(urllib.parse.urlsplit(running.endpoint).path)
    options = ["--threads", str(load.threads), "--connections", str(load.connections), "--timeout", "60s"]
    command = [wrk, *options, "--duration", f"{load.seconds}s", "--script", str(ROOT / "bench" / "mix.lua")]
    done = subprocess.run([*command, root, "--", str(requests), word], capture_output=True, text=True, check=True)
    seen = json.loads(done.stdout.splitlines()[-1])
    return Measured(seen["requests"] / seen["seconds"], seen["p50"], seen["p99"], seen["refused"] + seen["broken"])


@dataclass(frozen=True)
class Load:
    """How much wrk asks for at a time, and how long (whole seconds)."""

    seconds: int
    connections: int
    threads: int
