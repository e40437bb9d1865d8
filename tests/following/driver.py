"""Runs the engine with following, in one process and without pytest around it, over a few rows of the plan."""

from __future__ import annotations

import time
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from clausewise.budget.ledger import Ledger
from clausewise.mock_server import MockServer
from clausewise.probes.plan import PlanOptions, plan
from clausewise.probes.probe import Kind, Probe, Then
from clausewise.run.following.follower import Follower, followed
from clausewise.run.following.judging import JudgedTask
from clausewise.run.following.reader import Following
from clausewise.run.following.started_task import State
from clausewise.run.following.terms import Terms, terms_of
from clausewise.run.following.video_comparison import judge_together
from clausewise.run.prober import RunOptions
from clausewise.run.result import Result
from clausewise.run.runner import Runner
from clausewise.run.server_under_test import Client
from clausewise.spec.operations import value_at
from tests.engine.driver import KEY, SPEC, Engine, Outcome

#: Seconds that each stage of a task lasts, and between two reads of it.
PACE, INTERVAL = 0.03, 0.02
#: A task that has not ended by then never does, in seconds.
TIMEOUT = 1.5


def terms() -> Terms:
    """The terms of the only operation that starts tasks."""
    known = terms_of(SPEC, next(operation for operation in SPEC.operations if operation.links))
    assert known is not None
    return known


@cache
def few_rows(key: str | None = None) -> list[Probe]:
    """Few rows of the plan that decide every promise: HD and none of one kind, each ratio, two lengths, a hook."""
    rows = [probe for probe in plan(SPEC, PlanOptions(key=key, free=False)) if probe.kind is Kind.ROW]
    asked = {probe.id: terms().asked_video(probe.row.body) for probe in rows if probe.row is not None}
    hook = terms().hook
    assert hook is not None
    chosen: dict[str, Probe] = {}

    def choose(found: list[Probe], most: int = 1) -> None:
        chosen.update({probe.id: probe for probe in found[:most]})

    for ratio in ((16, 9), (9, 16)):
        kind = [probe for probe in rows if (known := asked[probe.id]) is not None and known.ratio == ratio]
        hd = [p for p in kind if (known := asked[p.id]) is not None and known.hd and known.hd_has_effect]
        plain = [p for p in kind if (known := asked[p.id]) is not None and not known.hd and _model(p) == _model(hd[0])]
        choose(hd)
        choose(plain)
    choose([p for p in rows if p.row is not None and value_at(p.row.body, hook[0]) and Then.REPEAT not in p.then], 2)
    choose([p for p in rows if (known := asked[p.id]) is not None and known.seconds == 25 and not known.hd])
    alike = [[p for p in rows if asked[p.id] == asked[other.id]] for other in rows]
    choose(next(pair for pair in alike if len(pair) > 1), 2)
    return list(chosen.values())


def _model(probe: Probe) -> object:
    return probe.row.body.get("model") if probe.row is not None else None


def follow(
    engine: Engine, app: MockServer, rows: list[Probe] | None = None, max_task_time: float | None = None
) -> Outcome:
    """The outcome of a server whose tasks are followed to their end, each within `max_task_time` seconds."""
    engine.switch.app = app
    app.pace = PACE
    key = next(iter(app.keys), None)
    outcome = Outcome()
    with ExitStack() as resources:
        path = Path(resources.enter_context(TemporaryDirectory()), "ledger.sqlite")
        client = Client(SPEC, engine.url, key=key, timeout=2.0)
        resources.callback(client.close)
        ledger = Ledger(path)
        resources.callback(ledger.close)
        runner = Runner(SPEC, client, ledger, RunOptions())
        following = Following(TIMEOUT, INTERVAL)
        watching = followed(runner.prober, path, following, owner=True, receives=True, max_task_time=max_task_time)
        follower = resources.enter_context(watching)
        runner.made, runner.prober.sender.outgoing = follower.made, follower.outgoing
        probes = few_rows(key) if rows is None else rows
        outcome.results += [runner.run(probe) for probe in probes]
        wait(follower)
        outcome.results += judged(follower, probes)
        outcome.counts = ledger.counts()
    return outcome


def wait(follower: Follower, seconds: float = 60) -> None:
    """Wait until no task is followed any more."""
    until = time.monotonic() + seconds
    while follower.store.counts()[State.RUNNING] and time.monotonic() < until:
        time.sleep(0.01)


def judged(follower: Follower, probes: list[Probe]) -> list[Result]:
    """The results of each task, and of all together."""
    results = []
    known = {probe.id: probe for probe in probes}
    for task in follower.store.tasks():
        result = Result(known[task.probe.removesuffix(" (again)")])
        JudgedTask(follower, task, result).judge(known.get(task.probe))
        results.append(result)
    together = Result(probes[0])
    judge_together(follower, together)
    return [*results, together]


__all__ = ["KEY", "few_rows", "follow", "judged", "terms", "wait"]
