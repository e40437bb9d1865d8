"""A set-up that is wrong says which setting is, before anything is sent."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import certifi
import httpx
import pytest
import video_generations_client
from video_generations_client import (
    AsyncVideoGenerations,
    ConfigurationError,
    NotFound,
    NotSent,
    Retries,
    VideoGenerations,
    VideoGenerationsError,
    environment,
)

from tests.client.conftest import KEY, Both
from tests.client.scripted_server import Act, ScriptedServer, answer

GOOD = answer(200, {"task_id": "t"})
AWAY = "https://host.example"
BODY: dict[str, Any] = {"prompt": "p", "model": "sora-2"}


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (
        "HTTP_PROXY",
        "HTTPS_PROXY",
        "ALL_PROXY",
        "NO_PROXY",
        "SSL_CERT_FILE",
        "SSL_CERT_DIR",
        "SSLKEYLOGFILE",
    ):
        for spelt in (name, name.lower()):
            monkeypatch.delenv(spelt, raising=False)


@pytest.mark.parametrize("kind", [VideoGenerations, AsyncVideoGenerations])
@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("ALL_PROXY", "socks5://127.0.0.1:9", r"ALL_PROXY names a SOCKS proxy.*pip install 'httpx\[socks\]'"),
        ("https_proxy", "socks5h://user:secret@127.0.0.1:9", "https_proxy names a SOCKS proxy"),
        ("HTTPS_PROXY", "ftp://user:secret@proxy.example", "HTTPS_PROXY is no address of a proxy"),
        ("HTTP_PROXY", "http://user:secret@proxy.example:x", "HTTP_PROXY is no address of a proxy"),
        ("ALL_PROXY", "socks4://proxy.example", "ALL_PROXY is no address of a proxy"),
        ("HTTPS_PROXY", f"http://user:secret@{'a' * 70}.example:1", "HTTPS_PROXY holds no name of a host"),
        ("all_proxy", "http://proxy..example:1", "all_proxy holds no name of a host"),
        ("NO_PROXY", "[::1", "NO_PROXY holds an entry that is no host"),
        ("SSL_CERT_FILE", "no-such-file.pem", "SSL_CERT_FILE='no-such-file.pem': .*No such file"),
        ("SSL_CERT_FILE", __file__, "SSL_CERT_FILE=.*it holds no certificate"),
        ("SSL_CERT_FILE", str(Path(__file__).parent), "SSL_CERT_FILE=.*cannot be read"),
        ("SSLKEYLOGFILE", "no-such-folder/keys.log", "SSLKEYLOGFILE='no-such-folder/keys.log': .*No such file"),
        ("SSLKEYLOGFILE", str(Path(__file__).parent), "SSLKEYLOGFILE=.*Is a directory"),
    ],
)
def test_a_broken_setting_of_the_environment_is_named(
    kind: type[Any], name: str, value: str, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ConfigurationError, match=says) as caught:
        kind(KEY, base_url=AWAY)
    assert "secret" not in str(caught.value)
    assert caught.value.__context__ is None, "the library's error may hold a password"


def test_only_the_setting_that_is_broken_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", certifi.where())
    monkeypatch.setenv("SSLKEYLOGFILE", "no-such-folder/keys.log")
    with pytest.raises(ConfigurationError) as caught:
        VideoGenerations(KEY, base_url=AWAY)
    assert "SSLKEYLOGFILE=" in str(caught.value)
    assert "SSL_CERT_FILE" not in str(caught.value)


def test_certificates_are_read_once_and_again_when_they_change(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    place = tmp_path / "trusted.pem"
    place.write_bytes(Path(certifi.where()).read_bytes())
    monkeypatch.setenv("SSL_CERT_FILE", str(place))
    assert environment.trust() is environment.trust()
    first = environment.trust()
    monkeypatch.delenv("SSL_CERT_FILE")
    assert environment.trust() is not first
    monkeypatch.setenv("SSL_CERT_FILE", str(place))
    place.write_text("no certificate", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="holds no certificate"):
        VideoGenerations(KEY, base_url=AWAY)


def test_a_setting_that_breaks_later_is_named_before_anything_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second event loop needs connections of its own."""
    videos = AsyncVideoGenerations("", base_url=AWAY, retries=None, timeout=0.01)
    monkeypatch.setattr(httpx.AsyncClient, "send", _unsent)

    async def create() -> str:
        return (await videos.create(**BODY)).task_id

    asyncio.run(_of(create, NotSent))
    monkeypatch.setenv("HTTPS_PROXY", "ftp://proxy.example")
    asyncio.run(_of(create, ConfigurationError))


async def _unsent(_: httpx.AsyncClient, request: httpx.Request, **__: object) -> None:
    raise httpx.ConnectError("refused", request=request)


async def _of(create: Callable[[], Any], kind: type[BaseException]) -> None:
    with pytest.raises(kind):
        await create()


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
                videos.create(**BODY)
            except NotSent:  # where the name does not resolve
                assert "localhost" in url.lower()
        assert proxy.received == []


def test_a_proxy_that_refuses_is_named_without_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    refusal = Act((b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n",), "close")
    with ScriptedServer([refusal]) as proxy:
        port = proxy.url.rpartition(":")[2]
        monkeypatch.setenv("HTTPS_PROXY", f"http://user:secret@127.0.0.1:{port}")
        with VideoGenerations(KEY, base_url=AWAY, retries=None) as videos, pytest.raises(NotSent) as caught:
            videos.create(**BODY)
    assert f"through the proxy of HTTPS_PROXY (http://127.0.0.1:{port})" in str(caught.value)
    assert "407" in str(caught.value)
    assert "secret" not in str(caught.value)


def test_a_proxy_that_refuses_a_plain_request_has_passed_nothing_on(monkeypatch: pytest.MonkeyPatch) -> None:
    refusal = answer(407, b"", headers=[("Proxy-Authenticate", "Basic")])
    with ScriptedServer([refusal]) as proxy:
        monkeypatch.setenv("http_proxy", proxy.url)
        videos = VideoGenerations("", base_url="http://host.example", retries=None)
        with videos, pytest.raises(NotSent) as caught:
            videos.create(**BODY)
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


@pytest.mark.parametrize(
    "tail",
    [
        *("/v2/videos/generations", "/v2/videos/generations/", "/v2/videos", "/v2", "/V2/Videos/Generations"),
        *("/relay/v2/videos/generations", "//v2//videos/generations", "/v2/videos/generations/t-1", "/relay/v2/"),
        *("/v2/videos/generations/.", "/v2/./videos/generations", "/%76%32/videos/generation%73", "/v2\\videos"),
        *("/v2/videos/generations;x", "/v2/videos/generations%20", "/v2/videos%2Fgenerations", "/v2/videos/../videos"),
    ],
)
@pytest.mark.parametrize("variable", [False, True])
def test_an_address_that_holds_the_endpoint_is_refused(
    tail: str,
    variable: bool,  # noqa: FBT001 - a row of the table
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    name = "VIDEO_GENERATIONS_BASE_URL" if variable else "base_url"
    if variable:
        monkeypatch.setenv(name, AWAY + tail)
    with pytest.raises(ConfigurationError, match=f"{name} holds .*adds /v2/videos/generations by itself.*without"):
        VideoGenerations("", base_url=None if variable else AWAY + tail)


@pytest.mark.parametrize("tail", ["/v2", "/relay/v2/videos"])
@pytest.mark.parametrize("variable", [False, True])
def test_an_address_that_says_that_it_is_meant_is_taken(
    tail: str,
    variable: bool,  # noqa: FBT001 - a row of the table
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A relay may be mounted below a path that begins like the endpoint."""
    with ScriptedServer([GOOD]) as server:
        given = f"{server.url}{tail}/."
        if variable:
            monkeypatch.setenv("VIDEO_GENERATIONS_BASE_URL", given)
        with VideoGenerations("", base_url=None if variable else given) as videos:
            videos.create(**BODY)
        assert [request.target for request in server.received] == [f"{tail}/v2/videos/generations"]


@pytest.mark.parametrize("tail", ["/v1", "/generations", "/v2x", "/v2/relay", "/videos"])
def test_an_address_with_another_path_is_taken(tail: str) -> None:
    assert AWAY + tail in repr(VideoGenerations("", base_url=AWAY + tail))


@pytest.mark.parametrize("url", [b"http://127.0.0.1", 8080, ["http://127.0.0.1"], httpx.URL("http://127.0.0.1")])
def test_an_address_of_another_type_is_refused(url: Any) -> None:
    with pytest.raises(ConfigurationError, match=r"base_url must be a text \(str\)"):
        VideoGenerations("", base_url=url)


@pytest.mark.parametrize(
    "given",
    [
        "Bearer {}",
        "bearer {}",
        "BEARER  {}\n",
        "Bearer\t{}",
        "Authorization: Bearer {}",
        "Bearer Bearer {}",
        "Bearer: {}",
    ],
)
@pytest.mark.parametrize("variable", [False, True])
def test_the_word_before_a_key_is_not_sent_twice(
    given: str,
    variable: bool,  # noqa: FBT001 - a row of the table
    both: Both,
    serve: Callable[..., ScriptedServer],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    server = serve(GOOD)
    monkeypatch.setenv("VIDEO_GENERATIONS_API_KEY", given.format(KEY))
    both.options["api_key"] = None if variable else given.format(KEY)
    both.create(**BODY)
    assert server.received[0].headers["authorization"] == f"Bearer {KEY}"


@pytest.mark.parametrize(
    ("key", "says"),
    [
        (b"sk-case-0123456789", r"must be a text \(str\), and not of type bytes"),
        (5, "not of type int"),
        (b"", "not of type bytes"),
        ("Bearer", "the word Bearer alone"),
        ("Bearer ", "the word Bearer alone"),
        ("Basic dXNlcjpwYXNz", "blank"),
        ("sk 1", "blank"),
        ("sk-1\nX-Evil: 1", "line break"),
        ('"sk-0123456789"', "quotation marks"),
        ("\u201csk-0123456789\u201d", "quotation marks"),
        ("sk-0123456789'", "quotation marks"),
        ("schlüssel", "no header can carry"),
        ("sk-\x00", "no header can carry"),
    ],
)
def test_a_key_that_is_none_says_why(key: Any, says: str) -> None:
    with pytest.raises(ConfigurationError, match=says):
        VideoGenerations(key, base_url=AWAY)


def test_a_404_names_the_address_that_was_asked(both: Both, serve: Callable[..., ScriptedServer]) -> None:
    server = serve(answer(404, b"<html><title>404</title></html>", headers=[("Content-Type", "text/html")]))
    both.options["base_url"] = server.url + "/relay"
    calls: list[Callable[[], Any]] = [lambda: both.create(**BODY), lambda: both.get("t/1")]
    for call in calls:
        with pytest.raises(NotFound) as caught:
            call()
        assert f"at {server.url}{server.received[-1].target}" in str(caught.value)


@pytest.mark.parametrize(
    ("headers", "says"),
    [
        ({"authorization": "Bearer other"}, "give api_key"),
        ({"CONTENT-TYPE": "text/plain"}, "the body is JSON"),
        ({"Accept-Encoding": "br"}, "set by the client"),
        ({"content-length": "1"}, "set by the client"),
        ({"Host": "other.example"}, "set by the client"),
        ({"X-A": "1", "x-a": "2"}, "given twice"),
        ({"X-A": "1\r\nX-B: 2"}, "printable ASCII"),
        ({"X-A": "ä"}, "printable ASCII"),
        ({"X-A": 5}, "printable ASCII"),
        ({"X A": "1"}, "no name of a header"),
        ({"": "1"}, "no name of a header"),
        ([("X-A", "1")], "must be a mapping"),
    ],
)
def test_a_header_that_cannot_stand_beside_ours_is_refused(headers: Any, says: str) -> None:
    with pytest.raises(ConfigurationError, match=says):
        VideoGenerations("", base_url=AWAY, headers=headers)
    with pytest.raises(ConfigurationError, match=says):
        VideoGenerations("", base_url=AWAY).with_options(headers=headers)


def test_headers_of_the_caller_are_sent_once(both: Both, serve: Callable[..., ScriptedServer]) -> None:
    server = serve(GOOD)
    both.options["headers"] = {"X-Team": "films", "user-agent": "studio/1.0"}
    both.create(**BODY)
    sent = server.received[0].headers
    assert (sent["x-team"], sent["user-agent"], sent["accept"]) == ("films", "studio/1.0", "application/json")
    assert server.received[0].names.count("user-agent") == 1


def test_a_header_may_be_a_secret_and_is_shown_nowhere() -> None:
    videos = VideoGenerations("", base_url=AWAY, headers={"X-Gateway-Key": "gw-secret"})
    assert "gw-secret" not in repr(videos) + repr(videos._settings)


@pytest.mark.parametrize("option", [{"retries": 3}, {"retries": "no"}, {"around_attempt": 5}, {"timeout": "3"}])
def test_an_option_of_another_type_is_refused(option: Any) -> None:
    with pytest.raises(ConfigurationError, match="must be"):
        VideoGenerations("", base_url=AWAY, **option)


QUIET = """
import asyncio, sys
from video_generations_client import AsyncVideoGenerations, Retries, VideoGenerations, VideoGenerationsError

async def main(url):
    async with AsyncVideoGenerations("", base_url=url, retries=Retries(wait_initial=0.01)) as videos:
        creating = asyncio.create_task(videos.create(prompt="p", model="sora-2"))
        await asyncio.sleep(0.05)
        creating.cancel()

with VideoGenerations("", base_url=sys.argv[1], retries=Retries(wait_initial=0.01)) as videos:
    for call in (lambda: videos.create(prompt="p", model="sora-2"), lambda: videos.wait("t", interval=0.1)):
        try:
            call()
        except VideoGenerationsError:
            pass
asyncio.run(main(sys.argv[1]))
"""


def test_a_program_without_logging_has_nothing_on_its_screen() -> None:
    """Nor do further attempts, unknown words and cancelled creates appear there."""
    busy = answer(429, {"code": "busy", "message": "later", "data": None}, headers=[("Retry-After", "0")])
    odd = answer(200, {"task_id": "t", "status": "ODD", "progress": "5%"})
    done = answer(200, {"task_id": "t", "status": "done", "url": "https://media.example/v.mp4"})
    with ScriptedServer([busy, GOOD, answer(500), odd, done, GOOD]) as server:
        result = subprocess.run(  # noqa: S603 - made here
            [sys.executable, "-W", "default", "-c", QUIET, server.url],
            capture_output=True,
            text=True,
            check=False,
            env={"PYTHONPATH": str(Path(video_generations_client.__file__).parents[1])},
        )
    assert (result.stdout, result.stderr, result.returncode) == ("", "", 0)
    assert len(server.received) >= 6


def test_an_id_of_a_server_controls_no_log(
    both: Both, serve: Callable[..., ScriptedServer], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG", "video_generations_client")
    serve(answer(200, {"task_id": "t\x1b[2J\nforged"}))
    assert both.create(**BODY).task_id == "t\x1b[2J\nforged"
    assert [record.getMessage() for record in caplog.records if record.levelname == "INFO"] == [
        r"Task t\x1b[2J\nforged has started"
    ]


def test_text_of_a_server_controls_no_terminal(both: Both, serve: Callable[..., ScriptedServer]) -> None:
    evil = "\x1b[2J\x07 cleared \u202e"
    serve(answer(400, {"code": "bad", "message": evil, "data": None}))
    both.options["retries"] = Retries.none()
    calls: list[Callable[[], Any]] = [lambda: both.create(**BODY), lambda: both.get("t")]
    for call in calls:
        with pytest.raises(VideoGenerationsError) as caught:
            call()
        assert str(caught.value).isprintable()
        assert "cleared" in str(caught.value)
    serve(answer(200, {"task_id": "t", "status": "FAILURE", "fail_reason": evil, "data": None}))
    with pytest.raises(VideoGenerationsError) as caught:
        both.wait("t")
    assert str(caught.value).isprintable()
