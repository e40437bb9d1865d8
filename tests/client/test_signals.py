"""Handlers of signals that raise while a request is under way: no id is lost, and no error of theirs swallowed."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

import httpx
import pytest
from video_generations_client import Retries, Task, VideoGenerations

from tests.client.answers import UUID, record
from tests.client.conftest import TRUST, client_of, told
from tests.client.scripted_server import Act, ScriptedServer


class SoftLimitError(Exception):
    """An error of our own, as the workers of a queue raise one."""


#: The errors that handlers commonly raise: those of Python, of web servers, of alarms, and of queues.
RAISED = {
    signal.SIGINT: KeyboardInterrupt(),
    signal.SIGTERM: SystemExit(3),
    signal.SIGALRM: TimeoutError("an alarm"),
    signal.SIGUSR1: SoftLimitError("a soft limit"),
}


@pytest.fixture(params=RAISED, ids=lambda number: number.name)
def number(request: pytest.FixtureRequest) -> Iterator[signal.Signals]:
    """A signal whose handler raises."""

    def raises(number: int, frame: FrameType | None) -> None:
        raise RAISED[signal.Signals(number)]

    before = signal.signal(request.param, raises)
    yield request.param
    assert signal.getsignal(request.param) is raises, "it is as the caller had it"
    signal.signal(request.param, before)
    RAISED[request.param].__dict__.pop("__notes__", None)


class Signalling:
    """A server that sends a signal to this process, once for each create or once for each read, and then answers."""

    def __init__(self, number: int, method: str = "POST", status: int = 200) -> None:
        self.posts = 0
        self._number, self._method, self._status = number, method, status

    def answer(self, request: httpx.Request) -> httpx.Response:
        """Answer a request."""
        self.posts += request.method == "POST"
        if request.method == self._method:
            os.kill(os.getpid(), self._number)
        if request.method == "POST":
            return httpx.Response(self._status, json={"task_id": UUID} if self._status == 200 else {})
        return httpx.Response(200, json=record("IN_PROGRESS", task_id=UUID))


@pytest.mark.parametrize("name", ["create", "create_and_wait"])
def test_a_create_under_way_is_answered_before_the_handler_s_error_is_raised(
    number: signal.Signals, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    server, created = Signalling(number), list[Task]()
    with pytest.raises(type(RAISED[number])) as caught:
        getattr(client_of(server.answer), name)(prompt="p", model="sora-2", on_created=created.append)
    assert caught.value is RAISED[number]
    assert UUID in caught.value.__notes__[0]
    assert UUID in told(caplog)
    assert [task.task_id for task in created] == [UUID]
    assert server.posts == 1


def test_the_name_of_an_interrupted_create_has_its_task(number: signal.Signals, tmp_path: Path) -> None:
    server = Signalling(number)
    with client_of(server.answer, journal=tmp_path / "jobs.sqlite") as videos:
        with pytest.raises(type(RAISED[number])):
            videos.create(prompt="p", model="sora-2", once="scene")
        assert videos.create(prompt="p", model="sora-2", once="scene").task_id == UUID
    assert server.posts == 1


def test_of_a_refused_create_nothing_is_told(number: signal.Signals, caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(type(RAISED[number])) as caught:
        client_of(Signalling(number, status=401).answer).create(prompt="p", model="sora-2")
    assert not hasattr(caught.value, "__notes__")
    assert told(caplog) == ""


def test_a_handler_s_error_is_no_failure_of_a_read(number: signal.Signals) -> None:
    with pytest.raises(type(RAISED[number])) as caught:
        client_of(Signalling(number, "GET").answer, retries=Retries(wait_initial=0.0)).get(UUID)
    assert caught.value is RAISED[number]


def test_a_handler_s_error_ends_a_wait_with_its_id(number: signal.Signals, caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(type(RAISED[number])) as caught:
        client_of(Signalling(number, "GET").answer).wait(UUID, interval=600)
    assert UUID in caught.value.__notes__[0]
    assert UUID in told(caplog)


def test_a_handler_that_raises_nothing_runs_at_once() -> None:
    seen: list[int] = []
    before = signal.signal(signal.SIGUSR2, lambda number, _: seen.append(number))
    server = Signalling(signal.SIGUSR2)
    told: list[tuple[Task, list[int]]] = []
    try:
        client_of(server.answer).create(
            prompt="p", model="sora-2", on_created=lambda task: told.append((task, list(seen)))
        )
    finally:
        signal.signal(signal.SIGUSR2, before)
    assert [(task.task_id, numbers) for task, numbers in told] == [(UUID, [signal.SIGUSR2])]


@pytest.mark.usefixtures("ctrl_c")
def test_ctrl_c_is_as_python_has_it() -> None:
    with pytest.raises(KeyboardInterrupt) as caught:
        client_of(Signalling(signal.SIGINT).answer).create(prompt="p", model="sora-2")
    assert UUID in caught.value.__notes__[0]


def _ended_by_signals(seconds: tuple[float, ...]) -> tuple[KeyboardInterrupt, float]:
    """The interruption of a create that is never answered, and how long it took; signals come at these times."""
    timers = [threading.Timer(when, os.kill, (os.getpid(), signal.SIGINT)) for when in seconds]
    with ScriptedServer([Act(then="hang")]) as server, VideoGenerations("", base_url=server.url) as videos:
        begun = time.monotonic()
        for timer in timers:
            timer.start()
        with pytest.raises(KeyboardInterrupt) as caught:
            videos.create(prompt="p", model="sora-2")
        assert server.posts == 1
    return caught.value, time.monotonic() - begun


@pytest.mark.usefixtures("ctrl_c")
def test_a_second_signal_ends_a_create_at_once(caplog: pytest.LogCaptureFixture) -> None:
    caught, seconds = _ended_by_signals((0.1, 0.3))
    assert seconds < 8, "it does not wait for the time of grace"
    assert "it may be accepted and paid" in caught.__notes__[0]
    assert "it may be accepted and paid" in told(caplog)


@pytest.mark.usefixtures("ctrl_c")
def test_a_server_that_never_answers_does_not_hold_back_a_signal_for_ever(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("video_generations_client.signals.GRACE", 0.2)
    caught, _ = _ended_by_signals((0.1,))
    assert "it may be accepted and paid" in caught.__notes__[0]
    assert "it may be accepted and paid" in told(caplog)


def test_an_error_after_a_signal_keeps_no_frame_that_holds_the_key(number: signal.Signals) -> None:
    """A reporter of errors shows the variables of each frame."""
    http = httpx.Client(transport=httpx.MockTransport(Signalling(number, "GET").answer), verify=TRUST)
    videos = VideoGenerations("sk-secret-0123456789", base_url="https://host.example", http_client=http)
    with pytest.raises(type(RAISED[number])) as caught:
        videos.get(UUID)
    frame, shown = caught.value.__traceback__, ""
    while frame is not None:
        if Path(frame.tb_frame.f_code.co_filename).parts[-2] in ("video_generations_client", "httpx"):
            shown += repr(frame.tb_frame.f_locals)
        frame = frame.tb_next
    assert "SignalsOf" in shown
    assert "sk-secret" not in shown
