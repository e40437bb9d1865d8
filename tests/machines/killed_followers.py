"""Machines that follow tasks, killed at random moments: `python -m tests.machines.killed_followers [--times 40]`.

Four processes share one run whose tasks take a while. Again and again one of them is killed with SIGKILL, with the
tasks that it reads and the receiver of their calls, and another takes its place; now and then the database crashes. A
server in a process of its own counts what it accepts.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing
from itertools import groupby

from clausewise.budget.ledger import Ledger
from clausewise.budget.work import left, outcomes
from clausewise.probes.followed import followed_id
from clausewise.probes.probe import Kind
from clausewise.probes.run_plan import RunPlan
from clausewise.run.following.shared_task_ledger import SharedTaskLedger
from clausewise.run.following.started_task import StartedTask, State
from clausewise.run.result import Result
from clausewise.run.session import Run
from clausewise.run.task_results import followed_result, together_result
from clausewise.settings.shared_ledger import SharedLedger
from tests.killing_command import command
from tests.machines.counting_server import counts_of
from tests.machines.killed_machines import LEASE, LIMIT, Killing, forked
from tests.postgres import running_postgres
from tests.reports.judged import plan_of

#: The time of each stage of a task, and that between two reads of one, in seconds.
PACE, INTERVAL = 0.5, 0.2
#: Every so many of the unpaid probes are sent.
STEP = 80
#: The beginning of the ids of the clauses that the call of a hook puts to the test.
CALLS = ("notify-c", "notify-r")
#: The most requests of one machine that are under way at once: its own, and one read and one file a reader.
AT_ONCE = 9
SERVER = """
import json, sys
from clausewise.mock_server import MockServer, running
from clausewise.spec import Spec

server = MockServer(Spec.load(), pace=float(sys.argv[1]))

async def counting(scope, receive, send):
    if scope["path"] != "/counts":
        return await server(scope, receive, send)
    body = json.dumps([server.accepted, server.requests, {}]).encode()
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": body})

with running(counting) as url:
    print(url, flush=True)  # noqa: T201 - progress
    sys.stdin.read()
"""


def planned(address: str, run: str, url: str) -> RunPlan:
    """The plan of a run: few unpaid probes, and every row."""
    limits = ["--max-paid", str(LIMIT), "--strength", "1", "--lease", str(LEASE), "--timeout", "5"]
    follow = ["--follow", "--follow-interval", str(INTERVAL), "--follow-timeout", "60"]
    plan = plan_of("--base-url", url, "--ledger", address, "--run", run, *limits, *follow)
    unpaid = [probe for probe in plan.whole if not probe.charged][::STEP]
    plan.probes = [*unpaid, *(probe for probe in plan.whole if probe.kind is Kind.ROW)]
    return plan


def machine(plan: RunPlan, url: str) -> None:
    """Take part in a run until all is done: send what is planned, then judge what was followed."""
    with Run.opened(plan, url) as run:
        work, probes, rows = run.work, plan.probes, plan.followed
        assert work is not None
        after = [place if probe.charged else 0 for place, probe in enumerate(probes)]
        names = [*(probe.id for probe in probes), *(followed_id(row.id) for row in rows), "together"]
        work.join(names, [*after, *([len(probes)] * (len(rows) + 1))])
        while (taken := work.take()) is not None or work.left():
            run.check()
            if taken is None:
                time.sleep(0.05)
            elif taken < len(probes):
                work.finish(taken, told(run.runner.run(probes[taken])))
            elif taken < len(probes) + len(rows):
                work.finish(taken, told(followed_result(run, rows[taken - len(probes)])))
            else:
                work.finish(taken, told(together_result(run)))
        work.leave()


def told(result: Result) -> str:
    """A result as one machine tells it to the others."""
    shown = {
        "probe": result.probe.id,
        "videos": [video.probe for video in result.videos],
        "seconds": result.task_seconds,
        "calls": sum(evidence.clause.startswith(CALLS) for evidence in result.evidence),
        "gone": [left.reason for left in result.left_out],
        "findings": [f"{each.clause.id}: {each.actual}" for each in result.findings],
    }
    return json.dumps(shown)


class KillingFollowers(Killing):
    """Kills machines of one run after another while they follow tasks."""

    apart = 2.5
    claimed = gone = tasks = calls = 0

    def _start(self, url: str, place: SharedLedger) -> int:
        return forked(lambda: machine(self.plan, url))

    def repeat(self) -> list[str]:
        """Kill so many machines; gives what was wrong."""
        wrong = []
        while self.kills < self.times:
            server = subprocess.Popen(  # noqa: S603 - our own server
                [sys.executable, "-c", SERVER, str(PACE)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            )
            assert server.stdout is not None
            try:
                url = server.stdout.readline().strip()
                self.plan = planned(self.postgres.address, f"killed-{self.runs + 1}", url)
                _ = self.plan.followed, self.plan.fingerprint  # made once, before machines begin
                wrong += [f"run {self.runs}: {text}" for text in self.run(url)]
            finally:
                server.kill()
                server.wait()
            if sys.stderr.isatty():
                print(f"\r{self.kills} of {self.times}", end="", file=sys.stderr, flush=True)  # noqa: T201 - progress
        return wrong

    def _problems(self, url: str, place: SharedLedger, kills: int, crashes: int) -> list[str]:
        accepted, requests, _ = counts_of(url)
        with closing(Ledger(place)) as ledger, closing(SharedTaskLedger(place, "nobody")) as store:
            counts, tasks, states = ledger.counts(), store.tasks(), store.counts()
            told = [json.loads(text) for text in outcomes(ledger.storage)]
            open_ = left(ledger.storage)
            readers = [_readers(ledger, task) for task in tasks]
        self.unknown += counts.unknown
        self.tasks += len(tasks)
        self.claimed += sum(len(found) > 1 for found in readers)
        self.gone += sum(len(each["gone"]) for each in told)
        self.calls += sum(each["calls"] > 0 for each in told)
        found = [f"{each['probe']}: {text}" for each in told for text in each["findings"]]
        if open_:
            found.append(f"{open_} pieces are not done")
        if accepted > LIMIT or counts.paid + counts.unknown < accepted:
            found.append(f"{accepted} requests were accepted, {LIMIT} were allowed, the ledger counts {counts}")
        if len(tasks) != counts.paid or len({task.made for task in tasks}) != len(tasks):
            found.append(f"{counts.paid} requests were paid, {len(tasks)} tasks are known")
        if set(states) - {State.SUCCEEDED, State.FAILED}:
            found.append(f"not every task was followed to its end: {dict(states)}")
        judged = Counter(video for each in told for video in each["videos"])
        if judged != Counter(task.probe for task in tasks if task.state is State.SUCCEEDED):
            found.append(f"of {states[State.SUCCEEDED]} videos these were judged: {dict(judged)}")
        ended = Counter(each["probe"] for each in told if each["seconds"] is not None)
        if ended != Counter({followed_id(task.probe.removesuffix(" (again)")): 1 for task in tasks}):
            found.append(f"of {len(tasks)} tasks these were judged: {dict(ended)}")
        if any(len(set(found_of)) != len(found_of) for found_of in readers):
            found.append("a task was read by a machine again after another had claimed it")
        if not 0 <= counts.requests - requests <= kills * AT_ONCE + crashes * AT_ONCE * 4:
            found.append(f"{requests} requests arrived, the ledger knows of {counts.requests}; {kills} kills")
        return found


def _readers(ledger: Ledger, task: StartedTask) -> list[str]:
    """The machines that have read a task, in the order of its reads; a change is an end of the one before."""
    query = "SELECT sender FROM intents WHERE probe = ? ORDER BY turn"
    return [sender for sender, _ in groupby(row[0] for row in ledger.storage.rows(query, (followed_id(task.probe),)))]


def _repeated(times: int, seed: int) -> tuple[list[str], str]:
    with running_postgres() as postgres:
        killing = KillingFollowers(times, seed, postgres)
        wrong = killing.repeat()
    done = f"{killing.kills} kills in {killing.runs} runs, {killing.crashes} crashes of the database"
    followed = f"{killing.tasks} tasks followed, {killing.claimed} by more than one machine one after the other"
    calls = f"{killing.calls} calls judged, {killing.gone} not, since their machine was gone"
    return wrong, f"{done}, {followed}, {calls}, {killing.unknown} requests perhaps paid"


def main() -> int:
    """Print what was wrong."""
    return command(__doc__, 40, _repeated)


if __name__ == "__main__":
    raise SystemExit(main())
