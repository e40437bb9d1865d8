"""A create that is cancelled at any await: it is finished first if it has left, and its id is told."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import anyio
import pytest
from video_generations_client import AsyncVideoGenerations, Task, VideoGenerations

from tests.client.conftest import told
from tests.client.nonce_server import NonceServer
from tests.client.scripted_server import Act, ScriptedServer, answer


async def _by_cancel(create: Callable[[], Awaitable[Task]], server: NonceServer) -> None:
    creating = asyncio.ensure_future(create())
    await server.until_made(1)
    creating.cancel()
    with pytest.raises(asyncio.CancelledError) as caught:
        await creating
    assert "task-1-of-p" in caught.value.__notes__[0]


async def _by_many_cancels(create: Callable[[], Awaitable[Task]], server: NonceServer) -> None:
    creating = asyncio.ensure_future(create())
    await server.until_made(1)
    while not creating.done():
        creating.cancel()
        await asyncio.sleep(0.02)


async def _by_timeout(create: Callable[[], Awaitable[Task]], server: NonceServer) -> None:
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await create()


async def _by_wait_for(create: Callable[[], Awaitable[Task]], server: NonceServer) -> None:
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(create(), 0.05)


async def _by_scope(create: Callable[[], Awaitable[Task]], server: NonceServer) -> None:
    with anyio.move_on_after(0.05):
        await create()


async def _by_the_end_of_the_loop(create: Callable[[], Awaitable[Task]], server: NonceServer) -> None:
    """As when asyncio.gather raises the error of another one, and the program ends with it."""
    asyncio.ensure_future(create())  # noqa: RUF006 - that nobody holds it is what this is about
    await server.until_made(1)


WAYS = [_by_cancel, _by_many_cancels, _by_timeout, _by_wait_for, _by_scope, _by_the_end_of_the_loop]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_the_id_of_a_create_that_is_cancelled_under_way_is_logged(
    way: Callable[..., Any], slow_server: NonceServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    kept: list[Task] = []

    async def run() -> None:
        async with AsyncVideoGenerations("", base_url=slow_server.url) as videos:
            await way(lambda: videos.create(prompt="p", model="sora-2", on_created=kept.append), slow_server)

    async def without_closing() -> None:
        videos = AsyncVideoGenerations("", base_url=slow_server.url)
        await way(lambda: videos.create(prompt="p", model="sora-2", on_created=kept.append), slow_server)

    asyncio.run(without_closing() if way is _by_the_end_of_the_loop else run())
    assert slow_server.made == ["task-1-of-p"]
    assert "task-1-of-p" in told(caplog)
    assert [task.task_id for task in kept] == ["task-1-of-p"]
    assert not [entry for entry in caplog.records if entry.name == "asyncio"], "never retrieved, or destroyed"


def test_a_client_is_closed_only_when_its_cancelled_create_is_finished(
    slow_server: NonceServer, caplog: pytest.LogCaptureFixture
) -> None:
    async def run() -> None:
        async with AsyncVideoGenerations("", base_url=slow_server.url) as videos:
            creating = asyncio.create_task(videos.create(prompt="p", model="sora-2"))
            await asyncio.sleep(0.05)
            creating.cancel()

    asyncio.run(run())
    assert slow_server.made == ["task-1-of-p"]
    assert "task-1-of-p" in told(caplog)


def test_a_scope_of_anyio_does_not_make_the_loop_spin(
    slow_server: NonceServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It cancels again and again, until the cancelled task has ended or is shielded."""
    waits = []
    really = asyncio.wait

    def counted(*arguments: Any, **options: Any) -> Any:
        waits.append(arguments)
        return really(*arguments, **options)

    monkeypatch.setattr("asyncio.wait", counted)

    async def run() -> None:
        async with AsyncVideoGenerations("", base_url=slow_server.url) as videos:
            with anyio.move_on_after(0.05):
                await videos.create(prompt="p", model="sora-2")

    asyncio.run(run())
    assert len(waits) < 5


@pytest.mark.parametrize("library", ["asyncio", "trio"])
def test_a_server_that_never_answers_does_not_hold_back_a_cancellation_for_ever(
    library: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("video_generations_client.interruption.GRACE", 0.1)

    async def run(url: str) -> bool:
        async with AsyncVideoGenerations("", base_url=url) as videos:
            with anyio.move_on_after(0.1) as scope:
                await videos.create(prompt="p", model="sora-2")
        return scope.cancelled_caught

    with ScriptedServer([Act(then="hang")]) as server:
        assert anyio.run(run, server.url, backend=library)
        assert server.posts == 1
    assert "it may be accepted and paid" in told(caplog)


def test_a_create_that_is_refused_while_it_is_cancelled_is_no_alarm(caplog: pytest.LogCaptureFixture) -> None:
    async def run(server: ScriptedServer) -> None:
        async with AsyncVideoGenerations("", base_url=server.url) as videos:
            creating = asyncio.create_task(videos.create(prompt="p", model="sora-2"))
            while not server.received:
                await asyncio.sleep(0.001)
            creating.cancel()
            with pytest.raises(asyncio.CancelledError):
                await creating

    refusal = answer(401, {"error": {"message": "no", "code": "invalid_token"}})
    with ScriptedServer([Act((refusal.pieces[0][:20], refusal.pieces[0][20:]))]) as server:
        asyncio.run(run(server))
    assert told(caplog) == ""


def test_a_wait_before_another_attempt_is_cancelled_at_once() -> None:
    async def run(url: str) -> None:
        async with AsyncVideoGenerations("", base_url=url) as videos:
            with anyio.fail_after(5), contextlib.suppress(TimeoutError):
                async with asyncio.timeout(0.3):
                    await videos.create(prompt="p", model="sora-2")

    busy = answer(429, {"code": "busy", "message": "later", "data": None}, headers=[("Retry-After", "50")])
    with ScriptedServer([busy]) as server:
        asyncio.run(run(server.url))
        assert server.posts == 1


def test_the_synchronous_client_tells_what_it_has_received_of_an_answer(caplog: pytest.LogCaptureFixture) -> None:
    """Ctrl-C while the body of an answer comes in."""

    class Interrupting(list[Any]):
        def __iter__(self) -> Iterator[bytes]:
            yield b'{"task_id": "paid-5", "mo'
            raise KeyboardInterrupt

    import httpx

    class Stream(httpx.SyncByteStream):
        def __iter__(self) -> Iterator[bytes]:
            return iter(Interrupting())

    http = httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(200, stream=Stream())))
    videos = VideoGenerations("", base_url="https://host.example", http_client=http)
    with pytest.raises(KeyboardInterrupt) as caught:
        videos.create(prompt="p", model="sora-2")
    assert "paid-5" in caught.value.__notes__[0]
    assert "paid-5" in told(caplog)
