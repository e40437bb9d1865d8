"""Connections belong to the process that made them."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from video_generations_client import ConfigurationError, VideoGenerations
from video_generations_client.parsing import parsed

from tests.client.answers import VALID
from tests.client.children import Child
from tests.client.nonce_server import NonceServer


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


def test_an_http_client_of_the_caller_s_is_refused_in_a_child_before_anything_is_sent(
    nonce_server: NonceServer,
) -> None:
    with httpx.Client() as http:
        videos = VideoGenerations("", base_url=nonce_server.url, http_client=http)
        videos.create(**VALID)
        said = _in_a_fork(lambda: videos.create(**VALID).task_id)
        assert said.startswith("ConfigurationError: The http_client that was given is of another process")
        assert "nothing was sent" in said
        videos.create(**VALID)
    assert len(nonce_server.made) == 2


def test_a_function_as_http_client_is_called_once_in_each_process(nonce_server: NonceServer) -> None:
    made: list[int] = []

    def http() -> httpx.Client:
        made.append(os.getpid())
        return httpx.Client(headers={"X-Mine": "1"})

    with VideoGenerations("", base_url=nonce_server.url, http_client=http) as videos:
        videos.create(**VALID)
        videos.create(**VALID)

        def twice() -> str:
            videos.create(**VALID)
            videos.create(**VALID)
            return f"{len(made)} {len(set(made))}"

        assert _in_a_fork(twice) == "2 2"
    assert made == [os.getpid()]


def test_a_child_of_a_child_has_connections_of_its_own_too(nonce_server: NonceServer) -> None:
    videos = VideoGenerations("", base_url=nonce_server.url)
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


def test_a_client_closed_in_a_child_is_open_in_its_parent(nonce_server: NonceServer) -> None:
    with VideoGenerations("", base_url=nonce_server.url) as videos:
        first = videos.create(**VALID)

        def child() -> str:
            videos.close()
            return str(videos._connections.closed)

        assert _in_a_fork(child) == "True"
        assert videos.create(**VALID).task_id != first.task_id
    with pytest.raises(ConfigurationError, match="closed"):
        videos.create(**VALID)


def test_a_child_reads_its_answer_also_when_a_thread_of_the_parent_was_reading_one(
    nonce_server: NonceServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A lock that the thread holds is never let go of in the child, where the thread is not."""
    reading, go_on = threading.Event(), threading.Event()

    def slowly(text: str) -> Any:
        if threading.current_thread() is thread:
            reading.set()
            go_on.wait(10)
        return parsed(text)

    monkeypatch.setattr("video_generations_client.answer.parsed", slowly)
    videos = VideoGenerations("", base_url=nonce_server.url)
    thread = threading.Thread(target=videos.create, kwargs=VALID)
    thread.start()
    reading.wait(10)

    def created() -> str:
        signal.alarm(5)
        return videos.create(**VALID).task_id

    child = Child(created)
    said = child.said()
    go_on.set()
    thread.join()
    assert said == nonce_server.made[1]
