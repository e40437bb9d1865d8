"""A client is set up by arguments or environment, and has no default host."""

from __future__ import annotations

import platform
import threading
from collections.abc import Callable
from typing import Any

import httpx
import pytest
import video_generations_client
from video_generations_client import (
    ConfigurationError,
    NoAnswer,
    NotFound,
    Retries,
    Timeouts,
    VideoGenerations,
)

from tests.client.conftest import KEY, Both
from tests.client.scripted_server import Act, ScriptedServer, answer

GOOD = answer(200, {"task_id": "t"})


def test_there_is_no_default_host(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VIDEO_GENERATIONS_BASE_URL", raising=False)
    with pytest.raises(ConfigurationError, match=r"give base_url \(--base-url\), or set VIDEO_GENERATIONS_BASE_URL"):
        VideoGenerations()


@pytest.mark.parametrize(
    "url",
    [
        *("host.example", "ftp://host.example", "https://", "https://user:pw@host.example", "https://h/?a=b"),
        *("http://h:x", "http://h:99999", "https://ex ample.com", "https://h%20", "https://h\n.example", "http://[::1"),
        *("https://a..b", f"https://{'a' * 64}.example", f"https://{'ä' * 64}.example", "https://\u200b.example", "  "),
        *("https://xn--a", "https://xn--a.example", "https://h.example\\v2"),
    ],
)
def test_an_invalid_address_is_refused(url: str) -> None:
    with pytest.raises(ConfigurationError, match="base_url"):
        VideoGenerations(base_url=url)


@pytest.mark.parametrize(
    "url", ["https://h.example\n", " https://h.example", "https://h.example/", "HTTPS://H.example"]
)
def test_an_address_is_taken_as_people_write_it(url: str) -> None:
    assert repr(VideoGenerations("", base_url=url)) == "<VideoGenerations of https://h.example, without a key>"


def test_key_and_address_come_from_the_environment(
    both: Both, serve: Callable[..., ScriptedServer], monkeypatch: pytest.MonkeyPatch
) -> None:
    server = serve(GOOD)
    monkeypatch.setenv("VIDEO_GENERATIONS_API_KEY", KEY)
    monkeypatch.setenv("VIDEO_GENERATIONS_BASE_URL", server.url + "/")
    both.options = {}
    both.create(prompt="p", model="sora-2")
    both.options = {"api_key": ""}
    both.create(prompt="p", model="sora-2")
    assert [request.headers.get("authorization") for request in server.received] == [f"Bearer {KEY}", None]
    assert {request.target for request in server.received} == {"/v2/videos/generations"}


def test_a_base_url_may_have_a_path(both: Both, serve: Callable[..., ScriptedServer]) -> None:
    server = serve(GOOD)
    both.options["base_url"] = server.url + "/relay/"
    both.create(prompt="p", model="sora-2")
    assert server.received[0].target == "/relay/v2/videos/generations"


def test_every_request_says_who_sends_it(both: Both, serve: Callable[..., ScriptedServer]) -> None:
    server = serve(GOOD)
    both.create(prompt="p", model="sora-2")
    sent = server.received[0].headers
    expected = f"video-generations-client/{video_generations_client.__version__} Python/{platform.python_version()}"
    assert sent["user-agent"].startswith(expected)
    assert sent["accept"] == "application/json"


def test_timeouts_have_defaults_and_are_overridden_per_call(both: Both) -> None:
    seen: list[Any] = []

    def transport(request: httpx.Request) -> httpx.Response:
        seen.append(request.extensions["timeout"])
        return httpx.Response(200, json={"task_id": "t", "status": "QUEUED"})

    both.transport = transport
    both.options["base_url"] = "http://127.0.0.1:9"
    both.create(prompt="p", model="sora-2")
    both.create(prompt="p", model="sora-2", timeout=3)
    both.get("t", timeout=Timeouts(connect=1, read=2, write=4))
    both.options["timeout"] = 7.0
    both.get("t")
    assert seen == [
        {"connect": 10.0, "read": 120.0, "write": 60.0, "pool": 10.0},
        {"connect": 3, "read": 3, "write": 3, "pool": 3},
        {"connect": 1, "read": 2, "write": 4, "pool": 1},
        {"connect": 7.0, "read": 7.0, "write": 7.0, "pool": 7.0},
    ]


def test_a_timeout_of_one_call_is_not_that_of_the_next() -> None:
    with (
        ScriptedServer([Act(then="hang"), answer(200, {"task_id": "t", "status": "QUEUED"})]) as server,
        VideoGenerations("", base_url=server.url, retries=None) as client,
    ):
        with pytest.raises(NoAnswer):
            client.get("t", timeout=0.1)
        assert client.get("t").status == "QUEUED"
        assert client._settings.timeouts == Timeouts()


def test_a_closed_client_sends_nothing_and_says_so(caplog: pytest.LogCaptureFixture) -> None:
    client = VideoGenerations("", base_url="https://host.example")
    client.close()
    with pytest.raises(ConfigurationError, match="The client is closed; nothing was sent"):
        client.create(prompt="p", model="sora-2")
    with pytest.raises(ConfigurationError, match="The client is closed; nothing was sent"):
        client.wait("t")
    assert caplog.records == []


def test_threads_may_share_a_client() -> None:
    with (
        ScriptedServer([GOOD]) as server,
        VideoGenerations("", base_url=server.url) as client,
    ):
        prompts = [f"prompt {number}" for number in range(24)]
        threads = [
            threading.Thread(target=client.create, kwargs={"prompt": prompt, "model": "sora-2"}) for prompt in prompts
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(request.json["prompt"] for request in server.received) == sorted(prompts)


def test_an_answer_without_end_is_not_taken_in() -> None:
    endless = (b"x" * 65536 for _ in iter(int, 1))
    http = httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(404, content=endless)))
    client = VideoGenerations("", base_url="https://host.example", http_client=http, retries=Retries.none())
    with pytest.raises(NotFound, match="longer than 8000000 bytes"):
        client.get("t")
