"""Paid requests until a fault's clause is seen broken, and until it is named: over the catalogue, off this machine.

    python -m benchmarks.paid_until_named [--every N] [--first N] [--output FILE]

Each fault of single answers is in front of the whole plan of a paid server, with 26 paid requests at most. What a crash
or a redirect may have cost counts as paid; so do the requests that take a refused row apart, until its clause is known.
"""

from __future__ import annotations

import argparse
import platform
import sys
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.table import tell
from clausewise.budget.ledger import Ledger
from clausewise.mock_server import MockServer, Switch, running
from clausewise.mock_server.faults import Fault, changes, faults
from clausewise.probes.plan import PlanOptions, plan
from clausewise.probes.probe import Probe
from clausewise.run.isolation import Isolation
from clausewise.run.prober import RunOptions
from clausewise.run.runner import Runner
from clausewise.run.server_under_test import Client
from clausewise.settings.option_groups import JudgingOptions
from clausewise.spec import Clause, Spec

SPEC = Spec.load()
KEY, LIMIT, SHOWN = "sk-benchmark-71c4", 26, (4, 8, 12, 16, 20)


class Watched(Isolation):
    """Notes what has been paid when the clauses of a row are known."""

    known_at: int | None = None

    def named(self, *known: Any) -> list[Clause]:
        """The clauses, and what was paid by then."""
        self.known_at = paid(self.prober.ledger) if self.known_at is None else self.known_at
        return super().named(*known)


def paid(ledger: Ledger) -> int:
    """Count what was paid or may have been."""
    counts = ledger.counts()
    return counts.paid + counts.unknown


@cache
def probes(key: str | None) -> list[Probe]:
    """The plan for a server off this machine."""
    return plan(SPEC, PlanOptions(key=key, free=False, is_local=False))


def until(fault: Fault, url: str) -> tuple[int | None, int | None]:
    """The paid requests until the first finding, and until the clause of a fault is named; None where it is not."""
    first = None
    key = KEY if fault.keys else None
    with TemporaryDirectory() as folder:
        client, ledger = Client(SPEC, url, key=key, timeout=5.0), Ledger(Path(folder, "ledger"), limit=LIMIT)
        runner = Runner(SPEC, client, ledger, RunOptions(free=False, judging=JudgingOptions(max_response_time=1.0)))
        runner.isolation = watched = Watched(SPEC, runner.prober)
        runner.prober.refine = watched.refine
        for probe in probes(key):
            watched.known_at, before = None, paid(ledger)
            result = runner.run(probe)
            if result.findings and first is None:
                # The row itself comes before what takes it apart; it may have been paid for where that is not known.
                first = paid(ledger) if watched.known_at is None else before + bool(result.unknown)
            if any(finding.clause.id == fault.clauses[0] for finding in result.findings):
                named = paid(ledger) if watched.known_at is None else watched.known_at
                break
        else:
            named = None
        ledger.close()
        client.close()
    return first, named


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the faults and print the shares."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.paid_until_named", description=__doc__)
    parser.add_argument("--every", type=int, default=1, metavar="N", help="every Nth fault only")
    parser.add_argument("--first", type=int, default=0, metavar="N", help="begin with the Nth of them")
    parser.add_argument("--output", type=Path, metavar="FILE", help="write the table there")
    given = parser.parse_args(arguments)
    chosen = [fault for fault in faults().values() if fault.shows_alone][given.first :: given.every]
    found: dict[str, tuple[int | None, int | None]] = {}
    switch = Switch(MockServer(SPEC))
    with running(switch) as url:
        for number, fault in enumerate(chosen, start=1):
            switch.app = MockServer(SPEC, keys=frozenset([KEY] * fault.keys), changes=changes(fault=fault.name))
            found[fault.name] = until(fault, url)
            print(f"\r{number} of {len(chosen)} faults", end="", flush=True)
    print()
    halves = {"all": [*found], "every second, from the first": [*found][::2], "from the second": [*found][1::2]}
    rows = [
        [
            f"{what}, {which} ({len(names)})",
            *(f"{_share([found[name][index] for name in names], n):.1f}" for n in SHOWN),
        ]
        for index, what in enumerate(("seen broken", "named"))
        for which, names in halves.items()
    ]
    late = [f"{name} ({'never' if number is None else number})" for name, (_, number) in found.items() if _late(number)]
    command = " ".join(["python -m benchmarks.paid_until_named", *(arguments or sys.argv[1:])])
    tell(
        [
            "# Paid requests until a fault is named",
            "",
            f"{date.today()}, Python {platform.python_version()}. `{command}`",
            "",
            "Shares in % of the faults of single answers, all of them unless the command says otherwise.",
            "",
            f"| by paid requests | {' | '.join(map(str, SHOWN))} |",
            "|---" * (len(SHOWN) + 1) + "|",
            *(f"| {' | '.join(row)} |" for row in rows),
            "",
            f"Named by more than 12: {', '.join(late)}.",
        ],
        given.output,
    )


def _late(number: int | None) -> bool:
    return number is None or number > 12


def _share(counts: list[int | None], most: int) -> float:
    return 100 * sum(count is not None and count <= most for count in counts) / len(counts)


if __name__ == "__main__":
    main()
