"""The hook of a task is called once when it ends, on this machine or a named host, and never anywhere else."""

from __future__ import annotations

import http.server
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import requests

from clausewise.mock_server import MockServer, running
from clausewise.mock_server.hooks import delivering, sending
from clausewise.mock_server.hooks.delivering import Hooks
from clausewise.mock_server.hooks.target import RefusedError, target
from clausewise.spec import Spec
from tests.mock_server.conftest import CREATE, PLAIN

Call = tuple[float, str, dict[str, str], Any]


@contextmanager
def receiver(*statuses: int, location: str = "") -> Iterator[tuple[str, list[Call]]]:
    """A server on this machine that takes calls, with these statuses first and then 200; its URL and the calls."""
    calls: list[Call] = []
    left = list(statuses)

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            calls.append((time.time(), self.path, {k.lower(): v for k, v in self.headers.items()}, json.loads(body)))
            self.send_response(left.pop(0) if left else 200)
            self.send_header("location", location)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listening:
        thread = threading.Thread(target=listening.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.server_address[1]}", calls
        finally:
            listening.shutdown()


def until(reached: Callable[[], bool]) -> None:
    """Wait until something is so, and fail when it is not after some seconds."""
    ends = time.monotonic() + 10
    while not reached():
        assert time.monotonic() < ends
        time.sleep(0.01)


def create(url: str, hook: str) -> str:
    return str(requests.post(url + CREATE, json=PLAIN | {"notify_hook": hook}, timeout=5).json()["task_id"])


def said(hooks: Hooks) -> str:
    return "\n".join(line["says"] for line in hooks.log)


def test_a_hook_is_called_once_after_the_end_with_the_record(spec: Spec) -> None:
    hooks = Hooks()
    with receiver() as (where, calls), running(MockServer(spec, pace=0.2, hooks=hooks)) as url:
        before = time.time()
        task = create(url, f"{where}/done?job=7&secret=s3")
        until(lambda: bool(hooks.log))
        record = requests.get(f"{url}{CREATE}/{task}", timeout=5).json()
        time.sleep(0.3)
    [(when, path, headers, body)] = calls
    assert when - before >= 0.4
    assert path == "/done?job=7&secret=s3"
    assert headers["content-type"] == "application/json"
    assert body == record
    assert body["status"] == "SUCCESS"
    assert said(hooks) == f"{where} answered 200"


@pytest.mark.parametrize(("statuses", "expected"), [((500, 429), 3), ((400,), 1), ((503, 503, 503, 503), 3)])
def test_what_was_not_taken_is_tried_again_but_not_for_ever(
    spec: Spec, statuses: tuple[int, ...], expected: int
) -> None:
    hooks = Hooks(pauses=(0.02, 0.02))
    with receiver(*statuses) as (where, calls), running(MockServer(spec, pace=0, hooks=hooks)) as url:
        create(url, where)
        until(lambda: len(hooks.log) == expected)
        time.sleep(0.2)
    assert len(calls) == len(hooks.log) == expected
    assert [line["attempt"] for line in hooks.log] == list(range(1, expected + 1))


def test_a_redirect_is_not_followed(spec: Spec) -> None:
    hooks = Hooks(pauses=(0.02,))
    with (
        receiver() as (other, elsewhere),
        receiver(302, location=other) as (where, calls),
        running(MockServer(spec, pace=0, hooks=hooks)) as url,
    ):
        create(url, where)
        until(lambda: bool(hooks.log))
        time.sleep(0.1)
    assert (len(calls), len(elsewhere)) == (1, 0)
    assert "answered 302" in said(hooks)


def test_a_receiver_that_does_not_answer_is_left_in_time(spec: Spec, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "WITHIN", 0.2)
    hooks = Hooks(pauses=())
    with socket.create_server(("127.0.0.1", 0)) as silent, running(MockServer(spec, pace=0, hooks=hooks)) as url:
        create(url, f"http://127.0.0.1:{silent.getsockname()[1]}/")
        until(lambda: bool(hooks.log))
    assert "no answer in" in said(hooks)


@pytest.mark.parametrize(
    "answer", [b"\x00" * 200_000, b"HTTP/1.1 200 OK\r\n" + b"a: b\r\n" * 50_000, b"no http\r\n\r\n", b""]
)
def test_an_answer_that_is_no_http_is_not_taken(spec: Spec, answer: bytes) -> None:
    hooks = Hooks(pauses=())

    def serve(listening: socket.socket) -> None:
        accepted, _ = listening.accept()
        with accepted:
            accepted.recv(100_000)
            try:
                accepted.sendall(answer)
            except OSError:  # the mock server has had enough
                return

    with socket.create_server(("127.0.0.1", 0)) as listening, running(MockServer(spec, pace=0, hooks=hooks)) as url:
        threading.Thread(target=serve, args=(listening,), daemon=True).start()
        create(url, f"http://127.0.0.1:{listening.getsockname()[1]}/")
        until(lambda: bool(hooks.log))
    assert hooks.log[0]["status"] is None


REFUSED = [
    "https://hooks.example.com/videos?job=7",
    "http://10.0.0.1/",
    "http://169.254.169.254/latest/meta-data",
    "http://[::ffff:10.0.0.1]/",
    "http://0.0.0.0/",
    "http://2130706433/",
    "http://0x7f.1/",
    "http://127.0.0.1.example.com/",
    "http://localhost.example.com/",
    "http://user@127.0.0.1/",
    "http://example.com#@127.0.0.1/",
    "http://127.0.0.1:99999/",
    "http://127.0.0.1:0/x y",
    "http://127.0.0.1/\r\nx: y",
    "http://127.0.0.1/\u20ac",
    "file:///etc/passwd",
    "ftp://127.0.0.1/",
    "//127.0.0.1/",
    "http://",
    "http://[",
    "string",
    "",
]


@pytest.mark.parametrize("url", REFUSED)
def test_no_other_address_is_called_or_resolved(url: str) -> None:
    with pytest.raises(RefusedError) as refused:
        target(url, frozenset({"named.example"}))
    assert str(refused.value).isprintable()


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:8/",
        "http://127.9.9.9/",
        "http://localhost/",
        "http://app.localhost./",
        "http://[::1]:8/",
        "http://[::ffff:127.0.0.1]/",
        "https://named.example/x",
        "https://NAMED.example./x",
    ],
)
def test_this_machine_and_named_hosts_may_be_called(url: str) -> None:
    assert target(url, frozenset({"named.example"})).path.startswith("/")


def test_a_name_is_resolved_once_and_called_by_that_address(spec: Spec, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []
    real = socket.getaddrinfo

    def resolve(host: Any, port: Any, *rest: Any, **more: Any) -> Any:
        if host != "named.example":
            return real(host, port, *rest, **more)
        asked.append(host)
        return real("127.0.0.1" if len(asked) == 1 else "127.0.0.2", port, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    hooks = Hooks(frozenset({"named.example"}), pauses=(0.02, 0.02))
    with receiver(500, 500) as (where, calls), running(MockServer(spec, pace=0, hooks=hooks)) as url:
        create(url, where.replace("127.0.0.1", "named.example"))
        until(lambda: len(hooks.log) == 3)
    assert asked == ["named.example"]
    assert len(calls) == 3
    assert calls[0][2]["host"].startswith("named.example:")


def test_a_name_of_this_machine_that_leads_elsewhere_is_not_called(spec: Spec, monkeypatch: pytest.MonkeyPatch) -> None:
    real = socket.getaddrinfo
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda host, *rest, **more: real("192.0.2.1" if "app." in str(host) else host, *rest, **more),
    )
    hooks = Hooks()
    with running(MockServer(spec, pace=0, hooks=hooks)) as url:
        create(url, "http://app.localhost:80/")
        until(lambda: bool(hooks.log))
    assert said(hooks) == "not called: http://app.localhost:80 is not on this machine"


def test_more_than_can_wait_are_told_apart(spec: Spec, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivering, "MOST_WAITING", 2)
    hooks = Hooks()
    with running(MockServer(spec, pace=60, hooks=hooks)) as url:
        for _ in range(4):
            create(url, "http://127.0.0.1:9/")
    assert [line["says"] for line in hooks.log] == ["not called: 2 others are waiting"] * 2


def test_what_is_logged_names_no_path(spec: Spec) -> None:
    hooks = Hooks(pauses=())
    lines: list[str] = []
    hooks.say = lines.append
    with running(MockServer(spec, pace=0, hooks=hooks)) as url:
        create(url, "http://127.0.0.1:1/token-s3?x=s4")
        create(url, "https://elsewhere.example/token-s3")
        until(lambda: len(lines) == 2)
    assert "s3" not in "".join(lines)
    assert "s4" not in "".join(lines)
    assert any("--allow-notify elsewhere.example" in line for line in lines)
