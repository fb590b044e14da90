"""Whatever is shown leads to the statements behind it, and these to works, pages and paragraphs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from pyoxigraph import NamedNode, RdfFormat, Store, parse

from graph.knowledge.versions import Version
from graph.namespaces import ID, SIM
from graph.web import evidence
from graph.web.evidence_request import Wanted, read_wanted
from tests.web_site import HOSTILE, Page, opened, poison

BROWSER = {"Accept": "text/html"}


def ask(client: FlaskClient, path: str) -> dict[str, Any]:
    response = client.get(path)
    assert (response.status_code, response.mimetype) == (200, "application/json"), response.text
    found: dict[str, Any] = response.json
    return found


def names(claims: list[dict[str, Any]]) -> list[str]:
    return [one["iri"].removeprefix(f"{ID}claim/") for one in claims]


def test_statements_come_in_the_order_given_each_once(client: FlaskClient) -> None:
    found = ask(client, f"/evidence.json?claim=c156+C020,claim/c021&claim={ID}claim/c019&claim=c156")
    assert names(found["claims"]) == ["c156", "c020", "c021", "c019"]
    assert (found["count"], found["page"], found["pages"]) == (4, 1, 1)


def test_a_statement_tells_what_it_says_and_what_it_rests_on(client: FlaskClient) -> None:
    (one,) = ask(client, "/evidence.json?claim=c156")["claims"]
    assert set(one["sentence"]) == {"id", "en"}
    said = [one["subjects"][0]["iri"], one["predicate"]["iri"], one["objects"][0]["iri"]]
    assert said == [f"{ID}concept/capital-flight", f"{SIM}motivatedBy", f"{ID}factor/security"]
    assert [one[name] for name in ("polarity", "modality", "certainty", "tier")] == [
        "negative",
        "asserted",
        "explicit",
        1,
    ]
    (place,) = one["stated_in"]
    assert (place["path"], place["section"], place["lines"]) == ("/id/passage/b.6.5", "B.6", "299")
    sources = {
        at["citation"].removeprefix(ID): (at["work"]["path"], at["pages"], at["attribution"]) for at in one["rests_on"]
    }
    assert sources == {
        "citation/cit22": ("/id/work/munir-fitanto-2005", "45", "scope"),
        "citation/cit23": ("/id/work/sudantoko-2002", "67", "scope"),
    }


def test_a_second_hand_citation_says_through_whom(client: FlaskClient) -> None:
    resting = client.get("/id/citation/cit07", headers={"Accept": "application/n-triples"}).text
    claim = next(line.split("> ")[0] for line in resting.splitlines() if "ns#restsOn>" in line and "cit07>" in line)
    (one,) = ask(client, f"/evidence.json?claim={claim.lstrip('<')}")["claims"]
    (at,) = [at for at in one["rests_on"] if at["citation"].endswith("cit07")]
    assert (at["work"]["path"], at["through"]["path"]) == ("/id/work/bourdieu", "/id/work/syafii-2007")


def test_a_relation_is_said_by_narrower_ones_too(client: FlaskClient) -> None:
    narrow = names(ask(client, "/evidence.json?predicate=sim:strengthens")["claims"])
    wide = names(ask(client, "/evidence.json?predicate=sim:influences")["claims"])
    assert len(narrow) > 5 and set(narrow) < set(wide)


def test_a_relation_is_read_from_both_its_ends(client: FlaskClient) -> None:
    there = ask(client, "/evidence.json?predicate=sim:strengthens&object=concept/regional-competitiveness")
    back = ask(client, "/evidence.json?subject=concept/regional-competitiveness&predicate=sim:strengthenedBy")
    assert names(there["claims"]) == names(back["claims"])
    assert {"c013", "c014", "c015", "c016", "c017", "c018"} <= set(names(there["claims"]))


def test_a_symmetric_linkage_is_found_from_either_actor(client: FlaskClient) -> None:
    (one, *_) = ask(client, "/evidence.json?predicate=sim:partnersWith")["claims"]
    ends = one["subjects"][0]["iri"], one["objects"][0]["iri"]
    ways = [
        ask(client, f"/evidence.json?subject={first}&predicate=sim:partnersWith&object={second}")
        for first, second in (ends, ends[::-1])
    ]
    assert names(ways[0]["claims"]) == names(ways[1]["claims"])
    assert one["iri"] in [each["iri"] for each in ways[0]["claims"]]


def test_a_directed_relation_is_not_read_backwards(client: FlaskClient) -> None:
    path = "/evidence.json?subject=factor/security&predicate=sim:motivatedBy&object=concept/capital-flight"
    assert ask(client, path)["count"] == 0


def test_two_things_without_a_relation_are_joined_whichever_way(client: FlaskClient) -> None:
    pair = ("factor/security", "concept/capital-flight")
    for first, second in (pair, pair[::-1]):
        assert names(ask(client, f"/evidence.json?subject={first}&object={second}")["claims"]) == ["c156"]


def test_what_was_inferred_leads_down_to_statements(client: FlaskClient) -> None:
    found = ask(client, "/evidence.json?predicate=sim:strengthens&object=concept/regional-competitiveness")
    (top, *rest) = found["derivations"]
    assert [one["iri"] for one in top["rules"]] == [f"{ID}rule/property_chain"]
    assert set(top["claims"]) == {f"{ID}claim/c049", f"{ID}claim/c050"}
    assert sorted(top["premises"]) == sorted(one["iri"] for one in rest)
    assert [len(one["claims"]) for one in rest] == [1, 1]
    assert names(found["premises"]) == ["c049"]


def test_every_inferred_relation_between_things_ends_at_statements(client: FlaskClient, published_store: Store) -> None:
    derived = f"""SELECT ?s ?p ?o WHERE {{ GRAPH <https://w3id.org/simpul/graph/inferred> {{ ?s ?p ?o }}
        FILTER(STRSTARTS(STR(?s), "{ID}factor/") && STRSTARTS(STR(?p), "{SIM}") && STRSTARTS(STR(?o), "{ID}")
            && !REGEX(STR(?o), "/(passage|citation|claim)/")) }} ORDER BY ?s ?p ?o"""
    rows = [tuple(term.value for term in row) for row in published_store.query(derived)]  # type: ignore[union-attr]
    assert len(rows) > 50
    ends = [dict(zip(("subject", "predicate", "object"), row, strict=True)) for row in rows[::5]]
    without = []
    for one in ends:
        found = client.get("/evidence.json", query_string=one).json
        if not (found["claims"] or found["premises"]):
            without.append(one)
    assert without == []


def test_what_the_editors_wrote_down_names_passages_and_statements(client: FlaskClient) -> None:
    found = ask(
        client, "/evidence.json?subject=effect/backwash&predicate=sim:hasMechanism&object=concept/capital-flight"
    )
    (one,) = found["written"]
    assert found["count"] == 0 and one["graphs"] == ["https://w3id.org/simpul/graph/rais-flassy"]
    assert f"{ID}claim/c156" in one["claims"] and "c156" in names(found["premises"])
    assert f"{ID}passage/b.6.5" in [place["iri"] for place in one["passages"]]


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/evidence", 400, "does not say"),
        ("/evidence?claim=", 400, "does not say"),
        ("/evidence?claim=c156&subject=factor/security", 400, "only one of both"),
        ("/evidence?claim=c156+%3Cscript%3E", 400, "the names of statements"),
        ("/evidence?subject=security", 400, "factor/security"),
        ("/evidence?subject=javascript:alert(1)", 400, "factor/security"),
        ("/evidence?subject=factor/security&subject=factor/nationalism", 400, "2 times"),
        ("/evidence?claim=c156&page=2", 400, "a whole number from 1 to"),
        ("/evidence?claim=c156&page=x", 400, "a whole number from 1 to"),
        ("/evidence?claim=c156+c99999+zz", 404, "c99999, zz"),
        ("/evidence?subject=factor/no-such", 404, "factor/no-such"),
        ("/evidence?predicate=sim:noSuch", 404, "noSuch"),
        ("/evidence?claim=" + "+".join(f"c{number}" for number in range(301)), 413, "301"),
        ("/evidence.pdf?claim=c156", 404, "no page"),
    ],
)
def test_what_cannot_be_asked_is_told(client: FlaskClient, path: str, status: int, words: str) -> None:
    response = client.get(f"{path}{'&' if '?' in path else '?'}lang=en")
    assert (response.status_code, response.mimetype) == (status, "application/problem+json")
    assert words in response.json["detail"]  # type: ignore[index]
    assert client.get(path, headers=BROWSER).status_code == status


def test_the_page_says_everything_in_both_languages(client: FlaskClient) -> None:
    text = Page(client.get("/evidence?claim=c156&lang=en", headers=BROWSER).text).text
    for words in (
        "Considerations of security",
        "negative",
        "explicit",
        "core",
        "line 299",
        "p. 67",
        "Sudantoko (2002)",
    ):
        assert words in text
    assert "the citation covers the paragraph: read, not certain" in text and "Sudantoko, 2002: 67" in text
    other = Page(client.get("/evidence?claim=c156&lang=id", headers=BROWSER).text).text
    assert "Apa dasarnya?" in other and "baca dalam konteks" in other


def test_what_contradicts_a_statement_stands_beside_it(client: FlaskClient) -> None:
    page = client.get("/evidence?claim=c020&lang=en", headers=BROWSER).text
    assert 'class="claim neutral disputed"' in page and "contradicted by" in page
    assert "/id/claim/c024?lang=en" in Page(page).links


def test_nothing_found_is_no_error_and_leads_on(client: FlaskClient) -> None:
    path = "/evidence?subject=factor/security&predicate=sim:funds&object=factor/nationalism&lang=en"
    response = client.get(path, headers=BROWSER)
    assert response.status_code == 200 and "No statement of this version says so" in response.text
    assert any(link.startswith("/evidence?subject=factor") for link in Page(response.text).links)


@pytest.mark.parametrize("query", ["claim=c156", "predicate=sim:strengthens&object=concept/regional-competitiveness"])
def test_every_link_of_the_page_opens(client: FlaskClient, query: str) -> None:
    page = Page(client.get(f"/evidence?{query}", headers=BROWSER).text)
    assert len(page.ids) == len(set(page.ids))
    for link in {one for one in page.links if one.startswith("/")}:
        path, _, anchor = link.partition("#")
        with client.get(path, headers=BROWSER) as response:
            assert response.status_code == 200, link
            assert not anchor or anchor in Page(response.text).ids, link


@pytest.mark.parametrize(
    ("suffix", "accept", "form"),
    [
        ("ttl", "", RdfFormat.TURTLE),
        ("nt", "", RdfFormat.N_TRIPLES),
        ("rdf", "", RdfFormat.RDF_XML),
        ("jsonld", "", RdfFormat.JSON_LD),
        ("", "text/turtle", RdfFormat.TURTLE),
    ],
)
def test_the_data_holds_statement_citations_works_and_passages(
    client: FlaskClient, suffix: str, accept: str, form: RdfFormat
) -> None:
    path = f"/evidence{'.' if suffix else ''}{suffix}?claim=c156"
    body = client.get(path, headers={"Accept": accept} if accept else {}).data
    subjects = {quad.subject for quad in parse(body, form)}
    wanted = ("claim/c156", "citation/cit22", "citation/cit23", "work/sudantoko-2002", "passage/b.6.5")
    assert {NamedNode(ID + one) for one in wanted} <= subjects


def test_the_json_is_asked_for_by_accept_and_may_be_read_from_anywhere(client: FlaskClient) -> None:
    response = client.get("/evidence?claim=c156", headers={"Accept": "application/json"})
    assert response.mimetype == "application/json" and response.headers["Access-Control-Allow-Origin"] == "*"
    assert client.get("/evidence?claim=c156", headers={"Accept": "image/png"}).status_code == 406


def test_the_links_keep_version_and_language(client: FlaskClient, version: Version) -> None:
    response = client.get(f"/evidence?claim=c156&version={version.id}&lang=en", headers=BROWSER)
    assert f"/id/claim/c156?lang=en&version={version.id}" in Page(response.text).links
    assert any(f"version={version.id}" in one and ".ttl" in one for one in response.headers.getlist("Link"))
    assert "Memento-Datetime" in response.headers


def test_many_statements_come_in_pages(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evidence, "PAGE", 4)
    path = "/evidence.json?predicate=sim:influences"
    first, second = ask(client, path), ask(client, f"{path}&page=2")
    assert first["count"] > 8 and first["pages"] == -(-first["count"] // 4)
    assert len(first["claims"]) == len(second["claims"]) == 4
    assert not set(names(first["claims"])) & set(names(second["claims"]))
    assert any('rel="next"' in one for one in client.get(path).headers.getlist("Link"))
    text = client.get("/evidence?predicate=sim:influences&page=2&lang=en", headers=BROWSER).text
    assert {'rel="prev"' in text, 'rel="next"' in text} == {True}


def test_short_names_and_whole_addresses_mean_the_same() -> None:
    short = read_wanted({"subject": ["factor/security"], "predicate": ["sim:strengthens"], "object": ["place:oita"]})
    whole = read_wanted(
        {"subject": [f"{ID}factor/security"], "predicate": [f"{SIM}strengthens"], "object": [f"{ID}place/oita"]}
    )
    assert short == whole == Wanted((), f"{ID}factor/security", f"{SIM}strengthens", f"{ID}place/oita")
    assert read_wanted({name: [text] for name, text in short.parameters.items()}) == short


def test_hostile_texts_stay_texts(published_store: Store, tmp_path: Path) -> None:
    with opened(poison(published_store, tmp_path)) as app:
        for path in ("/evidence?claim=c156+c020", "/evidence?subject=effect/backwash&predicate=sim:hasMechanism"):
            text = app.test_client().get(path, headers=BROWSER).text
            page = Page(text)
            assert "<script>" not in text and not [name for name in page.attributes if name.startswith("on")]
            assert not [link for link in page.links if link.startswith(("javascript", "data:", "vbscript"))]
            assert HOSTILE[:20] not in text and "\u202e" not in text and "{{7*7}}" in text
