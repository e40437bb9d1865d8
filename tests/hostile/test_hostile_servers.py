"""Whatever a server does to a request: it ends in time, in memory, in the ledger and in the report."""

from __future__ import annotations

from pathlib import Path

import pytest

from clausewise.http.exchange import SHOWN
from clausewise.probes.probe import Kind
from tests.hostile.behaviours import BEHAVIOURS
from tests.hostile.driver import KEY, LIMIT, MEMORY, SLACK, TIMEOUT, check


@pytest.mark.parametrize("name", BEHAVIOURS)
def test_the_suite_ends_in_time_and_memory_and_says_what_happened(name: str, tmp_path: Path) -> None:
    hostile = BEHAVIOURS[name]
    seen = check(hostile.behave, tmp_path)
    assert seen.seconds < seen.requests * (TIMEOUT + 0.1) + SLACK
    assert seen.growth < MEMORY
    assert hostile.says in seen.said
    assert seen.creates == seen.counts.requests <= LIMIT
    expected = {"paid": (seen.creates, 0), "unknown": (0, seen.creates), "unpaid": (0, 0)}[hostile.outcome]
    assert (seen.counts.paid, seen.counts.unknown) == expected
    assert all(len(text) < 8 * SHOWN for text in seen.texts)
    assert KEY not in seen.said


@pytest.mark.parametrize("name", ["closes before the headers", "resets before the headers", "never answers"])
def test_no_create_is_sent_twice_on_a_connection_that_was_kept(name: str, tmp_path: Path) -> None:
    """A request that was dropped on a kept connection is sent again by schemathesis: a create would be paid twice."""
    hostile = BEHAVIOURS[name]
    answers = iter([BEHAVIOURS["JSON in a string"]])
    seen = check(lambda request: next(answers, hostile).behave(request), tmp_path, Kind.PROTOCOL, Kind.NEAR_MISS)
    assert seen.creates == seen.counts.requests == 2
    assert (seen.counts.paid, seen.counts.unknown) == (1, 1)
