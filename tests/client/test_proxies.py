"""A proxy stands before no loopback, and is named where it refuses."""

from __future__ import annotations

import pytest
from video_generations_client import (
    NotSent,
    VideoGenerations,
)

from tests.client.answers import AWAY, GOOD, VALID
from tests.client.conftest import KEY
from tests.client.scripted_server import Act, ScriptedServer, answer

pytestmark = pytest.mark.usefixtures("plain_environment")


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:{}", "http://localhost:{}", "http://LOCALHOST.:{}", "http://a.localhost:{}"]
)
@pytest.mark.parametrize("key", ["", KEY])
def test_the_loopback_is_reached_without_a_proxy(
    url: str,
    key: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with ScriptedServer([GOOD]) as server, ScriptedServer([answer(502)]) as proxy:
        for name in ("HTTP_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        with VideoGenerations(key, base_url=url.format(server.url.rpartition(":")[2]), retries=None) as videos:
            try:
                videos.create(**VALID)
            except NotSent:  # where the name does not resolve
                assert "localhost" in url.lower()
        assert proxy.received == []


def test_a_proxy_that_refuses_is_named_without_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    refusal = Act((b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n",), "close")
    with ScriptedServer([refusal]) as proxy:
        port = proxy.url.rpartition(":")[2]
        monkeypatch.setenv("HTTPS_PROXY", f"http://user:secret@127.0.0.1:{port}")
        with VideoGenerations(KEY, base_url=AWAY, retries=None) as videos, pytest.raises(NotSent) as caught:
            videos.create(**VALID)
    assert f"through the proxy of HTTPS_PROXY (http://127.0.0.1:{port})" in str(caught.value)
    assert "407" in str(caught.value)
    assert "secret" not in str(caught.value)


def test_a_proxy_that_refuses_a_plain_request_has_passed_nothing_on(monkeypatch: pytest.MonkeyPatch) -> None:
    refusal = answer(407, b"", headers=[("Proxy-Authenticate", "Basic")])
    with ScriptedServer([refusal]) as proxy:
        monkeypatch.setenv("http_proxy", proxy.url)
        videos = VideoGenerations("", base_url="http://host.example", retries=None)
        with videos, pytest.raises(NotSent) as caught:
            videos.create(**VALID)
    assert f"407 (no body) through the proxy of http_proxy ({proxy.url}), which wants" in str(caught.value)


def test_a_proxy_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("all_proxy", "127.0.0.1:9")
    with VideoGenerations(KEY, base_url=AWAY, retries=None) as videos, pytest.raises(NotSent) as caught:
        videos.get("t")
    assert "through the proxy of all_proxy (http://127.0.0.1:9)" in str(caught.value)


@pytest.mark.parametrize(("no_proxy", "named"), [("host.example", False), ("other.example", True), ("*", False)])
def test_a_proxy_is_named_only_where_it_is_used(
    no_proxy: str,
    named: bool,  # noqa: FBT001 - a row of the table
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("NO_PROXY", no_proxy)
    monkeypatch.setattr("socket.getaddrinfo", _no_name)
    with VideoGenerations(KEY, base_url=AWAY, retries=None) as videos, pytest.raises(NotSent) as caught:
        videos.get("t")
    assert ("HTTPS_PROXY" in str(caught.value)) is named


def _no_name(*_: object, **__: object) -> None:
    raise OSError("no such name")
