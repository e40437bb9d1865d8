"""A run: one server, one ledger, one runner."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from clausewise.budget.ledger import Ledger
from clausewise.budget.limits import LedgerError
from clausewise.budget.work import Work
from clausewise.probes.run_plan import RunPlan
from clausewise.recording import Recorder
from clausewise.run.following.follower import Follower, followed
from clausewise.run.following.reader import Following
from clausewise.run.machines import taking_part
from clausewise.run.prober import RunOptions
from clausewise.run.runner import Runner
from clausewise.run.server_under_test import Client
from clausewise.settings.options import Options
from clausewise.settings.shared_ledger import LedgerPlace

#: Redirects, 429, 5xx or missing answers in a row that end a run which may cost money.
FAILURES_IN_A_ROW = 20


@dataclass(frozen=True)
class Run:
    """The parts of a run that a session shares. `work` is that which it shares with other machines."""

    plan: RunPlan
    client: Client
    ledger: Ledger
    runner: Runner
    follower: Follower | None = None
    work: Work | None = None

    @property
    def options(self) -> Options:
        """The options of the run."""
        return self.plan.options

    @property
    def ended(self) -> str | None:
        """The reason why the run was ended by itself, None where it was not, or its ledger cannot tell."""
        try:
            return self.ledger.ended()
        except LedgerError:
            return None

    def check(self) -> None:
        """Raise the LedgerError by which this process can follow no tasks any more."""
        if self.follower is not None:
            self.follower.check()

    @classmethod
    @contextmanager
    def opened(cls, plan: RunPlan, base_url: str | None, ledger: str | None = None) -> Iterator[Run]:
        """Open a run; without a base URL, against the bundled server on a free port."""
        options = plan.options
        with ExitStack() as resources:
            if base_url is None:
                from clausewise.run.bundled_server import bundled_server  # which a run against another does without

                base_url = resources.enter_context(bundled_server(options))
            client = Client(
                options.spec, base_url, key=options.key, timeout=options.timeout, ca_bundle=options.ca_bundle
            )
            resources.callback(client.close)
            opened = resources.enter_context(_ledger(plan, ledger))
            client.recording = options.replay
            if options.record is not None:
                facts = {**options.facts, "server": base_url, "mock": options.base_url is None}
                client.recorder = Recorder(options.record, facts, client.redact)
                resources.callback(client.recorder.close)
            run_options = RunOptions(
                free=options.free,
                judging=options.judging,
                sending=replace(options.sending, failures=None if options.free else FAILURES_IN_A_ROW),
                price=plan.price,
            )
            runner = Runner(options.spec, client, opened, run_options)
            runner.prober.unclear.controls = plan.controls
            interruption = runner.prober.sender.interruption
            work = resources.enter_context(_work(plan, opened)) if options.is_shared else None
            if work is None:  # other machines go on without this one
                interruption.waiting = lambda: _come_to_rest(opened, options.timeout)
            resources.enter_context(interruption.installed())
            follower = (
                resources.enter_context(_followed(plan, runner, owner=ledger is None)) if options.follow else None
            )
            yield cls(plan, client, opened, runner, follower, work)


@contextmanager
def _followed(plan: RunPlan, runner: Runner, *, owner: bool) -> Iterator[Follower]:
    """A follower that is told of everything that the runner's requests make."""
    options = plan.options
    following = Following(options.follow_timeout, options.follow_interval)
    with followed(
        runner.prober,
        runner.ledger.path,
        following,
        owner=owner,
        shared=options.is_shared,
        goes_on=options.resume or not options.is_shared,  # a machine that comes late follows nothing again
        max_task_time=options.max_task_time,
        notify_url=options.notify_url,
        notify_port=options.notify_port,
        receives=options.receives_calls,
    ) as follower:
        runner.made = follower.made
        runner.prober.sender.outgoing = follower.outgoing
        yield follower


def _come_to_rest(ledger: Ledger, seconds: float) -> None:
    """Send nothing more in any process, and wait for what is under way in others; in vain after `seconds`."""
    until = time.monotonic() + seconds
    with suppress(LedgerError):
        ledger.end("the run was interrupted")
        while not ledger.is_quiet() and time.monotonic() < until:
            time.sleep(0.05)


@contextmanager
def _work(plan: RunPlan, ledger: Ledger) -> Iterator[Work]:
    """The work of a run of many machines; what this one holds is given back at the end."""
    work = taking_part(plan, ledger)
    try:
        yield work
    finally:
        with suppress(LedgerError):  # which is told already; others find out that this machine is gone
            work.leave()
        work.close()


@contextmanager
def _ledger(plan: RunPlan, joined: str | None) -> Iterator[Ledger]:
    """The ledger of a run: that of the controller, the one asked for, or one for this run only."""
    options = plan.options
    with ExitStack() as resources:
        path: LedgerPlace | None = Path(joined) if joined else options.ledger
        if path is None:
            folder = resources.enter_context(TemporaryDirectory(prefix="contract-"))
            path = Path(folder, "ledger.sqlite")
        # To resume, to read twice what was paid once, and to judge what was followed.
        keeps_answers = options.ledger is not None or not options.free or options.follow
        ledger = Ledger(path, limit=options.max_paid, spend=options.max_spend, keeps_answers=keeps_answers)
        resources.callback(ledger.close)
        if options.is_shared:
            ledger.join(plan.fingerprint, options.key)
        elif joined is None:
            if not ledger.is_new() and not options.resume:
                raise LedgerError(
                    f"{path}: an earlier run has written this ledger; go on with --resume, or give another --ledger"
                )
            ledger.join(plan.fingerprint, options.key)
            ledger.go_on()
        yield ledger
