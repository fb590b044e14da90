"""The dataset of the benches: the paper as it is built, or the paper with generated actors and linkages added."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from bench.servers import ROOT
from graph.knowledge.publication import Edition, publish_edition
from graph.knowledge.versions import Version, lock, open_current
from graph.knowledge.work import Change
from graph.namespaces import GRAPH, ID, RDF, RDFS, SIM, SKOS

SECTORS = ("government", "business", "academia", "civilSociety", "community", "media", "international")
RELATIONS = ("supports", "trusts", "informs", "fosters", "cooperatesWith")
WORDS = ("village", "harbour", "coffee", "weaving", "training", "credit", "export", "basket", "road", "market")
PER_ACTOR, PER_LINKAGE = 4, 10
"""Triples of each."""


def build_dataset(data: Path, triples: int = 0) -> Version:
    """Build the paper into a folder and, if more triples are wanted, publish it with generated ones."""
    command = [sys.executable, "server.py", "build", "--data", str(data)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    version = open_current(data)
    missing = triples - version.manifest.quads
    if missing <= 0:
        return version
    lines = version.dataset.read_text(encoding="utf-8").split("\n")[:-1]
    passages = [line.split()[0] for line in lines if line.split()[2] == f"<{SIM}Passage>"]
    content = "".join(f"{line}\n" for line in sorted([*lines, *_generate(missing, passages)])).encode()
    with lock(data):
        return publish_edition(data, Edition(content, (Change("build"),), "Grown for a measurement."))


def _generate(count: int, passages: list[str]) -> Iterator[str]:
    """Make actors with few and with many linkages, about as many as asked for, the same every time."""
    chance = random.Random(1)
    actors = max(10, count // (PER_ACTOR + 3 * PER_LINKAGE))
    linkages = (count - actors * PER_ACTOR) // PER_LINKAGE
    for number in range(actors):
        yield from _describe_actor(number, chance)
    for number in range(linkages):
        yield from _describe_linkage(number, int(actors * chance.random() ** 2), chance)
        yield _quad(f"{ID}claim/generated-{number}", SIM + "statedIn", chance.choice(passages))


def _describe_actor(number: int, chance: random.Random) -> Iterator[str]:
    actor = f"{ID}actor/generated-{number}"
    name = " ".join(chance.sample(WORDS, 3))
    yield _quad(actor, RDF + "type", f"<{SIM}Actor>")
    yield _quad(actor, SIM + "sector", f"<{SIM}{chance.choice(SECTORS)}>")
    yield _quad(actor, SKOS + "prefLabel", f'"{name} group {number}"@en')
    yield _quad(actor, SKOS + "prefLabel", f'"kelompok {name} {number}"@id')


def _describe_linkage(number: int, start: int, chance: random.Random) -> Iterator[str]:
    linkage = f"{ID}claim/generated-{number}"
    yield _quad(linkage, RDF + "type", f"<{SIM}Linkage>")
    yield _quad(linkage, RDF + "type", f"<{SIM}Claim>")
    yield _quad(linkage, RDF + "subject", f"<{ID}actor/generated-{start}>")
    yield _quad(linkage, RDF + "predicate", f"<{SIM}{chance.choice(RELATIONS)}>")
    yield _quad(linkage, RDF + "object", f"<{ID}actor/generated-{chance.randrange(start + 1)}>")
    for name, value in (("polarity", "positive"), ("modality", "asserted"), ("certainty", "certain")):
        yield _quad(linkage, SIM + name, f"<{SIM}{value}>")
    yield _quad(linkage, RDFS + "comment", f'"Linkage number {number} is generated and stands in no document."@en')


def _quad(subject: str, predicate: str, value: str) -> str:
    return f"<{subject}> <{predicate}> {value} <{GRAPH}generated> ."
