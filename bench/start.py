"""Measure the build of the paper, and the start with a published version up to the first answer.

Run from the project folder: ``.venv/bin/python -m bench.start``
"""

from __future__ import annotations

import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RUNS = 5
BUILD_LIMIT, START_LIMIT = 5.0, 1.5
"""Seconds that the design allows."""


def main() -> None:
    """Print each figure beside its limit and the ratio of the two."""
    with tempfile.TemporaryDirectory() as folder:
        builds = [_time_build(Path(folder) / str(run)) for run in range(RUNS)]
        starts = [_time_start(Path(folder) / "0") for _ in range(RUNS)]
    _show("build and publish the paper", builds, BUILD_LIMIT)
    _show("start to first answer", starts, START_LIMIT)


def _time_build(data: Path) -> float:
    start = time.perf_counter()
    command = [sys.executable, "server.py", "build", "--data", str(data)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return time.perf_counter() - start


def _time_start(data: Path) -> float:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "server.py", "serve", "--data", str(data), "--port", str(port)]
    start = time.perf_counter()
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL) as server:
        try:
            return _wait_for_answer(f"http://127.0.0.1:{port}/") - start
        finally:
            server.terminate()


def _wait_for_answer(address: str) -> float:
    while True:
        try:
            with urllib.request.urlopen(address, timeout=10) as response:
                response.read()
                return time.perf_counter()
        except urllib.error.URLError:
            time.sleep(0.01)


def _show(name: str, seconds: list[float], limit: float) -> None:
    middle = statistics.median(seconds)
    worst = max(seconds)
    figures = f"median {middle:.2f} s of {len(seconds)} (worst {worst:.2f} s)"
    print(f"{name}: {figures}, limit {limit} s, ratio {middle / limit:.2f}")


if __name__ == "__main__":
    main()
