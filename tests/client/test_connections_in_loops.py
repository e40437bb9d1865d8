"""Connections belong to one event loop, and are closed with it."""

from __future__ import annotations

import asyncio
import gc
import subprocess
import sys
import types
import warnings
from pathlib import Path
from typing import Any

import httpx
import pytest
import video_generations_client
from video_generations_client import AsyncVideoGenerations, ConfigurationError
from video_generations_client.connections import _InLoop
from video_generations_client.interruption import settled
from video_generations_client.processes import this_process

from tests.client.answers import VALID
from tests.client.nonce_server import NonceServer


def test_an_asynchronous_http_client_of_the_caller_s_is_refused_in_another_loop(nonce_server: NonceServer) -> None:
    http = httpx.AsyncClient()
    videos = AsyncVideoGenerations("", base_url=nonce_server.url, http_client=http)
    asyncio.run(_created(videos))
    with pytest.raises(ConfigurationError, match="another process or event loop"):
        asyncio.run(_created(videos))
    assert len(nonce_server.made) == 1


async def _created(videos: AsyncVideoGenerations) -> str:
    return (await videos.create(**VALID)).task_id


def test_a_function_as_asynchronous_http_client_is_called_once_in_each_loop(nonce_server: NonceServer) -> None:
    made: list[httpx.AsyncClient] = []

    def http() -> httpx.AsyncClient:
        made.append(httpx.AsyncClient())
        return made[-1]

    videos = AsyncVideoGenerations("", base_url=nonce_server.url, http_client=http)

    async def twice() -> None:
        await _created(videos)
        await _created(videos)

    asyncio.run(twice())
    asyncio.run(twice())
    assert [client.is_closed for client in made] == [True, True], "closed with their loops"
    assert len(nonce_server.made) == 4


def test_the_connections_of_a_loop_are_closed_with_it(nonce_server: NonceServer) -> None:
    gc.collect()  # what others have left
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", ResourceWarning)
        videos = AsyncVideoGenerations("", base_url=nonce_server.url)
        for number in range(3):
            assert asyncio.run(_created(videos)).startswith(f"task-{number + 1}-")
        del videos
        gc.collect()
    assert [str(warning.message) for warning in caught] == []


def test_a_client_that_is_dropped_in_a_loop_that_goes_on_closes_its_connections(nonce_server: NonceServer) -> None:
    closed: list[bool] = []

    async def run() -> None:
        videos = AsyncVideoGenerations("", base_url=nonce_server.url)
        await _created(videos)
        http = await videos._connections.current()
        del videos
        gc.collect()
        await asyncio.sleep(0.05)
        closed.append(http.is_closed)

    asyncio.run(run())
    assert closed == [True]


def test_loops_of_trio_and_asyncio_take_turns(nonce_server: NonceServer) -> None:
    trio = pytest.importorskip("trio", reason="trio is in the dependency group 'tests'")
    videos = AsyncVideoGenerations("", base_url=nonce_server.url)
    found = [asyncio.run(_created(videos)), trio.run(_created, videos), asyncio.run(_created(videos))]
    assert found == nonce_server.made


def test_loops_that_are_closed_without_their_generators_leave_no_sockets(nonce_server: NonceServer) -> None:
    """Some programs make a loop for each call, and only close it."""
    videos = AsyncVideoGenerations("", base_url=nonce_server.url)
    for _ in range(10):
        loop = asyncio.new_event_loop()
        loop.run_until_complete(videos.create(prompt="p", model="sora-2"))
        loop.close()
    assert len(videos._connections._by_loop) == 1


class Growing(dict[Any, Any]):
    """Grows while it is looked through one by one, as when another thread has its turn in between."""

    def items(self) -> Any:
        """The items, and one more with each."""
        for item in super().items():
            yield item
            self[object()] = None


def test_loops_of_other_threads_may_begin_at_any_moment() -> None:
    videos = AsyncVideoGenerations("", base_url="https://api.example")
    loops = [asyncio.new_event_loop() for _ in range(3)]
    for loop in loops:
        videos._connections._by_loop[loop] = _InLoop(httpx.AsyncClient(), this_process(), None)
    vars(videos._connections._by_loop)["data"] = Growing(vars(videos._connections._by_loop)["data"])
    loops[0].close()
    videos._connections._forget_closed_loops()
    assert set(videos._connections._by_loop) == {*loops[1:]}
    for loop in loops[1:]:
        loop.close()


def test_creates_of_other_threads_may_begin_while_a_client_is_closed() -> None:
    under_way: dict[Any, Any] = {}

    class Over:
        def __hash__(self) -> int:
            under_way.setdefault("another", ("another loop", None))  # while this one is looked at
            return 1

        async def wait(self) -> None:
            """It is over."""

    async def run() -> None:
        under_way[Over()] = asyncio.get_running_loop(), types.SimpleNamespace(accepted=False)
        del under_way["another"]
        await settled(under_way)

    asyncio.run(run())
    assert len(under_way) == 2


NEVER_CLOSED = """
import asyncio, sys
from video_generations_client import AsyncVideoGenerations
videos = AsyncVideoGenerations("", base_url=sys.argv[1])
for _ in range(2):
    asyncio.new_event_loop().run_until_complete(videos.create(prompt="p", model="sora-2"))
"""


def test_loops_that_are_never_closed_are_no_warning_at_the_end_of_the_program(nonce_server: NonceServer) -> None:
    result = subprocess.run(  # noqa: S603 - made here
        [sys.executable, "-c", NEVER_CLOSED, nonce_server.url],
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": str(Path(video_generations_client.__file__).parents[1])},
    )
    assert (result.stdout, result.stderr, result.returncode) == ("", "", 0)
