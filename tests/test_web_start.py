"""The first page and its picture: what it says is what the data says."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from tests.web_site import Page


def test_the_picture_has_the_six_factors_in_order_and_every_part_is_a_link(client: FlaskClient) -> None:
    text = client.get("/?lang=en").text
    picture = text[text.index('<svg class="argument-picture"') : text.index("</svg>", text.index("argument-picture"))]
    parts = re.findall(r'class="node [^"]*" href="/id/([^?"]+)', picture)
    assert parts[:6] == [
        "factor/local-government-capacity",
        "factor/culture-and-competitive-spirit",
        "factor/active-stakeholder-participation",
        "factor/security",
        "factor/ngo-role",
        "factor/nationalism",
    ]
    assert set(parts[6:]) == {
        "concept/regional-competitiveness",
        "concept/industry-cluster",
        "effect/spread",
        "effect/backwash",
    }
    assert "<title" in picture and "<desc" in picture


@pytest.mark.parametrize("factor", ["security", "nationalism", "ngo-role", "local-government-capacity"])
def test_the_numbers_of_the_picture_are_those_of_the_page_behind_it(client: FlaskClient, factor: str) -> None:
    listed = client.get("/?lang=en").text
    item = re.search(rf'<li><a href="/id/factor/{factor}[^>]*>.*?<a href="(/evidence[^"]+)">([^<]+)</a>', listed)
    assert item is not None
    assert int(item[2].split()[0]) == client.get(item[1].replace("/evidence?", "/evidence.json?")).json["count"]
    page = client.get(f"/id/factor/{factor}?lang=en").text
    heading = re.search(r'id="statements">Evidence <span class="count">([^<]+)<', page)
    assert heading is not None
    assert heading.group(1).strip() == item[2].strip()


def test_the_two_effects_carry_their_signs(client: FlaskClient) -> None:
    text = client.get("/?lang=en").text
    assert re.search(r'class="node effect positive" href="/id/effect/spread', text)
    assert re.search(r'class="node effect negative" href="/id/effect/backwash', text)


def test_the_three_ways_in_lead_to_questions_network_and_endpoint(client: FlaskClient) -> None:
    page = Page(client.get("/?lang=en", base_url="http://simpul.example:8080").text)
    questions = [link for link in page.links if link.startswith("/queries/")]
    counted = [link for link in questions if link.startswith("/queries/linkages-of-actor?")]
    assert (len(questions), len(counted)) == (6 + 5, 5)
    assert all(client.get(link).status_code == 200 for link in questions)
    assert any(link.startswith("/queries?") for link in page.links)
    assert any(link.startswith("/network") for link in page.links)
    assert "http://simpul.example:8080/sparql" in page.text
