"""What leads to what: columns from left to right, whatever leads where."""

from __future__ import annotations

import re

from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Store

from graph.namespaces import ID
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


# A graph that is made: the statements of a factor

STEPS = """
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX sim: <https://w3id.org/simpul/ns#>
PREFIX factor: <https://w3id.org/simpul/id/factor/>
PREFIX concept: <https://w3id.org/simpul/id/concept/>
SELECT DISTINCT ?from ?to WHERE {
  { ?claim rdf:subject|rdf:object factor:security }
  UNION { ?point sim:partOf factor:security ; sim:evidencedBy ?claim }
  UNION { ?claim rdf:subject concept:regional-competitiveness ; rdf:object concept:industry-cluster }
  ?claim rdf:subject ?from ; rdf:object ?to ; sim:statedIn ?passage .
}"""


def test_a_graph_is_drawn_as_the_steps_that_its_statements_tell(client: FlaskClient, published_store: Store) -> None:
    text = client.get("/queries/argument-of-factor?factor=security&lang=en", headers={"Accept": "text/html"}).text
    drawing = text[text.index('<figure class="flow">') : text.index("</figure>")]
    things = set(re.findall(r'<a href="/id/([^"?]+)', drawing))
    steps = {
        (row["from"].value.removeprefix(ID), row["to"].value.removeprefix(ID))  # type: ignore[union-attr]
        for row in published_store.query(STEPS, use_default_graph_as_union=True)  # type: ignore[union-attr]
    }
    assert things == {end for step in steps for end in step}
    assert not {name for name in things if name.split("/")[0] in ("claim", "passage", "citation", "work")}
    assert drawing.count('<g role="img"') == len(steps)


def test_what_a_statement_does_not_assert_is_dotted(client: FlaskClient) -> None:
    text = client.get("/queries/argument-of-factor?factor=security&lang=en", headers={"Accept": "text/html"}).text
    assert re.search(r'<title>security strengthens regional competitiveness</title><path class="line positive"', text)
    step = re.search(r'<title>regional competitiveness (.+) industry cluster</title><path class="line ([^"]+)"', text)
    assert step is not None and step[2] == "positive dotted"
