"""Runs a small plan of the suite's engine against a hostile server, and measures what it takes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from clausewise.budget.ledger import Ledger
from clausewise.budget.limits import Counts
from clausewise.probes.plan import PlanOptions, plan
from clausewise.probes.probe import Kind, Probe
from clausewise.report.finding_text import failure_text
from clausewise.run.prober import RunOptions
from clausewise.run.result import Result
from clausewise.run.runner import Runner
from clausewise.run.server_under_test import Client
from clausewise.spec import Spec
from tests.hostile.server import Behaviour, HostileServer

#: A key that only these tests know, with characters that URLs and JSON write in other ways.
KEY = "sk-canary-5Xw/9Zq+Lm3Rt7Yb1Kd8"
SPEC = Spec.load()
#: Seconds that a request may take here, and the slack of a busy machine in all.
TIMEOUT, SLACK = 1.0, 10.0
LIMIT = 5
#: Bytes that a run may take at its peak beyond those that the process took before.
MEMORY = 24 * 1024 * 1024


@cache
def few(*kinds: Kind) -> tuple[Probe, ...]:
    """One probe of each kind that is a create."""
    probes = plan(SPEC, PlanOptions(key=KEY, free=False, is_local=False))
    creates = [probe for probe in probes if probe.operation.paid and probe.call.method == "POST"]
    return tuple(next(probe for probe in creates if probe.kind is kind) for kind in kinds)


@dataclass(frozen=True)
class Seen:
    """The results of a run, its counts, and the requests that the server received."""

    results: list[Result]
    counts: Counts
    texts: list[str]
    creates: int
    requests: int
    seconds: float
    growth: int

    @property
    def said(self) -> str:
        """Everything that a report would say."""
        return "\n".join([*self.texts, *(result.not_run or "" for result in self.results)])


def check(behaviour: Behaviour, folder: Path, *kinds: Kind) -> Seen:
    """Send one probe of each kind (near miss and row, unless told) to a server that behaves so."""
    probes = few(*(kinds or (Kind.NEAR_MISS, Kind.ROW)))
    with HostileServer(behaviour) as server, _runner(server.url, folder) as runner:
        with _growth() as growth:
            started = time.monotonic()
            results = [runner.run(probe) for probe in probes]
            seconds = time.monotonic() - started
        texts = [
            failure_text(finding, runner.prober.client.redact) for result in results for finding in result.findings
        ]
        counts = runner.ledger.counts()
        return Seen(results, counts, texts, server.posts, len(server.received), seconds, growth())


@contextmanager
def _growth() -> Iterator[Callable[[], int]]:
    """Bytes by which the process' peak of memory has grown; 0 where the system does not tell."""
    peak, reset = Path("/proc/self/status"), Path("/proc/self/clear_refs")

    def high_water() -> int:
        line = next(line for line in peak.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) * 1024

    if not reset.exists():
        yield lambda: 0
        return
    reset.write_text("5")
    before = high_water()
    yield lambda: high_water() - before


@contextmanager
def _runner(url: str, folder: Path) -> Iterator[Runner]:
    client = Client(SPEC, url, key=KEY, timeout=TIMEOUT)
    ledger = Ledger(folder / "ledger.sqlite", limit=LIMIT)
    try:
        yield Runner(SPEC, client, ledger, RunOptions(free=False))
    finally:
        client.close()
        ledger.close()
