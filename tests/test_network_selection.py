"""A selection shows part of the network and renames nothing."""

from __future__ import annotations

import pytest

from graph.network.material import read
from graph.network.projection import Network, project
from graph.network.selection import Selection, cut, facets, find_actor, parse, select
from tests.network_rows import village


@pytest.fixture
def network() -> Network:
    return project(read(village()))


def test_an_empty_selection_shows_everything(network: Network) -> None:
    assert select(network, Selection()).links == network.links
    assert not Selection().is_filtering


def test_a_sector_shows_the_links_with_an_end_in_it_or_only_those_inside(network: Network) -> None:
    one = select(network, parse({"sector": ["civil-society"]}, network))
    assert set(one.actors) == {"actor/ngos", "actor/government"}
    both = select(network, parse({"sector": ["business"], "ends": ["both"]}, network))
    assert set(both.actors) == {"actor/firms", "actor/banks"}


def test_filtering_by_modality_narrows_a_bundle_without_renaming_it(network: Network) -> None:
    shown = select(network, parse({"modality": ["conditional"]}, network))
    assert [(link.key, len(link.statements)) for link in shown.links] == [("actor/ngos--supports--actor/government", 1)]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"polarity": ["negative"]}, {"claim/e003"}),
        ({"relation": ["partnersWith"]}, {"claim/e004"}),
        ({"relation": ["partnersWith"], "polarity": ["negative"]}, set()),
        ({"focus": ["actor/media"], "ego": ["1"]}, {"claim/e004"}),
    ],
)
def test_filters_combine(network: Network, query: dict[str, list[str]], expected: set[str]) -> None:
    assert {link.key for link in select(network, parse(query, network)).links} == expected


@pytest.mark.parametrize("text", ["actor/ngos", "ngos", "NGOs", " ngos (ID) ", "https://w3id.org/simpul/id/actor/ngos"])
def test_an_actor_is_found_by_key_last_part_or_name(network: Network, text: str) -> None:
    assert find_actor(text, network.actors) == "actor/ngos"


def test_unknown_words_filter_nothing(network: Network) -> None:
    assert parse({"sector": ["x' OR 1=1"], "focus": ["zzz"]}, network) == Selection()


def test_facets_count_links(network: Network) -> None:
    assert facets(network)["polarity"] == {"contested": 1, "negative": 1, "neutral": 1, "positive": 1}
    assert facets(network)["sector"]["government"] == 3


def test_a_cut_keeps_the_most_linked_actors(network: Network) -> None:
    assert "actor/government" in cut(network, 4, 100).actors
    assert cut(network, 100, 100) is network
