"""An interrupt or a cancellation under trio comes once the answer is there."""

from __future__ import annotations

import os
import signal
import threading
import time

import httpx
import pytest
from video_generations_client import AsyncVideoGenerations

from tests.client.conftest import TRUST, told
from tests.client.nonce_server import NonceServer


def test_under_trio_the_answer_is_given_and_the_next_await_cancelled(slow_server: NonceServer) -> None:
    trio = pytest.importorskip("trio", reason="trio is in the dependency group 'tests'")
    kept: list[str] = []

    async def run() -> bool:
        async with AsyncVideoGenerations("", base_url=slow_server.url) as videos:
            with trio.move_on_after(0.05) as scope:
                kept.append((await videos.create(prompt="p", model="sora-2")).task_id)
                await trio.sleep(0)
                kept.append("not cancelled")
        return bool(scope.cancelled_caught)

    assert trio.run(run)
    assert kept == slow_server.made == ["task-1-of-p"]


@pytest.mark.usefixtures("ctrl_c")
def test_an_interrupt_under_trio_is_raised_once_the_answer_is_there(
    slow_server: NonceServer, caplog: pytest.LogCaptureFixture
) -> None:
    trio = pytest.importorskip("trio", reason="trio is in the dependency group 'tests'")

    async def run() -> None:
        async with AsyncVideoGenerations("", base_url=slow_server.url) as videos:
            await videos.create(prompt="p", model="sora-2")

    def interrupt() -> None:
        while not slow_server.made:
            time.sleep(0.005)
        os.kill(os.getpid(), signal.SIGINT)

    interrupting = threading.Thread(target=interrupt)
    interrupting.start()
    with pytest.raises(KeyboardInterrupt) as caught:
        trio.run(run)
    interrupting.join()
    assert "task-1-of-p" in caught.value.__notes__[0]
    assert "task-1-of-p" in told(caplog)


@pytest.mark.usefixtures("ctrl_c")
def test_an_interrupt_under_trio_while_the_answer_is_read_loses_no_id() -> None:
    """The signal comes while code of the request runs, and not while it waits."""
    trio = pytest.importorskip("trio", reason="trio is in the dependency group 'tests'")
    made: list[str] = []

    def interrupts(_: httpx.Request) -> httpx.Response:
        signal.raise_signal(signal.SIGINT)
        return httpx.Response(200, json={"task_id": "task-9"})

    async def run() -> None:
        http = httpx.AsyncClient(transport=httpx.MockTransport(interrupts), verify=TRUST)
        async with http, AsyncVideoGenerations("", base_url="https://host.example", http_client=http) as videos:
            made.append((await videos.create(prompt="p", model="sora-2")).task_id)

    with pytest.raises(KeyboardInterrupt):
        trio.run(run)
    assert made == ["task-9"]
