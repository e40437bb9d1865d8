"""Pauses between the reads of a wait, without a server."""

from __future__ import annotations

import pytest
from video_generations_client import (
    RateLimited,
    ServerError,
    WaitTimedOut,
)

from tests.client.waiting.conftest import GOES_ON, Begin
from tests.clock import Clock


def test_without_a_word_it_reads_every_half_minute_for_half_an_hour(
    a_wait: Begin, clock: Clock, jitter: list[float]
) -> None:
    course = a_wait()
    assert course.pause() == 30.0
    clock.now += 1799
    assert course.pause() == 1.0
    clock.now += 1
    with pytest.raises(WaitTimedOut):
        course.pause()


def test_pauses_have_a_jitter_and_end_with_the_time(a_wait: Begin, clock: Clock, jitter: list[float]) -> None:
    course = a_wait(interval=10, wait_timeout=25)
    jitter += [0.9, 1.1]
    assert [course.pause(), course.pause(), course.pause()] == [9.0, 11.0, 10.0]
    clock.now += 20
    assert course.pause() == 5.0


def test_a_server_is_asked_less_often_while_it_says_too_fast(a_wait: Begin, jitter: list[float]) -> None:
    course = a_wait(interval=10, wait_timeout=9999)
    pauses = []
    for _ in range(6):
        course.passed_over(RateLimited("x"))
        pauses.append(course.pause())
    assert pauses == [20, 40, 80, 160, 300, 300]
    course.passed_over(ServerError("x"))
    assert course.pause() == 300
    course.ended(GOES_ON)
    assert course.pause() == 10


@pytest.mark.parametrize(("interval", "pauses"), [(0.01, [2, 4, 8]), (1, [2, 4, 8]), (600, [600, 600, 600])])
def test_a_short_interval_grows_from_a_second_and_a_long_one_stays(
    a_wait: Begin, jitter: list[float], interval: float, pauses: list[float]
) -> None:
    course = a_wait(interval=interval)
    found = []
    for _ in pauses:
        course.passed_over(RateLimited("x"))
        found.append(course.pause())
    assert found == pauses
    course.passed_over(ServerError("x"))
    assert course.pause() == pauses[-1]
    course.ended(GOES_ON)
    assert course.pause() == interval


def test_a_failure_in_passing_makes_a_short_wait_no_longer(a_wait: Begin, jitter: list[float]) -> None:
    course = a_wait(interval=0.25)
    assert course.pause() == 0.25
    course.passed_over(ServerError("x"))
    assert course.pause() == 0.25


def test_a_server_is_left_alone_for_as_long_as_it_says(a_wait: Begin, jitter: list[float]) -> None:
    course = a_wait(interval=10, wait_timeout=500)
    course.passed_over(ServerError("x", retry_after=200.0))
    assert course.pause() == 200.0
    course.passed_over(ServerError("x", retry_after=900.0))
    assert course.pause() == 500.0
    course.passed_over(ServerError("x", retry_after=5.0))
    assert course.pause() == 10.0
    course.passed_over(ServerError("x", retry_after=200.0))
    course.passed_over(ServerError("x"))
    assert course.pause() == 10.0
    course.passed_over(ServerError("x", retry_after=200.0))
    course.ended(GOES_ON)
    assert course.pause() == 10.0
