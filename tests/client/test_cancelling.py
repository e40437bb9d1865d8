"""A create that is cancelled at any await: it is finished first if it has left, and its id is told."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from typing import Any

import anyio
import httpx
import pytest
from video_generations_client import AsyncVideoGenerations, ConfigurationError, Task, VideoGenerations

from tests.client.answers import DONE, record
from tests.client.conftest import TRUST, Both
from tests.client.nonce_server import NonceServer
from tests.client.scripted_server import Act, ScriptedServer, answer


@pytest.fixture
def server() -> Iterator[NonceServer]:
    with NonceServer(slow=0.15) as server:
        yield server


def _told(caplog: pytest.LogCaptureFixture) -> str:
    return " ".join(entry.getMessage() for entry in caplog.records if entry.levelno >= logging.WARNING)


async def _until_made(server: NonceServer, number: int) -> None:
    while len(server.made) < number:
        await anyio.sleep(0.01)


async def _by_cancel(create: Callable[[], Awaitable[Task]], server: NonceServer) -> None:
    creating = asyncio.ensure_future(create())
    await _until_made(server, 1)
    creating.cancel()
    with pytest.raises(asyncio.CancelledError) as caught:
        await creating
    assert "task-1-of-p" in caught.value.__notes__[0]


async def _by_many_cancels(create: Callable[[], Awaitable[Task]], server: NonceServer) -> None:
    creating = asyncio.ensure_future(create())
    await _until_made(server, 1)
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
    await _until_made(server, 1)


WAYS = [_by_cancel, _by_many_cancels, _by_timeout, _by_wait_for, _by_scope, _by_the_end_of_the_loop]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_the_id_of_a_create_that_is_cancelled_under_way_is_logged(
    way: Callable[..., Any], server: NonceServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    kept: list[Task] = []

    async def run() -> None:
        async with AsyncVideoGenerations("", base_url=server.url) as videos:
            await way(lambda: videos.create(prompt="p", model="sora-2", on_created=kept.append), server)

    async def without_closing() -> None:
        videos = AsyncVideoGenerations("", base_url=server.url)
        await way(lambda: videos.create(prompt="p", model="sora-2", on_created=kept.append), server)

    asyncio.run(without_closing() if way is _by_the_end_of_the_loop else run())
    assert server.made == ["task-1-of-p"]
    assert "task-1-of-p" in _told(caplog)
    assert [task.task_id for task in kept] == ["task-1-of-p"]
    assert not [entry for entry in caplog.records if entry.name == "asyncio"], "never retrieved, or destroyed"


def test_a_client_is_closed_only_when_its_cancelled_create_is_finished(
    server: NonceServer, caplog: pytest.LogCaptureFixture
) -> None:
    async def run() -> None:
        async with AsyncVideoGenerations("", base_url=server.url) as videos:
            creating = asyncio.create_task(videos.create(prompt="p", model="sora-2"))
            await asyncio.sleep(0.05)
            creating.cancel()

    asyncio.run(run())
    assert server.made == ["task-1-of-p"]
    assert "task-1-of-p" in _told(caplog)


def test_a_scope_of_anyio_does_not_make_the_loop_spin(server: NonceServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """It cancels again and again, until the cancelled task has ended or is shielded."""
    waits = []
    really = asyncio.wait

    def counted(*arguments: Any, **options: Any) -> Any:
        waits.append(arguments)
        return really(*arguments, **options)

    monkeypatch.setattr("asyncio.wait", counted)

    async def run() -> None:
        async with AsyncVideoGenerations("", base_url=server.url) as videos:
            with anyio.move_on_after(0.05):
                await videos.create(prompt="p", model="sora-2")

    asyncio.run(run())
    assert len(waits) < 5


def test_under_trio_the_answer_is_given_and_the_next_await_cancelled(server: NonceServer) -> None:
    trio = pytest.importorskip("trio", reason="trio is in the dependency group 'tests'")
    kept: list[str] = []

    async def run() -> bool:
        async with AsyncVideoGenerations("", base_url=server.url) as videos:
            with trio.move_on_after(0.05) as scope:
                kept.append((await videos.create(prompt="p", model="sora-2")).task_id)
                await trio.sleep(0)
                kept.append("not cancelled")
        return bool(scope.cancelled_caught)

    assert trio.run(run)
    assert kept == server.made == ["task-1-of-p"]


@pytest.mark.parametrize("library", ["asyncio", "trio"])
def test_a_group_whose_sibling_fails_loses_no_id(
    library: str, server: NonceServer, caplog: pytest.LogCaptureFixture
) -> None:
    """A nursery drops what its tasks return, and a group their cancellations."""

    async def run() -> None:
        async with AsyncVideoGenerations("", base_url=server.url) as videos, anyio.create_task_group() as group:
            for number in range(3):
                group.start_soon(partial(videos.create, prompt=f"p{number}", model="sora-2"))
            await _until_made(server, 3)
            raise LookupError("a sibling fails")

    with pytest.raises(ExceptionGroup):
        anyio.run(run, backend=library)
    assert len(server.made) == 3
    assert [task_id for task_id in server.made if task_id not in _told(caplog)] == []


def test_a_client_that_is_closed_after_gather_has_raised_tells_the_ids(
    server: NonceServer, caplog: pytest.LogCaptureFixture
) -> None:
    """Of asyncio: gather raises the first error at once, and leaves the others to themselves."""

    async def fails() -> None:
        await _until_made(server, 2)
        raise LookupError

    async def run() -> None:
        async with AsyncVideoGenerations("", base_url=server.url) as videos:
            creates = (videos.create(prompt=f"p{number}", model="sora-2") for number in range(2))
            await asyncio.gather(*creates, fails())

    with pytest.raises(LookupError):
        asyncio.run(run())
    assert len(server.made) == 2
    assert [task_id for task_id in server.made if task_id not in _told(caplog)] == []


@pytest.mark.usefixtures("ctrl_c")
def test_an_interrupt_under_trio_is_raised_once_the_answer_is_there(
    server: NonceServer, caplog: pytest.LogCaptureFixture
) -> None:
    trio = pytest.importorskip("trio", reason="trio is in the dependency group 'tests'")

    async def run() -> None:
        async with AsyncVideoGenerations("", base_url=server.url) as videos:
            await videos.create(prompt="p", model="sora-2")

    def interrupt() -> None:
        while not server.made:
            time.sleep(0.005)
        os.kill(os.getpid(), signal.SIGINT)

    interrupting = threading.Thread(target=interrupt)
    interrupting.start()
    with pytest.raises(KeyboardInterrupt) as caught:
        trio.run(run)
    interrupting.join()
    assert "task-1-of-p" in caught.value.__notes__[0]
    assert "task-1-of-p" in _told(caplog)


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
    assert "it may be accepted and paid" in _told(caplog)


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
    assert _told(caplog) == ""


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


def test_on_created_is_called_before_the_wait_and_its_error_carries_the_id(
    both: Both, serve: Callable[..., ScriptedServer], caplog: pytest.LogCaptureFixture
) -> None:
    server = serve(answer(200, {"task_id": "paid-2"}), DONE)

    def on_created(task: Task) -> None:
        assert server.gets == 0
        raise LookupError(f"no place for {task.task_id}")

    with pytest.raises(LookupError) as caught:
        both.create_and_wait(prompt="p", model="sora-2", on_created=on_created)
    assert "paid-2" in caught.value.__notes__[0]
    assert "paid-2" in _told(caplog)
    assert server.gets == 0


def test_an_interrupt_within_on_created_is_no_reason_to_lose_the_id(
    both: Both, serve: Callable[..., ScriptedServer], caplog: pytest.LogCaptureFixture
) -> None:
    serve(answer(200, {"task_id": "paid-3"}))

    def on_created(task: Task) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        both.create(prompt="p", model="sora-2", on_created=on_created)
    assert "paid-3" in _told(caplog)


async def _asynchronous(task: Task) -> None:
    """Nobody would await it."""


@pytest.mark.parametrize("option", ["on_created", "on_progress"])
@pytest.mark.parametrize("given", [5, _asynchronous], ids=["number", "coroutine function"])
def test_what_cannot_be_called_is_refused_before_anything_is_paid(
    both: Both, serve: Callable[..., ScriptedServer], option: str, given: Any
) -> None:
    server = serve(answer(200, {"task_id": "t"}))
    with pytest.raises(ConfigurationError, match=f"{option} must be a plain function"):
        both.create_and_wait(prompt="p", model="sora-2", **{option: given})
    assert server.received == []


def test_a_wait_that_is_cancelled_by_a_sibling_tells_its_id(caplog: pytest.LogCaptureFixture) -> None:
    async def run(server: ScriptedServer) -> None:
        async with AsyncVideoGenerations("", base_url=server.url) as videos, asyncio.TaskGroup() as group:
            group.create_task(videos.wait("paid-4", interval=600))
            while not server.received:
                await asyncio.sleep(0.01)
            raise LookupError

    with (
        ScriptedServer([answer(200, record("IN_PROGRESS", task_id="paid-4"))]) as server,
        pytest.raises(ExceptionGroup),
    ):
        asyncio.run(run(server))
    assert "paid-4" in _told(caplog)


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
    assert "paid-5" in _told(caplog)
