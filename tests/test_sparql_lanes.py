"""Fairness: whoever waits gets a turn, however much others ask for."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import closing

import pytest

from graph.errors import ClientBusy, QueryTimeout, SimpulError
from graph.formats import JSON
from graph.settings import Settings
from graph.sparql.forkserver import ForkServer
from graph.sparql.handover import HandoverQueue
from graph.sparql.jobs import Job, encode_job
from graph.sparql.lanes import Lanes, Shares
from graph.sparql.limits import PoolLimits, limit_public, make_lanes
from graph.sparql.pool import WorkerPool
from tests.sparql_site import BOMBS, EX, TIMEOUT, write_dataset

LIGHT = Job("ASK {}", JSON.media_type)
ENDLESS = Job(BOMBS["count"], JSON.media_type)
SHORT = Job(f"SELECT (COUNT(*) AS ?n) {{ ?a <{EX}number> ?b . ?c <{EX}number> ?d }}", JSON.media_type)
"""Takes some tens of milliseconds."""


def limit(**given: object) -> PoolLimits:
    values = {"size": 4, "timeout": TIMEOUT, "memory": 96, "result_size": 1, "queue": 64, "slow": 2, "slow_queue": 64}
    return PoolLimits(**{**values, **given})  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def fork_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ForkServer]:
    with closing(ForkServer(write_dataset(tmp_path_factory.mktemp("lanes")))) as one:
        yield one


# Lines


def queue_up(queue: HandoverQueue[object], order: list[str], client: str) -> threading.Thread:
    def wait() -> None:
        if queue.take(10, client) is not None:
            order.append(client)
            queue.put(object())

    before = queue.waiting
    thread = threading.Thread(target=wait)
    thread.start()
    while queue.waiting == before:
        time.sleep(0.001)
    return thread


def test_clients_are_served_in_turn() -> None:
    queue: HandoverQueue[object] = HandoverQueue(object())
    taken = queue.take(0)
    order: list[str] = []
    threads = [queue_up(queue, order, client) for client in ("a", "a", "a", "a", "b", "b", "c")]
    queue.put(taken)
    for thread in threads:
        thread.join(10)
    assert "".join(order) == "abcabaa"
    assert queue.waiting == 0


def test_who_gives_up_leaves_the_line() -> None:
    queue: HandoverQueue[str] = HandoverQueue()
    assert queue.take(0.01, "a") is None
    assert queue.waiting == 0
    queue.put("thing")
    assert queue.take(0, "b") == "thing"


def test_a_newcomer_does_not_overtake_who_waits() -> None:
    queue: HandoverQueue[object] = HandoverQueue()
    order: list[str] = []
    thread = queue_up(queue, order, "waiting")
    assert queue.take(0, "new") is None
    queue.put(object())
    thread.join(10)
    assert order == ["waiting"]


def test_a_client_has_no_more_than_its_share() -> None:
    shares = Shares(2, retry=7)
    with shares.hold("a"), shares.hold("a"):
        with pytest.raises(ClientBusy) as caught, shares.hold("a"):
            pass
        assert caught.value.fields == {"count": 2, "limit": 2, "retry": 7}
        with shares.hold("b"), shares.hold(""), shares.hold(""), shares.hold(""):
            pass
    with shares.hold("a"):
        pass


# Pools


def run_many(pool: WorkerPool, job: Job, client: str, number: int) -> tuple[list[threading.Thread], list[str]]:
    outcomes: list[str] = []

    def run() -> None:
        try:
            pool.run(job, None, client)
            outcomes.append("answer")
        except SimpulError as error:
            outcomes.append(error.kind)

    threads = [threading.Thread(target=run) for _ in range(number)]
    for thread in threads:
        thread.start()
    return threads, outcomes


def test_fifty_heavy_queries_of_one_client_do_not_starve_another(fork_server: ForkServer) -> None:
    limits = limit(timeout=3.0)
    lanes = Lanes(limits.size, limits.slow, slow_share=24)
    with closing(WorkerPool(fork_server, limits, lanes)) as pool:
        pool.run(LIGHT)
        threads, outcomes = run_many(pool, ENDLESS, "greedy", 50)
        waits = []
        for _ in range(60):
            started = time.monotonic()
            assert pool.run(LIGHT, None, "modest")
            waits.append(time.monotonic() - started)
            time.sleep(0.01)
        assert sorted(waits)[54] < 0.5  # waiting for one heavy query would take 3 seconds
        while outcomes.count("client-busy") < 26:
            time.sleep(0.01)
        assert set(outcomes) == {"client-busy"}
        pool.close()
        for thread in threads:
            thread.join(10)


def test_a_heavy_query_of_another_client_does_not_wait_for_all_of_one(fork_server: ForkServer) -> None:
    limits = limit(timeout=0.4, slow=1)
    with closing(WorkerPool(fork_server, limits)) as pool:
        pool.run(LIGHT)
        threads, _ = run_many(pool, ENDLESS, "greedy", 8)
        time.sleep(0.3)
        started = time.monotonic()
        with pytest.raises(QueryTimeout):
            pool.run(ENDLESS, None, "modest")
        assert time.monotonic() - started < 3 * 0.4 + 0.5
        pool.close()
        for thread in threads:
            thread.join(10)


def test_pools_of_several_versions_run_no_more_than_one_would(fork_server: ForkServer) -> None:
    limits = limit(timeout=8.0)
    lanes = Lanes(limits.size, limits.slow)
    pools = [WorkerPool(fork_server, limits, lanes) for _ in range(3)]
    try:
        started = [run_many(pool, ENDLESS, "", 4) for pool in pools]
        deadline = time.monotonic() + 5
        while lanes.slow.waiting < 3 * 4 - limits.slow and time.monotonic() < deadline:
            time.sleep(0.01)  # until each of them has been found to be heavy
        assert lanes.slow.waiting == 3 * 4 - limits.slow
        assert lanes.quick.waiting == 0
        began = time.monotonic()
        assert pools[2].run(LIGHT)
        assert time.monotonic() - began < 1.0
    finally:
        for pool in pools:
            pool.close()
    for threads, _ in started:
        for thread in threads:
            thread.join(20)


def test_a_query_known_to_be_heavy_starts_in_the_slow_lane(fork_server: ForkServer) -> None:
    limits = limit(timeout=0.3, slow=1)
    lanes = Lanes(limits.size, limits.slow)
    with closing(WorkerPool(fork_server, limits, lanes)) as pool:
        with pytest.raises(QueryTimeout):
            pool.run(ENDLESS)
        threads, _ = run_many(pool, ENDLESS, "", 3)
        time.sleep(0.15)
        assert (lanes.slow.waiting, lanes.ended["displaced"]) == (2, 0)
        for thread in threads:
            thread.join(10)


def test_a_pool_starts_with_few_processes_and_grows_when_they_are_needed(fork_server: ForkServer) -> None:
    with closing(WorkerPool(fork_server, limit(warm=1, spare=1, timeout=5.0))) as pool:
        pool.warm_up()
        time.sleep(0.2)
        assert len(pool.statistics.processes) == 2
        threads, outcomes = run_many(pool, SHORT, "", 12)
        for thread in threads:
            thread.join(10)
        assert outcomes == ["answer"] * 12
        assert 2 < len(pool.statistics.processes) <= 4 + 1 + 2


def test_long_queries_leave_a_client_room_for_short_ones() -> None:
    settings = Settings(client_queries=8, query_workers=1)
    lanes, limits = make_lanes(settings), limit_public(settings)
    assert lanes.slow_shares.limit == 6 < settings.client_queries
    assert limits.slow + limits.slow_queue <= settings.web_threads // 2


def run_endless(pool: WorkerPool, client: str) -> None:
    with pytest.raises(QueryTimeout):
        pool.run(ENDLESS, None, client)


def test_who_has_had_its_share_of_long_queries_costs_others_nothing_more(fork_server: ForkServer) -> None:
    limits = limit(timeout=2.0)
    lanes = Lanes(limits.size, limits.slow, slow_share=1)
    with closing(WorkerPool(fork_server, limits, lanes)) as pool:
        long = threading.Thread(target=run_endless, args=(pool, "a"))
        long.start()
        while not lanes.is_heavy(hash(encode_job(ENDLESS))):
            time.sleep(0.005)
        for _ in range(20):
            with pytest.raises(ClientBusy):
                pool.run(SHORT, None, "a")
        assert lanes.ended["displaced"] == 0
        assert pool.run(LIGHT, None, "b")
        long.join()
        assert pool.run(LIGHT, None, "a")
