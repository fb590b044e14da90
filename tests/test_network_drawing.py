"""What is drawn carries the right ids, and hostile words stay words."""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree
from pathlib import Path

import pytest

from graph.network.bends import bends
from graph.network.board import Board, set_up
from graph.network.drawing import build, data, embed, write_page
from graph.network.exports import as_csv, as_json
from graph.network.palette import DOTS, dashes
from graph.network.picture import draw
from graph.network.summary import amount, describe_counts
from tests.network_rows import actor_row, link_row, village

HOSTILE = '</script><img src=x onerror=alert(1)> href="javascript:alert(1)" \' \u202e \u2028 =1+1'


@pytest.fixture
def board(tmp_path: Path) -> Board:
    return set_up(village(), tmp_path)


def test_an_edge_has_the_id_of_its_linkage_and_a_node_that_of_its_actor(board: Board) -> None:
    drawn = data(build(board.network, board.places, board.material, "en"))
    assert {edge["id"] for edge in drawn["edges"]} == {link.key for link in board.network.links}
    assert {node["id"] for node in drawn["nodes"]} == set(board.network.actors)
    assert drawn["options"]["physics"] == {"enabled": False}


def test_parallel_links_are_curved_apart(board: Board) -> None:
    found = bends(board.network.links)
    pair = [found["claim/e003"], found["actor/ngos--supports--actor/government"]]
    assert 0 not in pair
    assert found["claim/e005"] == 0


def test_polarity_and_modality_are_told_apart_without_colour() -> None:
    assert dashes("positive", "asserted") == ()
    assert dashes("positive", "normative") == DOTS
    assert dashes("contested", "asserted") not in ((), DOTS)


def test_an_undirected_link_has_no_arrow(board: Board) -> None:
    drawn = data(build(board.network, board.places, board.material, "en"))
    assert {edge["id"]: edge["arrows"] for edge in drawn["edges"]}["claim/e004"] == ""


def _hostile(folder: Path) -> Board:
    rows = village()
    rows["actors"].append(actor_row("actor/evil", HOSTILE))
    rows["links"].append(link_row(9, "actor/evil", "supports", "actor/ngos", sentence=HOSTILE))
    return set_up(rows, folder)


def test_embedded_json_cannot_end_its_element(tmp_path: Path) -> None:
    board = _hostile(tmp_path)
    text = embed(data(build(board.network, board.places, board.material, "en")))
    assert not re.search("[<>&\u2028]", text)
    assert any(node["label"] == HOSTILE for node in json.loads(text)["nodes"])


def test_the_picture_is_well_formed_and_quotes_hostile_names(tmp_path: Path) -> None:
    board = _hostile(tmp_path)
    text = draw(board.network, board.places, "en", dark=True)
    root = xml.etree.ElementTree.fromstring(text)
    assert root.tag.endswith("svg")
    assert "<img" not in text and "<script" not in text


def test_the_csv_has_one_line_for_each_statement_and_no_formulas(tmp_path: Path) -> None:
    rows = village()
    rows["actors"][0] = actor_row("actor/ngos", "=cmd()", "civilSociety")
    board = set_up(rows, tmp_path)
    lines = list(csv.DictReader(io.StringIO(as_csv(board.network, board.material, "en").decode())))
    assert len(lines) == 5
    assert all(not cell.startswith("=") for line in lines for cell in line.values())
    assert {line["works"] for line in lines if line["statement"].endswith("e001")} == {"sudantoko-2002"}


def test_the_json_holds_every_statement_with_its_evidence_and_what_is_left_out(board: Board) -> None:
    found = as_json(board.network, board.places, board.material, "en")
    assert found["counts"] == {"actors": 5, "links": 4, "statements": 5, "sources": 2}
    assert {one["reason"] for one in found["left_out"]} == {"denied", "self-link", "no actor"}
    statement = next(one for link in found["links"] for one in link["statements"] if one["id"] == "claim/e003")
    assert (statement["citations"][0]["pages"], statement["passages"][0]["lines"]) == ("74", "195\u2013204")


def test_numbers_are_said_in_both_languages(board: Board) -> None:
    assert describe_counts(board.network, "en") == "5 actors, 4 links, 5 statements, 2 sources"
    assert describe_counts(board.network, "id") == "5 aktor, 4 keterkaitan, 5 pernyataan, 2 sumber"
    assert amount(1, "link", "en") == "1 link"


def test_the_stand_alone_page_names_nothing_outside_itself(tmp_path: Path) -> None:
    board = _hostile(tmp_path)
    template = tmp_path / "page.html"
    template.write_text(
        "<h1>{{ title }}</h1>{{ hashes }}<script>{{ assets.own }}</script>"
        "<script type='application/json'>{{ {'nodes': nodes, 'edges': edges} | tojson }}</script>",
        encoding="utf-8",
    )
    script = tmp_path / "own.js"
    script.write_text("const end = '</script>';", encoding="utf-8")
    drawing = build(board.network, board.places, board.material, "en")
    page = write_page(drawing, template, {"own": script}, {"title": HOSTILE})
    assert page.count("</script>") == 2
    assert "<img" not in page and "&lt;img" in page
    assert not re.search(r"""(?:src|href)=["']?(?:https?:)?//""", page)
