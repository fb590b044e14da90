"""The query files."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.catalogue import Catalogue
from graph.errors import QueryUnknown
from graph.sparql.gate import GateLimits, inspect

QUERIES = Path(__file__).parent.parent / "queries"
TEXT = "#+ title@en: Which?\n#+ title@id: Yang mana?\n#+ param: a\n#+ param: b: c\n# a remark\nASK {}\n"


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "which.rq").write_text(TEXT, encoding="utf-8")
    (tmp_path / "pages" / "bare.rq").write_text("ASK {}", encoding="utf-8")
    return Catalogue(tmp_path)


def test_a_query_is_found_by_folder_and_name(catalogue: Catalogue) -> None:
    assert catalogue.text("pages/which") == TEXT
    assert [entry.name for entry in catalogue.entries("pages")] == ["pages/bare", "pages/which"]


def test_a_query_says_what_it_is(catalogue: Catalogue) -> None:
    entry = catalogue.entry("pages/which")
    assert entry.about == {"title@en": ("Which?",), "title@id": ("Yang mana?",), "param": ("a", "b: c")}
    assert (entry.title("id"), entry.body) == ("Yang mana?", "# a remark\nASK {}\n")


def test_a_query_without_a_title_goes_by_its_name(catalogue: Catalogue) -> None:
    assert catalogue.entry("pages/bare").title("id") == "pages/bare"


def test_an_unknown_query_is_an_error_that_names_the_known_ones(catalogue: Catalogue) -> None:
    with pytest.raises(QueryUnknown, match="pages/which"):
        catalogue.text("pages/../secret")


@pytest.mark.parametrize("folder", ["public", "pages", "network"])
def test_our_own_queries_would_pass_the_gate_too(folder: str) -> None:
    entries = Catalogue(QUERIES).entries(folder)
    assert entries
    limits = GateLimits(length=65_536, depth=64, patterns=100)
    assert {inspect(entry.text, limits).kind for entry in entries} <= {"SELECT", "ASK", "CONSTRUCT"}
