"""Whatever a server names as the address of a video, no request goes where none may, and none takes for ever."""

from __future__ import annotations

import io
import socket
import threading
import time
from ipaddress import ip_address
from typing import Any

import pytest

from clausewise.http import download
from clausewise.http.destinations import Destinations
from clausewise.http.download import Bounds, Download, fetch
from tests.following import attacks
from tests.following.attacks import Logger

INTERNET = Destinations.of_server("https://relay.example.com")

HERE = Destinations.of_server("http://127.0.0.1:8080")

SMALL = Bounds(seconds=1.0, longest=200_000)


def fetched(url: str, allowed: Destinations = HERE, bounds: Bounds = SMALL, **more: Any) -> tuple[Download, bytes]:
    file = io.BytesIO()
    found = fetch(url, file, allowed, bounds=bounds, **more)
    return found, file.getvalue()


@pytest.fixture
def logger(request: pytest.FixtureRequest) -> Any:
    with Logger(lambda _, opened: attacks.whole(opened, b"reached")).running() as running:
        yield running


def test_a_server_on_the_internet_leads_to_no_private_address(logger: Logger) -> None:
    for text in attacks.FORBIDDEN:
        found, data = fetched(text.format(port=logger.port), INTERNET)
        assert found.refused, text
        assert found.error, text
        assert data == b""
    assert logger.connections == 0


def test_what_is_no_address_leads_nowhere(logger: Logger) -> None:
    for text in attacks.NO_ADDRESS:
        for allowed in (INTERNET, HERE):
            found, data = fetched(text.replace("{port}", str(logger.port)), allowed)
            assert found.refused, text
            assert data == b""
    assert logger.connections == 0


def test_a_server_on_this_machine_leads_to_this_machine_and_to_no_other_private_one(logger: Logger) -> None:
    for host in ("127.0.0.1", "localhost", "[::1]"):
        assert fetched(f"http://{host}:{logger.port}/v.mp4")[1] == b"reached"
    for url in ("http://10.0.0.1/", "http://169.254.169.254/", "http://[fe80::1]/", "http://0.0.0.0/"):
        assert fetched(url)[0].refused
    assert logger.connections == 3


def test_a_redirect_is_checked_as_an_address_is() -> None:
    secret = Logger(lambda _, opened: attacks.whole(opened, b"secret"))
    # Without a host, or with control characters, it is a place on the first server, or nothing that a header can carry.
    targets = [text for text in (*attacks.FORBIDDEN, *attacks.NO_ADDRESS) if text.isprintable() and ":" in text[3:]]
    targets = [text for text in targets if text not in ("http://", "http:///v.mp4") and not text.startswith("/")]
    public = ip_address("127.0.0.1")
    with secret.running():
        for text in targets:
            location = text.replace("{port}", str(secret.port))
            front = Logger(lambda _, opened, to=location: attacks.redirect(opened, to))  # type: ignore[misc]  # bound now
            with front.running():
                # For this one request the first server counts as public.
                only = _Only(own=public, port=front.port)
                found, data = fetched(f"http://127.0.0.1:{front.port}/v.mp4", only)
            assert found.refused, text
            assert len(found.trail) == 1
            assert data == b""
    assert secret.connections == 0


class _Only(Destinations):
    """Lets through the first address only, as if it were a public one."""

    def __init__(self, own: Any, port: int) -> None:
        super().__init__(own=own)
        object.__setattr__(self, "port", port)

    def find(self, host: str, port: int, seconds: float) -> list[Any]:
        """The server's own address where the port is its own."""
        return [self.own] if port == self.port else super().find(host, port, seconds)  # type: ignore[attr-defined]  # set above

    def allows(self, address: Any) -> bool:
        """Allow what is allowed to a server on the internet."""
        return INTERNET.allows(address)


def test_three_redirects_are_followed_and_no_more() -> None:
    def reply(line: str, opened: socket.socket) -> None:
        left = int(line.split()[1].strip("/"))
        attacks.redirect(opened, f"/{left - 1}") if left else attacks.whole(opened, b"here")

    with Logger(reply).running() as server:
        assert fetched(f"http://127.0.0.1:{server.port}/3")[1] == b"here"
        assert "more than 3" in str(fetched(f"http://127.0.0.1:{server.port}/4")[0].error)


def test_a_name_is_looked_up_once_and_connected_to_by_what_was_found(
    monkeypatch: pytest.MonkeyPatch, logger: Logger
) -> None:
    """A name that first is public and then private leads nowhere but to the public address."""
    asked: list[str] = []
    connected: list[Any] = []
    real = socket.getaddrinfo

    def lookup(host: str, port: int, *args: Any, **named: Any) -> Any:
        if host == "rebinding.example":
            asked.append(host)
            address = "203.0.113.7" if len(asked) > 1 else "8.8.8.8"
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address if len(asked) == 1 else "127.0.0.1", port))]
        return real(host, port, *args, **named)

    def connect(address: tuple[str, int], *_: Any, **__: Any) -> Any:
        connected.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    monkeypatch.setattr("urllib3.util.connection.create_connection", connect)
    found, _ = fetched(f"http://rebinding.example:{logger.port}/v.mp4", INTERNET)
    assert asked == ["rebinding.example"]
    assert connected == [("8.8.8.8", logger.port)]
    assert found.error is not None
    assert logger.connections == 0


def test_a_name_with_one_private_address_leads_nowhere(monkeypatch: pytest.MonkeyPatch, logger: Logger) -> None:
    both = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, logger.port)) for address in ("8.8.8.8", "127.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: both)
    assert fetched("http://two.example/v.mp4", INTERNET)[0].refused
    assert logger.connections == 0


def test_a_lookup_that_takes_for_ever_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    over = threading.Event()

    def lookup(*_: Any, **__: Any) -> list[Any]:
        over.wait(30)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    began = time.monotonic()
    try:
        assert fetched("http://slow.example/v.mp4", INTERNET)[0].refused
        assert time.monotonic() - began < 5
    finally:
        over.set()


def test_nothing_of_ours_is_sent(logger: Logger) -> None:
    fetched(f"http://127.0.0.1:{logger.port}/v.mp4?a=b#part")
    (request,) = logger.requests
    lines = request.decode().strip().split("\r\n")
    assert lines[0] == "GET /v.mp4?a=b HTTP/1.1"
    assert {line.split(":")[0] for line in lines[1:]} == {"Host", *download.HEADERS}


def test_an_address_with_the_key_in_it_is_not_asked_for(logger: Logger) -> None:
    url = f"http://127.0.0.1:{logger.port}/v.mp4?key=sk-one"
    assert fetched(url, holds_secret=lambda text: "sk-one" in text)[0].refused
    assert logger.connections == 0


@pytest.mark.parametrize("reply", [attacks.endless, attacks.endless_headers, attacks.dripping, attacks.silent])
def test_a_file_without_end_ends(reply: Any) -> None:
    with Logger(lambda _, opened: reply(opened)).running() as server:
        began = time.monotonic()
        found, data = fetched(f"http://127.0.0.1:{server.port}/v.mp4")
    assert found.error
    assert len(data) <= SMALL.longest
    assert time.monotonic() - began < 10


def test_an_announced_length_is_believed_before_it_comes() -> None:
    with Logger(lambda _, opened: attacks.whole(opened, b"few", length=10**12)).running() as server:
        assert "longer than" in str(fetched(f"http://127.0.0.1:{server.port}/v.mp4")[0].error)


def test_a_file_that_breaks_off_is_not_whole() -> None:
    with Logger(lambda _, opened: attacks.whole(opened, b"few", length=100)).running() as server:
        found = fetched(f"http://127.0.0.1:{server.port}/v.mp4")[0]
    assert found.error
    assert found.sha256 is None
