"""Errors over HTTP: one shape, for programs and for browsers.

Every error is a problem document (RFC 9457) with ``type``, ``title``, ``status``
and ``detail``, or a page that says the same; its status stands in one table; an
error that nobody foresaw shows nothing of the inside.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import DictLoader

from graph import errors
from graph.errors import SimpulError
from graph.language import LANGUAGES, indonesian
from graph.web import problems
from tests.network_site import make_site

BROWSER = {"Accept": "text/html,*/*;q=0.8", "Accept-Language": "en"}


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    site = make_site({}, tmp_path)

    def fail() -> str:
        raise ZeroDivisionError("the password is 1234")

    def wait() -> str:
        raise errors.QueueFull(waiting=3, retry=7)

    site.add_url_rule("/fail", view_func=fail)
    site.add_url_rule("/wait", view_func=wait)
    return site


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def family(error: type[SimpulError]) -> list[type[SimpulError]]:
    return [error, *(one for child in error.__subclasses__() for one in family(child))]


def test_a_program_gets_a_document(client: FlaskClient) -> None:
    response = client.get("/nowhere", headers={"Accept-Language": "en"})
    assert (response.status_code, response.mimetype) == (404, "application/problem+json")
    assert response.get_json(force=True) == {
        "type": "https://w3id.org/simpul/problem/page-unknown",
        "title": "There is no such page",
        "status": 404,
        "detail": "There is no page /nowhere here. Start from the first page, or search.",
    }


def test_a_browser_gets_a_page(client: FlaskClient) -> None:
    response = client.get("/nowhere", headers=BROWSER)
    assert (response.status_code, response.mimetype) == (404, "text/html")
    assert "There is no page /nowhere here." in response.text


@pytest.mark.parametrize(("language", "title"), [("id", "Halaman tidak ada"), ("en", "There is no such page")])
def test_the_language_is_that_of_the_client(client: FlaskClient, language: str, title: str) -> None:
    response = client.get("/nowhere", headers={"Accept-Language": language})
    assert response.get_json(force=True)["title"] == title
    assert response.headers["Content-Language"] == language
    assert "Accept-Language" in response.vary


@pytest.mark.parametrize("headers", [{}, BROWSER])
def test_a_surprise_is_recorded_and_shows_nothing(
    client: FlaskClient, headers: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    response = client.get("/fail", headers=headers)
    assert response.status_code == 500
    assert "1234" not in response.text
    assert "ZeroDivision" not in response.text
    assert "1234" in caplog.text


def test_who_is_to_wait_is_told_how_long(client: FlaskClient) -> None:
    response = client.get("/wait")
    assert (response.status_code, response.headers["Retry-After"]) == (503, "7")
    assert response.get_json(force=True)["retry"] == 7


def test_a_wrong_method_names_the_right_ones(client: FlaskClient) -> None:
    response = client.delete("/wait")
    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]


def test_an_error_page_that_fails_does_not_hide_the_error(app: Flask) -> None:
    app.jinja_env.loader = DictLoader({})
    response = app.test_client().get("/nowhere", headers=BROWSER)
    assert (response.status_code, response.mimetype) == (404, "application/problem+json")


@pytest.mark.parametrize("error", problems.STATUS, ids=lambda error: error.__name__)
def test_every_kind_with_a_status_has_a_title_in_both_languages(error: type[SimpulError]) -> None:
    title = problems.TITLES[error.kind]
    assert set(LANGUAGES) == {"id", "en"}
    assert indonesian()[title] != title


@pytest.mark.parametrize("error", family(SimpulError), ids=lambda error: error.__name__)
def test_every_message_has_its_indonesian_sentence(error: type[SimpulError]) -> None:
    if error.message != "{detail}":
        assert error.message in indonesian()
