"""Every IRI of ours opens, for people and for programs, and the pages lead somewhere."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from pyoxigraph import NamedNode, RdfFormat, Store, parse

from graph.knowledge.versions import Version
from graph.namespaces import BASE, GRAPH, ID, KINDS, SIM
from graph.web.addresses import kind_of, path_of
from graph.web.things import FORMATS
from tests.web_site import Page

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
SAMPLES = {
    "factor": "security",
    "concept": "regional-competitiveness",
    "actor": "local-government",
    "practice": "mass-media-use",
    "effect": "backwash",
    "programme": "ovop-oita",
    "place": "oita",
    "work": "sudantoko-2002",
    "person": "bourdieu",
    "citation": "cit07",
    "passage": "b.4.1",
    "claim": "c156",
    "document": "rais-flassy",
    "rule": "property_chain",
}


@pytest.fixture(scope="module")
def minted(published_store: Store) -> list[str]:
    """Every IRI of ours that stands anywhere in the data."""
    terms = {term for quad in published_store for term in (quad.subject, quad.predicate, quad.object, quad.graph_name)}
    return sorted(
        term.value for term in terms if isinstance(term, NamedNode) and term.value.startswith((ID, SIM, GRAPH))
    )


def _thinned(iris: list[str]) -> list[str]:
    """All things, but of the many records of derivation only every fiftieth."""
    records = [iri for iri in iris if kind_of(iri) == "derivation"]
    return [iri for iri in iris if kind_of(iri) != "derivation"] + records[::50]


def test_every_iri_opens_as_a_page(client: FlaskClient, minted: list[str]) -> None:
    known = Page(client.get("/ns", headers={"Accept": BROWSER}).text).ids
    terms = [iri.removeprefix(SIM) for iri in minted if iri.startswith(SIM)]
    assert len(terms) > 150
    assert [term for term in terms if term and term not in known] == []
    things = [iri for iri in _thinned(minted) if not iri.startswith(SIM)]
    assert {kind_of(iri) for iri in things} == {*KINDS, ""}
    failed = [iri for iri in things if client.get(path_of(iri), headers={"Accept": BROWSER}).status_code != 200]
    assert failed == []


def test_every_thing_opens_as_turtle_that_speaks_of_it(client: FlaskClient, minted: list[str]) -> None:
    failed = []
    for iri in _thinned(minted):
        if not iri.startswith(ID):
            continue
        response = client.get(path_of(iri), headers={"Accept": "text/turtle"})
        subjects = (
            {quad.subject for quad in parse(response.data, RdfFormat.TURTLE)} if response.status_code == 200 else set()
        )
        if NamedNode(iri) not in subjects:
            failed.append(iri)
    assert failed == []


def test_every_thing_opens_in_every_format(client: FlaskClient, minted: list[str]) -> None:
    """Each kind in all of them; of all things each in one after another."""
    suffixes = [one.suffix for one in FORMATS]
    things = [iri for iri in _thinned(minted) if iri.startswith(ID)]
    paths = [f"{path_of(iri)}.{suffixes[place % len(suffixes)]}" for place, iri in enumerate(things)]
    paths += [f"/id/{kind}/{slug}.{suffix}" for kind, slug in SAMPLES.items() for suffix in suffixes]
    assert [path for path in paths if client.get(path).status_code != 200] == []


def test_the_turtle_of_a_thing_carries_its_statements_with_their_citations(client: FlaskClient) -> None:
    body = client.get("/id/factor/security.ttl").data
    triples = {(quad.subject, quad.predicate, quad.object) for quad in parse(body, RdfFormat.TURTLE)}
    claim = NamedNode(ID + "claim/c156")
    assert (claim, NamedNode(SIM + "restsOn"), NamedNode(ID + "citation/cit23")) in triples or any(
        one[0] == claim and one[1] == NamedNode(SIM + "restsOn") for one in triples
    )


@pytest.mark.parametrize(
    ("path", "accept", "media_type"),
    [
        ("/id/factor/security", BROWSER, "text/html"),
        ("/id/factor/security", "*/*", "text/html"),
        ("/id/factor/security", None, "text/html"),
        ("/id/factor/security", "text/turtle", "text/turtle"),
        ("/id/factor/security", "application/rdf+xml", "application/rdf+xml"),
        ("/id/factor/security", "application/n-triples", "application/n-triples"),
        ("/id/factor/security", "application/ld+json", "application/ld+json"),
        ("/id/factor/security", "application/json", "application/ld+json"),
        ("/id/factor/security", "text/turtle;q=0.5, application/ld+json", "application/ld+json"),
        ("/id/factor/security.ttl", BROWSER, "text/turtle"),
        ("/id/factor/security.nt", None, "application/n-triples"),
        ("/id/factor/security.rdf", None, "application/rdf+xml"),
        ("/id/factor/security.jsonld", None, "application/ld+json"),
        ("/id/factor/security.json", "text/turtle", "application/ld+json"),
        ("/id/passage/b.3.2.1", BROWSER, "text/html"),
        ("/id/passage/b.3.2.1.ttl", BROWSER, "text/turtle"),
        ("/ns", BROWSER, "text/html"),
        ("/ns", "text/turtle", "text/turtle"),
        ("/ns.ttl", BROWSER, "text/turtle"),
        ("/ns/0.1.0", BROWSER, "text/html"),
        ("/graph/rais-flassy", "text/turtle", "text/turtle"),
    ],
)
def test_the_format_follows_suffix_then_accept(
    client: FlaskClient, path: str, accept: str | None, media_type: str
) -> None:
    response = client.get(path, headers={"Accept": accept} if accept else {})
    assert (response.status_code, response.mimetype) == (200, media_type)
    assert "Accept" in response.vary


def test_a_format_that_is_not_offered_is_refused(client: FlaskClient) -> None:
    response = client.get("/id/factor/security", headers={"Accept": "image/png"})
    assert response.status_code == 406
    assert response.mimetype == "application/problem+json"


def test_a_page_names_its_data(client: FlaskClient) -> None:
    response = client.get("/id/factor/security", headers={"Accept": BROWSER})
    assert '</id/factor/security.ttl>; rel="alternate"; type="text/turtle"' in response.headers["Link"] or any(
        "security.ttl" in one for one in response.headers.getlist("Link")
    )


def test_a_client_that_has_the_page_gets_304(client: FlaskClient, version: Version) -> None:
    first = client.get("/id/factor/security?lang=en")
    assert first.get_etag()[0] is not None
    assert str(first.get_etag()[0]).startswith(version.id)
    again = client.get("/id/factor/security?lang=en", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    other = client.get("/id/factor/security?lang=id", headers={"If-None-Match": first.headers["ETag"]})
    assert other.status_code == 200


def test_an_unknown_thing_gives_suggestions_to_people_and_a_problem_to_programs(client: FlaskClient) -> None:
    page = client.get("/id/factor/securty?lang=en", headers={"Accept": BROWSER})
    assert page.status_code == 404
    assert any(link.startswith("/id/factor/security") for link in Page(page.text).links)
    program = client.get("/id/factor/securty", headers={"Accept": "text/turtle"})
    assert (program.status_code, program.mimetype) == (404, "application/problem+json")
    assert client.get("/id/nonsense/x", headers={"Accept": BROWSER}).status_code == 404
    assert client.get("/id/nonsense", headers={"Accept": BROWSER}).status_code == 404


def test_a_factor_says_what_it_strengthens_and_on_what_that_rests(client: FlaskClient) -> None:
    text = Page(client.get("/id/factor/security?lang=en").text).text
    assert "strengthens" in text
    assert "Considerations of security are one of the drivers of the flight of capital abroad." in text
    assert "the citation covers the paragraph: read, not certain" in text
    assert "Sudantoko (2002), p. 67" in text


def test_a_claim_shows_its_parts_and_what_it_contradicts(client: FlaskClient, published_store: Store) -> None:
    quad = next(iter(published_store.quads_for_pattern(None, NamedNode(SIM + "contradicts"), None, None)))
    assert isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode)
    page = Page(client.get(path_of(quad.subject.value)).text)
    assert path_of(quad.object.value) in page.links


def test_a_denied_statement_is_marked_and_not_drawn(client: FlaskClient) -> None:
    text = client.get("/id/factor/nationalism?lang=en").text
    assert "denied" in text
    drawing = text[text.index('class="ego"') : text.index("</figure>")]
    assert "commitment-of-the-nation" not in drawing and "denied" not in drawing


def test_an_inferred_relation_says_so_and_why(client: FlaskClient, published_store: Store) -> None:
    text = Page(client.get("/id/concept/regional-competitiveness?lang=en").text).text
    assert "inferred" in text and "by the rule property chain" in text


def test_inverse_and_more_general_relations_are_not_repeated(client: FlaskClient) -> None:
    text = client.get("/id/factor/security?lang=en").text
    relations = text[text.index('class="relations"') : text.index('id="evidence"')]
    assert relations.count("/id/concept/regional-competitiveness?") == 1
    assert ">influenced by<" not in relations


def test_the_address_of_everything_starts_at_our_own_namespace(minted: list[str]) -> None:
    assert all(iri.startswith(BASE) and path_of(iri).startswith("/") for iri in minted)


def test_the_statements_that_rest_on_a_work_are_grouped_by_the_printed_page(client: FlaskClient) -> None:
    text = client.get("/id/work/sudantoko-2002?lang=en", headers={"Accept": BROWSER}).text
    whole = re.search(r'id="statements">What rests on it <span class="count">(\d+) statements<', text)
    groups = re.findall(r'<summary><h3>p\. (\d+)[-0-9]* <span class="count">(\d+) statements?<', text)
    assert whole is not None
    assert len(groups) > 5 and [int(page) for page, _ in groups] == sorted(int(page) for page, _ in groups)
    assert sum(int(amount) for _, amount in groups) == int(whole[1]) == text.count('<article class="claim ')
    folded = re.findall(r'<details class="printed-page"( open)?>', text)
    assert folded == [" open"] + [""] * (len(groups) - 1)


def test_a_page_that_many_statements_rest_on_shows_the_first_eight(client: FlaskClient) -> None:
    text = client.get("/id/work/sudantoko-2002?lang=en", headers={"Accept": BROWSER}).text
    for group in text.split('<details class="printed-page"')[1:]:
        amount = int(re.search(r'<span class="count">(\d+) statement', group)[1])  # type: ignore[index]
        first, *further = group.split('<details class="further">')
        assert first.count('<article class="claim ') == (8 if amount > 12 else amount)
        assert bool(further) == (amount > 12)


def test_a_work_cited_without_pages_is_not_grouped(client: FlaskClient) -> None:
    text = client.get("/id/work/agus-2003?lang=en", headers={"Accept": BROWSER}).text
    assert "printed-page" not in text and text.count('<article class="claim ') > 10


def test_shortened_addresses_lead_on(client: FlaskClient) -> None:
    assert client.get("/id?lang=en").location == "/search?lang=en"
    page = Page(client.get("/id/derivation?lang=en", headers={"Accept": BROWSER}).text)
    assert any(link.startswith("/id/rule/") for link in page.links)
