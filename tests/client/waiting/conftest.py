"""A wait by a clock that nobody waits for."""

from __future__ import annotations

import types
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from video_generations_client import (
    Task,
    Timeouts,
)
from video_generations_client.waiting import Wait

from tests.client.answers import record
from tests.clock import Clock

#: Begins a wait for task t.
Begin = Callable[..., Wait]
GOES_ON = Task("t", record("IN_PROGRESS"))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def jitter(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The factors of the pauses to come; 1 after those."""
    factors: list[float] = []

    def uniform(low: float, high: float) -> float:
        assert (low, high) == (0.9, 1.1)
        return factors.pop(0) if factors else 1.0

    monkeypatch.setattr("video_generations_client.waiting.random", types.SimpleNamespace(uniform=uniform))
    return factors


@pytest.fixture
def a_wait(clock: Clock) -> Iterator[Callable[..., Wait]]:
    """Begin a wait for task t."""
    with ExitStack() as stack:

        def begin(*, timeouts: Timeouts = Timeouts(), fresh: bool = False, **options: Any) -> Wait:  # noqa: B008 - frozen
            course = Wait(timeouts, clock=clock, **options)
            stack.enter_context(course.of("t", fresh=fresh))
            return course

        yield begin
