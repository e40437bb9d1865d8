"""Connections are made once, of what the caller gives, and shared by threads and by `with_options`."""

from __future__ import annotations

import threading
from typing import Any

import httpx
import pytest
from video_generations_client import AsyncVideoGenerations, ConfigurationError, VideoGenerations

from tests.client.answers import VALID
from tests.client.nonce_server import NonceServer
from tests.client.scripted_server import ScriptedServer, answer

GOOD = answer(200, {"task_id": "t"})

#: Python 3.12 warns of forks beside threads. The server of these tests has some, which the child has no need of.
pytestmark = pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")


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


def test_the_class_of_an_http_client_is_a_function_that_makes_one(nonce_server: NonceServer) -> None:
    with VideoGenerations("", base_url=nonce_server.url, http_client=httpx.Client) as videos:
        videos.create(**VALID)
        inner = videos._connections.current()
    assert inner.is_closed


def test_with_options_shares_connections_and_changes_nothing_else() -> None:
    with ScriptedServer([GOOD]) as server:
        videos = VideoGenerations("", base_url=server.url, headers={"X-Team": "a", "X-Job": "1"})
        with videos.with_options(timeout=3, retries=None, headers={"x-team": "b"}) as other:
            other.create(**VALID)
            assert other._settings.timeouts.read == 3
            assert other._settings.retries.attempts == 1
        videos.create(**VALID)  # the other's end is not its own
        assert videos._settings.timeouts.read == 120
        assert videos._settings.retries.attempts == 3
        videos.close()
        with pytest.raises(ConfigurationError, match="closed"):
            other.create(**VALID)
    sent = [{name: request.headers[name] for name in ("x-team", "x-job")} for request in server.received]
    assert sent == [{"x-team": "b", "x-job": "1"}, {"x-team": "a", "x-job": "1"}]
