"""A generated dataset, an engine over it and a listener that nobody may call, for the tests of SPARQL."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask import Flask

from graph.settings import Settings
from graph.sparql.editions import OneEdition
from graph.sparql.engine import Answer, LocalEngine
from graph.sparql.protocol import SparqlRequest
from graph.web.application import create_app

EX = "http://example.org/"
THINGS = 600
TRIPLES = 5 * THINGS
TIMEOUT = 0.7
GRACE = 0.5

CROSS = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i"
BOMBS = {
    "count": f"SELECT (COUNT(*) AS ?n) {{ {CROSS} }}",
    "order by": f"SELECT * {{ {CROSS} }} ORDER BY ?i ?a",
    "distinct": f"SELECT (COUNT(*) AS ?n) {{ SELECT DISTINCT ?a ?e ?i {{ {CROSS} }} }}",
    "group concat": f"SELECT (GROUP_CONCAT(?c) AS ?n) {{ {CROSS} }}",
    "construct": f"CONSTRUCT {{ ?a ?e ?i }} {{ {CROSS} }}",
    "nested stars": f"SELECT (COUNT(*) AS ?n) {{ ?a (((!<{EX}no>)*)*)* ?b . ?c ((!<{EX}no>)+)* ?d }}",
    "parsing": "SELECT * { ?s ?p ?o FILTER(" + "REGEX(" * 60 + "?s" + ",'x')" * 60 + ") }",
    "planning": "SELECT * {" + " ".join(f"?a{i % 3} ?b{i // 3 % 3} ?c{i // 9 % 3} ." for i in range(95)) + "}",
    "concat": "SELECT (STRLEN(?a9) AS ?n) { BIND('aaaaaaaaaa' AS ?a0) "
    + " ".join(f"BIND(CONCAT({','.join([f'?a{i}'] * 10)}) AS ?a{i + 1})" for i in range(9))
    + " }",
}
"""Queries that pass the gate and would take hours or all memory."""


def write_dataset(folder: Path) -> Path:
    """Write N-Quads: things in a chain with four statements each, some of them in two graphs."""
    lines = []
    for number in range(THINGS):
        thing = f"<{EX}thing/{number}>"
        for name in ("one", "two"):
            lines.append(f'{thing} <{EX}label> "thing {number}"@en <{EX}{name}> .')
        lines.append(f"{thing} <{EX}next> <{EX}thing/{(number + 1) % THINGS}> <{EX}one> .")
        lines.append(f'{thing} <{EX}number> "{number}"^^<http://www.w3.org/2001/XMLSchema#integer> <{EX}one> .')
        lines.append(f"{thing} <{EX}in> <{EX}thing/{number // 10}> <{EX}two> .")
        lines.append(f"{thing} <{EX}kind> <{EX}Thing> <{EX}three> .")
    path = folder / "dataset.nq"
    path.write_text("\n".join(sorted(lines)) + "\n", encoding="utf-8")
    return path


@dataclass(frozen=True)
class Manifest:
    """What the engine wants to know of a version."""

    published: str = "2026-11-24T08:00:00+00:00"
    statements: int = 0
    graphs: dict[str, int] = field(
        default_factory=lambda: {EX + "one": 3 * THINGS, EX + "two": 2 * THINGS, EX + "three": THINGS}
    )


@dataclass(frozen=True)
class Version:
    """A version that nobody published."""

    dataset: Path
    id: str = "tested000000"
    manifest: Manifest = field(default_factory=Manifest)


@contextmanager
def opened(folder: Path, **given: object) -> Iterator[LocalEngine]:
    """Open an engine over the generated dataset, with short limits."""
    values = {"query_timeout": TIMEOUT, "query_memory": 96, "query_workers": 2, "result_size": 2, **given}
    settings = Settings(data=folder, **values)  # type: ignore[arg-type]
    with closing(LocalEngine(Version(write_dataset(folder)), settings)) as engine:
        yield engine


@contextmanager
def application(folder: Path, **given: object) -> Iterator[Flask]:
    """Make an application over the generated dataset, with settings of the test's own."""
    values: dict[str, Any] = {"log": "off", **given}
    with opened(folder, query_timeout=4.0) as engine:
        yield create_app(Settings(data=folder, **values), OneEdition(engine))


def ask(engine: LocalEngine, query: str, accept: str | None = None, **more: Any) -> Answer:
    """Ask as the public does."""
    return engine.run(engine.prepare(SparqlRequest(query, **more), accept))


class Listener:
    """A server on this machine that counts who calls."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._socket.settimeout(0.05)
        self.port: int = self._socket.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}/"
        self.calls = 0
        self._is_done = threading.Event()
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()

    def _listen(self) -> None:
        while not self._is_done.is_set():
            try:
                connection, _ = self._socket.accept()
            except TimeoutError:
                continue
            self.calls += 1
            connection.close()

    def close(self) -> None:
        """Stop listening."""
        self._is_done.set()
        self._thread.join()
        self._socket.close()


def spell_calls(url: str) -> Sequence[str]:
    """Spell a call to another address in every way that some reading of the text understands."""
    call, pattern = f"<{url}>", "{ ?x ?y ?z }"
    prefix = f"PREFIX : {call} PREFIX ex: {call} PREFIX bad: <http://x:> "
    spelt = ["SERVICE", "service", "SeRvIcE", "SERVICE SILENT", "SERVICE#c\n", "SERVICE#c\r", "\\u0053ERVICE"]
    spelt += ["\\U00000053ERVICE", "SERVICE\t#SILENT\n SILENT", "SERVICESILENT"]
    direct = [f"SELECT * {{ {word} {call} {pattern} }}" for word in spelt]
    hidden = [
        f"SERVICE:{pattern}",
        f"SERVICEex:{pattern}",
        f"FILTER(true)SERVICE:{pattern}",
        f"?s ?p true.SERVICE:{pattern}",
        f"?s ?p 1SERVICE:{pattern}",
        f"?s ?p ex:a.b.SERVICE : {pattern}",
        f"?s ?p bad:SERVICE {call} {pattern}",
        f"FILTER(?s<?o)SERVICE#>\n: {pattern}",
        f"FILTER(?s<?o+'>')SERVICE : {pattern} #'\n",
        f"?s ?p 'a\\u0027' SERVICE {call} {pattern} #'\n",
        f"VALUES ?v {{ '''a' #\\q\n }} SERVICE {call} {pattern} #'''\n",
        f"VALUES ?v {{ '''a' #\\uD800\n }} SERVICE {call} {pattern} #'''\n",
        f"OPTIONAL {{ LATERAL {{ SERVICE {call} {pattern} }} }}",
        f"FILTER EXISTS {{ SERVICE {call} {pattern} }}",
    ]
    loads = [f"{word} {call}" for word in ("LOAD", "load", "LoAd", "LOAD SILENT", "LOAD#c\n", "\\u004COAD")]
    return [*direct, *(f"{prefix} SELECT * {{ ?s ?p ?o . {one} }}" for one in hidden), *loads]
