"""Runs that follow tasks, killed at random moments and resumed: `python -m tests.following.killed_runs [--times 100]`.

A server in a process of its own counts what it accepts. Each time, a run with a limit of paid requests is started in a
child process, killed with SIGKILL at a random moment, and resumed from its ledger until every task has been judged.
"""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from clausewise.budget.ledger import Ledger
from clausewise.probes.plan import PlanOptions, plan
from clausewise.probes.probe import Kind, Probe
from clausewise.run.following.follower import followed
from clausewise.run.following.reader import Following
from clausewise.run.following.started_task import State
from clausewise.run.following.task_ledger import TaskLedger
from clausewise.run.prober import RunOptions
from clausewise.run.runner import Runner
from clausewise.run.server_under_test import Client
from clausewise.spec import Spec
from tests.following.driver import INTERVAL, judged, wait
from tests.killing import killed_after
from tests.killing_command import command
from tests.money.killed_runs import SERVER, _counts

LIMIT = 10
#: Every so many of the unpaid probes are sent: a whole run takes about a second.
STEP = 80


def probes(spec: Spec) -> list[Probe]:
    """A short plan: few unpaid probes, and every row."""
    whole = plan(spec, PlanOptions(strength=1, free=False))
    return [*[probe for probe in whole if not probe.charged][::STEP], *(p for p in whole if p.kind is Kind.ROW)]


def run(spec: Spec, url: str, path: Path, planned: list[Probe]) -> tuple[Counter[str], set[str], list[str]]:
    """One run, new or resumed: how its tasks ended, which videos were judged, and what was found wrong."""
    with ExitStack() as resources:
        ledger = Ledger(path, limit=LIMIT)
        resources.callback(ledger.close)
        ledger.go_on()
        client = Client(spec, url, timeout=5)
        resources.callback(client.close)
        runner = Runner(spec, client, ledger, RunOptions(free=False))
        following = Following(20.0, INTERVAL)
        follower = resources.enter_context(followed(runner.prober, path, following, owner=True, receives=True))
        runner.made, runner.prober.sender.outgoing = follower.made, follower.outgoing
        for probe in planned:
            runner.run(probe)
        wait(follower)
        results = judged(follower, planned)
        texts = [f"{f.clause.id}: {f.actual}" for result in results for f in result.findings]
        judged_videos = {e.probe for result in results for e in result.evidence if e.clause == "video-playable"}
        return follower.store.counts(), judged_videos, texts


def killed_run(spec: Spec, url: str, planned: list[Probe], moment: float) -> list[str]:
    """Kill a run after `moment` seconds, resume it to its end, and give what is wrong with what came of it."""
    _counts(url)
    with TemporaryDirectory() as folder:
        path = Path(folder, "ledger.sqlite")
        killed_after(moment, lambda: run(spec, url, path, planned))
        states, videos, texts = run(spec, url, path, planned)
        accepted, _ = _counts(url)
        store = TaskLedger(path)
        tasks = store.tasks()
        store.close()
        ledger = Ledger(path)
        counts = ledger.counts()
        ledger.close()
    found = [f"a correct server is blamed: {text}" for text in texts]
    if accepted > LIMIT:
        found.append(f"{accepted} requests were accepted, {LIMIT} were allowed")
    # One create may have been under way: its answer, and so its id, is lost.
    if not accepted - 1 <= len(tasks) <= accepted or counts.paid + counts.unknown < accepted:
        found.append(f"{accepted} accepted, {len(tasks)} tasks, the ledger counts {counts}")
    if len({task.made for task in tasks}) != len(tasks) or set(states) - {State.SUCCEEDED, State.FAILED}:
        found.append(f"not every task was followed to its end once: {dict(states)}")
    if len(videos) != states[State.SUCCEEDED]:
        found.append(f"{len(videos)} videos were judged of {states[State.SUCCEEDED]} successes")
    return found


def repeat(times: int, seed: int = 0) -> list[str]:
    """Kill and resume so many runs at random moments; gives what was wrong."""
    generator = random.Random(seed)  # noqa: S311 - moments, no secrets
    spec = Spec.load()
    planned = probes(spec)
    program = SERVER.replace("MockServer(Spec.load())", "MockServer(Spec.load(), pace=0.05)")
    server = subprocess.Popen(  # noqa: S603 - our own server
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert server.stdout is not None
    url = server.stdout.readline().strip()
    wrong = []
    try:
        with TemporaryDirectory() as folder:
            run(spec, url, Path(folder, "first.sqlite"), planned)  # the videos of each shape are made in it
        started = time.monotonic()
        with TemporaryDirectory() as folder:
            run(spec, url, Path(folder, "ledger.sqlite"), planned)
        whole = time.monotonic() - started
        for number in range(times):
            moment = generator.uniform(0, whole)
            wrong += [
                f"run {number}, killed after {moment:.3f} s: {text}" for text in killed_run(spec, url, planned, moment)
            ]
            if sys.stderr.isatty():
                print(f"\r{number + 1} of {times}", end="", file=sys.stderr, flush=True)  # noqa: T201 - progress
    finally:
        server.kill()
        server.wait()
    return wrong


def main() -> int:
    """Print what was wrong."""
    return command(__doc__, 100, lambda times, seed: (repeat(times, seed), f"{times} runs killed and resumed"))


if __name__ == "__main__":
    raise SystemExit(main())
