"""A run that follows tasks can be killed and resumed: nothing is paid twice, every task is judged once."""

from __future__ import annotations

import pytest

from tests.following.killed_runs import repeat

pytest.importorskip("av", reason="without PyAV videos are neither made nor looked into")


def test_killed_runs_lose_no_task_and_spend_no_more() -> None:
    assert repeat(3) == []
