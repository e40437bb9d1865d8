"""The cost of the ledger for each request: in PostgreSQL, beside SQLite, in turns.

Each request is what a sender asks of the ledger for one that may be paid: whether it was sent, whether the run has
ended, the grant, the answer written down. PostgreSQL runs on this machine and is reached by a socket: what a network
adds is its round trips. Run it with an interpreter that has the dependency group `tests`:

    python -m benchmarks.ledger --rounds 7 --output benchmarks/results/ledger.md
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path

from benchmarks import night
from benchmarks.table import tell
from clausewise.budget.ledger import Ledger
from clausewise.settings.shared_ledger import LedgerPlace, SharedLedger, read_shared
from tests.postgres import running_postgres

#: The number of requests that are written in each round, and an answer of a usual size with its headers.
REQUESTS, ANSWER = 500, '{"status": 200, "body": "' + "x" * 1500 + '"}'


def milliseconds(place: LedgerPlace) -> tuple[float, float, float]:
    """The time that the ledger takes for one request: of the clock, of this process, and of this and the database's."""
    ledger = Ledger(place, limit=10 * REQUESTS)
    # The process of the database that serves this connection alone; SQLite works in this one.
    backend = None if isinstance(place, Path) else int(ledger.storage.row("SELECT pg_backend_pid()")[0])
    worked = _worked(backend)
    began, used = time.perf_counter(), time.process_time()
    for number in range(REQUESTS):
        probe = f"create/near miss/{number}"
        ledger.recall(probe, "request", 0)
        ledger.ended()
        ledger.settle(ledger.intend(probe, "request", 0, may_be_paid=True), "unpaid", ANSWER)
        ledger.count_failure(failed=False)
    clock, processor = time.perf_counter() - began, time.process_time() - used
    both = processor + _worked(backend) - worked
    ledger.close()
    return clock / REQUESTS * 1000, processor / REQUESTS * 1000, both / REQUESTS * 1000


def _worked(process: int | None) -> float:
    """The processor seconds of a process so far, as Linux tells them, in hundredths."""
    if process is None:
        return 0.0
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(") ")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def bytes_of(run: SharedLedger) -> int:
    """The size of a ledger in PostgreSQL, for one request."""
    ledger = Ledger(run)
    query = "SELECT pg_total_relation_size(CAST(? AS regclass))"
    size = int(ledger.storage.row(query, (f'"{run.schema}".intents',))[0]) // REQUESTS
    ledger.close()
    return size


def main() -> int:
    """Measure, and print or write the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=5, help="of each kind (default: %(default)s)")
    parser.add_argument("--output", type=Path, help="a file for the table (default: the screen)")
    given = parser.parse_args()
    taken: dict[str, list[tuple[float, float, float]]] = {"SQLite": [], "PostgreSQL": []}
    with running_postgres() as postgres, tempfile.TemporaryDirectory() as folder:
        for number in range(given.rounds):
            places: dict[str, LedgerPlace] = {
                "SQLite": Path(folder, f"{number}.sqlite"),
                "PostgreSQL": read_shared(postgres.address, f"round-{number}"),
            }
            for kind in random.sample(sorted(places), 2):
                taken[kind].append(milliseconds(places[kind]))
            print(f"round {number + 1} of {given.rounds}", file=sys.stderr)
        size = bytes_of(read_shared(postgres.address, f"round-{given.rounds - 1}"))
        plain = night.measured(postgres, "night")
        followed = night.measured(postgres, "night-followed", "--follow", "--follow-interval", "0.5")
    ratios = [[there[i] / here[i] for here, there in zip(*taken.values(), strict=True)] for i in range(3)]
    medians = {kind: [statistics.median(each[i] for each in found) for i in range(3)] for kind, found in taken.items()}
    backend = medians["PostgreSQL"][2] - medians["PostgreSQL"][1]
    lines = [
        "# What the ledger costs for each request, and a night of many servers",
        "",
        f"`python -m benchmarks.ledger --rounds {given.rounds}`, Python {platform.python_version()}, PostgreSQL on the "
        f"same machine, medians of {given.rounds} rounds in turns. The machine has {os.cpu_count()} cores, which "
        "others use too: the clock says little, the processor and the ratios of a round are what counts.",
        "",
        "| | clock | processor of the suite | with that of the database |",
        "|---|---|---|---|",
        *(f"| {kind}, ms | {' | '.join(f'{value:.2f}' for value in values)} |" for kind, values in medians.items()),
        f"| PostgreSQL, SQLite = 1 | {' | '.join(f'{statistics.median(each):.1f}' for each in ratios)} |",
        f"| lowest and highest | {' | '.join(f'{min(each):.1f}, {max(each):.1f}' for each in ratios)} |",
        "",
        f"In PostgreSQL each request takes {size} bytes, with an answer of {len(ANSWER)} characters.",
        "",
        *night.lines(plain, followed, backend),
    ]
    tell(lines, given.output)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
