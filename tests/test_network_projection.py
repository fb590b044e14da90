"""Statements become links by stated rules, and nothing is lost on the way."""

from __future__ import annotations

import random

from graph.network.material import read, shorten, spell_out
from graph.network.projection import DENIED, NO_ACTOR, SELF_LINK, as_graph, project
from tests.network_rows import actor_row, link_row, village


def _project(*links: dict[str, object], actors: tuple[str, ...] = ("actor/a", "actor/b", "actor/c")):  # type: ignore[no-untyped-def]
    return project(read({"actors": [actor_row(key) for key in actors], "links": list(links)}))  # type: ignore[arg-type]


def test_a_statement_between_two_actors_becomes_a_link_with_the_id_of_the_linkage() -> None:
    network = _project(link_row(42, "actor/a", "supports", "actor/b"))
    assert [link.key for link in network.links] == ["claim/e042"]
    assert list(network.actors) == ["actor/a", "actor/b"]


def test_several_statements_of_the_same_link_become_one_bundle_that_keeps_their_ids() -> None:
    link, *others = [one for one in project(read(village())).links if one.relation == "supports"]
    assert not others
    assert link.key == "actor/ngos--supports--actor/government"
    assert [one.key for one in link.statements] == ["claim/e001", "claim/e002"]
    assert (link.modality, len(link.sources)) == ("asserted", 1)


def test_a_denied_statement_never_becomes_a_link() -> None:
    network = _project(link_row(1, "actor/a", "supports", "actor/b", modality="denied"))
    assert not network.links
    assert [(one.statement.key, one.reason) for one in network.left_out] == [("claim/e001", DENIED)]


def test_a_denial_makes_the_same_link_contested_but_does_not_count_as_a_statement() -> None:
    network = _project(
        link_row(1, "actor/a", "supports", "actor/b"), link_row(2, "actor/a", "supports", "actor/b", modality="denied")
    )
    assert network.links[0].polarity == "contested"
    assert [one.key for one in network.statements] == ["claim/e001"]


def test_a_self_link_is_listed_but_not_drawn() -> None:
    network = _project(link_row(1, "actor/a", "partnersWith", "actor/a", directed="false"))
    assert not network.links
    assert network.left_out[0].reason == SELF_LINK


def test_an_end_that_is_no_actor_is_left_out_with_the_reason() -> None:
    network = _project(link_row(1, "actor/a", "supports", "concept/cluster"))
    assert not network.actors
    assert network.left_out[0].reason == NO_ACTOR


def test_an_undirected_link_is_the_same_from_both_ends_and_a_directed_one_is_not() -> None:
    both = _project(
        link_row(1, "actor/b", "partnersWith", "actor/a", directed="false"),
        link_row(2, "actor/a", "partnersWith", "actor/b", directed="false"),
    )
    assert [(link.source, link.target, len(link.statements)) for link in both.links] == [("actor/a", "actor/b", 2)]
    each = _project(link_row(1, "actor/b", "supports", "actor/a"), link_row(2, "actor/a", "supports", "actor/b"))
    assert len(each.links) == 2


def test_statements_of_opposite_sign_make_a_link_contested() -> None:
    network = _project(
        link_row(1, "actor/a", "evaluates", "actor/b"),
        link_row(2, "actor/a", "evaluates", "actor/b", polarity="negative"),
    )
    assert network.links[0].polarity == "contested"


def test_the_graph_for_analysis_is_simple_sorted_and_counts_statements() -> None:
    graph = as_graph(project(read(village())))
    assert not graph.is_multigraph() and not graph.is_directed()
    assert list(graph.nodes) == sorted(graph.nodes)
    edge = graph.edges["actor/government", "actor/ngos"]
    assert (edge["strength"], edge["distance"]) == (3, 1 / 3)
    assert edge["links"] == ("claim/e003", "actor/ngos--supports--actor/government")


def test_the_order_of_the_rows_changes_nothing() -> None:
    tables = village()
    mixed = {name: random.Random(3).sample(rows, len(rows)) for name, rows in tables.items()}
    assert project(read(tables)) == project(read(mixed))


def test_hostile_names_and_keys_go_through_unchanged() -> None:
    key = 'actor/<img src=x onerror="alert(1)">'
    name = '</script><script>alert("\u202e")</script>'
    rows = {"actors": [actor_row(key, name), actor_row("actor/b")], "links": [link_row(1, key, "supports", "actor/b")]}
    network = project(read(rows))
    assert network.actors[key].name.english == name


def test_foreign_iris_keep_their_full_form_and_unnamed_words_are_spelt_out() -> None:
    assert shorten("https://example.org/x") == "https://example.org/x"
    assert spell_out("partnersWith") == "partners with"


def test_an_empty_network_is_no_error() -> None:
    network = project(read({}))
    assert not network.links and not as_graph(network).nodes
