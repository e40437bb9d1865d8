"""Machines on one ledger can be killed, and its database can crash: nothing more is paid, and all is done."""

from __future__ import annotations

import pytest

from tests.machines.killed_machines import Killing
from tests.postgres import running_postgres


@pytest.mark.exhaustive
def test_killed_machines_lose_nothing_and_spend_no_more() -> None:
    with running_postgres() as postgres:
        killing = Killing(16, 1, postgres)
        assert killing.repeat() == []
        assert (killing.kills, killing.crashes) == (16, 1)
