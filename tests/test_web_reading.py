"""Statements, citations and passages stand in their place, and a document is read from beginning to end."""

from __future__ import annotations

import re
from urllib.parse import urldefrag, urlsplit

import pytest
from flask.testing import FlaskClient
from pyoxigraph import NamedNode, Store

from graph.knowledge.versions import Version
from graph.namespaces import GRAPH, ID, RDF, SIM
from graph.terms import Row, Term, literal
from graph.web.addresses import path_of
from graph.web.lexicon import Lexicon
from graph.web.standing import Beside, Standing
from tests.web_site import Page

BROWSER = {"Accept": "text/html"}
DOCUMENT = "/id/document/rais-flassy"


def show(client: FlaskClient, path: str) -> str:
    response = client.get(f"{path}{'&' if '?' in path else '?'}lang=en", headers=BROWSER)
    assert response.status_code == 200
    return response.text


def statements(text: str) -> list[str]:
    links = (urlsplit(link).path for link in Page(text[text.index('id="read"') :]).links)
    return [link.removeprefix("/id/claim/") for link in links if link.startswith("/id/claim/")]


def test_the_reading_view_has_every_statement_once(client: FlaskClient, published_store: Store) -> None:
    graph = NamedNode(GRAPH + "rais-flassy")
    known = {
        path_of(str(quad.subject).strip("<>")).removeprefix("/id/claim/")
        for quad in published_store.quads_for_pattern(None, NamedNode(SIM + "statedIn"), None, graph)
    }
    shown = statements(show(client, DOCUMENT))
    assert len(shown) == len(set(shown)) and set(shown) == known


def test_the_statements_stand_in_the_order_of_the_text(client: FlaskClient) -> None:
    shown = statements(show(client, DOCUMENT))
    in_order = ["c001", "c002", "c019", "c020", "c156"]
    assert [one for one in shown if one in in_order] == in_order


def test_every_passage_has_an_anchor_that_stays(client: FlaskClient, published_store: Store) -> None:
    graph, passage = NamedNode(GRAPH + "rais-flassy"), NamedNode(SIM + "Passage")
    slugs = {
        str(quad.subject).strip("<>").removeprefix(f"{ID}passage/")
        for quad in published_store.quads_for_pattern(None, NamedNode(RDF + "type"), passage, graph)
    }
    assert "b.6.5" in slugs
    ids = Page(show(client, DOCUMENT)).ids
    assert slugs <= set(ids) and len(ids) == len(set(ids))


def test_the_reading_view_counts_what_it_shows(client: FlaskClient, version: Version) -> None:
    text = " ".join(show(client, DOCUMENT).split())
    assert f"{version.manifest.statements} statements · 23 citations · 10 cited works" in text


@pytest.mark.parametrize(("name", "word"), [("polarity", "negative"), ("attribution", "scope")])
def test_the_reading_view_can_be_narrowed(client: FlaskClient, name: str, word: str, published_store: Store) -> None:
    whole, narrowed = show(client, DOCUMENT), show(client, f"{DOCUMENT}?{name}={word}")
    graph = NamedNode(GRAPH + "rais-flassy")
    found = published_store.quads_for_pattern(None, NamedNode(SIM + name), NamedNode(SIM + word), graph)
    iris = [str(quad.subject).strip("<>") for quad in found]
    having = {iri.removeprefix(f"{ID}claim/") for iri in iris if iri.startswith(f"{ID}claim/")}
    assert set(statements(narrowed)) == having < set(statements(whole))
    assert f'<option value="{word}" selected>' in narrowed and "Show all" in narrowed
    assert narrowed.count('<div class="passage paragraph') < whole.count('<div class="passage paragraph')


def test_a_word_that_is_no_filter_is_told(client: FlaskClient) -> None:
    response = client.get(f"{DOCUMENT}?polarity=%3Cscript%3E&lang=en")
    assert response.status_code == 400
    assert "positive, negative, contested, neutral" in response.json["detail"]  # type: ignore[index]


def test_the_text_of_the_paper_is_not_reproduced_and_what_is_lost_is_said(client: FlaskClient) -> None:
    text = show(client, DOCUMENT)
    assert "The text of the paper itself is not reproduced here" in text
    assert "the bibliography are lost" in text


def test_a_statement_stands_among_its_neighbours(client: FlaskClient) -> None:
    text = show(client, "/id/claim/c021")
    place = text[text.index('id="around"') : text.index('id="evidence-of"')]
    assert [urldefrag(one).fragment for one in Page(place).links if "#" in one][-1] == "b.1.1"
    assert place.count('aria-current="true"') == 1
    assert re.findall(r"/id/claim/(c\d+)\?", place)[:3] == ["c020", "c021", "c022"]


def test_a_contradiction_shows_both_sides_with_their_sources(client: FlaskClient) -> None:
    sides = show(client, "/id/claim/c020")
    sides = sides[sides.index('id="contradictions"') : sides.index('id="around"')]
    assert sides.count('class="side ') == 2
    assert "/id/work/agus-2003?" in sides and "the authors themselves, without a citation" in sides
    assert 'id="contradictions"' not in show(client, "/id/claim/c156")


def test_a_statement_names_what_it_is_given_as_evidence_of(client: FlaskClient) -> None:
    assert "/id/effect/backwash?lang=en" in Page(show(client, "/id/claim/c156")).links


def test_a_citation_lists_what_rests_on_it_by_how_surely_it_covers_it(client: FlaskClient) -> None:
    text = show(client, "/id/citation/cit23")
    assert "<bdi>Sudantoko, 2002: 67</bdi>" in text
    groups = re.findall(r'<h3><a href="/ns\?lang=en#(\w+)".*?<span class="count">(\d+) statement', text)
    assert [name for name, _ in groups] == ["direct", "scope"]
    assert sum(int(amount) for _, amount in groups) == text.count('<article class="claim ')


def test_a_passage_leads_to_those_beside_it_and_into_the_document(client: FlaskClient) -> None:
    links = Page(show(client, "/id/passage/b.6.5")).links
    for link in ("/id/passage/b.6.4?lang=en", "/id/passage/b.6.6?lang=en", f"{DOCUMENT}?lang=en#b.6.5"):
        assert link in links


@pytest.mark.parametrize("path", ["/id/claim/c020", "/id/citation/cit07", "/id/passage/b.3.2", DOCUMENT])
def test_no_id_comes_twice(client: FlaskClient, path: str) -> None:
    ids = Page(show(client, path)).ids
    assert len(ids) == len(set(ids))


def lexicon(parts: dict[str, tuple[str, int, int, str]]) -> Lexicon:
    """Make a lexicon of passages: name to whole, first and last line, and type."""

    def ask(name: str, thing: str = "") -> list[Row]:
        assert (name, thing) == ("places", "")
        return [
            {
                "passage": Term(iri),
                "whole": Term(whole),
                "first": literal(str(first)),
                "last": literal(str(last)),
                "type": Term(SIM + kind),
            }
            for iri, (whole, first, last, kind) in parts.items()
        ]

    return Lexicon("test", ask)


def test_passages_that_contain_each_other_come_to_an_end() -> None:
    standing = Standing(lexicon({"urn:a": ("urn:b", 1, 2, "section"), "urn:b": ("urn:a", 1, 2, "section")}))
    assert 0 < len(standing.wholes("urn:a")) < 20
    assert standing.anchor("urn:c") == ""


def test_beside_a_paragraph_stand_paragraphs_across_sections_but_not_across_documents() -> None:
    parts = {
        "urn:s1": ("urn:d", 1, 9, "section"),
        "urn:h1": ("urn:s1", 1, 1, "heading"),
        "urn:p1": ("urn:s1", 3, 9, "paragraph"),
        "urn:s2": ("urn:d", 11, 20, "section"),
        "urn:p2": ("urn:s2", 13, 20, "paragraph"),
        "urn:p3": ("urn:other", 2, 4, "paragraph"),
    }
    standing = Standing(lexicon(parts))
    assert standing.beside("urn:p1") == Beside("", "urn:p2")
    assert standing.beside("urn:s2") == Beside("urn:s1", "")
    assert standing.beside("urn:p3") == standing.beside("urn:unknown") == Beside()


def test_a_statement_prefers_the_remarks_in_the_language_of_the_reader(client: FlaskClient) -> None:
    text = show(client, "/id/claim/c156")
    assert "The paper says only the security factor" in text and "Naskah hanya menulis" not in text
