"""What the documents say is so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from graph.knowledge.versions import Version
from graph.web import gateway
from server import main
from tests.web_site import opened

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
ADDRESSES = README.split("## Addresses", 1)[1].split("##", 1)[0]
OUTSIDE = {"static"}
"""Endpoints that are no address of their own."""


@pytest.fixture(scope="module")
def app(version: Version) -> Iterator[Flask]:
    with opened(version) as one:
        yield one


def test_the_first_example_gives_what_the_readme_shows(app: Flask) -> None:
    query = re.search(r"'query=\n(.*?)'\n```", README, re.DOTALL)
    answer = re.search(r"```text\n(.*?)```", README, re.DOTALL)
    assert query
    assert answer
    response = app.test_client().post("/sparql", data={"query": query[1]}, headers={"Accept": "text/csv"})
    assert response.text.replace("\r\n", "\n") == answer[1]


def test_every_address_in_the_readme_is_served(app: Flask) -> None:
    named = {f"/{name}" for name in re.findall(r"`/([a-z]*)", ADDRESSES)}
    served = {"/" + rule.rule.split("/")[1].split("<")[0].split(".")[0] for rule in app.url_map.iter_rules()}
    served |= set(gateway.ADDRESSES)
    assert named
    assert named <= served


def test_every_address_that_is_served_is_in_the_readme(app: Flask) -> None:
    rules = {rule.rule.split("/")[1].split("<")[0].split(".")[0] for rule in app.url_map.iter_rules()}
    rules |= {address.removeprefix("/") for address in gateway.ADDRESSES}
    assert not [rule for rule in sorted(rules - OUTSIDE) if f"`/{rule}" not in ADDRESSES]


def test_every_target_of_make_in_the_readme_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"`make ([a-z]+)`", README))
    assert targets >= {"serve", "build", "test", "check"}
    assert not [target for target in targets if not re.search(rf"^{target}:", makefile, re.MULTILINE)]


@pytest.mark.parametrize("command", sorted(set(re.findall(r"`python server\.py ([a-z]+)", README))))
def test_every_command_in_the_readme_has_its_help(command: str) -> None:
    with pytest.raises(SystemExit) as end:
        main([command, "--help"])
    assert end.value.code == 0


def test_every_file_that_the_documents_name_exists() -> None:
    for document in ("README.md", "CONTRIBUTING.md", "SECURITY.md", "bench/RESULTS.md"):
        text = (ROOT / document).read_text(encoding="utf-8")
        named = re.findall(r"`((?:tests|graph|bench|docs|queries|ontology)/[\w./-]*[\w/])`", text)
        assert not [path for path in named if not (ROOT / path).exists()], document
