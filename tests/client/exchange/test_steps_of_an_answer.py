"""The time of each step of an answer, as the HTTP library tells them; no connection is opened here."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from video_generations_client import patience
from video_generations_client.patience import AsyncPatience, Patience

#: Reads of a stream: how much, and for how long.
Reads = list[tuple[int, float | None]]
OPENED = "connection.connect_tcp.complete"


class Stream:
    """A connection whose reads are noted."""

    def __init__(self) -> None:
        self.reads: Reads = []
        #: The library finds it at the object, where it is replaced.
        self.read: Callable[..., bytes] = self._read

    def _read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        self.reads.append((max_bytes, timeout))
        return b"read"


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[float]]:
    """The clock; between two tests no step is under way."""
    clock = [100.0]
    monkeypatch.setattr(patience, "monotonic", lambda: clock[0])
    token = patience._end.set(None)
    yield clock
    patience._end.reset(token)


def _told(kind: type[Patience], *events: tuple[str, Any]) -> None:
    trace = kind(1.0, 2.0, 3.0)
    for event, value in events:
        told = trace(event, {"return_value": value})
        if kind is AsyncPatience:
            with pytest.raises(StopIteration):  # it waits for nothing
                told.send(None)


@pytest.mark.parametrize("kind", [Patience, AsyncPatience])
@pytest.mark.parametrize(
    ("event", "seconds"),
    [
        ("socks.setup_socks5_connection.started", 1.0),
        ("http11.receive_response_headers.started", 2.0),
        ("http11.receive_response_body.started", 3.0),
        ("http11.receive_response_body.complete", None),
    ],
)
def test_each_step_has_its_time(kind: type[Patience], event: str, seconds: float | None, now: list[float]) -> None:
    stream = Stream()
    _told(kind, (OPENED, stream), (event, None))
    now[0] += 0.5
    left = None if seconds is None else seconds - 0.5
    assert stream.read(9) == b"read"
    stream.read(8, None)
    stream.read(7, 0.25)
    stream.read(6, 60.0)
    assert stream.reads == [(9, left), (8, left), (7, 0.25), (6, 60.0 if left is None else left)]


@pytest.mark.parametrize("late", [2.0, 2.5])
def test_a_step_whose_time_is_over_reads_nothing_more(late: float, now: list[float]) -> None:
    stream = Stream()
    _told(Patience, (OPENED, stream), ("http11.receive_response_headers.started", None))
    now[0] += late
    with pytest.raises(httpx.ReadTimeout) as caught:
        stream.read(9, 60.0)
    assert str(caught.value) == "it came in pieces, and was not whole in time"
    assert stream.reads == []


def test_a_connection_that_is_of_no_use_here_is_left_alone(now: list[float]) -> None:
    """A stream of somebody else's, and what is told of other events."""
    stream = Stream()
    _told(Patience, (OPENED, object()), ("http11.send_request_body.complete", stream))
    _told(Patience, ("http11.receive_response_headers.started", None))
    stream.read(9, 60.0)
    assert stream.reads == [(9, 60.0)]
    assert now == [100.0]


def test_two_requests_at_once_have_each_their_own_time(now: list[float]) -> None:
    async def one(event: str, wait: float) -> Reads:
        stream = Stream()
        trace = AsyncPatience(1.0, 2.0, 3.0)
        await trace(OPENED, {"return_value": stream})
        await trace(event, {})
        await asyncio.sleep(wait)
        stream.read(9)
        return stream.reads

    async def both() -> list[Reads]:
        steps = ("http11.receive_response_headers.started", "http11.receive_response_body.started")
        return list(await asyncio.gather(one(steps[0], 0.002), one(steps[1], 0.0)))

    assert asyncio.run(both()) == [[(9, 2.0)], [(9, 3.0)]]
    assert now == [100.0]
