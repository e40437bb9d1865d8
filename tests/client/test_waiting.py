"""Waiting ends when the task does, in the caller's time, and bears what passes."""

from __future__ import annotations

import asyncio
import logging
import ssl
import threading
import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from video_generations_client import (
    AsyncVideoGenerations,
    AuthenticationError,
    ConfigurationError,
    InvalidRequest,
    NotFound,
    NotSent,
    OutcomeUnknown,
    Task,
    TaskFailed,
    Timeouts,
    UnexpectedAnswer,
    WaitCancelled,
    WaitTimedOut,
)
from video_generations_client.waiting import Wait

from tests.client.conftest import Both
from tests.client.scripted_server import Act, ScriptedServer, answer
from tests.client.test_wire_of_create import AS_HTML, HTML, gateway, retry_after, task_layer
from tests.client.test_wire_of_read import DONE, enveloped, record

IN_PROGRESS = answer(200, record("IN_PROGRESS"))


def test_a_wait_reads_until_the_success(both: Both, serve: Callable[..., ScriptedServer], slept: list[float]) -> None:
    server = serve(answer(200, record("NOT_START")), IN_PROGRESS, answer(200, enveloped("QUEUED")), DONE)
    assert both.wait("t").output == "https://v.example/1.mp4"
    assert server.gets == 4
    assert len(slept) == 3
    assert all(27 <= seconds <= 33 for seconds in slept), "30 seconds, give or take a tenth"
    assert len(set(slept)) == 3


def test_the_interval_is_the_caller_s(both: Both, serve: Callable[..., ScriptedServer], slept: list[float]) -> None:
    serve(IN_PROGRESS, DONE)
    both.wait("t", interval=5)
    assert 4.5 <= slept[0] <= 5.5


def test_create_and_wait_sends_one_post_and_first_waits(
    both: Both, serve: Callable[..., ScriptedServer], slept: list[float]
) -> None:
    server = serve(answer(200, {"task_id": "t"}), IN_PROGRESS, DONE)
    seen: list[str | None] = []
    task = both.create_and_wait(
        prompt="p", model="sora-2", interval=10, wait_timeout=100, on_progress=lambda task: seen.append(task.status)
    )
    assert task.output == "https://v.example/1.mp4"
    assert [request.method for request in server.received] == ["POST", "GET", "GET"]
    assert server.received[0].json == {"prompt": "p", "model": "sora-2"}
    assert seen == ["IN_PROGRESS", "SUCCESS"]
    assert len(slept) == 2


def test_a_failure_raises_its_reason(both: Both, serve: Callable[..., ScriptedServer], slept: list[float]) -> None:
    server = serve(IN_PROGRESS, answer(200, enveloped("FAILURE", fail_reason="content filter", progress="100%")))
    with pytest.raises(TaskFailed, match="Task t failed: content filter") as caught:
        both.wait("t")
    assert caught.value.fail_reason == "content filter"
    assert caught.value.task.status == "FAILURE"
    assert server.gets == 2


def test_a_failure_beside_an_error_ends_the_wait(both: Both, serve: Callable[..., ScriptedServer]) -> None:
    serve(answer(200, record("FAILURE", fail_reason="content filter", error={"message": "x", "code": "y"})))
    with pytest.raises(TaskFailed, match="content filter"):
        both.wait("t")


@pytest.mark.parametrize("data", [None, {}, {"output": ""}, {"output": 5}, "https://v.example/1.mp4"])
def test_a_success_without_output_shows_the_record(both: Both, serve: Callable[..., ScriptedServer], data: Any) -> None:
    serve(answer(200, record("SUCCESS", data=data, platform="sora")))
    with pytest.raises(UnexpectedAnswer, match=r"no output.*'platform': 'sora'") as caught:
        both.wait("t")
    assert caught.value.task_id == "t"


def test_an_unknown_status_is_not_an_end_and_is_reported_once(
    both: Both, serve: Callable[..., ScriptedServer], slept: list[float], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, "video_generations_client")
    odd = answer(200, record("COMPLETED_SOON"))
    serve(odd, odd, IN_PROGRESS, answer(200, record("UNKNOWN")), DONE)
    assert both.wait("t").succeeded
    assert [entry.getMessage() for entry in caplog.records] == [
        "Task t: unknown status 'COMPLETED_SOON', taken for not finished"
    ]


@pytest.mark.parametrize(
    "passing",
    [gateway(500, "x"), answer(524, b""), Act(then="reset"), gateway(503, "no_channel"), gateway(429, "too_fast")],
    ids=["500", "524", "reset", "503", "429"],
)
def test_a_read_that_fails_in_passing_does_not_end_the_wait(
    both: Both, serve: Callable[..., ScriptedServer], slept: list[float], passing: Act
) -> None:
    """The task goes on and is paid; one bad poll must not lose it."""
    server = serve(IN_PROGRESS, passing, passing, passing, passing, passing, DONE)
    assert both.wait("t").succeeded
    assert server.gets == 7
    assert server.posts == 0


def test_a_page_in_place_of_a_record_does_not_end_the_wait(
    both: Both, serve: Callable[..., ScriptedServer], slept: list[float]
) -> None:
    page = answer(200, HTML, headers=AS_HTML)
    server = serve(page, page, IN_PROGRESS, page, page, gateway(500, "x"), page, DONE)
    assert both.wait("t").succeeded
    assert server.gets == 8


def test_pages_and_nothing_else_end_the_wait(
    both: Both, serve: Callable[..., ScriptedServer], slept: list[float]
) -> None:
    server = serve(answer(200, HTML, headers=AS_HTML))
    with pytest.raises(UnexpectedAnswer, match="Attention Required") as caught:
        both.wait("t")
    assert caught.value.task_id == "t"
    assert server.gets == 3


def test_a_task_just_started_may_be_unknown_for_a_moment(
    both: Both, serve: Callable[..., ScriptedServer], slept: list[float]
) -> None:
    unknown = task_layer(400, "task_not_exist")
    server = serve(answer(200, {"task_id": "t"}), unknown, unknown, DONE)
    assert both.create_and_wait(prompt="p", model="sora-2").succeeded
    assert (server.posts, server.gets) == (1, 3)
    serve(unknown)
    with pytest.raises(NotFound):
        both.wait("t")


def test_429_while_polling_slows_down_and_recovers(
    both: Both, serve: Callable[..., ScriptedServer], slept: list[float]
) -> None:
    fast = gateway(429, "too_fast")
    serve(fast, fast, IN_PROGRESS, DONE)
    both.wait("t", interval=10)
    for seconds, expected in zip(slept, (20, 40, 10), strict=True):
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


def test_a_refused_certificate_ends_a_wait_at_once(both: Both, slept: list[float]) -> None:
    sent = []

    def transport(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        raise httpx.ConnectError("refused") from ssl.SSLCertVerificationError("self-signed certificate")

    both.transport = transport
    both.options["base_url"] = "https://127.0.0.1:9"
    with pytest.raises(NotSent) as caught:
        both.wait("t")
    assert (len(sent), slept) == (1, [])
    assert caught.value.task_id == "t"


def test_a_wait_ends_at_once_when_the_key_is_refused(
    both: Both, serve: Callable[..., ScriptedServer], slept: list[float]
) -> None:
    server = serve(IN_PROGRESS, gateway(401, "invalid_token"))
    with pytest.raises(AuthenticationError) as caught:
        both.wait("t")
    assert caught.value.task_id == "t"
    assert server.gets == 2


class Clock:
    """Seconds that pass only when told."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        """The time."""
        return self.now


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
def test_a_read_takes_no_longer_than_the_wait(both: Both, serve: Callable[..., ScriptedServer], act: Act) -> None:
    server = serve(act)
    begun = time.monotonic()
    with pytest.raises(WaitTimedOut, match=r"did not answer|not come in whole"):
        both.wait("t", wait_timeout=0.2, timeout=60)
    assert time.monotonic() - begun < 10, "and not a minute"
    assert server.gets == 1


def test_an_answer_that_drips_is_an_unknown_outcome_after_the_time_to_read(
    both: Both, serve: Callable[..., ScriptedServer]
) -> None:
    server = serve(DRIPPING)
    begun = time.monotonic()
    with pytest.raises(OutcomeUnknown, match=r"not whole after 0\.2 seconds"):
        both.create(prompt="p", model="sora-2", timeout=Timeouts(read=0.2))
    assert time.monotonic() - begun < 10
    assert server.posts == 1


def test_the_caller_s_event_ends_the_wait(both: Both, serve: Callable[..., ScriptedServer]) -> None:
    server = serve(IN_PROGRESS)
    event = threading.Event()
    with pytest.raises(WaitCancelled) as caught:
        both.wait("t", interval=0.01, cancel=event, on_progress=lambda _: event.set())
    assert caught.value.task_id == "t"
    assert server.gets == 1


def test_an_event_that_is_set_elsewhere_wakes_a_sleeping_wait(both: Both, serve: Callable[..., ScriptedServer]) -> None:
    server = serve(IN_PROGRESS)
    event = threading.Event()
    timer = threading.Timer(0.1, event.set)
    begun = time.monotonic()
    with pytest.raises(WaitCancelled):
        both.wait("t", interval=600, cancel=event, on_progress=lambda _: timer.start())
    assert time.monotonic() - begun < 20, "about a second, and not ten minutes"
    assert server.gets == 1
    timer.join()


def test_a_waiting_coroutine_can_be_cancelled() -> None:
    async def run(url: str) -> None:
        reached = asyncio.Event()
        async with AsyncVideoGenerations(api_key="", base_url=url) as client:
            waiting = asyncio.create_task(client.wait("t", interval=600, on_progress=lambda _: reached.set()))
            await reached.wait()
            waiting.cancel()
            with pytest.raises(asyncio.CancelledError) as caught:
                await waiting
            assert "Task t " in caught.value.__notes__[0]

    with ScriptedServer([IN_PROGRESS]) as server:
        asyncio.run(run(server.url))
    assert server.gets == 1


def test_the_asynchronous_client_runs_under_trio_too() -> None:
    trio = pytest.importorskip("trio", reason="trio is in the dependency group 'tests'")
    refused = retry_after(429, "0")

    async def run(url: str) -> Task:
        async with AsyncVideoGenerations(api_key="", base_url=url) as client:
            return await client.create_and_wait(prompt="p", model="sora-2", interval=0.01)

    with ScriptedServer([refused, answer(200, {"task_id": "t"}), IN_PROGRESS, DONE]) as server:
        task: Task = trio.run(run, server.url)
    assert task.succeeded
    assert (server.posts, server.gets) == (2, 2)


def test_a_create_that_is_cancelled_in_flight_is_reported(caplog: pytest.LogCaptureFixture) -> None:
    """The server has it; nobody will read its answer."""
    caplog.set_level(logging.WARNING, "video_generations_client")

    async def run(server: ScriptedServer) -> None:
        async with AsyncVideoGenerations(api_key="", base_url=server.url) as client:
            creating = asyncio.create_task(client.create(prompt="p", model="sora-2"))
            while not server.received:
                await asyncio.sleep(0.01)
            creating.cancel()
            with pytest.raises(asyncio.CancelledError):
                await creating

    with ScriptedServer([Act(then="hang")]) as server:
        asyncio.run(run(server))
    assert server.posts == 1
    assert "it may be accepted and paid" in caplog.text


@pytest.mark.parametrize(
    "option",
    [
        {"interval": -1},
        {"interval": 0},
        {"interval": None},
        {"interval": float("nan")},
        {"wait_timeout": "30"},
        {"wait_timeout": -1},
        {"wait_timeout": float("inf")},
        {"interval": 1e300},
        {"on_progress": 5},
        {"cancel": True},
        {"timeout": "5"},
        {"timeout": 0},
    ],
    ids=str,
)
def test_an_option_that_is_none_is_refused_before_anything_is_paid(
    both: Both, serve: Callable[..., ScriptedServer], option: dict[str, Any]
) -> None:
    server = serve(answer(200, {"task_id": "t"}), DONE)
    for call in (both.create_and_wait, lambda **options: both.wait("t", **options)):
        with pytest.raises(ConfigurationError, match="must be"):
            call(**({"prompt": "p", "model": "sora-2"} if call == both.create_and_wait else {}), **option)
    assert server.received == []


@pytest.mark.parametrize(
    ("call", "option", "says"),
    [
        ("wait", "intervall", "did you mean 'interval'"),
        ("wait", "clock", "its options are cancel, interval, on_progress, timeout, wait_timeout"),
        ("create", "interval", "its options are check, extra, timeout; a field that the spec"),
        ("create_and_wait", "wait_time", "did you mean 'wait_timeout'"),
    ],
)
def test_an_option_that_the_call_does_not_take_is_refused_before_anything_is_paid(
    both: Both, serve: Callable[..., ScriptedServer], call: str, option: str, says: str
) -> None:
    server = serve(answer(200, {"task_id": "t"}), DONE)
    task: Any = ["t"] if call == "wait" else []
    fields = {} if call == "wait" else {"prompt": "p", "model": "sora-2"}
    with pytest.raises(InvalidRequest, match=says):
        getattr(both, call)(*task, **fields, **{option: 5})
    assert server.received == []


@pytest.mark.parametrize("kind", [ValueError, KeyboardInterrupt, asyncio.CancelledError])
def test_whatever_ends_a_wait_carries_the_id_of_the_paid_task(
    both: Both,
    serve: Callable[..., ScriptedServer],
    slept: list[float],
    caplog: pytest.LogCaptureFixture,
    kind: type[BaseException],
) -> None:
    raised = kind("within on_progress")

    def on_progress(task: Task) -> None:
        raise raised

    serve(answer(200, {"task_id": "paid-1"}), answer(200, record("IN_PROGRESS", task_id="paid-1")))
    with pytest.raises(kind):
        both.create_and_wait(prompt="p", model="sora-2", on_progress=on_progress)
    assert ["Task paid-1" in note for note in raised.__notes__] == [True]
    assert "The wait for task paid-1 was interrupted" in caplog.text


def test_an_unknown_create_is_not_waited_for(both: Both, serve: Callable[..., ScriptedServer]) -> None:
    server = serve(gateway(500, "x"), DONE)
    with pytest.raises(OutcomeUnknown):
        both.create_and_wait(prompt="p", model="sora-2")
    assert (server.posts, server.gets) == (1, 0)
