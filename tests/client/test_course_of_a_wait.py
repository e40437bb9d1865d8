"""The course of a wait, without a server: when to read, what passes, and in which words it ends."""

from __future__ import annotations

import logging
import threading
import types
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from video_generations_client import (
    AuthenticationError,
    ConfigurationError,
    InvalidRequest,
    NoAnswer,
    NotFound,
    NotSent,
    RateLimited,
    ServerError,
    Task,
    TaskFailed,
    Timeouts,
    UnexpectedAnswer,
    VideoGenerationsError,
    WaitCancelled,
    WaitTimedOut,
)
from video_generations_client.waiting import MOST_ODD, Wait

from tests.client.answers import record
from tests.clock import Clock

Begin = Callable[..., Wait]
GOES_ON = Task("t", record("IN_PROGRESS"))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def jitter(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The factors of the pauses to come; 1 after those."""
    factors: list[float] = []

    def uniform(low: float, high: float) -> float:
        assert (low, high) == (0.9, 1.1)
        return factors.pop(0) if factors else 1.0

    monkeypatch.setattr("video_generations_client.waiting.random", types.SimpleNamespace(uniform=uniform))
    return factors


@pytest.fixture
def a_wait(clock: Clock) -> Iterator[Callable[..., Wait]]:
    """Begin a wait for task t."""
    with ExitStack() as stack:

        def begin(*, timeouts: Timeouts = Timeouts(), fresh: bool = False, **options: Any) -> Wait:  # noqa: B008 - frozen
            course = Wait(timeouts, clock=clock, **options)
            stack.enter_context(course.of("t", fresh=fresh))
            return course

        yield begin


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


def test_a_wait_that_is_over_says_what_it_saw(a_wait: Begin) -> None:
    course = a_wait(wait_timeout=0)
    with pytest.raises(WaitTimedOut) as over:
        course.pause()
    said = "Task t has not ended in time, and goes on; it was never read. Wait again with its id."
    assert (str(over.value), over.value.task, over.value.task_id) == (said, None, "t")
    course.ended(GOES_ON)
    with pytest.raises(WaitTimedOut) as over:
        course.pause()
    last = "its status is IN_PROGRESS, its progress 40%"
    assert str(over.value) == f"Task t has not ended in time, and goes on; {last}. Wait again with its id."
    assert over.value.task is GOES_ON
    course.passed_over(NoAnswer("nothing came"))
    with pytest.raises(WaitTimedOut, match=r"and goes on; nothing came\. Wait again") as over:
        course.pause()
    assert over.value.task is GOES_ON


def test_a_record_in_words_that_nobody_knows_is_told(a_wait: Begin) -> None:
    course = a_wait(wait_timeout=0)
    odd = record("ODD", why="of the server")
    course.ended(Task("t", odd))
    with pytest.raises(WaitTimedOut) as over:
        course.pause()
    last = f"its status is ODD, its progress 40%, its record {odd!r}"
    assert str(over.value) == f"Task t has not ended in time, and goes on; {last}. Wait again with its id."


def test_words_of_a_server_are_shown_without_control_characters(a_wait: Begin) -> None:
    course = a_wait(wait_timeout=0)
    course.ended(Task("t", record("ODD\x1b[2J", progress="\x1b[1m")))
    with pytest.raises(WaitTimedOut) as over:
        course.pause()
    assert "\x1b" not in str(over.value)


def test_a_wait_that_is_cancelled_says_so(a_wait: Begin) -> None:
    event = threading.Event()
    course = a_wait(cancel=event)
    course.check_cancel()
    course.ended(GOES_ON)
    event.set()
    for check in (course.check_cancel, course.pause):
        with pytest.raises(WaitCancelled) as cancelled:
            check()
        said = "The wait for task t was cancelled; the task goes on. Wait again with its id."
        assert (str(cancelled.value), cancelled.value.task, cancelled.value.task_id) == (said, GOES_ON, "t")


@pytest.mark.parametrize(
    ("option", "said"),
    [
        ({"interval": 0}, "interval must be a number of seconds, above 0, and not 0"),
        ({"wait_timeout": -1}, "wait_timeout must be a number of seconds, 0 or more, and not -1"),
        ({"on_progress": 5}, "on_progress must be a plain function of a task, and not 5"),
        ({"cancel": True}, "cancel must be a threading.Event, and not True"),
    ],
)
def test_an_option_that_is_none_is_told_by_its_name(option: dict[str, Any], said: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        Wait(Timeouts(), **option)
    assert str(refused.value) == said


def test_the_time_is_that_of_the_clock_it_was_given(clock: Clock, jitter: list[float]) -> None:
    course = Wait(Timeouts(), wait_timeout=50)
    course.set_clock(clock)
    course.of("t", fresh=False).__enter__()
    clock.now += 45
    assert course.pause() == 5.0


def test_a_read_takes_no_longer_than_is_left_and_a_second_at_least(a_wait: Begin, clock: Clock) -> None:
    course = a_wait(timeouts=Timeouts(10, 20, 30), wait_timeout=100)
    assert course.timeouts() == Timeouts(10, 20, 30)
    clock.now += 85
    assert course.timeouts() == Timeouts(10, 15, 15)
    clock.now += 14.5
    assert course.timeouts() == Timeouts(1, 1, 1)
    clock.now += 100
    assert course.timeouts() == Timeouts(1, 1, 1)


def test_an_end_is_told_from_what_goes_on(a_wait: Begin) -> None:
    seen: list[Task] = []
    course = a_wait(on_progress=seen.append)
    success = Task("t", record("SUCCESS", data={"output": "https://v.example/1.mp4"}))
    failure = Task("t", record("FAILURE", fail_reason="no"))
    assert course.ended(GOES_ON) is False
    assert course.ended(success) is True
    with pytest.raises(TaskFailed) as failed:
        course.ended(failure)
    assert failed.value.task is failure
    assert seen == [GOES_ON, success, failure]


def test_a_success_without_output_is_told_with_its_record(a_wait: Begin) -> None:
    bare = Task("t", record("SUCCESS"))
    with pytest.raises(UnexpectedAnswer) as told:
        a_wait().ended(bare)
    said = f"Task t has succeeded, and its record has no output: {record('SUCCESS')!r}"
    assert (str(told.value), told.value.task_id) == (said, "t")


def test_each_unknown_status_is_reported_once(a_wait: Begin, caplog: pytest.LogCaptureFixture) -> None:
    course = a_wait()
    for status in ("ODD", "ODD", "QUEUED", "STRANGE", "ODD"):
        assert course.ended(Task("t", record(status))) is False
    assert [(entry.name, entry.levelname, entry.getMessage()) for entry in caplog.records] == [
        ("video_generations_client", "WARNING", f"Task t: unknown status {status!r}, taken for not finished")
        for status in ("ODD", "STRANGE")
    ]


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
