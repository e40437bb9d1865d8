"""Machines that are killed at random moments: `python -m tests.machines.killed_machines [--times 200]`.

Four processes share one ledger in PostgreSQL. Again and again one of them is killed with SIGKILL and another takes its
place, and now and then the database crashes and recovers. A server in a process of its own counts what arrives.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress

from clausewise.budget.ledger import Ledger
from clausewise.budget.limits import LedgerError
from clausewise.budget.work import Work, left, outcomes
from clausewise.probes.probe import Probe
from clausewise.run.prober import RunOptions
from clausewise.run.runner import Runner
from clausewise.run.server_under_test import Client
from clausewise.settings.shared_ledger import SharedLedger, read_shared
from clausewise.spec import Spec
from tests.killing_command import command
from tests.machines.counting_server import SERVER, counts_of
from tests.money.killed_runs import probes
from tests.postgres import Postgres, running_postgres

LIMIT = 10
MACHINES = 4
#: A lease, and the time between two beats, in seconds: what a killed machine held is soon given back.
LEASE, BEAT = 2.0, 0.3
#: The longest time between two kills, in seconds, and how many kills there are for each crash of the database.
APART, KILLS_PER_CRASH = 0.5, 15
#: Seconds that a run may take until all is done.
PATIENCE = 300.0


def machine(spec: Spec, url: str, place: SharedLedger, planned: list[Probe], limit: int = LIMIT) -> None:
    """Take part in a run until all is done."""
    ledger = Ledger(place, limit=limit)
    ledger.join("plan")
    work = Work(ledger, lease=LEASE, beat=BEAT)
    work.join([probe.id for probe in planned], [n if probe.charged else 0 for n, probe in enumerate(planned)])
    client = Client(spec, url, timeout=5)
    runner = Runner(spec, client, ledger, RunOptions(free=False))
    while (taken := work.take()) is not None or work.left():
        if taken is None:
            time.sleep(0.02)
        else:
            work.finish(taken, runner.run(planned[taken]).not_run or "")
    work.leave()
    work.close()


def forked(work: Callable[[], None]) -> int:
    """Start a machine that does some work; gives its process id."""
    child = os.fork()
    if child == 0:
        with suppress(BaseException):
            work()
        os._exit(0)
    return child


class Killing:
    """Kills machines of one run after another, until there were enough kills."""

    apart = APART

    def __init__(self, times: int, seed: int, postgres: Postgres) -> None:
        self.times = times
        self.generator = random.Random(seed)  # noqa: S311 - moments, no secrets
        self.postgres = postgres
        self.spec = Spec.load()
        self.planned = probes(self.spec)
        self.kills = self.crashes = self.runs = self.unknown = 0

    def run(self, url: str) -> list[str]:
        """One run, with kills until it is done; gives what was wrong with it."""
        self.runs += 1
        place = read_shared(self.postgres.address, f"killed-{self.runs}")
        kills, crashes = self.kills, self.crashes
        children = [self._start(url, place) for _ in range(MACHINES)]
        until = time.monotonic() + PATIENCE
        while children and time.monotonic() < until:
            time.sleep(self.generator.uniform(0, self.apart))
            ended = [child for child in children if os.waitpid(child, os.WNOHANG)[0]]
            children = [child for child in children if child not in ended]
            if self.kills < self.times:
                self._strike(children)
            done = ended and self._is_done(place)
            children += [] if done else [self._start(url, place) for _ in range(MACHINES - len(children))]
        for child in children:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
        return self._problems(url, place, self.kills - kills, self.crashes - crashes)

    def _start(self, url: str, place: SharedLedger) -> int:
        return forked(lambda: machine(self.spec, url, place, self.planned))

    def _strike(self, children: list[int]) -> None:
        if not children:
            return
        child = children.pop(self.generator.randrange(len(children)))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        self.kills += 1
        if self.kills % KILLS_PER_CRASH == 0:
            self.crashes += 1
            self.postgres.stop(self.generator.choice(["immediate", "fast"]))
            time.sleep(self.generator.uniform(0, APART))
            self.postgres.start()

    def _is_done(self, place: SharedLedger) -> bool:
        ledger = Ledger(place)
        with suppress(LedgerError):  # where no machine has come so far as to write the plan down
            return not left(ledger.storage) and bool(outcomes(ledger.storage))
        return False

    def _problems(self, url: str, place: SharedLedger, kills: int, crashes: int) -> list[str]:
        accepted, requests, arrived = counts_of(url)
        ledger = Ledger(place)
        counts, pieces, open_ = ledger.counts(), len(outcomes(ledger.storage)), left(ledger.storage)
        lost = int(ledger.storage.row("SELECT SUM(lost) FROM intents")[0])
        twice = {str(row[0]) for row in ledger.storage.rows("SELECT probe FROM intents WHERE lost > 0")}
        payable = {probe.id for probe in self.planned if probe.payable and not probe.is_no_request}
        ledger.close()
        self.unknown += counts.unknown
        again = arrived - self.whole
        found = []
        if accepted > LIMIT:
            found.append(f"{accepted} requests were accepted, {LIMIT} were allowed")
        if not counts.paid <= accepted <= counts.paid + counts.unknown:
            found.append(f"the server accepted {accepted}, the ledger counts {counts}")
        if not 0 <= counts.requests - requests <= kills + crashes * MACHINES:
            found.append(f"{requests} requests arrived, the ledger knows of {counts.requests}; {kills} kills")
        if again.total() > lost:
            found.append(f"more requests arrived than in a whole run, and {lost} were sent again: {dict(again)}")
        if twice & payable:
            found.append(f"sent again though they may have been paid: {', '.join(sorted(twice & payable))}")
        if open_ or pieces != len(self.planned):
            found.append(f"{pieces} of {len(self.planned)} pieces are done")
        return found

    def repeat(self) -> list[str]:
        """Kill so many machines; gives what was wrong."""
        server = subprocess.Popen(  # noqa: S603 - our own server
            [sys.executable, "-c", SERVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert server.stdout is not None
        url, wrong = server.stdout.readline().strip(), []
        try:
            whole = read_shared(self.postgres.address, "whole")
            machine(self.spec, f"{url}/whole", whole, self.planned, limit=1000)
            self.whole = counts_of(f"{url}/whole")[2]
            while self.kills < self.times:
                wrong += [f"run {self.runs}: {text}" for text in self.run(f"{url}/{self.runs}")]
                if sys.stderr.isatty():
                    print(f"\r{self.kills} of {self.times}", end="", file=sys.stderr, flush=True)  # noqa: T201 - progress
        finally:
            server.kill()
            server.wait()
        return wrong


def _repeated(times: int, seed: int) -> tuple[list[str], str]:
    with running_postgres() as postgres:
        killing = Killing(times, seed, postgres)
        wrong = killing.repeat()
    done = f"{killing.kills} kills in {killing.runs} runs, {killing.crashes} crashes of the database"
    return wrong, f"{done}, {killing.unknown} requests perhaps paid"


def main() -> int:
    """Print what was wrong."""
    return command(__doc__, 200, _repeated)


if __name__ == "__main__":
    raise SystemExit(main())
