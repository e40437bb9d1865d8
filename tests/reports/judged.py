"""The verdict on a server, made in this process: the plan, the runner and the records, without pytest around them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from clausewise.mock_server import running
from clausewise.probes.probe import Probe
from clausewise.probes.run_plan import RunPlan
from clausewise.report.record import record
from clausewise.report.verdict import Verdict
from clausewise.run.session import Run
from tests.settings.given_options import given_options


def plan_of(*arguments: str) -> RunPlan:
    """The plan of a run with some options."""
    return RunPlan(given_options(*arguments))


def judged(app: Any, *arguments: str, wanted: Callable[[Probe], bool] = lambda _: True) -> Verdict:
    """The verdict on an application, by the probes of a plan that are wanted."""
    with running(app) as url, TemporaryDirectory() as folder:
        plan = plan_of("--base-url", url, "--ledger", str(Path(folder, "ledger.sqlite")), "--examples", "0", *arguments)
        with Run.opened(plan, url) as run:
            verdict = Verdict(plan, url, run.ledger.counts)
            for probe in filter(wanted, plan.probes):
                verdict.records.append(record(run.runner.run(probe), plan.options, run.client.redact))
            counts = run.ledger.counts()
            verdict.counted = lambda: counts
    return verdict
