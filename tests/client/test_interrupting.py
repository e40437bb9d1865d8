"""Whoever ends a call early knows what may be paid, and under which id."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from video_generations_client import (
    AsyncVideoGenerations,
    ConfigurationError,
    Task,
    WaitCancelled,
)

from tests.client.answers import (
    GOOD,
    IN_PROGRESS,
    VALID,
    record,
)
from tests.client.conftest import Both, Serve
from tests.client.scripted_server import Act, ScriptedServer, answer


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


def test_a_create_that_is_cancelled_in_flight_is_reported(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server has it, and does not answer in the time that is left."""
    monkeypatch.setattr("video_generations_client.interruption.GRACE", 0.2)
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


@pytest.mark.parametrize("cancel", [asyncio.Event(), "now", object()], ids=["of asyncio", "text", "object"])
def test_a_cancel_that_is_no_event_of_threads_is_refused_before_anything_is_paid(
    both: Both, serve: Serve, cancel: Any
) -> None:
    server = serve(GOOD)
    with pytest.raises(ConfigurationError, match=r"cancel must be a threading\.Event"):
        both.create_and_wait(**VALID, cancel=cancel)
    assert server.posts == 0
