"""A run: one server, one ledger, one runner."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from contract_tests.generation.coverage import Coverage
from contract_tests.mock_server import MockServer, running
from contract_tests.options import Options
from contract_tests.recording import Recorder
from contract_tests.running.client import Client
from contract_tests.running.ledger import Ledger
from contract_tests.running.limits import LedgerError
from contract_tests.running.runner import Manners, Runner, RunOptions

#: So many answers of redirects, 429, 5xx or none, one after the other, end a run that may cost money.
FAILURES_IN_A_ROW = 20


@dataclass(frozen=True)
class Run:
    """What a session shares."""

    options: Options
    client: Client
    ledger: Ledger
    runner: Runner

    @classmethod
    @contextmanager
    def opened(cls, options: Options, base_url: str | None, ledger: str | None = None) -> Iterator[Run]:
        """Open a run; without a base URL, against the bundled server on a free port."""
        with ExitStack() as resources:
            if base_url is None:
                keys = frozenset([options.key] if options.key else [])
                base_url = resources.enter_context(running(MockServer(options.spec, keys=keys)))
            client = Client(
                options.spec, base_url, key=options.key, timeout=options.timeout, ca_bundle=options.ca_bundle
            )
            resources.callback(client.close)
            opened = resources.enter_context(_ledger(options, ledger))
            client.recording = options.replay
            if options.record is not None:
                facts = {**options.facts, "server": base_url, "mock": options.base_url is None}
                client.recorder = Recorder(options.record, facts, client.redact)
                resources.callback(client.recorder.close)
            run_options = RunOptions(
                free=options.free,
                max_seconds=options.max_response_time,
                manners=Manners(rate=options.rate, failures=None if options.free else FAILURES_IN_A_ROW),
                price=options.price,
            )
            runner = Runner(options.spec, client, opened, run_options)
            yield cls(options, client, opened, runner)


@contextmanager
def _ledger(options: Options, joined: str | None) -> Iterator[Ledger]:
    """The ledger of a run: that of the controller, the one asked for, or one for this run only."""
    with ExitStack() as resources:
        path = Path(joined) if joined else options.ledger
        if path is None:
            folder = resources.enter_context(TemporaryDirectory(prefix="contract-"))
            path = Path(folder, "ledger.sqlite")
        keeps_answers = (
            options.ledger is not None or not options.free
        )  # to resume, and to read twice what was paid once
        ledger = Ledger(path, limit=options.max_paid, spend=options.max_spend, keeps_answers=keeps_answers)
        resources.callback(ledger.close)
        if joined is None:
            if not ledger.is_new() and not options.resume:
                raise LedgerError(
                    f"{path}: an earlier run has written this ledger; go on with --resume, or give another --ledger"
                )
            ledger.join(options.fingerprint)
            ledger.go_on()
        yield ledger


def planned(options: Options) -> Coverage:
    """What the plan covers when every row is accepted."""
    coverage = Coverage(options.strength)
    for probe in options.plan:
        if probe.row is not None:
            coverage.add(probe.operation.id, probe.row.levels, probe.row.classes)
    return coverage
