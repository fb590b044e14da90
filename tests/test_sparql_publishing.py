"""Publishing through the process that writes: together, within bounds, and whatever happens, never half."""

from __future__ import annotations

import itertools
import os
import random
import resource
import shutil
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path

import pytest

from graph.errors import BadQuery, SimpulError
from graph.knowledge.build import build
from graph.knowledge.versions import Version, list_versions, lock, open_current
from graph.knowledge.work import Change, Operation, Outcome, Update
from graph.settings import Settings
from graph.sparql.editions import PublishedEditions
from graph.sparql.publishing import WriterPublisher
from graph.write_errors import PublishingBusy, StorageFull, UpdateCrashed, UpdateMemory, UpdateTimeout, WriterFailed

TINY = Path(__file__).parent / "data" / "tiny"
GRAPH = "urn:others"
ENDLESS = "INSERT { <urn:a> <urn:b> ?a } WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o }"
SWELLING = (
    "INSERT { <urn:a> <urn:b> ?a9 } WHERE { BIND('aaaaaaaaaa' AS ?a0) "
    + " ".join(f"BIND(CONCAT({','.join([f'?a{i}'] * 10)}) AS ?a{i + 1})" for i in range(9))
    + " }"
)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tiny")
    build(TINY, folder, message="", report=lambda line: None)
    return folder


@pytest.fixture
def data(published: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(published, tmp_path / "data"))


@contextmanager
def opened(data: Path, **given: object) -> Iterator[WriterPublisher]:
    values = {"update_timeout": 1.0, "query_workers": 1, **given}
    settings = Settings(data=data, **values)  # type: ignore[arg-type]
    with closing(PublishedEditions(settings)) as editions, closing(WriterPublisher(settings, TINY, editions)) as one:
        yield one


def update(text: str, takes_dataset: bool = False) -> Update:
    before, where, after = text.partition("WHERE") if takes_dataset else (text, "", "")
    return Update((Operation(before, where + after, takes_dataset),), "http://base.example/", text=text)


def insert(number: int) -> Update:
    return update(f"INSERT DATA {{ GRAPH <{GRAPH}> {{ <urn:n{number}> <urn:number> {number} }} }}")


def submit(publisher: WriterPublisher, work: Update, message: str = "") -> Outcome:
    return publisher.submit(Change("update", "tester", message), work)


def at_once(*calls: Callable[[], object]) -> list[object]:
    """Call all at once; give what came of each, errors among them."""
    results: list[object] = [None] * len(calls)

    def run(place: int) -> None:
        try:
            results[place] = calls[place]()
        except SimpulError as error:
            results[place] = error

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def numbers(version: Version) -> set[int]:
    """The numbers that a version holds."""
    lines = version.dataset.read_text(encoding="utf-8").splitlines()
    return {int(line.split('"')[1]) for line in lines if ' <urn:number> "' in line}


def test_readers_see_what_was_published_when_it_is_acknowledged(data: Path) -> None:
    settings = Settings(data=data, query_workers=1)
    with ExitStack() as stack:
        editions = stack.enter_context(closing(PublishedEditions(settings)))
        publisher = stack.enter_context(closing(WriterPublisher(settings, TINY, editions)))
        for number in range(4):
            outcome = submit(publisher, insert(number))
            with editions.lease() as engine:
                rows = engine.select("SELECT ?n { GRAPH ?g { ?s <urn:number> ?n } }")
            assert (editions.current_id, len(rows)) == (outcome.version, number + 1)


def test_an_older_version_can_still_be_asked(data: Path) -> None:
    settings = Settings(data=data, query_workers=1, open_versions=1)
    with ExitStack() as stack:
        editions = stack.enter_context(closing(PublishedEditions(settings)))
        publisher = stack.enter_context(closing(WriterPublisher(settings, TINY, editions)))
        versions = [submit(publisher, insert(number)).version for number in range(3)]
        for count, version in enumerate(versions, 1):
            with editions.lease(version) as engine:
                assert len(engine.select("SELECT ?n { ?s <urn:number> ?n }")) == count


def test_changes_that_wait_are_published_together(data: Path) -> None:
    with opened(data, update_timeout=30.0) as publisher:
        submit(publisher, insert(0))
        before = len(list_versions(data))
        results = at_once(*(lambda number=number: submit(publisher, insert(number)) for number in range(1, 21)))
        assert all(isinstance(one, Outcome) for one in results)
        assert len(list_versions(data)) - before < 12
        assert numbers(open_current(data)) == set(range(21))


def test_a_refused_change_does_not_hold_up_the_others(data: Path) -> None:
    with opened(data) as publisher:
        works = [insert(1), update("INSERT DATA { no }"), insert(2)]
        results = at_once(*(lambda work=work: submit(publisher, work) for work in works))
        assert [type(one) for one in results] == [Outcome, BadQuery, Outcome]
        assert numbers(open_current(data)) == {1, 2}


@pytest.mark.parametrize(
    ("text", "error", "given"),
    [(ENDLESS, UpdateTimeout, {}), (SWELLING, UpdateMemory, {"update_timeout": 20.0, "update_memory": 256})],
    ids=["time", "memory"],
)
def test_a_change_that_takes_too_much_is_ended_and_only_that_one(
    data: Path, text: str, error: type[SimpulError], given: dict[str, object]
) -> None:
    with opened(data, **given) as publisher:
        submit(publisher, insert(0))
        started = time.monotonic()
        works = [insert(1), update(text, takes_dataset=True), insert(2)]
        results = at_once(*(lambda work=work: submit(publisher, work) for work in works))
        assert [type(one) for one in results] == [Outcome, error, Outcome]
        assert time.monotonic() - started < 20
        assert numbers(open_current(data)) == {0, 1, 2}


def test_a_writer_that_somebody_kills_costs_nobody_anything(data: Path) -> None:
    with opened(data, update_timeout=30.0) as publisher:
        submit(publisher, insert(0))
        assert publisher.process
        os.kill(publisher.process, signal.SIGKILL)
        assert submit(publisher, insert(1)).added == 1
        assert numbers(open_current(data)) == {0, 1}


def test_a_change_whose_process_dies_each_time_is_to_blame(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with opened(data, update_timeout=30.0) as publisher:
        submit(publisher, insert(0))
        is_done = threading.Event()

        def kill() -> None:
            while not is_done.is_set():
                if publisher.process:
                    with suppress(ProcessLookupError):
                        os.kill(publisher.process, signal.SIGKILL)
                time.sleep(0.001)

        killer = threading.Thread(target=kill)
        killer.start()
        (result,) = at_once(lambda: submit(publisher, insert(1)))
        is_done.set()
        killer.join()
        assert isinstance(result, UpdateCrashed | WriterFailed)
        assert numbers(open_current(data)) == {0}
        assert submit(publisher, insert(2)).added == 1


def test_whenever_the_writer_is_killed_no_acknowledged_change_is_lost_and_none_is_half(data: Path) -> None:
    chance = random.Random(20261124)
    acknowledged: set[int] = set()
    tried: set[int] = set()
    is_done = threading.Event()
    with opened(data, update_timeout=30.0) as publisher:

        def write(first: int) -> None:
            for number in range(first, first + 200):
                if is_done.is_set():
                    return
                tried.add(number)
                with suppress(UpdateCrashed, WriterFailed):
                    submit(publisher, insert(number))
                    acknowledged.add(number)

        writers = [threading.Thread(target=write, args=(first,)) for first in (1000, 2000)]
        for writer in writers:
            writer.start()
        kills = 0
        for _ in range(25):
            time.sleep(chance.uniform(0.0, 0.3))
            if publisher.process:
                with suppress(ProcessLookupError):
                    os.kill(publisher.process, signal.SIGKILL)
                    kills += 1
        is_done.set()
        for writer in writers:
            writer.join()
    versions = list_versions(data)
    known = {one.id for one in versions}
    assert kills > 5
    assert acknowledged
    assert acknowledged <= numbers(open_current(data)) <= tried
    assert all(one.manifest.parent in known or not one.manifest.parent for one in versions)
    held = [numbers(one) for one in sorted(versions, key=lambda one: one.manifest.quads)]
    assert all(less <= more for less, more in itertools.pairwise(held))


def test_a_full_disk_refuses_the_change_and_loses_nothing(data: Path) -> None:
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    with opened(data) as publisher:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, limits[1]))
        try:
            with pytest.raises(StorageFull):
                submit(publisher, insert(1))
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        assert numbers(open_current(data)) == set()
        assert publisher.process
        os.kill(publisher.process, signal.SIGKILL)  # it was started with the limit
        assert submit(publisher, insert(2)).added == 1


def test_two_services_over_one_folder_lose_nothing(data: Path) -> None:
    with opened(data, update_timeout=30.0) as one, opened(data, update_timeout=30.0) as two:
        calls = [lambda number=number: submit((one, two)[number % 2], insert(number)) for number in range(12)]
        results = at_once(*calls)
        assert all(isinstance(result, Outcome) for result in results)
        assert numbers(open_current(data)) == set(range(12))


def test_a_build_that_is_under_way_is_waited_for(data: Path) -> None:
    with opened(data) as publisher:
        with lock(data):
            waiting = threading.Thread(target=submit, args=(publisher, insert(1)))
            waiting.start()
            time.sleep(0.5)
            assert numbers(open_current(data)) == set()
        waiting.join()
        assert numbers(open_current(data)) == {1}


def test_too_many_changes_are_turned_away(data: Path) -> None:
    with opened(data, update_queue=0) as publisher:
        submit(publisher, insert(0))
        with lock(data):
            results: list[object] = []
            slow = threading.Thread(target=lambda: results.extend(at_once(*[lambda: submit(publisher, insert(1))] * 6)))
            slow.start()
            time.sleep(0.5)
        slow.join()
        assert {type(one) for one in results} == {Outcome, PublishingBusy}


def test_closing_ends_the_process_and_those_who_wait(data: Path) -> None:
    with opened(data, update_timeout=30.0) as publisher:
        submit(publisher, insert(0))
        process = publisher.process
        assert process
        caught: list[object] = []
        waiting = threading.Thread(
            target=lambda: caught.extend(at_once(lambda: submit(publisher, update(ENDLESS, True))))
        )
        waiting.start()
        time.sleep(0.3)
        publisher.close()
        waiting.join(10)
        assert not Path(f"/proc/{process}").exists()
        assert isinstance(caught[0], SimpulError)
