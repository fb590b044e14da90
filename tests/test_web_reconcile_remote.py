"""Search and reconciliation where another service is the engine: its answers lead to the same things."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

from flask.testing import FlaskClient

from graph.settings import Settings
from graph.sparql.remote.opening import open_remote
from graph.web.application import create_app
from tests.reconcile_shapes import extend, reconcile
from tests.remote_services import Service


def test_another_service_finds_and_fetches_the_same(service: Service, tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, endpoint=service.query, log="off")
    with closing(open_remote(settings)[0]) as editions:
        client: FlaskClient = create_app(settings, editions).test_client()
        assert client.get("/search.json?q=Sudantoko+61").json["results"][0]["id"] == "work/sudantoko-2002"
        assert reconcile(client, {"query": "keamanan"})[0]["match"]
        wanted = [{"pid": "sim:citedWork", "v": {"id": "work/sudantoko-2002"}}]
        assert len(reconcile(client, {"properties": wanted, "type": "Citation", "limit": 20})) == 8
        values = extend(client, ["factor/security"], "skos:definition@en", "sim:order")["rows"]["factor/security"]
        assert json.dumps(values["sim:order"]) == '[{"int": 4}]'
        assert values["skos:definition@en"][0]["str"].startswith("Fourth factor")
        proposed = client.get("/reconcile/properties?type=Work").json["properties"]
        assert "skos:definition@en" in [one["id"] for one in proposed]
