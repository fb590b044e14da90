"""The ways in which a client reaches what language models are offered: pipes and HTTP."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection
from pathlib import Path

import pytest
from mcp import StdioServerParameters

from graph.errors import AddressTaken
from graph.knowledge.versions import Version
from graph.settings import Settings
from graph.web.mcp.serving import serve_http
from tests.test_web_mcp import TOOLS, ask_server

ROOT = Path(__file__).parent.parent
REQUEST = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}


def list_processes() -> dict[int, int]:
    """Every process with its parent."""
    found = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            text = path.read_text().rpartition(")")[2].split()
        except OSError:  # it ended meanwhile
            continue
        if text[0] != "Z":
            found[int(path.parent.name)] = int(text[1])
    return found


def list_children(parent: int) -> set[int]:
    known = list_processes()
    found = {parent}
    while more := {one for one, above in known.items() if above in found} - found:
        found |= more
    return found - {parent}


def start(version: Version, *options: str) -> list[str]:
    data = str(version.folder.parent.parent)
    return [sys.executable, str(ROOT / "server.py"), "mcp", "--data", data, "--query-workers", "1", *options]


def test_a_client_is_served_over_pipes(version: Version) -> None:
    command, *arguments = start(version)
    where = StdioServerParameters(command=command, args=arguments)
    tools = ask_server(where, lambda client: client.list_tools()).tools
    assert {one.name for one in tools} == TOOLS


def test_nothing_but_the_protocol_is_written_and_all_ends_with_the_client(version: Version) -> None:
    server = subprocess.Popen(
        start(version), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert server.stdin
    assert server.stdout
    hello = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}}
    query = {"name": "sparql", "arguments": {"query": "ASK {}"}}
    for message in (
        {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": hello},
        {"jsonrpc": "2.0", "method": "notifications/initialized"},
        {"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": query},
    ):
        server.stdin.write(json.dumps(message) + "\n")
        server.stdin.flush()
    answers = [json.loads(server.stdout.readline()) for _ in range(2)]
    assert [one["id"] for one in answers] == [1, 2]
    assert answers[1]["result"]["structuredContent"]["verdict"] is True
    children = list_children(server.pid)
    assert children
    server.stdin.close()
    assert server.wait(10) == 0
    assert server.stdout.read() == ""
    assert server.stderr
    assert '"path":"/sparql"' in server.stderr.read()
    server.stdout.close()
    server.stderr.close()
    assert not wait_for(children)


def test_a_client_is_served_over_http_which_only_answers_to_its_own_name(version: Version) -> None:
    server = subprocess.Popen(
        start(version, "--http", "--port", "0", "--allow-host", "graph.example"), stdout=subprocess.PIPE, text=True
    )
    try:
        assert server.stdout
        address = server.stdout.readline().split(" at ")[1].split()[0]
        assert address.startswith("http://127.0.0.1:")
        tools = ask_server(address, lambda client: client.list_tools()).tools
        assert {one.name for one in tools} == TOOLS
        assert post(address, "graph.example") == 200
        assert post(address, "evil.example") == 421
        assert post(address, "graph.example", origin="https://evil.example") == 403
        children = list_children(server.pid)
    finally:
        server.terminate()
        server.wait(10)
        server.stdout.close()
    assert not wait_for(children)


def post(address: str, host: str, origin: str = "") -> int:
    place, _, path = address.removeprefix("http://").partition("/")
    connection = HTTPConnection(place, timeout=10)
    headers = {"Host": host, "Content-Type": "application/json", "Accept": "application/json, text/event-stream"}
    connection.request("POST", f"/{path}", json.dumps(REQUEST), {**headers, **({"Origin": origin} if origin else {})})
    status = connection.getresponse().status
    connection.close()
    return status


def wait_for(processes: set[int]) -> set[int]:
    """Give those of some processes that have not ended after a while."""
    until = time.monotonic() + 5
    while (left := processes & list_processes().keys()) and time.monotonic() < until:
        time.sleep(0.05)
    return left


def test_an_address_that_is_taken_is_said(version: Version) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(AddressTaken):
            serve_http(Settings(data=version.folder.parent.parent), None, str(other.getsockname()[1]), [])


def test_without_a_version_it_says_how_to_make_one(tmp_path: Path) -> None:
    command = [sys.executable, str(ROOT / "server.py"), "mcp", "--data", str(tmp_path)]
    done = subprocess.run(
        command, input="", capture_output=True, text=True, check=False, env={**os.environ, "LANG": "C"}
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert "python server.py build" in done.stderr
