"""An answer that comes byte by byte is waited for no longer than its step may take, over every kind of connection."""

from __future__ import annotations

import asyncio
import socket
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
import trio
from video_generations_client import (
    AsyncVideoGenerations,
    Download,
    DownloadFailed,
    NotSent,
    OutcomeUnknown,
    Task,
    Timeouts,
    VideoGenerations,
    VideoGenerationsError,
)
from video_generations_client.patience import Patience

from tests.client.answers import GOOD
from tests.raw_server import RawServer, Received, read_request
from tests.tls.server import Authority

BODY: dict[str, Any] = {"prompt": "p", "model": "sora-2"}
SHORT = Timeouts(connect=10, read=0.1, write=10)
CONNECTED = b"HTTP/1.1 200 Connected\r\n\r\n"


@dataclass
class Slow(RawServer):
    """Answers byte by byte, for longer than anybody should wait; what comes before the request number `slow` at once.

    It is a proxy, too, and then what lies behind that: it is asked for every host.
    """

    trust: ssl.SSLContext
    slow: int = 0
    received: list[Received] = field(default_factory=list)

    def serve(self, connection: socket.socket) -> None:
        """Answer the requests of a connection."""
        if connection.recv(1, socket.MSG_PEEK) == b"\x16":  # TLS from the beginning
            connection = self.trust.wrap_socket(connection, server_side=True)
        while request := read_request(connection.makefile("rb")):
            number, tunnel = len(self.received), request.method == "CONNECT"
            self.received.append(request)
            said = CONNECTED if tunnel else GOOD.pieces[0]
            if number < self.slow:
                connection.sendall(said)
            else:
                for byte in said:
                    connection.sendall(bytes([byte]))
                    time.sleep(0.01)
            if tunnel:
                connection = self.trust.wrap_socket(connection, server_side=True)


def creates(url: str, times: int) -> None:
    """Create, waiting for the last answer only for a short time."""
    with VideoGenerations("", base_url=url, retries=None) as videos:
        for _ in range(times - 1):
            videos.create(**BODY)
        videos.create(**BODY, timeout=SHORT)


async def creates_async(url: str, times: int) -> None:
    """The same, awaited."""
    async with AsyncVideoGenerations("", base_url=url, retries=None) as videos:
        for _ in range(times - 1):
            await videos.create(**BODY)
        await videos.create(**BODY, timeout=SHORT)


KINDS: dict[str, Callable[[str, int], None]] = {
    "sync": creates,
    "asyncio": lambda url, times: asyncio.run(creates_async(url, times)),
    "trio": lambda url, times: trio.run(creates_async, url, times),
}


@dataclass(frozen=True)
class Way:
    """A way to the server: its address or that of a host behind it, which request is slow, and which create that is."""

    url: str
    slow: int = 0
    creates: int = 1
    error: type[VideoGenerationsError] = OutcomeUnknown


WAYS = {
    "plain": Way("http://{server}"),
    "kept": Way("http://{server}", slow=1, creates=2),
    "TLS": Way("https://{server}"),
    "proxy": Way("http://host.example"),
    "tunnel": Way("https://host.example", slow=1),
    "kept tunnel": Way("https://host.example", slow=2, creates=2),
    "tunnel that is slow itself": Way("https://host.example", error=NotSent),
}
#: One of each kind guards every line; the whole product is for the exhaustive run.
GUARDS = {("kept tunnel", "sync"), ("tunnel that is slow itself", "trio"), ("kept", "asyncio")}


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.mark.parametrize(
    ("way", "kind"),
    [
        pytest.param(way, kind, marks=[] if (way, kind) in GUARDS else [pytest.mark.exhaustive])
        for way in WAYS
        for kind in KINDS
    ],
)
def test_an_answer_in_pieces_takes_no_longer_than_a_read(
    way: str, kind: str, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The create that it answers stays of unknown outcome, and is not sent again."""
    chosen = WAYS[way]
    monkeypatch.delenv("NO_PROXY")
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.bundle))
    host = "host.example" if "host" in chosen.url else "127.0.0.1"
    with Slow(authority.certifies(host), chosen.slow) as server:
        for name in ("HTTP_PROXY", "HTTPS_PROXY"):
            monkeypatch.setenv(name, server.url)
        with pytest.raises(chosen.error, match="ReadTimeout"):
            KINDS[kind](chosen.url.format(server=server.url.removeprefix("http://")), chosen.creates)
    assert server.posts == (0 if chosen.error is NotSent else chosen.creates)


@pytest.mark.parametrize("kind", ["sync", pytest.param("async", marks=pytest.mark.exhaustive)])
def test_a_download_takes_no_longer_than_its_time(kind: str, authority: Authority, tmp_path: Path) -> None:
    with Slow(authority.certifies("127.0.0.1")) as server:
        task = Task("t", {"task_id": "t", "status": "SUCCESS", "data": {"output": f"{server.url}/v.mp4"}})

        async def downloads() -> None:
            async with AsyncVideoGenerations("", base_url=server.url) as videos:
                await videos.download(task, Download(tmp_path / "v.mp4", timeout=0.2))

        with pytest.raises(DownloadFailed, match=r"not whole after 0\.2 seconds"):
            asyncio.run(downloads()) if kind == "async" else task.download(tmp_path / "v.mp4", timeout=0.2)
    assert server.gets == 1


class Stream:
    """A connection that notes how long each read may take."""

    def __init__(self) -> None:
        self.limits: list[float | None] = []

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read nothing."""
        self.limits.append(timeout)
        return b""[:max_bytes]


def test_a_socks_proxy_is_given_the_time_to_connect() -> None:
    """The HTTP library reads from it without any limit."""
    stream, patience = Stream(), Patience(connect=0.0, head=9.0, body=9.0)
    patience("socks.connect_tcp.complete", {"return_value": stream})
    patience("socks.setup_socks5_connection.started", {"stream": stream})
    with pytest.raises(httpx.ReadTimeout):
        stream.read(4096)
    patience("socks.setup_socks5_connection.complete", {"return_value": stream})
    stream.read(4096, timeout=7.0)
    assert stream.limits == [7.0]


def test_a_connection_that_takes_no_other_read_is_used_as_it_is() -> None:
    class Fixed:
        __slots__ = ()

    Patience(1.0, 1.0, 1.0)("connection.connect_tcp.complete", {"return_value": Fixed()})
