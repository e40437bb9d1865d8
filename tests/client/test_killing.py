"""Programs that are killed at any moment and started again never send a name twice."""

from __future__ import annotations

import pytest

from tests.client.killing import Killing, kill


@pytest.mark.parametrize(("kills", "processes", "journal"), [(6, 1, "sqlite"), (8, 4, "sqlite"), (6, 2, "postgres")])
def test_a_name_is_sent_at_most_once_whoever_is_killed(kills: int, processes: int, journal: str) -> None:
    killing = kill(kills, processes, journal)
    assert killing.wrong() == []
    assert killing.killed == kills
    assert len(killing.made) == kills * 8 + 20


@pytest.mark.exhaustive
@pytest.mark.parametrize("processes", [1, 4])
@pytest.mark.parametrize("journal", ["sqlite", "postgres"])
def test_two_hundred_kills(processes: int, journal: str) -> None:
    assert kill(200, processes, journal).wrong() == []


def test_a_name_that_is_sent_twice_would_be_noticed() -> None:
    killing = Killing(0, 1)
    killing.requests.update(["a", "a", "b"])
    killing.made |= {"a": {"task-1-of-a", "task-2-of-a"}, "b": {"task-3-of-a"}, "c": {"task-4-of-c"}, "d": {""}}
    assert len(killing.wrong()) == 5
