"""Serving for real: processes, a port, signals. Nothing may be left behind."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import pytest

import server
from graph.knowledge.versions import Version

ROOT = Path(__file__).parent.parent
PATIENCE = 20


class Service:
    """A running ``python server.py`` on a free port."""

    def __init__(self, data: Path, log: IO[bytes] | int = subprocess.DEVNULL) -> None:
        command = [sys.executable, "server.py", "--port", "0", "--data", str(data), "--language", "en"]
        self.process = subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=log, text=True, start_new_session=True
        )
        assert self.process.stdout is not None
        self.lines = iter(self.process.stdout)
        self.line = next(line for line in self.lines if "http://" in line)
        self.port = int(self.line.split("http://127.0.0.1:")[1].split("/")[0])

    def get(self, path: str) -> int:
        deadline = time.monotonic() + PATIENCE
        while True:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
            try:
                connection.request("GET", path)
                return connection.getresponse().status
            except ConnectionError:
                assert time.monotonic() < deadline
                time.sleep(0.05)
            finally:
                connection.close()

    def processes(self) -> list[int]:
        """The service, every process that it has started, and theirs."""
        children: dict[int, list[int]] = {}
        for folder in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                parent = int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1])
                children.setdefault(parent, []).append(int(folder.name))
        found = [self.process.pid]
        for process in found:
            found += children.get(process, [])
        return found

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()


@pytest.fixture
def service(version: Version) -> Iterator[Service]:
    running = Service(version.folder.parent.parent)
    yield running
    running.close()


def are_gone(processes: list[int]) -> bool:
    """Wait until none of the processes is left; a zombie counts as gone."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if not any(is_alive(one) for one in processes):
            return True
        time.sleep(0.05)
    return False


def is_alive(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def test_a_published_version_is_served(service: Service, version: Version) -> None:
    assert version.id in service.line
    assert service.get("/") == 200


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_a_signal_stops_everything(service: Service, name: str) -> None:
    assert service.get("/") == 200
    processes = service.processes()
    assert len(processes) > 2
    os.killpg(service.process.pid, signal.Signals[name])
    assert service.process.wait(PATIENCE) == 0
    assert are_gone(processes)


def test_no_process_outlives_a_killed_service(service: Service) -> None:
    assert service.get("/") == 200
    processes = service.processes()
    service.process.kill()
    assert are_gone(processes)


def test_a_taken_port_is_refused(version: Version, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        arguments = ["--port", str(port), "--data", str(version.folder.parent.parent), "--language", "en"]
        assert server.main(arguments) == 1
    assert f"port {port}" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_the_last_request_is_logged_when_the_service_is_stopped(version: Version, tmp_path: Path, name: str) -> None:
    with (tmp_path / "log").open("wb") as log:
        service = Service(version.folder.parent.parent, log)
        try:
            assert service.get("/healthz?last") == 200
            os.killpg(service.process.pid, signal.Signals[name])
            assert service.process.wait(PATIENCE) == 0
        finally:
            service.close()
    lines = [json.loads(line) for line in (tmp_path / "log").read_text().splitlines()]
    assert [(line["path"], line["status"]) for line in lines] == [("/healthz", 200)]
