"""The figures for Prometheus: they count what happened, and their library can read them."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from flask import Flask
from prometheus_client.parser import text_string_to_metric_families

from graph.web.gateway import Gateway
from graph.web.journal import Record
from graph.web.metrics import Metrics, find_kind
from tests.sparql_site import BOMBS, TIMEOUT, application

SELECT = "SELECT (1 AS ?one) {}"


@pytest.fixture
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with application(tmp_path_factory.mktemp("metrics")) as one:
        yield one


def address(query: str, **more: str) -> str:
    return "/sparql?" + urlencode({"query": query, **more})


Figures = dict[tuple[str, ...], float]


def read(app: Flask) -> Figures:
    """Read all figures, each by its name and the values of its labels, the process aside."""
    response = app.test_client().get("/metrics")
    assert (response.status_code, response.headers["Cache-Control"]) == (200, "no-store")
    assert response.content_type.startswith("text/plain; version=")
    figures: Figures = {}
    for family in text_string_to_metric_families(response.text):
        for sample in family.samples:
            labels = [value for name, value in sorted(sample.labels.items()) if name != "process"]
            figures[sample.name, *labels] = sample.value
            assert sample.labels["process"].isdigit()
    return figures


def test_requests_are_counted_by_kind_and_status(app: Flask) -> None:
    client = app.test_client()
    for path in (address(SELECT), address(SELECT), address("nonsense"), "/no/page", "/static/simpul.css"):
        client.get(path)
    client.post("/sparql", data={"update": "CLEAR ALL"})
    figures = read(app)
    expected = {("query", "200"): 2, ("query", "400"): 1, ("page", "404"): 1, ("asset", "200"): 1, ("update", "403"): 1}
    assert {key[1:]: value for key, value in figures.items() if key[0] == "simpul_requests_total"} == expected
    assert figures["simpul_updates_total", "refused"] == 1
    assert figures["simpul_updates_total", "published"] == 0
    assert read(app)["simpul_requests_total", "health", "200"] == 1


def test_the_cache_is_counted(app: Flask) -> None:
    before = read(app)
    client = app.test_client()
    for _ in range(3):
        client.get(address(SELECT))
    figures = read(app)
    assert figures["simpul_cache_requests_total", "miss"] == 1
    assert figures["simpul_cache_requests_total", "hit"] == 2
    assert figures["simpul_cache_answers",] == 1
    assert figures["simpul_cache_bytes",] > before["simpul_cache_bytes",] == 0


def test_times_are_counted_in_buckets(app: Flask) -> None:
    app.test_client().get(address(SELECT))
    figures = read(app)
    assert figures["simpul_request_duration_seconds_count", "query"] == 1
    buckets = [
        value for key, value in figures.items() if key[:2] == ("simpul_request_duration_seconds_bucket", "query")
    ]
    assert len(buckets) > 10 and sorted(buckets) == buckets
    assert figures["simpul_request_duration_seconds_bucket", "query", "+Inf"] == 1
    assert 0 < figures["simpul_request_duration_seconds_sum", "query"] < 5


def test_a_query_that_was_ended_is_counted_by_its_cause(app: Flask) -> None:
    client = app.test_client()
    assert client.get(address(BOMBS["count"], timeout=str(TIMEOUT))).status_code == 503
    assert client.get(address(BOMBS["concat"], timeout="4")).status_code == 503
    figures = read(app)
    assert figures["simpul_query_workers_ended_total", "deadline"] == 1
    assert figures["simpul_query_workers_ended_total", "memory"] == 1
    assert figures["simpul_query_workers_ended_total", "crash"] == 0
    assert figures["simpul_query_workers_started_total",] >= 3
    assert figures["simpul_query_workers",] >= 2


def test_the_current_version_and_the_queue_are_told(app: Flask) -> None:
    figures = read(app)
    assert figures["simpul_version_info", "tested000000"] == 1
    assert (figures["simpul_queue_quick",], figures["simpul_queue_slow",]) == (0, 0)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "page"),
        ("/sparql", "query"),
        ("/sparql.csv", "query"),
        ("/sparql/", "query"),
        ("/sparqling", "page"),
        ("/store", "store"),
        ("/static/a.css", "asset"),
        ("/metrics", "health"),
        ("/id/factor/security", "page"),
    ],
)
def test_a_kind_is_found_by_its_path(path: str, kind: str) -> None:
    assert find_kind(path) == kind


def test_changes_of_graphs_are_counted_as_updates() -> None:
    metrics = Metrics()
    for method, status in (("GET", 200), ("PUT", 201), ("DELETE", 422)):
        metrics.count(Record(0, "id", "client", method, "/store", "", status, 10, 0.1, "", ""))
    assert metrics.updates == {"published": 1, "refused": 1}


def test_two_applications_have_figures_of_their_own(app: Flask, tmp_path_factory: pytest.TempPathFactory) -> None:
    with application(tmp_path_factory.mktemp("other")) as other:
        other.test_client().get(address(SELECT))
        assert isinstance(other.wsgi_app, Gateway)
        assert ("simpul_requests_total", "query", "200") in read(other)
        assert ("simpul_requests_total", "query", "200") not in read(app)
