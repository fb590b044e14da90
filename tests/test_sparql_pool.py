"""Queries that would take everything are ended, and nobody else notices."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest

from graph.errors import (
    EngineUnavailable,
    QueryCrashed,
    QueryMemory,
    QueryTimeout,
    QueueFull,
    ResultTooLarge,
    SimpulError,
)
from graph.formats import JSON
from graph.sparql.forkserver import ForkServer
from graph.sparql.jobs import Job
from graph.sparql.limits import PoolLimits
from graph.sparql.pool import WorkerPool
from tests.sparql_site import BOMBS, GRACE, TIMEOUT, write_dataset

LIGHT = Job("ASK {}", JSON.media_type)
ENDLESS = Job(BOMBS["count"], JSON.media_type)
MEMORY = 96


def limit(**given: object) -> PoolLimits:
    values = {"size": 2, "timeout": TIMEOUT, "memory": MEMORY, "result_size": 1, "queue": 8, **given}
    return PoolLimits(**values)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def fork_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ForkServer]:
    with closing(ForkServer(write_dataset(tmp_path_factory.mktemp("pool")))) as one:
        yield one


@pytest.fixture(scope="module")
def pool(fork_server: ForkServer) -> Iterator[WorkerPool]:
    with closing(WorkerPool(fork_server, limit(slow=2, slow_queue=2))) as one:
        yield one


def resident(process: int) -> int:
    resident, shared = Path(f"/proc/{process}/statm").read_text().split()[1:3]
    return (int(resident) - int(shared)) * os.sysconf("SC_PAGE_SIZE") // 2**20


@contextmanager
def watched(pool: WorkerPool) -> Iterator[list[int]]:
    """Look at the memory of all workers again and again; gives what was seen."""
    seen, is_done = [0], threading.Event()

    def look() -> None:
        while not is_done.wait(0.01):
            for process in pool.statistics.processes:
                with suppress(OSError, IndexError):
                    seen.append(resident(process))

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield seen
    finally:
        is_done.set()
        thread.join()


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_ended_in_time_and_the_next_query_answered_at_once(pool: WorkerPool, name: str) -> None:
    pool.run(LIGHT)
    before = max(resident(process) for process in pool.statistics.processes)
    with watched(pool) as seen:
        started = time.monotonic()
        with pytest.raises((QueryTimeout, QueryMemory, ResultTooLarge)):
            pool.run(Job(BOMBS[name], "text/turtle" if "CONSTRUCT" in BOMBS[name] else JSON.media_type))
        ended = time.monotonic()
        assert pool.run(LIGHT) == b'{"head":{},"boolean":true}'
        again = time.monotonic()
    assert ended - started < TIMEOUT + GRACE
    assert again - ended < GRACE
    assert max(seen) < before + MEMORY + 16


def test_a_client_may_lower_the_limit_but_not_raise_it(pool: WorkerPool) -> None:
    for asked, least, most in ((0.2, 0.2, 0.6), (60, TIMEOUT, TIMEOUT + GRACE)):
        started = time.monotonic()
        with pytest.raises(QueryTimeout) as caught:
            pool.run(ENDLESS, asked)
        assert least <= time.monotonic() - started < most
        assert caught.value.fields["limit"] == least


def test_memory_is_told_from_time(fork_server: ForkServer) -> None:
    with closing(WorkerPool(fork_server, limit(timeout=10.0))) as pool, pytest.raises(QueryMemory):
        pool.run(Job(BOMBS["concat"], JSON.media_type))


def test_an_answer_that_grows_too_large_is_an_error_and_never_half_an_answer(pool: WorkerPool) -> None:
    with pytest.raises(ResultTooLarge):
        pool.run(Job("SELECT * { ?a ?b ?c . ?d ?e ?f }", JSON.media_type))


def test_a_stack_overflow_costs_only_its_own_query(fork_server: ForkServer) -> None:
    with closing(WorkerPool(fork_server, limit(timeout=10.0, memory=700))) as pool:
        with pytest.raises(QueryCrashed):
            pool.run(Job("SELECT * " + "{" * 200_000, JSON.media_type))
        assert pool.run(LIGHT)


def kill_soon(pool: WorkerPool) -> threading.Timer:
    def kill() -> None:
        for process in pool.statistics.processes:
            os.kill(process, signal.SIGKILL)

    timer = threading.Timer(0.3, kill)
    timer.start()
    return timer


def test_a_worker_killed_from_outside_is_a_crash_and_is_replaced(pool: WorkerPool) -> None:
    timer = kill_soon(pool)
    started = time.monotonic()
    with pytest.raises(QueryCrashed):
        pool.run(ENDLESS)
    assert time.monotonic() - started < TIMEOUT
    timer.join()
    assert pool.run(LIGHT)


def test_workers_that_died_while_idle_cost_nobody_anything(pool: WorkerPool) -> None:
    pool.run(LIGHT)
    for process in pool.statistics.processes:
        os.kill(process, signal.SIGKILL)
    assert pool.run(LIGHT)


def run_quietly(pool: WorkerPool, job: Job, outcomes: list[str]) -> None:
    try:
        pool.run(job)
        outcomes.append("answer")
    except SimpulError as error:
        outcomes.append(error.kind)


def start_many(pool: WorkerPool, job: Job, number: int) -> tuple[list[threading.Thread], list[str]]:
    outcomes: list[str] = []
    threads = [threading.Thread(target=run_quietly, args=(pool, job, outcomes)) for _ in range(number)]
    for thread in threads:
        thread.start()
    return threads, outcomes


def test_light_queries_are_answered_while_heavy_ones_run(fork_server: ForkServer) -> None:
    with closing(WorkerPool(fork_server, limit(timeout=2.0, slow=2, slow_queue=6))) as pool:
        threads, outcomes = start_many(pool, ENDLESS, 8)
        time.sleep(1.0)  # each of them has been found to be heavy by now
        waits = []
        for _ in range(100):
            started = time.monotonic()
            pool.run(LIGHT)
            waits.append(time.monotonic() - started)
        assert sorted(waits)[90] < 0.1
        assert not outcomes
        pool.close()
        for thread in threads:
            thread.join()


def test_who_does_not_fit_in_the_line_is_sent_away_at_once(fork_server: ForkServer) -> None:
    with closing(WorkerPool(fork_server, limit(size=1, queue=1))) as pool:
        pool.run(LIGHT)
        threads, outcomes = start_many(pool, ENDLESS, 2)
        time.sleep(0.2)
        started = time.monotonic()
        with pytest.raises(QueueFull) as caught:
            pool.run(LIGHT)
        assert time.monotonic() - started < 0.2
        assert caught.value.fields["retry"] == 1
        for thread in threads:
            thread.join()
        assert sorted(outcomes) in (["query-timeout", "query-timeout"], ["query-timeout", "queue-full"])


def test_many_threads_get_each_its_own_answer(pool: WorkerPool) -> None:
    answers: dict[int, bytes] = {}

    def work(number: int) -> None:
        for _ in range(20):
            answers[number] = pool.run(Job(f"SELECT ({number} AS ?n) {{}}", "text/csv"))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == {number: f"n\r\n{number}\r\n".encode() for number in range(8)}


def test_closing_leaves_no_process_behind(fork_server: ForkServer) -> None:
    pool = WorkerPool(fork_server, limit(timeout=30.0))
    pool.run(LIGHT)
    threads, outcomes = start_many(pool, ENDLESS, 2)
    time.sleep(0.2)
    processes = pool.statistics.processes
    pool.close()
    for thread in threads:
        thread.join()
    assert outcomes == ["query-crashed", "query-crashed"]
    assert len(processes) >= 2
    assert not [process for process in processes if Path(f"/proc/{process}").exists()]
    with pytest.raises((EngineUnavailable, QueueFull)):
        pool.run(LIGHT)


def test_a_dataset_that_cannot_be_loaded_is_reported(tmp_path: Path) -> None:
    broken = tmp_path / "dataset.nq"
    broken.write_text("this is no N-Quads\n", encoding="utf-8")
    with (
        closing(ForkServer(broken)) as fork_server,
        closing(WorkerPool(fork_server, limit())) as pool,
        pytest.raises(EngineUnavailable) as caught,
    ):
        pool.run(LIGHT)
    assert "line 1" in str(caught.value)


def test_a_template_that_was_killed_is_started_again(tmp_path: Path) -> None:
    with (
        closing(ForkServer(write_dataset(tmp_path))) as fork_server,
        closing(WorkerPool(fork_server, limit(size=1))) as pool,
    ):
        pool.run(LIGHT)
        os.kill(fork_server.pid, signal.SIGKILL)
        assert pool.run(LIGHT)
