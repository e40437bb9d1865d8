"""Machines can be killed while they follow tasks: each is read by one living machine until it ends, and judged once."""

from __future__ import annotations

import pytest

from tests.machines.killed_followers import KillingFollowers
from tests.postgres import running_postgres

pytest.importorskip("av", reason="without PyAV videos are neither made nor looked into")


@pytest.mark.exhaustive
def test_killed_followers_lose_no_task_and_judge_none_twice() -> None:
    with running_postgres() as postgres:
        killing = KillingFollowers(5, 2, postgres)
        assert killing.repeat() == []
        assert (killing.kills, killing.runs) == (5, 1)
