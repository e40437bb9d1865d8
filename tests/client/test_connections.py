"""Connections belong to one process and one event loop, and are closed with it."""

from __future__ import annotations

import asyncio
import gc
import os
import subprocess
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import video_generations_client
from video_generations_client import AsyncVideoGenerations, ConfigurationError, VideoGenerations

from tests.client.nonce_server import NonceServer
from tests.client.scripted_server import ScriptedServer, answer

GOOD = answer(200, {"task_id": "t"})
#: Python 3.12 warns of forks beside threads. The server of these tests has some, which the child has no need of.
pytestmark = pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
BODY: dict[str, Any] = {"prompt": "p", "model": "sora-2"}


@pytest.fixture
def server() -> Iterator[NonceServer]:
    with NonceServer() as server:
        yield server


def _in_a_fork(work: Callable[[], str]) -> str:
    """The result of a forked child, which has no threads and ends at once."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            said = work()
        except BaseException as error:
            said = f"{type(error).__name__}: {error}"
        os.write(write, said.encode())
        os._exit(0)
    os.close(write)
    with os.fdopen(read, encoding="utf-8") as pipe:
        said = pipe.read()
    os.waitpid(child, 0)
    return said


def test_an_http_client_of_the_caller_s_is_refused_in_a_child_before_anything_is_sent(server: NonceServer) -> None:
    with httpx.Client() as http:
        videos = VideoGenerations("", base_url=server.url, http_client=http)
        videos.create(**BODY)
        said = _in_a_fork(lambda: videos.create(**BODY).task_id)
        assert said.startswith("ConfigurationError: The http_client that was given is of another process")
        assert "nothing was sent" in said
        videos.create(**BODY)
    assert len(server.made) == 2


def test_a_function_as_http_client_is_called_once_in_each_process(server: NonceServer) -> None:
    made: list[int] = []

    def http() -> httpx.Client:
        made.append(os.getpid())
        return httpx.Client(headers={"X-Mine": "1"})

    with VideoGenerations("", base_url=server.url, http_client=http) as videos:
        videos.create(**BODY)
        videos.create(**BODY)

        def twice() -> str:
            videos.create(**BODY)
            videos.create(**BODY)
            return f"{len(made)} {len(set(made))}"

        assert _in_a_fork(twice) == "2 2"
    assert made == [os.getpid()]


def test_a_child_of_a_child_has_connections_of_its_own_too(server: NonceServer) -> None:
    videos = VideoGenerations("", base_url=server.url)
    ours = videos._connections.current()

    def child() -> str:
        mine = videos._connections.current()
        below = _in_a_fork(lambda: str(videos._connections.current() in (ours, mine)))
        return f"{mine is ours} {below}"

    assert _in_a_fork(child) == "False False"
    assert videos._connections.current() is ours


def test_a_process_that_gets_the_id_of_an_ancestor_is_another_one(monkeypatch: pytest.MonkeyPatch) -> None:
    videos = VideoGenerations("", base_url="http://127.0.0.1:9")
    ours, process = videos._connections.current(), os.getpid()

    def child() -> str:
        monkeypatch.setattr("os.getpid", lambda: process)
        return str(videos._connections.current() is ours)

    assert _in_a_fork(child) == "False"


def test_a_client_closed_in_a_child_is_open_in_its_parent(server: NonceServer) -> None:
    with VideoGenerations("", base_url=server.url) as videos:
        first = videos.create(**BODY)

        def child() -> str:
            videos.close()
            return str(videos._connections.closed)

        assert _in_a_fork(child) == "True"
        assert videos.create(**BODY).task_id != first.task_id
    with pytest.raises(ConfigurationError, match="closed"):
        videos.create(**BODY)


def test_an_asynchronous_http_client_of_the_caller_s_is_refused_in_another_loop(server: NonceServer) -> None:
    http = httpx.AsyncClient()
    videos = AsyncVideoGenerations("", base_url=server.url, http_client=http)
    asyncio.run(_created(videos))
    with pytest.raises(ConfigurationError, match="another process or event loop"):
        asyncio.run(_created(videos))
    assert len(server.made) == 1


async def _created(videos: AsyncVideoGenerations) -> str:
    return (await videos.create(**BODY)).task_id


def test_a_function_as_asynchronous_http_client_is_called_once_in_each_loop(server: NonceServer) -> None:
    made: list[httpx.AsyncClient] = []

    def http() -> httpx.AsyncClient:
        made.append(httpx.AsyncClient())
        return made[-1]

    videos = AsyncVideoGenerations("", base_url=server.url, http_client=http)

    async def twice() -> None:
        await _created(videos)
        await _created(videos)

    asyncio.run(twice())
    asyncio.run(twice())
    assert [client.is_closed for client in made] == [True, True], "closed with their loops"
    assert len(server.made) == 4


def test_the_connections_of_a_loop_are_closed_with_it(server: NonceServer) -> None:
    gc.collect()  # what others have left
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", ResourceWarning)
        videos = AsyncVideoGenerations("", base_url=server.url)
        for number in range(3):
            assert asyncio.run(_created(videos)).startswith(f"task-{number + 1}-")
        del videos
        gc.collect()
    assert [str(warning.message) for warning in caught] == []


def test_a_client_that_is_dropped_in_a_loop_that_goes_on_closes_its_connections(server: NonceServer) -> None:
    closed: list[bool] = []

    async def run() -> None:
        videos = AsyncVideoGenerations("", base_url=server.url)
        await _created(videos)
        http = await videos._connections.current()
        del videos
        gc.collect()
        await asyncio.sleep(0.05)
        closed.append(http.is_closed)

    asyncio.run(run())
    assert closed == [True]


def test_loops_of_trio_and_asyncio_take_turns(server: NonceServer) -> None:
    trio = pytest.importorskip("trio", reason="trio is in the dependency group 'tests'")
    videos = AsyncVideoGenerations("", base_url=server.url)
    found = [asyncio.run(_created(videos)), trio.run(_created, videos), asyncio.run(_created(videos))]
    assert found == server.made


def test_threads_that_come_first_at_the_same_time_share_one_client() -> None:
    made: list[httpx.Client] = []
    together = threading.Barrier(8)

    def http() -> httpx.Client:
        made.append(httpx.Client())
        return made[-1]

    videos = VideoGenerations("", base_url="http://127.0.0.1:9", http_client=http)
    videos._connections._made.clear()  # as after a fork
    seen: list[httpx.Client] = []

    def come() -> None:
        together.wait(10)
        seen.append(videos._connections.current())

    threads = [threading.Thread(target=come) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(map(id, seen))) == 1
    assert all(client.is_closed for client in made[1:] if client is not seen[0])


def _raising() -> httpx.Client:
    raise LookupError("secret-password")


@pytest.mark.parametrize(
    ("kind", "given", "says"),
    [
        (VideoGenerations, httpx.AsyncClient(), "must be an httpx.Client, .* AsyncClient"),
        (AsyncVideoGenerations, httpx.Client(), "must be an httpx.AsyncClient, .* Client"),
        (VideoGenerations, httpx.AsyncClient, "must be an httpx.Client"),
        (VideoGenerations, "http://127.0.0.1:3128", "must be an httpx.Client, .* str"),
        (VideoGenerations, _raising, "http_client raised LookupError"),
    ],
)
def test_what_is_no_http_client_is_refused(kind: type[Any], given: Any, says: str) -> None:
    with pytest.raises(ConfigurationError, match=says) as caught:
        kind("", base_url="https://host.example", http_client=given)
    assert "secret-password" not in str(caught.value)


def test_the_class_of_an_http_client_is_a_function_that_makes_one(server: NonceServer) -> None:
    with VideoGenerations("", base_url=server.url, http_client=httpx.Client) as videos:
        videos.create(**BODY)
        inner = videos._connections.current()
    assert inner.is_closed


def test_with_options_shares_connections_and_changes_nothing_else() -> None:
    with ScriptedServer([GOOD]) as server:
        videos = VideoGenerations("", base_url=server.url, headers={"X-Team": "a", "X-Job": "1"})
        with videos.with_options(timeout=3, retries=None, headers={"x-team": "b"}) as other:
            other.create(**BODY)
            assert other._settings.timeouts.read == 3
            assert other._settings.retries.attempts == 1
        videos.create(**BODY)  # the other's end is not its own
        assert videos._settings.timeouts.read == 120
        assert videos._settings.retries.attempts == 3
        videos.close()
        with pytest.raises(ConfigurationError, match="closed"):
            other.create(**BODY)
    sent = [{name: request.headers[name] for name in ("x-team", "x-job")} for request in server.received]
    assert sent == [{"x-team": "b", "x-job": "1"}, {"x-team": "a", "x-job": "1"}]


def test_loops_that_are_closed_without_their_generators_leave_no_sockets(server: NonceServer) -> None:
    """As programs do that make a loop for each call, and only close it."""
    videos = AsyncVideoGenerations("", base_url=server.url)
    for _ in range(10):
        loop = asyncio.new_event_loop()
        loop.run_until_complete(videos.create(prompt="p", model="sora-2"))
        loop.close()
    assert len(videos._connections._by_loop) == 1


NEVER_CLOSED = """
import asyncio, sys
from video_generations_client import AsyncVideoGenerations
videos = AsyncVideoGenerations("", base_url=sys.argv[1])
for _ in range(2):
    asyncio.new_event_loop().run_until_complete(videos.create(prompt="p", model="sora-2"))
"""


def test_loops_that_are_never_closed_are_no_warning_at_the_end_of_the_program(server: NonceServer) -> None:
    result = subprocess.run(  # noqa: S603 - made here
        [sys.executable, "-c", NEVER_CLOSED, server.url],
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": str(Path(video_generations_client.__file__).parents[1])},
    )
    assert (result.stdout, result.stderr, result.returncode) == ("", "", 0)
