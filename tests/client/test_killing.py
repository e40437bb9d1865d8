"""Programs that are killed at any moment and started again never send a name twice."""

from __future__ import annotations

import pytest

from tests.client.killed import STEPS
from tests.client.killing import Killing, kill


@pytest.mark.parametrize(("kills", "programs", "journal"), [(8, 1, "sqlite"), (12, 4, "sqlite"), (8, 2, "postgres")])
def test_a_name_is_sent_at_most_once_whoever_is_killed(kills: int, programs: int, journal: str) -> None:
    killing = kill(kills, programs, journal)
    assert killing.wrong() == []
    assert killing.fell.total() == kills
    assert len(killing.made) == killing.names + 5


@pytest.mark.exhaustive
@pytest.mark.parametrize("programs", [1, 4])
@pytest.mark.parametrize("journal", ["sqlite", "postgres"])
def test_two_hundred_kills(programs: int, journal: str) -> None:
    """They fall on every step, before, during and after a request."""
    killing = kill(200, programs, journal)
    assert killing.wrong() == []
    assert killing.fell.total() == 200
    assert min(killing.fell[step] for step in STEPS) > 0, killing.report()


def test_a_name_that_is_sent_twice_would_be_noticed() -> None:
    killing = Killing(0, 1)
    killing.requests.update(["a", "a", "b"])
    killing.made |= {"a": {"task-1-of-a", "task-2-of-a"}, "b": {"task-3-of-a"}, "c": {"task-4-of-c"}, "d": {""}}
    assert len(killing.wrong()) == 5
