"""Runs the suite's engine inside a test: the plan, the runner and the checks, without pytest around them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from clausewise.budget.ledger import Ledger
from clausewise.budget.limits import Counts
from clausewise.checks import Finding
from clausewise.mock_server import MockServer, Switch, running
from clausewise.probes.plan import PlanOptions, plan
from clausewise.probes.probe import Kind, Probe
from clausewise.run.prober import RunOptions
from clausewise.run.result import Result
from clausewise.run.runner import Runner
from clausewise.run.server_under_test import Client
from clausewise.settings.option_groups import JudgingOptions
from clausewise.spec import Spec

#: A key that only the tests know.
KEY = "sk-test-7Hq2Zx91Lm"
SPEC = Spec.load()


@dataclass
class Outcome:
    """The results of all probes of a server, and the counts of its ledger."""

    results: list[Result] = field(default_factory=list)
    counts: Counts = field(default_factory=lambda: Counts(0, 0, 0))

    @property
    def findings(self) -> list[Finding]:
        """Every finding."""
        return [finding for result in self.results for finding in result.findings]

    @property
    def clauses(self) -> set[str]:
        """The ids of the broken clauses."""
        return {finding.clause.id for finding in self.findings}

    @property
    def texts(self) -> list[str]:
        """Every finding in one line, for assertion messages."""
        return [
            f"{finding.clause.id} ({finding.basis}): {finding.actual} [{result.probe.id}]"
            for result in self.results
            for finding in result.findings
        ]


@cache
def planned(options: PlanOptions, spec: Spec = SPEC) -> list[Probe]:
    """The plan for these options, made once for all tests."""
    return plan(spec, options)


#: The options of a run that has a key and a limit.
LIMITED = PlanOptions(key=KEY, free=False)


def rows(options: PlanOptions) -> list[Probe]:
    """The rows of a plan."""
    return [probe for probe in planned(options) if probe.row is not None]


class Engine:
    """The engine in front of a running server, whose application can be changed."""

    def __init__(self, url: str, switch: Switch) -> None:
        self.url = url
        self.switch = switch

    def check(
        self,
        app: MockServer,
        *,
        spec: Spec = SPEC,
        options: PlanOptions | None = None,
        limit: int | None = None,
        max_seconds: float | None = None,
        until: str | None = None,
    ) -> Outcome:
        """Run the plan against an application: the whole of it, or until a clause is found broken."""
        self.switch.app = app
        key = next(iter(app.keys), None)
        options = options or PlanOptions(key=key, free=limit is None)
        outcome = Outcome()
        with TemporaryDirectory() as folder:
            client = Client(spec, self.url, key=key, timeout=5.0)
            ledger = Ledger(Path(folder, "ledger.sqlite"), limit=limit)
            runner = Runner(
                spec,
                client,
                ledger,
                RunOptions(free=options.free, judging=JudgingOptions(max_response_time=max_seconds)),
            )
            # What is looked for comes first, then the rows: the order changes what is found first, not what is found.
            probes = sorted(planned(options, spec), key=lambda probe: _place(probe, until))
            for probe in probes if until else planned(options, spec):
                outcome.results.append(runner.run(probe))
                if any(finding.clause.id == until for finding in outcome.results[-1].findings):
                    break
            outcome.counts = ledger.counts()
            ledger.close()
            client.close()
        return outcome


def _place(probe: Probe, clause: str | None) -> int:
    if clause in {found.id for found in probe.clauses}:
        return 0
    return 1 if probe.kind in (Kind.ROW, Kind.KEY, Kind.PROTOCOL, Kind.READ) else 2


@contextmanager
def engine() -> Iterator[Engine]:
    """An engine with a server of its own."""
    switch = Switch(MockServer(SPEC))
    with running(switch) as url:
        yield Engine(url, switch)
