"""The results of following: one for each row of the plan, and one for everything else that was started."""

from __future__ import annotations

import time
from dataclasses import replace

from clausewise.probes.followed import TOGETHER, followed_id
from clausewise.probes.probe import Expected, Kind, Probe
from clausewise.run.following.follower import Follower
from clausewise.run.following.judging import JudgedTask
from clausewise.run.following.started_task import StartedTask, State
from clausewise.run.following.video_comparison import judge_together
from clausewise.run.result import Cause, Result
from clausewise.run.session import Run

#: Seconds that another worker may still be busy with a request whose task is asked for.
BUSY = 60.0


def followed_result(run: Run, probe: Probe) -> Result:
    """The result of the task, or the two, that a row has started; waits until they have been followed to their end."""
    follower = _follower(run)
    result = Result(replace(probe, id=followed_id(probe.id), kind=Kind.READ, row=None, expected=Expected.OPEN))
    tasks = _waited(run, follower, probe)
    result.task_values = _values(follower, probe)
    for task in tasks:
        JudgedTask(follower, task, result).judge(probe)
    if not tasks and run.runner.prober.sender.answer(probe) is None:
        result.stopped("its request was not sent, or has no answer", Cause.LIMIT)
    return _of_a_life(result)


def together_result(run: Run) -> Result:
    """The result of everything that no row has started, and of the files of all tasks together."""
    follower = _follower(run)
    first = run.plan.followed[0]
    result = Result(replace(first, id=TOGETHER, kind=Kind.READ, row=None, expected=Expected.OPEN, then=()))
    own = {name for probe in run.plan.followed for name in (probe.id, f"{probe.id} (again)")}
    latest = _latest(run)
    while _running(follower) and run.ledger.ended() is None and time.monotonic() < latest:
        _pause(follower)
    for task in follower.store.tasks():
        if task.probe not in own and task.operation in follower.terms:
            JudgedTask(follower, task, result).judge()
            # What it says of one of them is no reason to say nothing of the others.
            result.not_run = None
    judge_together(follower, result)
    return _of_a_life(result)


def _of_a_life(result: Result) -> Result:
    """The result, whose findings no single request shows again."""
    reason = "it takes a task that is followed to its end, and its video: run clausewise with --follow"
    result.findings = [replace(finding, expects={"reason": reason}) for finding in result.findings]
    return result


def _values(follower: Follower, probe: Probe) -> dict[str, str]:
    """The values of a row on which the time of its task may depend: of listed fields, of length and HD."""
    terms = follower.terms.get(probe.operation.id)
    if terms is None or terms.video is None or probe.row is None:
        return {}
    names = [*terms.video.kind, *(keys[0] for keys in (terms.video.seconds, terms.video.hd) if keys)]
    return {name: value for name, value in probe.row.classes.items() if name in names}


def _waited(run: Run, follower: Follower, probe: Probe) -> list[StartedTask]:
    names = (probe.id, f"{probe.id} (again)")
    latest = _latest(run)
    if follower.busy_until is None:  # whoever reads no tasks is one worker of several, and another may send the request
        follower.busy_until = time.monotonic() + (0 if follower.readers else BUSY)
    while True:
        tasks = follower.store.started_by(*names)
        if tasks and not any(task.state is State.RUNNING for task in tasks):
            return tasks
        if run.client.recording is not None or run.ledger.ended() is not None or time.monotonic() > latest:
            return tasks
        if not tasks and (
            run.runner.prober.sender.answer(probe) is not None
            or time.monotonic() >= follower.busy_until
            or run.ledger.refuses(run.plan.price(probe))
        ):
            # Another worker notes the task a moment after the answer.
            time.sleep(0.05)
            if not follower.store.started_by(*names):
                return []
        _pause(follower)


def _pause(follower: Follower) -> None:
    """Wait a moment, where tasks are still read."""
    follower.check()
    time.sleep(follower.store.storage.pause)


def _latest(run: Run) -> float:
    """The moment until which is waited: each task has had its time, and each of its last requests too.

    Where machines die, others find out after a lease, and begin where those were.
    """
    options = run.options
    dying = 3 * options.lease if options.is_shared else 0
    return time.monotonic() + options.follow_timeout + 10 * options.follow_interval + 4 * options.timeout + dying


def _running(follower: Follower) -> bool:
    return follower.prober.client.recording is None and bool(follower.store.counts()[State.RUNNING])


def _follower(run: Run) -> Follower:
    assert run.follower is not None  # noqa: S101 - only a run that follows has such tests
    return run.follower
