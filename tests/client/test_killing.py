"""Programs that are killed at any moment and started again never send a name twice."""

from __future__ import annotations

import pytest

from tests.client.killed import STEPS
from tests.client.killing import Killing, kill


def _place(journal: str, request: pytest.FixtureRequest) -> str:
    return request.getfixturevalue("database") if journal == "postgres" else journal


@pytest.mark.parametrize(("kills", "programs", "journal"), [(12, 2, "sqlite"), (8, 1, "postgres")])
def test_a_name_is_sent_at_most_once_whoever_is_killed(
    kills: int, programs: int, journal: str, request: pytest.FixtureRequest
) -> None:
    killing = kill(kills, programs, _place(journal, request))
    assert killing.wrong() == []
    assert killing.fell.total() == kills
    assert len(killing.made) == killing.names + 5


@pytest.mark.exhaustive
@pytest.mark.parametrize("programs", [1, 4])
@pytest.mark.parametrize("journal", ["sqlite", "postgres"])
def test_two_hundred_kills(programs: int, journal: str, request: pytest.FixtureRequest) -> None:
    """Those of one program fall on every step. Of several, most wait for the one that sends a name."""
    killing = kill(200, programs, _place(journal, request))
    assert killing.wrong() == []
    assert killing.fell.total() == 200
    assert programs > 1 or min(killing.fell[step] for step in STEPS) > 0, killing.report()


def test_a_name_that_is_sent_twice_would_be_noticed() -> None:
    killing = Killing(0, 1)
    killing.requests.update(["a", "a", "b"])
    killing.made |= {"a": {"task-1-of-a", "task-2-of-a"}, "b": {"task-3-of-a"}, "c": {"task-4-of-c"}, "d": {""}}
    assert len(killing.wrong()) == 5
