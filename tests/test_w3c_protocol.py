"""SPARQL 1.1 Protocol: one test for each case of the W3C, by its name, over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

import pytest

from graph.sparql.protocol import FORM, QUERY, UPDATE
from tests.writing_site import DOCUMENT, EX, Site, opened

RESULTS = {"application/sparql-results+json", "application/sparql-results+xml"}
TABLES = RESULTS | {"text/csv", "text/tab-separated-values"}
RDF = {"text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json"}
ONE, TWO, THREE, NEW = EX + "one", EX + "two", EX + "three", EX + "new"
ALL_THREE = f"<{EX}a> a <{DOCUMENT}> . <{EX}b> a <{DOCUMENT}> . FILTER NOT EXISTS {{ <{EX}c> a <{DOCUMENT}> }}"
WHICH = f"ASK {{ {ALL_THREE} }}"
WHICH_NAMED = f"""ASK {{
  GRAPH ?g {{ <{EX}a> a ?t }} GRAPH ?h {{ <{EX}b> a ?t }} FILTER NOT EXISTS {{ GRAPH ?i {{ <{EX}c> ?p ?o }} }}
}}"""
WHICH_BOTH = f"""ASK {{
  <{EX}a> a ?t . FILTER NOT EXISTS {{ <{EX}b> a ?t }}
  GRAPH ?g {{ <{EX}b> a ?t }} FILTER NOT EXISTS {{ GRAPH ?h {{ <{EX}a> a ?t }} }}
}}"""
RESET = f"""
PREFIX : <{EX}> DROP ALL ; INSERT DATA {{
  GRAPH :one {{ :a a <{DOCUMENT}> }} GRAPH :two {{ :b a <{DOCUMENT}> }} GRAPH :three {{ :c a <{DOCUMENT}> }}
}}"""
COPY = f"{RESET} ; INSERT {{ GRAPH :new {{ ?s a :Copied }} }} WHERE {{ ?s a <{DOCUMENT}> }}"
COPY_NAMED = f"{RESET} ; INSERT {{ GRAPH :new {{ ?s a :Copied }} }} WHERE {{ GRAPH ?g {{ ?s a <{DOCUMENT}> }} }}"

COPY_BOTH = f"""{RESET} ; INSERT {{ GRAPH :new {{ ?s a :Copied ; :in ?g }} }} WHERE {{
  {{ ?s a <{DOCUMENT}> BIND('default' AS ?g) }} UNION {{ GRAPH ?g {{ ?s a <{DOCUMENT}> }} }}
}}"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with opened(tmp_path_factory.mktemp("protocol")) as one:
        assert one.update(RESET).status_code == 200
        yield one


def test_query_post_form(site: Site) -> None:
    answer = site.ask("POST", "/sparql/", data={"query": "ASK {}"})
    assert (answer.status_code, answer.mimetype in RESULTS) == (200, True)


def test_query_dataset_default_graphs_get(site: Site) -> None:
    args = [("query", WHICH), ("default-graph-uri", ONE), ("default-graph-uri", TWO)]
    assert site.ask("GET", "/sparql", query_string=args_of(args)).get_json(force=True)["boolean"]


def test_query_dataset_default_graphs_post(site: Site) -> None:
    args = args_of([("default-graph-uri", ONE), ("default-graph-uri", TWO)])
    answer = site.ask("POST", "/sparql", query_string=args, data=WHICH, content_type=QUERY)
    assert answer.get_json(force=True)["boolean"]


def test_query_dataset_named_graphs_post(site: Site) -> None:
    args = args_of([("named-graph-uri", ONE), ("named-graph-uri", TWO)])
    answer = site.ask("POST", "/sparql", query_string=args, data=WHICH_NAMED, content_type=QUERY)
    assert answer.get_json(force=True)["boolean"]


def test_query_dataset_named_graphs_get(site: Site) -> None:
    args = args_of([("query", WHICH_NAMED), ("named-graph-uri", ONE), ("named-graph-uri", TWO)])
    assert site.ask("GET", "/sparql", query_string=args).get_json(force=True)["boolean"]


def test_query_dataset_full(site: Site) -> None:
    args = args_of([("default-graph-uri", ONE), ("named-graph-uri", TWO)])
    answer = site.ask("POST", "/sparql", query_string=args, data=WHICH_BOTH, content_type=QUERY)
    assert answer.get_json(force=True)["boolean"]


def test_query_multiple_dataset(site: Site) -> None:
    query = f"ASK FROM <{THREE}> {{ <{EX}a> a ?t FILTER NOT EXISTS {{ <{EX}c> a ?t }} }}"
    args = args_of([("query", query), ("default-graph-uri", ONE)])
    assert site.ask("GET", "/sparql", query_string=args).get_json(force=True)["boolean"]


def test_query_get(site: Site) -> None:
    answer = site.ask("GET", "/sparql?query=ASK%20%7B%7D")
    assert (answer.status_code, answer.mimetype in RESULTS) == (200, True)


@pytest.mark.parametrize("accept", [None, "application/sparql-results+xml", "text/csv;q=0.5"])
def test_query_content_type_select(site: Site, accept: str | None) -> None:
    assert media_type(site, "SELECT (1 AS ?value) {}", accept) in TABLES


def test_query_content_type_ask(site: Site) -> None:
    assert media_type(site, "ASK {}") in RESULTS


def test_query_content_type_describe(site: Site) -> None:
    assert media_type(site, f"DESCRIBE <{EX}a>") in RDF


def test_query_content_type_construct(site: Site) -> None:
    assert media_type(site, "CONSTRUCT { <urn:s> <urn:p> 1 } WHERE {}") in RDF


def test_query_post_direct(site: Site) -> None:
    answer = site.ask("POST", "/sparql", data="ASK {}", content_type=QUERY)
    assert (answer.status_code, answer.mimetype in RESULTS) == (200, True)


def test_update_dataset_default_graph(site: Site) -> None:
    update(site, COPY, [("using-graph-uri", ONE)])
    assert copied(site) == {"a"}


def test_update_dataset_default_graphs(site: Site) -> None:
    update(site, COPY, [("using-graph-uri", ONE), ("using-graph-uri", TWO)])
    assert copied(site) == {"a", "b"}


def test_update_dataset_named_graphs(site: Site) -> None:
    update(site, COPY_NAMED, [("using-named-graph-uri", ONE), ("using-named-graph-uri", TWO)])
    assert copied(site) == {"a", "b"}


def test_update_dataset_full(site: Site) -> None:
    update(site, COPY_BOTH, [("using-graph-uri", ONE), ("using-named-graph-uri", TWO)])
    assert copied(site) == {"a", "b"}
    assert site.holds(f"GRAPH <{NEW}> {{ <{EX}a> <{EX}in> 'default' . <{EX}b> <{EX}in> <{TWO}> }}")


def test_update_post_form(site: Site) -> None:
    answer = site.write("POST", "/sparql", data={"update": f"{RESET} ; CLEAR ALL"})
    assert (answer.status_code, site.holds("?s ?p ?o")) == (200, False)


def test_update_post_direct(site: Site) -> None:
    site.update(RESET)
    answer = site.write("POST", "/sparql/", data="CLEAR ALL", content_type=UPDATE)
    assert (answer.status_code, site.holds("?s ?p ?o")) == (200, False)


def test_update_base_uri(site: Site) -> None:
    text = f"CLEAR SILENT GRAPH <{NEW}> ; INSERT DATA {{ GRAPH <{NEW}> {{ <{EX}s> <{EX}p> <test> }} }}"
    assert site.write("POST", "/sparql", data={"update": text}).status_code == 200
    assert site.holds(f"GRAPH <{NEW}> {{ <{EX}s> <{EX}p> <http://localhost/test> }}")


def test_bad_query_method(site: Site) -> None:
    assert site.ask("PUT", "/sparql?query=ASK%20%7B%7D").status_code == 405


def test_bad_multiple_queries(site: Site) -> None:
    assert site.ask("GET", "/sparql?query=ASK%20%7B%7D&query=SELECT%20%2A%20%7B%7D").status_code == 400


def test_bad_query_wrong_media_type(site: Site) -> None:
    assert site.ask("POST", "/sparql", data="ASK {}", content_type="text/plain").status_code == 415


def test_bad_query_missing_form_type(site: Site) -> None:
    assert site.ask("POST", "/sparql", data=b"query=ASK%20%7B%7D").status_code == 415


def test_bad_query_missing_direct_type(site: Site) -> None:
    assert site.ask("POST", "/sparql", data=b"ASK {}").status_code == 415


def test_bad_query_non_utf8(site: Site) -> None:
    for content_type, expected in ((f"{QUERY}; charset=UTF-16", 415), (QUERY, 400)):
        answer = site.ask("POST", "/sparql", data="ASK {}".encode("utf-16"), content_type=content_type)
        assert answer.status_code == expected


def test_bad_query_syntax(site: Site) -> None:
    assert site.ask("GET", "/sparql?query=ASK%20%7B").status_code == 400


def test_bad_update_get(site: Site) -> None:
    assert site.write("GET", "/sparql?update=CLEAR%20ALL").status_code == 405


def test_bad_multiple_updates(site: Site) -> None:
    answer = site.write("POST", "/sparql", data=b"update=CLEAR%20NAMED&update=CLEAR%20DEFAULT", content_type=FORM)
    assert answer.status_code == 400


def test_bad_update_wrong_media_type(site: Site) -> None:
    assert site.write("POST", "/sparql", data="CLEAR NAMED", content_type="text/plain").status_code == 415


def test_bad_update_missing_form_type(site: Site) -> None:
    assert site.write("POST", "/sparql", data=b"update=CLEAR%20NAMED").status_code == 415


def test_bad_update_non_utf8(site: Site) -> None:
    for content_type, expected in ((f"{UPDATE}; charset=UTF-16", 415), (UPDATE, 400)):
        answer = site.write("POST", "/sparql", data="CLEAR NAMED".encode("utf-16"), content_type=content_type)
        assert answer.status_code == expected


def test_bad_update_syntax(site: Site) -> None:
    answer = site.write("POST", "/sparql", data={"update": "CLEAR XYZ"})
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")


def test_bad_update_dataset_conflict(site: Site) -> None:
    for clause in (f"WITH <{ONE}> DELETE {{ ?s ?p ?o }} WHERE", f"DELETE {{ ?s ?p ?o }} USING <{ONE}> WHERE"):
        args = {"update": f"{clause} {{ ?s ?p ?o }}", "using-named-graph-uri": TWO}
        assert site.write("POST", "/sparql", data=args).status_code == 400


def args_of(pairs: list[tuple[str, str]]) -> str:
    return urlencode(pairs)


def media_type(site: Site, query: str, accept: str | None = None) -> str:
    headers = {"Accept": accept} if accept else {}
    answer = site.ask("POST", "/sparql", data={"query": query}, headers=headers)
    assert answer.status_code == 200, answer.text
    return str(answer.mimetype)


def update(site: Site, text: str, graphs: list[tuple[str, str]]) -> None:
    answer = site.write("POST", "/sparql", data=args_of([("update", text), *graphs]), content_type=FORM)
    assert answer.status_code == 200, answer.text


def copied(site: Site) -> set[str]:
    """Which things were copied into the new graph."""
    query = f"SELECT ?s {{ GRAPH <{NEW}> {{ ?s a <{EX}Copied> }} }}"
    rows = site.ask("POST", "/sparql", data={"query": query}).get_json(force=True)["results"]["bindings"]
    return {row["s"]["value"].removeprefix(EX) for row in rows}
