"""The same thing stands in the same place, and nothing covers anything."""

from __future__ import annotations

import itertools
import random
from pathlib import Path

from graph.network.layout import LARGEST, arrange, label_box, node_size, wrap
from graph.network.material import read
from graph.network.places import find_places, fingerprint
from graph.network.projection import Network, project
from graph.terms import Row
from tests.network_rows import actor_row, link_row, village


def _random_network(actors: int, links: int, seed: int) -> dict[str, list[Row]]:
    chance = random.Random(seed)
    keys = [f"actor/a{number:03}" for number in range(actors)]
    pairs = [chance.sample(keys, 2) for _ in range(links)]
    return {
        "actors": [actor_row(key, f"an actor with a long name {key[-4:]}") for key in keys],
        "links": [link_row(number, one, "supports", other) for number, (one, other) in enumerate(pairs)],
    }


def _overlaps(network: Network) -> int:
    places = arrange(network)
    boxes = {key: label_box(one, node_size(len(network.partners(key)))) for key, one in network.actors.items()}
    found = 0
    for one, other in itertools.combinations(places, 2):
        (x1, y1), (x2, y2), a, b = places[one], places[other], boxes[one], boxes[other]
        across = min(x1 + a.right, x2 + b.right) - max(x1 + a.left, x2 + b.left)
        down = min(y1 + a.bottom, y2 + b.bottom) - max(y1 + a.top, y2 + b.top)
        found += across > 3 and down > 3
    return found


def test_the_order_of_the_input_does_not_move_anybody() -> None:
    tables = _random_network(40, 45, seed=1)
    mixed = {name: random.Random(5).sample(rows, len(rows)) for name, rows in tables.items()}
    assert arrange(project(read(tables))) == arrange(project(read(mixed)))


def test_labels_do_not_cover_each_other() -> None:
    assert _overlaps(project(read(_random_network(40, 42, seed=2)))) == 0


def test_every_actor_has_whole_coordinates_of_plain_numbers() -> None:
    places = arrange(project(read(village())))
    assert all(type(value) is float and value == round(value) for place in places.values() for value in place)
    assert len(set(places.values())) == len(places) == 5


def test_an_empty_network_and_one_link_are_laid_out_too() -> None:
    assert arrange(project(read({}))) == {}
    actors = [actor_row("actor/a"), actor_row("actor/b")]
    rows = {"actors": actors, "links": [link_row(1, "actor/a", "supports", "actor/b")]}
    assert len(arrange(project(read(rows)))) == 2


def test_a_part_too_large_to_settle_is_laid_out_in_rings() -> None:
    keys = [f"actor/a{number:04}" for number in range(LARGEST + 2)]
    links = [link_row(number, keys[0], "supports", key) for number, key in enumerate(keys[1:])]
    places = arrange(project(read({"actors": [actor_row(key) for key in keys], "links": links})))
    assert len(places) == LARGEST + 2


def test_long_labels_are_wrapped_and_cut() -> None:
    assert len(wrap("x" * 500)) == 3
    assert wrap("") == [""]


def test_places_are_kept_on_disk_and_a_spoilt_file_is_made_again(tmp_path: Path) -> None:
    network = project(read(village()))
    first = find_places(network, tmp_path)
    (kept,) = tmp_path.iterdir()
    assert find_places(network, tmp_path) == first
    kept.write_text("[1, 2", encoding="utf-8")
    assert find_places(network, tmp_path) == first


def test_a_folder_that_cannot_be_written_costs_only_time(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    assert len(find_places(project(read(village())), blocked)) == 5


def test_the_fingerprint_follows_the_network() -> None:
    tables = village()
    before = fingerprint(project(read(tables)))
    tables["links"] = tables["links"][:3]
    assert fingerprint(project(read(tables))) != before
