"""What the fields of a question offer."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from graph.knowledge.versions import Version


def test_factors_are_offered_before_the_points_under_them(client: FlaskClient) -> None:
    text = client.get("/queries/how-factor-bears-on-competitiveness?lang=en", headers={"Accept": "text/html"}).text
    factors, points = text.split('<optgroup label="')[1:]
    assert (factors.partition('"')[0], points.partition('"')[0]) == ("Factors", "Points of the factors")
    assert factors.count("<option") == 6
    assert factors.index("local-government-capacity") < factors.index("nationalism")


@pytest.mark.parametrize("path", ["/openapi.json", "/reconcile"])
def test_what_the_software_says_of_itself_is_not_kept_for_ever(
    client: FlaskClient, version: Version, path: str
) -> None:
    assert client.get(f"{path}?version={version.id}").headers["Cache-Control"] == "no-cache"
    assert "immutable" in client.get(f"/works.json?version={version.id}").headers["Cache-Control"]
