"""Content negotiation, as a table (RFC 9110, section 12.5.1)."""

from __future__ import annotations

import contextlib
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import NotAcceptable
from graph.formats import (
    CSV,
    GRAPH_FORMATS,
    HTML,
    JSON,
    JSON_LD,
    N_QUADS,
    N_TRIPLES,
    RDF_XML,
    RESULT_FORMATS,
    TRIG,
    TSV,
    TURTLE,
    XML,
    Format,
    find_format,
    negotiate,
)

PAGE_FORMATS = (HTML, *GRAPH_FORMATS)


@pytest.mark.parametrize(
    ("accept", "offered", "chosen"),
    [
        (None, RESULT_FORMATS, JSON),
        ("", RESULT_FORMATS, JSON),
        ("  ", RESULT_FORMATS, JSON),
        ("*/*", RESULT_FORMATS, JSON),
        ("*/*", GRAPH_FORMATS, TURTLE),
        ("application/*", RESULT_FORMATS, JSON),
        ("text/*", RESULT_FORMATS, CSV),
        ("text/*", GRAPH_FORMATS, TURTLE),
        ("text/csv", RESULT_FORMATS, CSV),
        ("TEXT/CSV", RESULT_FORMATS, CSV),
        ("text/tab-separated-values", RESULT_FORMATS, TSV),
        ("application/sparql-results+json", RESULT_FORMATS, JSON),
        ("application/json", RESULT_FORMATS, JSON),
        ("application/json", GRAPH_FORMATS, JSON_LD),
        ("application/sparql-results+xml", RESULT_FORMATS, XML),
        ("application/xml", RESULT_FORMATS, XML),
        ("text/xml", RESULT_FORMATS, XML),
        ("application/xml", GRAPH_FORMATS, RDF_XML),
        ("application/rdf+xml", GRAPH_FORMATS, RDF_XML),
        ("application/n-triples", GRAPH_FORMATS, N_TRIPLES),
        ("text/plain", GRAPH_FORMATS, N_TRIPLES),
        ("application/n-quads", GRAPH_FORMATS, N_QUADS),
        ("application/trig", GRAPH_FORMATS, TRIG),
        ("application/x-turtle", GRAPH_FORMATS, TURTLE),
        ("text/turtle;charset=utf-8", GRAPH_FORMATS, TURTLE),
        ("application/sparql-results+json; charset=utf-8", RESULT_FORMATS, JSON),
        ("application/sparql-results+json; charset=utf-8; q=0.1, text/csv; q=0.9", RESULT_FORMATS, CSV),
        ("application/sparql-results+xml;q=0.5, text/csv;q=0.7", RESULT_FORMATS, CSV),
        ("application/sparql-results+json;q=0, */*", RESULT_FORMATS, XML),
        ("text/csv;q=0, text/*", RESULT_FORMATS, TSV),
        ("image/png, */*;q=0.1", RESULT_FORMATS, JSON),
        ("text/csv, application/sparql-results+xml", RESULT_FORMATS, XML),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", PAGE_FORMATS, HTML),
        ("text/turtle, text/html;q=0.5", PAGE_FORMATS, TURTLE),
        ("*/*, application/n-triples", GRAPH_FORMATS, N_TRIPLES),
        ("text/turtle;q=0.3, text/*;q=0.9, application/trig;q=0.4", GRAPH_FORMATS, TRIG),
        ("*/*;q=0.1, text/*;q=0, application/rdf+xml;q=0", GRAPH_FORMATS, N_TRIPLES),
        ("*/*;q=0, text/csv", RESULT_FORMATS, CSV),
        ("application/xml;q=0.2, text/csv;q=0.2;level=1", RESULT_FORMATS, CSV),
        ("application/sparql-results+json;q=0, application/json, text/csv;q=0.1", RESULT_FORMATS, CSV),
        ("application/json;q=0, */*", RESULT_FORMATS, JSON),
        ('application/ld+json;profile="a,b;q=0"', GRAPH_FORMATS, JSON_LD),
        ('text/csv;charset="UTF-8", text/tab-separated-values;q=0.5', RESULT_FORMATS, CSV),
        ("text/csv;charset=iso-8859-1, text/tab-separated-values;q=0.5", RESULT_FORMATS, TSV),
        ("text/csv;q=nonsense, text/tab-separated-values;q=0.001", RESULT_FORMATS, TSV),
        ("text/csv ; Q=0.5 , text/tab-separated-values ; q=1.000", RESULT_FORMATS, TSV),
    ],
)
def test_the_client_gets_what_it_likes_best(accept: str | None, offered: tuple[Format, ...], chosen: Format) -> None:
    assert negotiate(accept, offered) is chosen


@pytest.mark.parametrize(
    "accept",
    [
        "image/png",
        "text/turtle",
        "*/*;q=0",
        "text/*;q=0",
        "text/csv;q=0",
        "nonsense",
        "text/csv;charset=utf-16",
        "text/csv;q=2",
        ",;,",
    ],
)
def test_what_nobody_offers_is_not_acceptable(accept: str) -> None:
    with pytest.raises(NotAcceptable) as caught:
        negotiate(accept, RESULT_FORMATS)
    assert "text/csv" in str(caught.value)


@pytest.mark.parametrize("header", ['a/b;"' + '\\"' * 30_000, '"' * 60_001, "a/b," * 15_000, "a/b" + ";x" * 30_000])
def test_a_hostile_header_is_read_in_no_time(header: str) -> None:
    started = time.process_time()
    with pytest.raises(NotAcceptable):
        negotiate(header, RESULT_FORMATS)
    assert time.process_time() - started < 1


ALPHABET = st.sampled_from(["text", "/", "csv", "*", ";", "q=", "0.5", "1", ",", '"', "\\", " ", "charset=", "utf-8"])


@given(st.text(max_size=60) | st.lists(ALPHABET, max_size=20).map("".join))
def test_no_header_breaks_the_negotiation(accept: str) -> None:
    with contextlib.suppress(NotAcceptable):
        assert negotiate(accept, RESULT_FORMATS) in RESULT_FORMATS


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("ttl", TURTLE),
        ("TTL", TURTLE),
        ("turtle", TURTLE),
        ("json-ld", JSON_LD),
        (" nq ", N_QUADS),
        ("application/json", JSON_LD),
        ("docx", None),
        ("", None),
    ],
)
def test_a_format_is_found_by_suffix_name_or_media_type(name: str, found: Format | None) -> None:
    assert find_format(name, GRAPH_FORMATS) is found


@pytest.mark.parametrize("offered", [RESULT_FORMATS, GRAPH_FORMATS])
def test_no_two_formats_share_a_name(offered: tuple[Format, ...]) -> None:
    for part in ("name", "media_type", "suffix"):
        assert len({getattr(one, part) for one in offered}) == len(offered)


def test_only_text_names_its_charset() -> None:
    assert TURTLE.content_type == "text/turtle; charset=utf-8"
    assert JSON.content_type == "application/sparql-results+json"
