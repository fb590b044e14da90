"""What many tests need: the project, a tiny project of their own, and versions built from both."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, sync_playwright
from pyoxigraph import RdfFormat, Store

from graph.knowledge.build import build
from graph.knowledge.versions import Version
from tests import remote_services
from tests.remote_services import Service
from tests.web_site import opened

ROOT = Path(__file__).parent.parent
DATA = Path(__file__).parent / "data"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
BROWSER_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]


@pytest.fixture(autouse=True)
def environment_stays_as_it_was() -> Iterator[None]:
    """No test may change the environment of the next one."""
    before = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    yield
    assert {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")} == before


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """A small project of the test's own, to be broken at will."""
    return Path(shutil.copytree(DATA / "tiny", tmp_path / "tiny"))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """An empty folder for versions."""
    return tmp_path / "data"


@pytest.fixture(scope="session")
def version(tmp_path_factory: pytest.TempPathFactory) -> Version:
    """The real content, built and published once for all tests; only to be read."""
    return build(ROOT, tmp_path_factory.mktemp("published"), message="for the tests", report=lambda line: None)


@pytest.fixture(scope="module")
def app(version: Version) -> Iterator[Flask]:
    """The application over the real content; each module has its own."""
    with opened(version) as one:
        yield one


@pytest.fixture(scope="module")
def client(app: Flask) -> FlaskClient:
    """Asks the application."""
    return app.test_client()


@pytest.fixture(scope="session")
def published_store(version: Version) -> Store:
    """Every graph of the real content; only to be read."""
    store = Store()
    store.bulk_load(path=version.dataset, format=RdfFormat.N_QUADS)
    return store


@pytest.fixture(scope="session")
def history(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Version]]:
    """A small project with three versions, the earliest first, and the folder of their data; only to be read."""
    from tests.version_site import make_history

    return make_history(tmp_path_factory.mktemp("history"))


@pytest.fixture(scope="session")
def versions(history: tuple[Path, list[Version]]) -> list[Version]:
    """The versions of the small project."""
    return history[1]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A browser for all tests; each opens a page of its own."""
    path = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    assert path, "The browser tests need Chromium: sudo apt-get install chromium"
    with sync_playwright() as play:
        started = play.chromium.launch(executable_path=path, args=BROWSER_ARGUMENTS)
        yield started
        started.close()


@pytest.fixture(scope="session", params=["oxigraph", "virtuoso"])
def service(
    request: pytest.FixtureRequest, version: Version, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Service]:
    """Another SPARQL service with the real content; whoever writes to it leaves it as it was."""
    with getattr(remote_services, request.param)(
        tmp_path_factory.mktemp("services") / request.param, version.dataset
    ) as one:
        yield one
