"""Runs that are killed at random moments and resumed: `python -m tests.money.killed_runs [--times 200]`.

A server in a process of its own counts what it accepts. Each time, a run with a limit of paid requests
is started in a child process, killed with SIGKILL at a random moment, and resumed from its ledger.
"""

from __future__ import annotations

import random
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from clausewise.budget.ledger import Ledger
from clausewise.budget.limits import Counts
from clausewise.probes.plan import PlanOptions, plan
from clausewise.probes.probe import Probe
from clausewise.run.prober import RunOptions
from clausewise.run.runner import Runner
from clausewise.run.server_under_test import Client
from clausewise.spec import Spec
from tests.killing import killed_after
from tests.killing_command import command

LIMIT = 10
#: Every eighth unpaid probe, and every charged one: a whole run takes a fraction of a second.
STEP = 8
SERVER = """
import sys
from clausewise.mock_server import MockServer, running
from clausewise.spec import Spec

server = MockServer(Spec.load())

async def counting(scope, receive, send):
    if scope["path"] == "/counts":
        body = b"%d %d" % (server.accepted, server.requests)
        server.reset()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": body})
    else:
        await server(scope, receive, send)

with running(counting) as url:
    print(url, flush=True)  # noqa: T201 - progress
    sys.stdin.read()
"""
#: The beginning of the reason of a result that was under way when its run was killed.
UNDER_WAY = "it was under way"


@dataclass(frozen=True)
class Killed:
    """The outcome of one run that was killed and resumed."""

    moment: float
    accepted: int
    requests: int
    counts: Counts
    not_run: Counter[str]
    results: int


def probes(spec: Spec) -> list[Probe]:
    """A short plan."""
    whole = plan(spec, PlanOptions(strength=1, free=False))
    unpaid = [probe for probe in whole if not probe.charged]
    return unpaid[::STEP] + [probe for probe in whole if probe.charged]


def run(spec: Spec, url: str, path: Path, planned: list[Probe]) -> tuple[Counter[str], int]:
    """One run, new or resumed, by the ledger at a path."""
    ledger = Ledger(path, limit=LIMIT)
    ledger.go_on()
    client = Client(spec, url, timeout=5)
    runner = Runner(spec, client, ledger, RunOptions(free=False))
    results = [runner.run(probe) for probe in planned]
    client.close()
    ledger.close()
    return Counter(result.not_run for result in results if result.not_run), len(results)


def killed_run(spec: Spec, url: str, planned: list[Probe], moment: float) -> Killed:
    """A run that is killed after `moment` seconds, and then resumed to its end."""
    _counts(url)
    with TemporaryDirectory() as folder:
        path = Path(folder, "ledger.sqlite")
        killed_after(moment, lambda: run(spec, url, path, planned))
        not_run, results = run(spec, url, path, planned)
        ledger = Ledger(path)
        counts = ledger.counts()
        ledger.close()
    accepted, requests = _counts(url)
    return Killed(moment, accepted, requests, counts, not_run, results)


def problems(killed: Killed, planned: int) -> list[str]:
    """The problems of a killed run: too much spent, counted wrongly, or results that are missing."""
    found = []
    if killed.accepted > LIMIT:
        found.append(f"{killed.accepted} requests were accepted, {LIMIT} were allowed")
    if killed.requests > killed.counts.requests:
        found.append(f"{killed.requests} requests arrived, the ledger knows of {killed.counts.requests}")
    if killed.counts.requests - killed.requests > 1:
        found.append(f"{killed.counts.requests - killed.requests} requests of the ledger never arrived")
    if killed.accepted > killed.counts.paid + killed.counts.unknown:
        found.append(f"the server accepted {killed.accepted}, the ledger counts {killed.counts}")
    if killed.results != planned:
        found.append(f"{killed.results} results of {planned} probes")
    if sum(count for reason, count in killed.not_run.items() if reason.startswith(UNDER_WAY)) > 1:
        found.append(f"more than one request was under way: {dict(killed.not_run)}")
    return found


def repeat(times: int, seed: int = 0) -> list[str]:
    """Kill and resume so many runs at random moments; gives what was wrong."""
    generator = random.Random(seed)  # noqa: S311 - moments, no secrets
    spec = Spec.load()
    planned = probes(spec)
    server = subprocess.Popen(  # noqa: S603 - our own server
        [sys.executable, "-c", SERVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert server.stdout is not None
    url = server.stdout.readline().strip()
    wrong = []
    try:
        started = time.monotonic()
        with TemporaryDirectory() as folder:
            run(spec, url, Path(folder, "ledger.sqlite"), planned)
        whole = time.monotonic() - started
        for number in range(times):
            killed = killed_run(spec, url, planned, generator.uniform(0, whole))
            wrong += [
                f"run {number}, killed after {killed.moment:.3f} s: {text}" for text in problems(killed, len(planned))
            ]
            if sys.stderr.isatty():
                print(f"\r{number + 1} of {times}", end="", file=sys.stderr, flush=True)  # noqa: T201 - progress
    finally:
        server.kill()
        server.wait()
    return wrong


def _counts(url: str) -> tuple[int, int]:
    with urllib.request.urlopen(f"{url}/counts") as answer:  # noqa: S310 - the loopback
        accepted, requests = answer.read().split()
    return int(accepted), int(requests)


def main() -> int:
    """Print what was wrong."""
    return command(__doc__, 200, lambda times, seed: (repeat(times, seed), f"{times} runs killed and resumed"))


if __name__ == "__main__":
    raise SystemExit(main())
