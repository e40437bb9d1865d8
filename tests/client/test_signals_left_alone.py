"""Handlers of signals that are not those of a request are left alone."""

from __future__ import annotations

import signal
import threading

import httpx
import pytest

from tests.client.answers import UUID
from tests.client.conftest import client_of


def test_in_another_thread_than_the_main_one_handlers_are_left_alone() -> None:
    before = signal.getsignal(signal.SIGINT)
    seen: list[object] = []

    def answers(request: httpx.Request) -> httpx.Response:
        seen.append(signal.getsignal(signal.SIGINT))
        return httpx.Response(200, json={"task_id": UUID})

    thread = threading.Thread(target=lambda: client_of(answers).create(prompt="p", model="sora-2"))
    thread.start()
    thread.join()
    assert seen == [before]


@pytest.mark.usefixtures("ctrl_c")
def test_where_no_handler_can_be_set_a_create_is_sent_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a subinterpreter Python refuses to set one."""

    def refused(*_: object) -> None:
        raise ValueError("signal only works in main thread of the main interpreter")

    monkeypatch.setattr("video_generations_client.signals.set_handler", refused)
    answers = httpx.Response(200, json={"task_id": UUID})
    assert client_of(lambda _: answers).create(prompt="p", model="sora-2").task_id == UUID
