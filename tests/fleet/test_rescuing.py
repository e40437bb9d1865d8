"""Jobs of workers that are gone are looked for again, whatever the database said the last time."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from types import SimpleNamespace
from typing import Any

import pytest

pytest.importorskip("procrastinate", reason="it is the extra 'fleet'")

from procrastinate.exceptions import ConnectorException

from clausewise.fleet.working import Worker
from clausewise.http.redaction import Secret
from clausewise.settings.shared_ledger import SharedLedger


def test_a_database_that_was_busy_once_ends_no_rescue(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("clausewise.fleet.working.BEATS", 10_000)
    told: list[str] = []
    asked: list[float] = []

    class Manager:
        async def get_stalled_jobs(self, **_: Any) -> list[Any]:
            asked.append(1)
            if len(asked) == 1:
                raise ConnectorException
            return [SimpleNamespace(task_kwargs={"server": "relay"})]

        async def retry_job(self, _: Any) -> None:
            pass

    worker = Worker(SharedLedger(Secret("postgresql://127.0.0.1:9"), "jobs"), 1, 30.0, told.append)
    app: Any = SimpleNamespace(job_manager=Manager())

    async def main() -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(worker._rescue(app), 0.2)

    asyncio.run(main())
    assert told[:1] == ["relay: its worker is gone; another goes on by its ledger"]
