"""The API key goes into one header of requests to the server, and nowhere else."""

from __future__ import annotations

import asyncio
import copy
import io
import logging
import pickle
import traceback
import types
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from video_generations_client import (
    AsyncVideoGenerations,
    ConfigurationError,
    NotSent,
    OutcomeUnknown,
    VideoGenerations,
    VideoGenerationsError,
)
from video_generations_client.errors import NotPickledError

from tests.client.conftest import KEY, SPELLINGS, Both
from tests.client.scripted_server import Act, ScriptedServer, answer

ECHO = {"error": {"message": f"bad token Bearer {KEY} ({SPELLINGS[1]}, {SPELLINGS[2]})", "type": KEY, "code": KEY}}


def holds_the_key(text: str) -> bool:
    """Tell whether any spelling of the key is in a text."""
    return any(spelling in text for spelling in SPELLINGS)


def everything_of(error: BaseException) -> str:
    """All that a reporter could print of an error: text, attributes, causes, and their attributes."""
    told = ["".join(traceback.format_exception(error)), repr(error)]
    seen: BaseException | None = error
    while seen is not None:
        told += [repr(vars(seen))]
        request: httpx.Request | None = getattr(seen, "_request", None)
        told += [repr(dict(request.headers))] if request is not None else []
        told += [repr(frame.f_locals) for frame, _ in traceback.walk_tb(seen.__traceback__) if _is_ours(frame)]
        seen = seen.__cause__ or seen.__context__
    return "\n".join(told)


def _is_ours(frame: types.FrameType) -> bool:
    return "video_generations_client" in frame.f_code.co_filename


@pytest.mark.parametrize(
    "act",
    [
        answer(401, ECHO, headers=[("X-Request-Id", f"req-{KEY}")]),
        answer(500, ECHO),
        answer(200, ECHO),
        answer(302, b"", headers=[("Location", f"https://x.example/{KEY}?key={KEY}")]),
        answer(200, f"<html><title>{KEY}</title>{KEY}</html>".encode(), headers=[("Content-Type", "text/html")]),
        Act((b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n" + KEY.encode(),), "reset"),
        Act(then="reset"),
        Act((f"HTTP/9.9 {KEY}\r\n\r\n".encode(),), "close"),
    ],
    ids=["401", "500", "200", "302", "HTML", "cut", "reset", "no HTTP"],
)
def test_an_error_never_holds_the_key(
    both: Both, serve: Callable[..., ScriptedServer], caplog: pytest.LogCaptureFixture, act: Act
) -> None:
    caplog.set_level(logging.DEBUG)
    server = serve(act)
    with pytest.raises(VideoGenerationsError) as caught:
        both.create(prompt="p", model="sora-2")
    assert server.received[0].headers["authorization"] == f"Bearer {KEY}"
    assert not holds_the_key(everything_of(caught.value))
    ours = [entry.getMessage() for entry in caplog.records if entry.name.startswith("video_generations_client")]
    assert not holds_the_key("\n".join(ours))


def test_an_error_survives_pickling_and_copying(both: Both, serve: Callable[..., ScriptedServer]) -> None:
    serve(answer(500, {**ECHO, "task_id": "t1"}, headers=[("X-Request-Id", "req-7")]))
    with pytest.raises(OutcomeUnknown) as caught:
        both.create(prompt="p", model="sora-2")
    for again in (pickle.loads(pickle.dumps(caught.value)), copy.deepcopy(caught.value)):  # noqa: S301 - made here
        assert type(again) is OutcomeUnknown
        assert vars(again) == vars(caught.value)
        assert str(again) == str(caught.value)
    assert (caught.value.status, caught.value.request_id, caught.value.task_id) == (500, "req-7", "t1")
    assert not holds_the_key(repr(pickle.dumps(caught.value)))


@pytest.mark.parametrize("kind", [VideoGenerations, AsyncVideoGenerations])
def test_a_client_neither_shows_nor_gives_away_its_key(kind: type[Any]) -> None:
    client = kind(KEY, base_url="https://host.example")
    assert repr(client) == f"<{kind.__name__} of https://host.example, with a key>"
    stream = io.StringIO()
    print(client, vars(client), vars(client._settings), file=stream)
    assert not holds_the_key(stream.getvalue())
    for leave in (pickle.dumps, copy.deepcopy):
        with pytest.raises(NotPickledError, match="holds an API key"):
            leave(client)
    assert issubclass(NotPickledError, TypeError), "as pickle has it"
    assert issubclass(NotPickledError, VideoGenerationsError), "as all errors here"
    with pytest.raises(NotPickledError, match="not pickled"):
        pickle.dumps(client._settings)


@pytest.mark.parametrize(
    "url", ["http://host.example", "http://10.0.0.7:8080", "http://localhost.example", "HTTP://host.example"]
)
def test_a_key_is_not_sent_in_plain_text(url: str) -> None:
    with pytest.raises(ConfigurationError, match="plain text") as caught:
        VideoGenerations(KEY, base_url=url)
    assert not holds_the_key(str(caught.value))
    assert "without a key" in repr(VideoGenerations("", base_url=url))


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:1", "http://localhost:1", "http://[::1]:1", "http://127.8.8.8", "https://host.example"]
)
def test_a_key_may_go_to_loopback_and_over_tls(url: str) -> None:
    assert "with a key" in repr(VideoGenerations(KEY, base_url=url))


@pytest.mark.parametrize("kind", [VideoGenerations, AsyncVideoGenerations])
def test_a_key_for_the_loopback_does_not_pass_a_proxy(kind: type[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """The proxy of the environment would read it."""
    monkeypatch.delenv("NO_PROXY")
    with ScriptedServer([answer(200, {"task_id": "t"})]) as server, ScriptedServer([answer(502)]) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        made = kind(KEY, base_url=server.url).create(prompt="p", model="sora-2")
        task = asyncio.run(made) if asyncio.iscoroutine(made) else made
        assert task.task_id == "t"
        assert (server.posts, proxy.received) == (1, [])


@pytest.mark.parametrize("url", ["http://host.example", "ftp://host.example", "https://h/?a=b", ""])
def test_a_wrong_set_up_shows_the_key_in_no_frame(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reporters of errors record the variables of every frame."""
    for kind in (VideoGenerations, AsyncVideoGenerations):
        for given in (KEY, f"{KEY}\x00", None):
            monkeypatch.setenv("VIDEO_GENERATIONS_API_KEY", KEY)
            with pytest.raises(ConfigurationError) as caught:
                kind(given, base_url=url)
            assert not holds_the_key(everything_of(caught.value))


@pytest.mark.parametrize("key", ["sk-1\nX-Evil: 1", "sk 1", "schlüssel", "sk-1\x00"])
def test_a_key_that_no_header_can_carry_is_refused_without_showing_it(key: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        VideoGenerations(key, base_url="https://host.example")
    assert key not in str(caught.value)


def test_a_line_break_at_the_end_of_a_key_is_taken_off(serve: Callable[..., ScriptedServer], both: Both) -> None:
    """A key that is read from a file often has one."""
    server = serve(answer(200, {"task_id": "t"}))
    both.options["api_key"] = KEY + "\n"
    both.create(prompt="p", model="sora-2")
    assert server.received[0].headers["authorization"] == f"Bearer {KEY}"


def test_a_redirect_of_a_read_does_not_take_the_key_elsewhere(both: Both, serve: Callable[..., ScriptedServer]) -> None:
    with ScriptedServer([answer(200, {"task_id": "t"})]) as other:
        serve(answer(307, b"", headers=[("Location", other.url)]))
        with pytest.raises(VideoGenerationsError):
            both.get("t")
        assert other.received == []


def test_the_callers_http_client_keeps_its_headers_and_sees_no_key() -> None:
    http = httpx.Client(headers={"X-Mine": "1"}, transport=httpx.MockTransport(_refuse))
    with pytest.raises(NotSent):
        VideoGenerations(KEY, base_url="https://host.example", http_client=http, retries=None).get("t")
    assert "authorization" not in http.headers


def test_headers_of_the_callers_http_client_do_not_double_ours() -> None:
    seen: list[list[str]] = []

    def transport(request: httpx.Request) -> httpx.Response:
        seen.append([name.lower() for name, _ in request.headers.multi_items()])
        assert request.headers["authorization"] == f"Bearer {KEY}"
        return httpx.Response(200, json={"task_id": "t"})

    own = {"authorization": "Bearer other", "CONTENT-TYPE": "text/plain", "accept": "*/*", "User-agent": "x"}
    http = httpx.Client(headers=own, transport=httpx.MockTransport(transport))
    VideoGenerations(KEY, base_url="https://host.example", http_client=http).create(prompt="p", model="sora-2")
    assert len(seen[0]) == len(set(seen[0]))


def _refuse(request: httpx.Request) -> httpx.Response:
    assert request.headers["x-mine"] == "1"
    raise httpx.ConnectError("refused", request=request)
