"""What the command ``verify`` does: ask the published version, and compare a text with it."""

from __future__ import annotations

import argparse
import sys
from contextlib import closing

from graph.catalogue import Catalogue
from graph.knowledge.verify_command import verify_file
from graph.settings import Settings
from graph.web.application import ROOT
from graph.web.opening import open_one


def verify(options: argparse.Namespace, settings: Settings) -> int:
    """Compare a file with the graph; gives 0 if everything agrees, else 1."""

    def report(line: str) -> None:
        sys.stdout.write(line + "\n")

    with closing(open_one(settings)) as editions, editions.lease() as engine:
        catalogue = Catalogue(ROOT / "queries")
        return verify_file(options, engine.select, catalogue, report=report, language=settings.language)
