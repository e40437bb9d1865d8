"""A run: one server, one ledger, one runner."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from contract_tests.generation.coverage import combinations_of
from contract_tests.mock_server import MockServer, running
from contract_tests.options import Options
from contract_tests.running.client import Client
from contract_tests.running.ledger import Ledger
from contract_tests.running.runner import Runner, RunOptions


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
            if ledger is None:
                folder = resources.enter_context(tempfile.TemporaryDirectory(prefix="contract-"))
                ledger = str(Path(folder, "ledger.sqlite"))
            client = Client(
                options.spec, base_url, key=options.key, timeout=options.timeout, ca_bundle=options.ca_bundle
            )
            resources.callback(client.close)
            book = Ledger(Path(ledger), limit=options.max_paid)
            resources.callback(book.close)
            runner = Runner(options.spec, client, book, RunOptions(options.free, options.max_response_time))
            yield cls(options, client, book, runner)


def planned(options: Options) -> dict[str, Any]:
    """How many value classes and combinations the plan covers when every row is accepted."""
    rows = [(probe.operation.id, probe.row) for probe in options.plan if probe.row is not None]
    classes = {(operation, name, value.name) for operation, row in rows for name, value in row.values.items()}
    combined = {
        (operation, found) for operation, row in rows for found in combinations_of(row.levels, options.strength)
    }
    return {"values": len(classes), "combinations": len(combined)}
