"""Machines that follow the tasks of one run: what one has started, another reads and judges when that one is gone."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import pytest

from clausewise.budget.ledger import Ledger
from clausewise.budget.limits import LeaseLostError
from clausewise.media.inspector import WITHOUT
from clausewise.mock_server import MockServer
from clausewise.probes.probe import Probe
from clausewise.probes.run_plan import RunPlan
from clausewise.report.contract_json import report
from clausewise.report.of_ledger import verdict_of
from clausewise.report.record import record
from clausewise.report.verdict import Verdict
from clausewise.run.following.follower import Follower
from clausewise.run.following.started_task import State
from clausewise.run.machines import contact_outcome, outcome_of
from clausewise.run.session import Run
from clausewise.run.task_results import followed_result
from clausewise.settings.shared_ledger import SharedLedger
from tests.reports.judged import plan_of

pytest.importorskip("psycopg", reason="it is the extra 'postgres'")
pytest.importorskip("av", reason="without PyAV videos are neither made nor looked into")

OPTIONS = ("--max-paid", "5", "--strength", "1", "--follow", "--follow-interval", "0.05", "--follow-timeout", "30")


@pytest.fixture
def plan(shared: SharedLedger, url: str, server: MockServer) -> RunPlan:
    server.pace = 0.1
    return plan_of("--base-url", url, "--ledger", shared.address, "--run", shared.run, *OPTIONS)


@contextmanager
def machine(plan: RunPlan) -> Iterator[Run]:
    """A machine that takes part."""
    with Run.opened(plan, plan.options.base_url) as run:
        assert run.work is not None
        run.work.join(["contact", "followed"], [0, 0])
        yield run
        run.work.leave()


def follower_of(run: Run) -> Follower:
    assert run.follower is not None
    return run.follower


def started(run: Run) -> Probe:
    """A row that was sent, of whose task's end the machine is told."""
    probe = next(probe for probe in run.plan.followed if follower_of(run).expects_call(probe))
    run.runner.run(probe)
    assert [task.probe for task in follower_of(run).store.tasks()] == [probe.id]
    return probe


def judged(run: Run, probe: Probe) -> dict[str, Any]:
    result = followed_result(run, probe)
    assert result.findings == []
    assert result.not_run is None
    return record(result, run.options, run.client.redact)


def test_what_a_machine_has_followed_any_machine_reports(plan: RunPlan, server: MockServer) -> None:
    with machine(plan) as run:
        entry = judged(run, started(run))
        assert run.work is not None
        for outcome in (contact_outcome(None, set(), []), outcome_of([json.dumps(entry)])):
            run.work.finish(run.work.take() or 0, outcome)
        store, sent = follower_of(run).store, server.requests
        (task,) = store.tasks()
        store.note_end(task, State.UNENDED, task.reads, seconds=None, unended=None)
        with machine(plan) as late:  # which follows nothing again, whatever came of it
            time.sleep(0.3)
            assert (follower_of(late).store.counts(), server.requests) == ({State.UNENDED: 1}, sent)
    assert plan.options.ledger is not None
    with closing(Ledger(plan.options.ledger, begun=True)) as ledger:
        verdict = verdict_of(ledger, {})
        data = report(verdict)
    assert [probe.id for probe in verdict.plan.followed] == [probe.id for probe in plan.followed] != []
    assert [task["probe"] for task in data["tasks"]] == [entry["probe"]]
    assert data["tasks"][0]["seconds"] > 0
    assert len(data["videos"]) == 1
    clauses = data["clauses"]
    for name in ("notify-called", "notify-record", "video-playable", "task-ends"):
        assert clauses[name]["verdict"] == "kept", clauses[name]


def test_another_machine_goes_on_and_misses_no_call_that_went_to_one_that_is_gone(
    plan: RunPlan, server: MockServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.pace, called = 0.4, server.hooks.plan
    # However slow this machine is, the call comes when nobody is there.
    monkeypatch.setattr(
        server.hooks, "plan", lambda task, call, seconds, *more: called(task, call, seconds + 60, *more)
    )
    with machine(plan) as gone:
        probe = started(gone)
    with machine(plan) as other:
        entry = judged(other, probe)
    assert (len(entry["videos"]), entry["task"] is not None) == (1, True)
    verdict = Verdict(plan, "", Ledger.counts, [entry])  # type: ignore[arg-type]  # nothing is counted
    clauses = verdict.clauses()
    assert clauses["video-playable"]["verdict"] == "kept"
    for name in ("notify-called", "notify-record"):
        assert clauses[name]["verdict"] == "not checked"
        assert clauses[name]["reason"].endswith("or another machine, was gone before it came")
    assert all("was gone" not in entry.get("reason", "") for name, entry in clauses.items() if "notify-" not in name)
    assert not any("were not run" in doubt and "was gone" in doubt for doubt in verdict.doubts())


@pytest.mark.exhaustive  # where each machine has PyAV, the tests above tell
def test_a_video_that_no_machine_could_look_into_is_told(plan: RunPlan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("clausewise.run.following.fetching.unable", lambda: WITHOUT)
    with machine(plan) as run:
        entry = judged(run, started(run))
    assert entry["videos"] == []
    told = "its video was not looked into by the machine that has fetched it: install clausewise[video] there"
    for here in (None, WITHOUT):  # the report may be written on any machine
        monkeypatch.setattr("clausewise.run.following.decidable.unable", lambda here=here: here)
        verdict = Verdict(plan, "", Ledger.counts, [entry])  # type: ignore[arg-type]  # nothing is counted
        assert [left["reason"] for left in verdict.not_run if "video" in left["reason"]] == [told]
        clauses = verdict.clauses()
        assert clauses["video-link"]["verdict"] == "kept"
        for name in ("video-playable", "video-moving"):
            assert (clauses[name]["verdict"], clauses[name]["reason"]) == ("not checked", here or told)
        assert not any(told in doubt for doubt in verdict.doubts())  # the clauses are to be kept by others


def test_a_machine_that_counts_as_dead_is_told_while_it_waits_for_a_task(plan: RunPlan, server: MockServer) -> None:
    server.pace = 5
    with machine(plan) as run:
        probe = started(run)
        assert run.work is not None
        run.work.leave()
        with pytest.raises(LeaseLostError, match="this machine counts as dead"):
            followed_result(run, probe)
