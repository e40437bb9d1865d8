"""Runs one near miss and one row of the suite's plan against a server over TLS."""

from __future__ import annotations

import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from clausewise.budget.ledger import Ledger
from clausewise.budget.limits import Counts
from clausewise.probes.probe import Kind
from clausewise.run.prober import RunOptions
from clausewise.run.result import Result
from clausewise.run.runner import Runner
from clausewise.run.sender import ServerGoneError
from clausewise.run.server_under_test import Client
from tests.hostile.driver import KEY, SPEC, few

LIMIT = 2


@dataclass(frozen=True)
class Seen:
    """The outcome of a run. `gone`: the reason why the server could not be reached, None when it could."""

    results: list[Result]
    counts: Counts
    gone: str | None
    seconds: float

    @property
    def said(self) -> str:
        """Every finding."""
        return "\n".join(finding.actual for result in self.results for finding in result.findings)


def check(url: str, folder: Path, ca_bundle: Path | None, timeout: float = 5.0) -> Seen:
    """Send a near miss and a row, and judge the answers."""
    results: list[Result] = []
    gone = None
    started = time.monotonic()
    with ExitStack() as resources:
        client = Client(SPEC, url, key=KEY, timeout=timeout, ca_bundle=str(ca_bundle) if ca_bundle else None)
        resources.callback(client.close)
        ledger = Ledger(folder / "ledger.sqlite", limit=LIMIT)
        resources.callback(ledger.close)
        runner = Runner(SPEC, client, ledger, RunOptions(free=False))
        try:
            for probe in few(Kind.NEAR_MISS, Kind.ROW):
                results.append(runner.run(probe))  # noqa: PERF401 - those before the end are kept
        except ServerGoneError as error:
            gone = str(error)
        seconds = time.monotonic() - started
        return Seen(results, ledger.counts(), gone, seconds)
