"""Machines can be killed while they follow tasks: each is read by one living machine until it ends, and judged once."""

from __future__ import annotations

import pytest

from tests.machines.killed_followers import KillingFollowers
from tests.machines.killed_machines import LIMIT
from tests.postgres import running_postgres

pytest.importorskip("av", reason="without PyAV videos are neither made nor looked into")


@pytest.mark.exhaustive
def test_killed_followers_lose_no_task_and_judge_none_twice() -> None:
    with running_postgres() as postgres:
        killing = KillingFollowers(4, 2, postgres)
        assert killing.repeat() == []
        assert killing.kills == 4
        assert 0 < killing.tasks <= LIMIT * killing.runs
