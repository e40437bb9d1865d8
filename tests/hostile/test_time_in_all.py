"""The time of an answer is one for all of its steps; what comes before the request leaves has a time of its own."""

from __future__ import annotations

import socket

import pytest
import requests

from clausewise.http import watch as watch_module
from clausewise.http.connection import GuardedAdapter, NoAnswerError
from clausewise.http.watch import Watch
from tests.hostile.server import HostileServer, answer

SECONDS = 10.0


class Passing:
    """A clock by which each step takes `pace` seconds."""

    def __init__(self, pace: float) -> None:
        self.pace, self.now = pace, 0.0

    def monotonic(self) -> float:
        """The time; a second look is later."""
        self.now += self.pace
        return self.now


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> list[tuple[bool, float | None]]:
    """The steps that were bounded: whether the request may have left by then, and the seconds that the socket got."""
    seen: list[tuple[bool, float | None]] = []
    bound = Watch.bound

    def noted(watch: Watch, sock: socket.socket) -> None:
        bound(watch, sock)
        seen.append((watch.sent, sock.gettimeout()))

    monkeypatch.setattr(Watch, "bound", noted)
    return seen


def send(server: HostileServer) -> int:
    """The status of the answer to one request."""
    session = requests.Session()
    adapter = GuardedAdapter(server.url, SECONDS)
    session.mount("http://", adapter)
    try:
        return session.get(server.url, timeout=SECONDS).status_code
    finally:
        session.close()


def test_each_step_gets_what_is_left(steps: list[tuple[bool, float | None]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch_module, "time", Passing(1.0))
    with HostileServer(lambda _: iter([answer(200, {})])) as server:
        assert send(server) == 200
    assert steps[:3] == [(False, 9.0), (True, 9.0), (True, 8.0)]


@pytest.mark.parametrize(("pace", "said"), [(11.0, "not sent: "), (6.0, "no whole answer within 10 s, cut off before")])
def test_a_step_for_which_nothing_is_left_is_not_taken(pace: float, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch_module, "time", Passing(pace))
    with HostileServer(lambda _: iter([answer(200, {})])) as server, pytest.raises(NoAnswerError, match=said):
        send(server)


def test_a_pause_before_a_request_leaves_takes_nothing_from_its_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else a pause of this machine would look like a server that is gone, and end the run."""
    clock = Passing(0.0)
    monkeypatch.setattr(watch_module, "time", clock)
    leaves = Watch.leaves

    def late(watch: Watch) -> None:
        clock.now += 10 * SECONDS
        leaves(watch)

    monkeypatch.setattr(Watch, "leaves", late)
    with HostileServer(lambda _: iter([answer(200, {})])) as server:
        assert send(server) == 200
