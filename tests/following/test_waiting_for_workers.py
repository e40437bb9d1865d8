"""A worker that reads no tasks waits for a row that another may be about to send, and for no other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from clausewise.budget.ledger import Ledger
from clausewise.run import task_results
from clausewise.run.following.follower import Follower
from clausewise.run.following.reader import Following
from clausewise.run.following.task_ledger import TaskLedger
from clausewise.run.task_results import followed_result
from tests.reports.judged import plan_of


class WaitsError(Exception):
    """It waits."""


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A run of which this process is a worker, and whose limit is one paid request."""

    def waits(_: object) -> None:
        raise WaitsError

    monkeypatch.setattr(task_results, "_pause", waits)
    path = tmp_path / "ledger.sqlite"
    plan = plan_of("--follow", "--max-paid", "1", "--base-url", "http://127.0.0.1:9", "--ledger", str(path))
    ledger, store = Ledger(path, limit=1), TaskLedger(path)
    sender = SimpleNamespace(answer=lambda _: None)
    prober: Any = SimpleNamespace(sender=sender, ledger=ledger, client=SimpleNamespace(recording=None))
    follower = Follower(plan.options.spec, store, prober, Following())
    yield SimpleNamespace(
        plan=plan,
        options=plan.options,
        client=prober.client,
        ledger=ledger,
        runner=SimpleNamespace(prober=prober),
        follower=follower,
    )
    store.close()
    ledger.close()


def test_a_row_that_may_still_be_sent_is_waited_for(run: Any) -> None:
    with pytest.raises(WaitsError):
        followed_result(run, run.plan.followed[0])


def test_a_row_that_the_limit_refuses_is_not_waited_for(run: Any) -> None:
    run.ledger.settle(run.ledger.intend("another", "request", 0, may_be_paid=True), "paid")
    result = followed_result(run, run.plan.followed[0])
    assert result.not_run is not None


def test_workers_are_waited_for_once_and_not_for_each_row(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(task_results, "BUSY", 0.0)
    first = followed_result(run, run.plan.followed[0])
    monkeypatch.setattr(task_results, "BUSY", 1000.0)
    second = followed_result(run, run.plan.followed[1])
    assert first.not_run is not None
    assert second.not_run is not None
