"""Requests are sent again only where they certainly started no video: which, how often and when."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from video_generations_client import (
    NotSent,
    OutcomeUnknown,
    RateLimited,
    Retries,
    VideoGenerations,
    VideoGenerationsError,
)

from tests.client.answers import (
    GOOD,
    UUID,
    VALID,
    retry_after,
)
from tests.client.conftest import Both
from tests.client.scripted_server import Act, ScriptedServer, answer


def test_a_refused_connection_is_tried_again_and_leaves_no_post(both: Both) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        both.options["base_url"] = f"http://127.0.0.1:{closed.getsockname()[1]}"
    with pytest.raises(NotSent, match="safe to send it again"):
        both.create(**VALID)


def test_a_connection_refused_once_is_made_up_for(both: Both) -> None:
    """Three attempts; the video is started once."""
    tried = []

    def transport(request: httpx.Request) -> httpx.Response:
        tried.append(request.method)
        if len(tried) < 3:
            raise httpx.ConnectError("refused", request=request)
        return httpx.Response(200, json={"task_id": "t"})

    both.transport = transport
    both.options["base_url"] = "http://127.0.0.1:9"
    assert both.create(**VALID).task_id == "t"
    assert len(tried) == 3


def test_a_name_that_does_not_resolve_is_not_sent(both: Both, monkeypatch: pytest.MonkeyPatch) -> None:
    real = socket.getaddrinfo

    def resolve(host: Any, *rest: Any, **more: Any) -> Any:
        if host in (b"nowhere.invalid", "nowhere.invalid"):
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return real(host, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    both.options["base_url"] = "https://nowhere.invalid"
    with pytest.raises(NotSent, match="Name or service not known"):
        both.create(**VALID)


def test_a_tls_handshake_that_fails_is_not_sent(both: Both, serve: Callable[..., ScriptedServer]) -> None:
    """The server speaks plain HTTP where TLS is expected."""
    server = serve(GOOD)
    both.options["base_url"] = server.url.replace("http:", "https:")
    with pytest.raises(NotSent):
        both.create(**VALID)
    assert server.posts == 0


@pytest.mark.parametrize(
    ("failure", "leads_to", "sends"),
    [
        (httpx.ConnectTimeout("slow"), NotSent, 3),
        (httpx.PoolTimeout("busy"), NotSent, 3),
        (httpx.ProxyError("407"), NotSent, 3),
        (httpx.WriteTimeout("slow"), OutcomeUnknown, 1),
        (httpx.WriteError("broken pipe"), OutcomeUnknown, 1),
        (httpx.ReadError("reset"), OutcomeUnknown, 1),
        (httpx.RemoteProtocolError("no HTTP"), OutcomeUnknown, 1),
        (httpx.LocalProtocolError("no HTTP"), OutcomeUnknown, 1),
        (httpx.ReadTimeout("slow"), OutcomeUnknown, 1),
        (OSError("anything of a transport"), OutcomeUnknown, 1),
        (RuntimeError("anything of a hook"), OutcomeUnknown, 1),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else None,
)
def test_every_failure_of_the_transport_is_told_apart(
    both: Both, failure: Exception, leads_to: type[VideoGenerationsError], sends: int
) -> None:
    sent = []

    def transport(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        raise failure

    both.transport = transport
    both.options["base_url"] = "http://127.0.0.1:9"
    with pytest.raises(leads_to):
        both.create(**VALID)
    assert len(sent) == sends


@pytest.mark.parametrize("told", ["as its cause", "while it was handled"])
def test_a_refused_certificate_is_not_tried_again(both: Both, told: str) -> None:
    sent = []
    distrusted = ssl.SSLCertVerificationError("self-signed certificate")

    def transport(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        if told == "as its cause":
            raise httpx.ConnectError("refused") from distrusted
        try:
            raise distrusted
        except ssl.SSLError:
            raise httpx.ConnectError("refused")  # noqa: B904 - some transports do so

    both.transport = transport
    both.options["base_url"] = "https://127.0.0.1:9"
    with pytest.raises(NotSent):
        both.create(**VALID)
    assert len(sent) == 1


def test_retry_after_is_honoured_to_the_second(
    both: Both, serve: Callable[..., ScriptedServer], slept: list[float]
) -> None:
    serve(retry_after(429, "7"), retry_after(503, "11"), GOOD)
    assert both.create(**VALID).task_id == UUID
    assert slept == [7.0, 11.0]


def test_attempts_that_are_not_told_when_are_spaced_with_growing_jitter(both: Both, slept: list[float]) -> None:
    def transport(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    both.transport = transport
    both.options |= {"base_url": "http://127.0.0.1:9", "retries": Retries(attempts=5, wait_initial=1.0, wait_max=4.0)}
    with pytest.raises(NotSent):
        both.create(**VALID)
    assert len(slept) == 4
    for seconds, least, most in zip(slept, (1, 2, 4, 4), (2, 3, 4, 4), strict=True):
        assert least <= seconds <= most


def test_no_attempt_is_begun_after_the_time_for_them(both: Both, serve: Callable[..., ScriptedServer]) -> None:
    server = serve(retry_after(429, "20"))
    both.options["retries"] = Retries(attempts=9, total=10.0)
    with pytest.raises(RateLimited):
        both.create(**VALID)
    assert server.posts == 1


def test_retries_can_be_switched_off(both: Both, serve: Callable[..., ScriptedServer]) -> None:
    server = serve(retry_after(429, "0"))
    both.options["retries"] = None
    with pytest.raises(RateLimited) as caught:
        both.create(**VALID)
    assert server.posts == 1
    assert caught.value.retry_after == 0.0


def test_a_connection_that_the_server_closed_while_idle_costs_nothing() -> None:
    whole = answer(200, {"task_id": "t"})
    with (
        ScriptedServer([Act(whole.pieces, "close"), whole]) as server,
        VideoGenerations(base_url=server.url, api_key="") as client,
    ):
        assert client.create(prompt="a", model="sora-2").task_id == "t"
        server.wait_until_closed()
        assert client.create(prompt="b", model="sora-2").task_id == "t"
    assert [request.json["prompt"] for request in server.received] == ["a", "b"]
