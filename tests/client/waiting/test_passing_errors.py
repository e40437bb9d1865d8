"""Errors of a wait: those that pass are borne, and the others end it."""

from __future__ import annotations

import logging
from collections.abc import Callable

import pytest
from video_generations_client import (
    AuthenticationError,
    InvalidRequest,
    NoAnswer,
    NotFound,
    NotSent,
    RateLimited,
    ServerError,
    Timeouts,
    UnexpectedAnswer,
    VideoGenerationsError,
)
from video_generations_client.waiting import MOST_ODD, Wait

from tests.client.waiting.conftest import GOES_ON, Begin
from tests.clock import Clock

ODD = UnexpectedAnswer("a page")


@pytest.mark.parametrize("passing", [RateLimited("x"), ServerError("x"), NoAnswer("x"), NotSent("x")])
def test_what_passes_is_borne_for_ever(a_wait: Begin, passing: VideoGenerationsError) -> None:
    course = a_wait()
    for _ in range(9):
        course.passed_over(passing)


@pytest.mark.parametrize(
    "last", [AuthenticationError("x"), InvalidRequest("x"), NotSent("x", distrusted=True), NotFound("x")]
)
def test_what_will_not_pass_ends_the_wait_at_once(a_wait: Begin, last: VideoGenerationsError) -> None:
    with pytest.raises(type(last)) as ended:
        a_wait().passed_over(last)
    assert ended.value is last


@pytest.mark.parametrize(("odd", "fresh"), [(ODD, False), (ODD, True), (NotFound("x"), True)])
def test_what_is_odd_is_borne_twice_in_a_row(a_wait: Begin, odd: VideoGenerationsError, *, fresh: bool) -> None:
    assert MOST_ODD == 3
    betweens: list[Callable[[Wait], object]] = [
        lambda course: course.passed_over(ServerError("x")),
        lambda course: course.ended(GOES_ON),
    ]
    for between in betweens:
        course = a_wait(fresh=fresh)
        for _ in range(2):
            course.passed_over(odd)
            course.passed_over(odd)
            between(course)
        course.passed_over(odd)
        course.passed_over(odd)
        with pytest.raises(type(odd)) as ended:
            course.passed_over(odd)
        assert ended.value is odd


def test_what_was_passed_over_is_logged(a_wait: Begin, caplog: pytest.LogCaptureFixture) -> None:
    a_wait().passed_over(NoAnswer("nothing came"))
    assert [(entry.name, entry.levelname, entry.getMessage()) for entry in caplog.records] == [
        ("video_generations_client", "WARNING", "Task t could not be read, and is waited for: nothing came")
    ]


@pytest.mark.parametrize("made", [KeyboardInterrupt, ValueError, lambda: NotSent("x", task_id="other")])
def test_who_is_interrupted_is_told_the_id(
    clock: Clock, made: Callable[[], BaseException], caplog: pytest.LogCaptureFixture
) -> None:
    error = made()
    course = Wait(Timeouts(), clock=clock)
    with pytest.raises(type(error)) as raised, course.of("t", fresh=False):
        raise error
    assert raised.value is error
    assert error.__notes__ == ["Task t was waited for, and goes on. Wait again with its id."]
    assert [(entry.name, entry.levelname, entry.getMessage()) for entry in caplog.records] == [
        ("video_generations_client", "WARNING", "The wait for task t was interrupted; the task goes on")
    ]


def test_an_error_that_tells_the_id_has_no_note(clock: Clock, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    course = Wait(Timeouts(), clock=clock)
    error = NotFound("x", task_id="t")
    with pytest.raises(NotFound), course.of("t", fresh=False):
        raise error
    assert not hasattr(error, "__notes__")
    assert caplog.records == []
