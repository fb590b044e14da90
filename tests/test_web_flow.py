"""What leads to what: columns from left to right, whatever leads where."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from graph.web.flow import arrange, pass_at

NODES = st.sampled_from("abcdefgh")


def column_of(columns: list[list[str]]) -> dict[str, int]:
    return {iri: at for at, column in enumerate(columns) for iri in column}


def test_a_thing_stands_to_the_right_of_all_that_leads_to_it() -> None:
    pairs = [("a", "b"), ("b", "c"), ("c", "d")]
    assert arrange("abcd", pairs) == [["a"], ["b"], ["c"], ["d"]]


def test_an_arrow_has_a_place_of_its_own_in_every_column_that_it_passes() -> None:
    columns = arrange("abcd", [("a", "d"), ("a", "b"), ("b", "c"), ("c", "d")])
    assert [sorted(column) for column in columns] == [
        ["a"],
        sorted(["b", pass_at("a", "d", 1)]),
        sorted(["c", pass_at("a", "d", 2)]),
        ["d"],
    ]


def test_what_leads_nowhere_near_stands_next_to_where_it_leads() -> None:
    place = column_of(arrange("abcx", [("a", "b"), ("b", "c"), ("x", "c")]))
    assert place["x"] == 1


def test_lines_do_not_cross_where_they_need_not() -> None:
    columns = arrange(["a", "b", "p", "q"], [("a", "q"), ("b", "p")])
    assert columns in ([["a", "b"], ["q", "p"]], [["b", "a"], ["p", "q"]])


def test_nothing_is_arranged_as_nothing() -> None:
    assert arrange([], []) == []


@given(st.lists(st.tuples(NODES, NODES).filter(lambda pair: pair[0] != pair[1]), max_size=20))
def test_everything_has_one_place_and_circles_do_no_harm(pairs: list[tuple[str, str]]) -> None:
    things = sorted({iri for pair in pairs for iri in pair})
    columns = arrange(things, pairs)
    assert sorted(iri for column in columns for iri in column if "\t" not in iri) == things
    assert all(columns)
    place = column_of(columns)
    firsts = [iri for iri in things if all(end != iri for _, end in pairs)]
    assert all(place[iri] < place[end] for iri in firsts for start, end in pairs if start == iri)
    for start, end in pairs:  # the drawing looks these places up
        assert all(place[pass_at(start, end, at)] == at for at in range(place[start] + 1, place[end]))
