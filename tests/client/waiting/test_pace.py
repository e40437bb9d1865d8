"""A wait reads as often as the server bears, and takes no longer than it may."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from video_generations_client import (
    OutcomeUnknown,
    Task,
    Timeouts,
    WaitTimedOut,
)
from video_generations_client.waiting import Wait

from tests.client.answers import (
    DONE,
    IN_PROGRESS,
    gateway,
    record,
    retry_after,
)
from tests.client.conftest import Both
from tests.client.scripted_server import Act, ScriptedServer
from tests.clock import Clock


def test_the_interval_is_the_caller_s(both: Both, serve: Callable[..., ScriptedServer], slept: list[float]) -> None:
    serve(IN_PROGRESS, DONE)
    both.wait("t", interval=5)
    assert 4.5 <= slept[0] <= 5.5


def test_429_while_polling_slows_down_and_recovers(
    both: Both, serve: Callable[..., ScriptedServer], slept: list[float]
) -> None:
    fast = gateway(429, "too_fast")
    serve(*[fast] * 6, IN_PROGRESS, DONE)
    both.wait("t", interval=10, wait_timeout=3600)
    for seconds, expected in zip(slept, (20, 40, 80, 160, 300, 300, 10), strict=True):
        assert expected * 0.9 <= seconds <= expected * 1.1


def test_429_does_not_make_a_slow_wait_faster(
    both: Both, serve: Callable[..., ScriptedServer], slept: list[float]
) -> None:
    serve(gateway(429, "too_fast"), DONE)
    both.wait("t", interval=600)
    assert slept[0] >= 540


@pytest.mark.parametrize("status", [429, 503])
def test_the_server_is_left_alone_for_as_long_as_it_wants(
    both: Both, serve: Callable[..., ScriptedServer], slept: list[float], status: int
) -> None:
    told = retry_after(status, "200")
    serve(told, told, told, told, IN_PROGRESS, DONE)
    both.wait("t", interval=10)
    assert slept[:4] == [200.0] * 4, "jitter does not go below it"
    assert slept[4] <= 11


def test_the_time_to_wait_is_never_exceeded_and_its_last_moment_is_used() -> None:
    clock = Clock()
    course = Wait(Timeouts(), interval=30, wait_timeout=100, clock=clock)
    pauses = []
    clock.now += 500  # a wait begins when there is a task, not when it is made
    with course.of("t", fresh=False):
        while clock.now < 1600:
            assert not course.ended(Task("t", record("IN_PROGRESS")))
            pauses.append(course.pause())
            clock.now += pauses[-1]
        assert sum(pauses) == pytest.approx(100)
        with pytest.raises(WaitTimedOut, match="not ended in time, and goes on; its status is IN_PROGRESS") as caught:
            course.pause()
    assert caught.value.task_id == "t"
    assert isinstance(caught.value, TimeoutError)


def test_a_wait_that_times_out_says_what_it_saw_last(both: Both, serve: Callable[..., ScriptedServer]) -> None:
    server = serve(gateway(500, "x", message="database is locked"))
    with pytest.raises(WaitTimedOut, match="database is locked"):
        both.wait("t", interval=0.01, wait_timeout=0)
    assert server.gets == 1


#: A server that sends byte after byte for half a minute, and never a whole answer.
DRIPPING = Act((b"HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n", *[b" "] * 3000))


@pytest.mark.parametrize("act", [Act(then="hang"), DRIPPING], ids=["hanging", "dripping"])
def test_a_read_takes_no_longer_than_the_wait(
    both: Both, serve: Callable[..., ScriptedServer], act: Act, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("video_generations_client.waiting.LAST_READ", 0.2)  # a second, where nobody waits for tests
    server = serve(act)
    begun = time.monotonic()
    with pytest.raises(WaitTimedOut, match=r"did not answer|not come in whole"):
        both.wait("t", wait_timeout=0.2, timeout=60)
    assert time.monotonic() - begun < 10, "and not a minute"
    assert server.gets == 1


#: The same with chunks, of which nothing is handed on: the extension of one, and trailers.
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
EXTENDED = Act((CHUNKED + b"10;", *[b"x"] * 3000))
TRAILED = Act((CHUNKED + b'10\r\n{"task_id": "t"}\r\n0\r\nX: ', *[b"x"] * 3000))


@pytest.mark.parametrize("act", [DRIPPING, EXTENDED, TRAILED], ids=["body", "chunk", "trailers"])
def test_an_answer_that_drips_is_an_unknown_outcome_after_the_time_to_read(
    both: Both, serve: Callable[..., ScriptedServer], act: Act
) -> None:
    server = serve(act)
    begun = time.monotonic()
    with pytest.raises(OutcomeUnknown, match=r"not whole after 0\.2 seconds"):
        both.create(prompt="p", model="sora-2", timeout=Timeouts(read=0.2))
    assert time.monotonic() - begun < 10
    assert server.posts == 1
