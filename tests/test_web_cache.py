"""Answers kept, and identical questions asked at once."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest

from graph.errors import ClientBusy, QueryTimeout
from graph.web.answers import Answer
from graph.web.cache import Cache, Flights
from graph.web.exchange import Reply

ROOM = 100_000


def make_answer(size: int = 100, version: str = "one", is_pinned: bool = False) -> Answer:
    return Answer(Reply(200, b"x" * size, {"ETag": '"tag"'}), version, is_pinned)


@pytest.fixture
def cache() -> Cache:
    cache = Cache(ROOM)
    cache.follow("one")
    return cache


# What is kept


def test_an_answer_is_found_by_its_name_and_by_a_way_of_asking(cache: Cache) -> None:
    answer = make_answer()
    cache.keep("name", answer)
    assert cache.find("name") is answer
    assert cache.find_form(("one", "/a")) is None
    cache.remember(("one", "/a"), "name", answer.form(""))
    assert cache.find_form(("one", "/a")) is answer.form("")


def test_it_never_takes_more_room_than_it_has(cache: Cache) -> None:
    for number in range(200):
        answer = make_answer(1000 + number)
        cache.keep(number, answer)
        cache.remember(("one", f"/{number}"), number, answer.form(""))
        assert cache.size <= ROOM
    assert 10 < len(cache) < 50
    assert cache.find(199) is not None
    assert cache.find(0) is None
    assert cache.find_form(("one", "/0")) is None


def test_what_is_asked_for_again_stays_longer(cache: Cache) -> None:
    cache.keep("wanted", make_answer(1000))
    for number in range(200):
        cache.keep(number, make_answer(1000))
        assert cache.find("wanted") is not None
    assert cache.find(0) is None


def test_a_large_answer_does_not_drive_the_others_out(cache: Cache) -> None:
    cache.keep("small", make_answer())
    cache.keep("large", make_answer(ROOM // 8))
    assert (cache.find("large"), len(cache)) == (None, 1)


def test_another_version_drives_out_what_was_about_the_one_before(cache: Cache) -> None:
    old, pinned, timeless = make_answer(), make_answer(is_pinned=True), make_answer(version="")
    timeless.is_pinned = True
    for name, answer in (("old", old), ("pinned", pinned), ("timeless", timeless)):
        cache.keep(name, answer)
        cache.remember(("one", "/" + name), name, answer.form(""))
    cache.follow("two")
    assert [cache.find(name) for name in ("old", "pinned", "timeless")] == [None, pinned, timeless]
    assert cache.find_form(("one", "/pinned")) is None
    cache.keep("late", make_answer())  # its query ended after the publication
    assert cache.find("late") is None
    cache.follow("two")
    assert len(cache) == 2


def test_sizes_add_up_to_nothing_when_everything_went(cache: Cache) -> None:
    for number in range(5):
        answer = make_answer()
        cache.keep(number, answer)
        cache.keep(number, answer)
        for way in range(5):
            cache.remember(("one", f"/{number}/{way}"), number, answer.form(""))
    assert cache.size > 0
    cache.follow("two")
    assert (cache.size, len(cache)) == (0, 0)


# Identical questions at once


def start(flights: Flights, name: str, make: Any, outcomes: list[Any]) -> threading.Thread:
    def ask() -> None:
        try:
            outcomes.append(flights.share(name, make))
        except (QueryTimeout, ClientBusy, ValueError) as error:
            outcomes.append(error)

    thread = threading.Thread(target=ask)
    thread.start()
    return thread


def share_among(number: int, make: Any) -> list[Any]:
    """Let several ask the same while the first is still at it."""
    flights, outcomes, began, may_end = Flights(), list[Any](), threading.Event(), threading.Event()

    def slowly() -> Answer | None:
        began.set()
        may_end.wait(10)
        made: Answer | None = make()
        return made

    threads = [start(flights, "same", slowly, outcomes)]
    assert began.wait(5)
    threads += [start(flights, "same", slowly, outcomes) for _ in range(number - 1)]
    time.sleep(0.1)
    may_end.set()
    for thread in threads:
        thread.join(10)
    return outcomes


def test_one_answer_serves_all_who_ask_at_once() -> None:
    made: list[Answer] = []

    def make() -> Answer:
        made.append(make_answer())
        return made[-1]

    outcomes = share_among(8, make)
    assert len(made) == 1
    assert sorted(is_shared for _, is_shared in outcomes) == [False] + [True] * 7
    assert {id(answer) for answer, _ in outcomes} == {id(made[0])}


def test_an_error_is_that_of_all_who_ask_at_once() -> None:
    made: list[int] = []

    def make() -> Answer:
        made.append(1)
        raise QueryTimeout(limit=1)

    outcomes = share_among(4, make)
    assert [type(one) for one in outcomes] == [QueryTimeout] * 4
    assert len(made) == 1


def test_a_leader_that_is_turned_away_does_not_take_others_with_it() -> None:
    made: list[int] = []

    def make() -> Answer:
        made.append(1)
        if len(made) == 1:
            raise ClientBusy(count=1, limit=1, retry=1)
        return make_answer()

    outcomes = share_among(4, make)
    assert [type(one) for one in outcomes].count(ClientBusy) == 1
    assert len([one for one in outcomes if isinstance(one, tuple)]) == 3


def test_what_is_one_askers_own_is_not_shared() -> None:
    assert [answer for answer, _ in share_among(3, lambda: None)] == [None] * 3


def test_different_questions_do_not_wait_for_each_other() -> None:
    flights, may_end = Flights(), threading.Event()

    def slowly() -> Answer:
        may_end.wait(10)
        return make_answer()

    outcomes: list[Any] = []
    thread = start(flights, "one", slowly, outcomes)
    assert flights.share("other", make_answer)[1] is False
    assert outcomes == []
    may_end.set()
    thread.join()
