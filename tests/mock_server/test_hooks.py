"""The hook of a task is called once when it ends, again where it was not taken, and what is logged names no path."""

from __future__ import annotations

import socket
import threading
import time

import pytest
import requests

from clausewise.mock_server import MockServer, running
from clausewise.mock_server.hooks import delivering, sending
from clausewise.mock_server.hooks.delivering import Hooks
from clausewise.spec import Spec
from tests.mock_server.conftest import CREATE
from tests.mock_server.hook_receiver import create, receiver, said, until


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
