"""A small project with a history of three days, for the tests of versions over HTTP."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask import Flask

from graph.knowledge.build import build
from graph.knowledge.draft import Draft
from graph.knowledge.versions import Version, lock
from graph.knowledge.work import Change, Operation, Update
from graph.settings import Settings
from graph.sparql.editions import PublishedEditions
from graph.web.application import create_app

TINY = Path(__file__).parent / "data" / "tiny"
START = datetime(2026, 11, 1, 9, tzinfo=UTC)
HOSTILE = "<script>window.hit=1</script>"
MANY = 450

RENAME = """
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX actor: <https://w3id.org/simpul/id/actor/>
DELETE { GRAPH ?graph { actor:office skos:prefLabel "village office"@en } }
INSERT { GRAPH ?graph { actor:office skos:prefLabel "village hall"@en } }
WHERE { GRAPH ?graph { actor:office skos:prefLabel "village office"@en } }
"""
NUMBERS = "".join(f'<https://example.org/{number:03}> <https://example.org/n> "{number}" . ' for number in range(MANY))
ADD = f"""
INSERT DATA {{ GRAPH <https://w3id.org/simpul/graph/plan> {{
  {NUMBERS} <https://example.org/x> <https://example.org/p> "{HOSTILE}", <javascript:window.hit=1>
}} }}
"""


def make_history(folder: Path) -> tuple[Path, list[Version]]:
    """Build the small project and change it twice; gives the folder of its versions, the earliest first."""
    root, data = Path(shutil.copytree(TINY, folder / "tiny")), folder / "data"
    versions = [build(root, data, message="as reviewed", report=lambda line: None)]
    draft = Draft(root, data)
    changes = ((RENAME, Change("update", "office", "a better name")), (ADD, Change("update", f"tim {HOSTILE}")))
    for text, change in changes:
        with lock(data):
            draft.open()
            draft.apply(change, Update((Operation(text),), "https://example.org/", text=text))
            versions.append(draft.publish())
    for day, version in enumerate(versions):
        move(version, START + timedelta(day))
    return data, versions


def move(version: Version, moment: datetime) -> None:
    """Let a version have been published at another moment."""
    path = version.folder / "manifest.json"
    known = json.loads(path.read_text())
    path.write_text(json.dumps({**known, "published": moment.isoformat(timespec="seconds")}))


@contextmanager
def follow(data: Path) -> Iterator[Flask]:
    """Make the application over a folder of versions; its processes end with it."""
    settings = Settings(data=data, query_workers=1, log="off")
    editions = PublishedEditions(settings)
    try:
        yield create_app(settings, editions)
    finally:
        editions.close()
