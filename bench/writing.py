"""Tokens and writes, for the benches that change the graph."""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
import urllib.parse
from pathlib import Path

from bench.servers import ROOT

FORM = "application/x-www-form-urlencoded"


def add_token(data: Path) -> str:
    """Make a token that may update."""
    command = [sys.executable, "server.py", "token", "add", "bench", "--may", "update", "--data", str(data)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"No token could be made:\n{done.stderr}")
    return done.stdout.splitlines()[-1]


class Writer:
    """A connection that is kept, with the right to write."""

    def __init__(self, endpoint: str, token: str) -> None:
        parts = urllib.parse.urlsplit(endpoint)
        self._path = parts.path
        self._connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=3600)
        self._token = token

    def update(self, text: str) -> None:
        """Carry out a SPARQL update; returns once it is acknowledged."""
        self.send("POST", self._path, urllib.parse.urlencode({"update": text}).encode(), FORM)

    def select(self, text: str) -> list[dict[str, str]]:
        """Ask, and give the rows."""
        target = f"{self._path}?{urllib.parse.urlencode({'query': text})}"
        found = json.loads(self.send("GET", target, b"", ""))
        return [{name: value["value"] for name, value in row.items()} for row in found["results"]["bindings"]]

    def send(self, method: str, target: str, body: bytes, content_type: str) -> bytes:
        """Send something and give the body of the answer; any status but 2xx raises."""
        headers = {"Authorization": f"Bearer {self._token}", "Accept": "application/sparql-results+json, */*;q=0.1"}
        if content_type:
            headers["Content-Type"] = content_type
        self._connection.request(method, target, body or None, headers)
        answer = self._connection.getresponse()
        content = answer.read()
        if not 200 <= answer.status < 300:
            raise RuntimeError(f"{method} {target[:80]}: status {answer.status}\n{content[:2000].decode()}")
        return content

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()
