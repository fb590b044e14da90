"""The application over hand-made rows, for the tests of the network page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from flask import Flask

from graph.network.board import TABLES
from graph.settings import Settings
from graph.sparql.editions import OneEdition
from graph.terms import Row, Term
from graph.web.application import create_app

QUERIES = Path(__file__).parent.parent / "queries"


@dataclass
class RowsEngine:
    """Answers the queries of the network from rows, and every other one with nothing."""

    tables: Mapping[str, Sequence[Row]]
    asked: int = 0

    @property
    def version(self) -> Any:
        """A version that nobody published."""
        manifest = SimpleNamespace(
            id="tested000000",
            published="2026-11-24T08:00:00+00:00",
            message="",
            quads=0,
            statements=0,
            graphs={},
            hash="",
        )
        return SimpleNamespace(id="tested000000", manifest=manifest)

    def select(self, query_text: str, **terms: Term) -> list[Row]:
        """Find the rows by the text of the query."""
        self.asked += 1
        for name in TABLES:
            if query_text.strip() == (QUERIES / "network" / f"{name}.rq").read_text(encoding="utf-8").strip():
                return list(self.tables[name])
        return []


def make_site(tables: Mapping[str, Sequence[Row]], data: Path) -> Flask:
    """Make the application over some rows."""
    engine: Any = RowsEngine(tables)
    return create_app(Settings(data=data, log="off"), OneEdition(engine))
