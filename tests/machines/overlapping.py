"""Machines at once against a server that mixes up requests: `python -m tests.machines.overlapping [--machines 8]`.

Each machine is a process that takes part in one run with a ledger in PostgreSQL; the server is in another process.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial

from clausewise.budget.ledger import Ledger
from clausewise.budget.work import Work, outcomes
from clausewise.mock_server.faults import faults
from clausewise.probes.plan import PlanOptions, plan
from clausewise.probes.probe import Kind, Probe
from clausewise.run.prober import RunOptions
from clausewise.run.reading_again import read_again
from clausewise.run.result import Result
from clausewise.run.runner import Runner
from clausewise.run.server_under_test import Client
from clausewise.settings.shared_ledger import SharedLedger, read_shared
from clausewise.spec import Spec
from tests.postgres import running_postgres

MACHINES = 8
SERVER = """
import sys
from clausewise.mock_server import MockServer, running
from clausewise.mock_server.faults import changes
from clausewise.spec import Spec

with running(MockServer(Spec.load(), changes=changes(fault=sys.argv[1:]))) as url:
    print(url, flush=True)  # noqa: T201 - progress
    sys.stdin.read()
"""


@dataclass(frozen=True)
class Told:
    """The findings of the machines of one run, each as clause, probe and what was seen, and the requests sent."""

    findings: list[tuple[str, str, str]]
    requests: int
    pieces: int

    @property
    def clauses(self) -> set[str]:
        """The ids of the clauses that were seen broken."""
        return {clause for clause, _, _ in self.findings}


@contextmanager
def serving(*names: str) -> Iterator[str]:
    """A server with some faults, in a process of its own; gives its address."""
    command = [sys.executable, "-c", SERVER, *names]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:  # noqa: S603 - our own code
        assert server.stdout is not None
        yield server.stdout.readline().strip()
        server.terminate()


def machine(spec: Spec, url: str, place: SharedLedger, planned: list[Probe], limit: int | None) -> None:
    """Take part in a run until all is done."""
    with closing(Ledger(place, limit=limit)) as ledger, closing(Client(spec, url, timeout=10)) as client:
        ledger.join("plan")
        work = Work(ledger)
        runner = Runner(spec, client, ledger, RunOptions(free=limit is None))
        again = [probe for probe in planned if probe.kind is Kind.ROW]
        pieces: list[Callable[[], Result | None]] = [partial(runner.run, probe) for probe in planned]
        pieces += [partial(read_again, runner.prober, probe) for probe in again]
        # As the plugin does: what costs money waits for all before it, what comes afterwards for all.
        after = [n if probe.charged and limit is not None else min(n, 1) for n, probe in enumerate(planned)]
        work.join([str(n) for n in range(len(pieces))], [*after, *([len(planned)] * len(again))])
        while (taken := work.take()) is not None or work.left():
            if taken is None:
                time.sleep(0.05)
                continue
            result = pieces[taken]()
            found = [(each.clause.id, result.probe.id, each.actual) for each in result.findings] if result else []
            work.finish(taken, json.dumps(found))
        work.leave()
        work.close()


def together(
    address: str, run: str, *names: str, machines: int = MACHINES, limit: int | None = None, step: int = 1
) -> Told:
    """The findings of some machines that check a server with some faults at once.

    `limit` is that of paid requests. Of what is no row, each `step`th probe is sent.
    """
    spec = Spec.load(charging=limit is not None)
    place, whole = read_shared(address, run), plan(spec, PlanOptions(free=limit is None))
    planned = [probe for n, probe in enumerate(whole) if probe.row is not None or n % step == 0]
    with serving(*names) as url:
        children = [_forked(spec, url, place, planned, limit) for _ in range(machines)]
        codes = [os.waitpid(child, 0)[1] for child in children]
    assert not any(codes), codes
    with closing(Ledger(place)) as ledger:
        told = outcomes(ledger.storage)
        return Told([tuple(each) for text in told for each in json.loads(text)], ledger.counts().requests, len(told))


def _forked(spec: Spec, url: str, place: SharedLedger, planned: list[Probe], limit: int | None) -> int:
    child = os.fork()
    if child == 0:
        try:
            machine(spec, url, place, planned, limit)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    return child


def main() -> int:
    """Print what was found, as JSON."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--machines", type=int, default=MACHINES)
    parser.add_argument("--limit", type=int, help="of paid requests (default: nothing costs money)")
    parser.add_argument("names", nargs="*", help="faults (default: none, and each that takes two requests at once)")
    given = parser.parse_args()
    mixing = [name for name, fault in faults().items() if fault.overlapping]
    chosen = [[name] for name in given.names] or [[], *([name] for name in mixing)]
    with running_postgres() as postgres:
        for number, names in enumerate(chosen):
            told = together(postgres.address, f"run-{number}", *names, machines=given.machines, limit=given.limit)
            found = {clause: sum(finding[0] == clause for finding in told.findings) for clause in sorted(told.clauses)}
            line = {"faults": names, "requests": told.requests, "pieces": told.pieces, "found": found}
            print(json.dumps(line))  # noqa: T201 - a command prints
            for finding in told.findings[:8]:
                print("   ", *finding, file=sys.stderr)  # noqa: T201 - a command prints
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
