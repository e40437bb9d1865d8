"""The course of a wait, without a server: when to read, what passes, and in which words it ends."""

from __future__ import annotations

import asyncio
import threading
import types
from typing import Any

import pytest
from video_generations_client import (
    ConfigurationError,
    NoAnswer,
    Task,
    TaskFailed,
    Timeouts,
    UnexpectedAnswer,
    WaitCancelled,
    WaitTimedOut,
)
from video_generations_client.waiting import Wait

from tests.client.answers import record
from tests.client.waiting.conftest import GOES_ON, Begin
from tests.clock import Clock


class _OfAsyncio(asyncio.Event):
    def __repr__(self) -> str:
        return "<an event>"


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
        ({"cancel": _OfAsyncio()}, "cancel must be a threading.Event, and not <an event>"),
    ],
)
def test_an_invalid_option_is_told_by_its_name(option: dict[str, Any], said: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        Wait(Timeouts(), **option)
    assert str(refused.value) == said


def test_whatever_tells_that_it_is_set_may_cancel(a_wait: Begin) -> None:
    with pytest.raises(WaitCancelled):
        a_wait(cancel=types.SimpleNamespace(is_set=lambda: True)).check_cancel()


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
