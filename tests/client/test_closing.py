"""A client that is closed while creates are under way waits for their answers: nothing else tells the ids."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import anyio
import pytest
from video_generations_client import AsyncVideoGenerations, Attempt, ConfigurationError, NotSent, VideoGenerations
from video_generations_client.under_way import UnderWayInThreads

from tests.client.answers import VALID
from tests.client.children import Child
from tests.client.nonce_server import NonceServer


def _until_made(server: NonceServer, number: int) -> None:
    while len(server.made) < number:
        time.sleep(0.005)


def test_creates_of_other_threads_are_finished(slow_server: NonceServer) -> None:
    with ThreadPoolExecutor() as threads:
        with VideoGenerations("", base_url=slow_server.url) as videos:
            creating = [threads.submit(lambda: videos.create(**VALID)) for _ in range(3)]
            _until_made(slow_server, 3)
            late = videos.with_options(timeout=5)
        assert sorted(create.result().task_id for create in creating) == sorted(slow_server.made)
        with pytest.raises(ConfigurationError, match="closed; nothing was sent"):
            late.create(**VALID)
    assert len(slow_server.made) == 3


def test_a_create_that_never_ends_is_waited_for_no_longer_than_the_grace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("video_generations_client.under_way.GRACE", 0.05)
    under_way, begun, over = UnderWayInThreads(), threading.Event(), threading.Event()

    def create() -> bool:
        begun.set()
        return over.wait(60)

    thread = threading.Thread(target=under_way.during, args=(create,))
    thread.start()
    begun.wait(10)
    under_way.settled()
    assert thread.is_alive()
    over.set()
    thread.join()


def test_a_create_of_the_parent_is_not_waited_for_in_a_child(slow_server: NonceServer) -> None:
    videos = VideoGenerations("", base_url=slow_server.url)
    thread = threading.Thread(target=videos.create, kwargs=VALID)
    thread.start()
    _until_made(slow_server, 1)

    def closed() -> str:
        signal.alarm(5)  # its thread is not here, so the create would never end
        videos.close()
        return "closed"

    assert Child(closed).said() == "closed"
    thread.join()


def test_a_create_does_not_wait_for_itself(nonce_server: NonceServer) -> None:
    @contextmanager
    def closing(_: Attempt) -> Iterator[None]:
        videos.close()
        yield

    videos = VideoGenerations("", base_url=nonce_server.url, around_attempt=closing, retries=None)
    before = time.monotonic()
    with pytest.raises(NotSent):
        videos.create(**VALID)
    assert time.monotonic() - before < 5
    assert nonce_server.made == []


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_creates_of_other_tasks_are_finished(backend: str, slow_server: NonceServer) -> None:
    pytest.importorskip("trio", reason="trio is in the dependency group 'tests'")
    found: list[str] = []

    async def create(videos: AsyncVideoGenerations) -> None:
        found.append((await videos.create(**VALID)).task_id)

    async def run() -> None:
        url = slow_server.url
        async with anyio.create_task_group() as group, AsyncVideoGenerations("", base_url=url) as videos:
            for _ in range(3):
                group.start_soon(create, videos)
            await slow_server.until_made(3)

    options: dict[str, Any] = {"backend": backend}
    anyio.run(run, **options)
    assert sorted(found) == sorted(slow_server.made)
