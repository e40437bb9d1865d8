"""The cost of the ledger for each request: in PostgreSQL, beside SQLite, in turns.

Each request is what a sender asks of the ledger for one that may be paid: whether it was sent, whether the run has
ended, the grant, the answer written down. PostgreSQL runs on this machine and is reached by a socket: what a network
adds is its round trips. Run it with an interpreter that has the dependency group `tests`:

    python -m benchmarks.ledger --rounds 7 --output benchmarks/results/ledger.md
"""

from __future__ import annotations

import argparse
import platform
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.table import tell
from clausewise.budget.ledger import Ledger
from clausewise.settings.shared_ledger import Place, read_shared
from tests.postgres import running_postgres

#: The number of requests that are written in each round, and an answer of a usual size with its headers.
REQUESTS, ANSWER = 300, '{"status": 200, "body": "' + "x" * 1500 + '"}'


def milliseconds(place: Place) -> tuple[float, float]:
    """The time that the ledger takes for one request, of the clock and of the processor of this process."""
    ledger = Ledger(place, limit=10 * REQUESTS)
    began, used = time.perf_counter(), time.process_time()
    for number in range(REQUESTS):
        probe = f"create/near miss/{number}"
        ledger.recall(probe, "request", 0)
        ledger.ended()
        ledger.settle(ledger.intend(probe, "request", 0, may_be_paid=True), "unpaid", ANSWER)
        ledger.count_failure(failed=False)
    taken = time.perf_counter() - began, time.process_time() - used
    ledger.close()
    return taken[0] / REQUESTS * 1000, taken[1] / REQUESTS * 1000


def bytes_of(run: Place) -> int:
    """The size of a ledger in PostgreSQL, for one request."""
    ledger = Ledger(run)
    query = "SELECT sum(pg_total_relation_size(c.oid)) FROM pg_catalog.pg_class c WHERE relname = 'intents'"
    size = int(ledger.storage.row(query)[0]) // REQUESTS
    ledger.close()
    return size


def main() -> int:
    """Measure, and print or write the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=5, help="of each kind (default: %(default)s)")
    parser.add_argument("--output", type=Path, help="a file for the table (default: the screen)")
    given = parser.parse_args()
    taken: dict[str, list[tuple[float, float]]] = {"SQLite": [], "PostgreSQL": []}
    with running_postgres() as postgres, tempfile.TemporaryDirectory() as folder:
        for number in range(given.rounds):
            places: dict[str, Place] = {
                "SQLite": Path(folder, f"{number}.sqlite"),
                "PostgreSQL": read_shared(postgres.address, f"round-{number}"),
            }
            for kind in random.sample(sorted(places), 2):
                taken[kind].append(milliseconds(places[kind]))
            print(f"round {number + 1} of {given.rounds}", file=sys.stderr)
        size = bytes_of(places["PostgreSQL"])
    ratios = [[there[i] / here[i] for here, there in zip(*taken.values(), strict=True)] for i in (0, 1)]
    medians = {kind: [statistics.median(each[i] for each in found) for i in (0, 1)] for kind, found in taken.items()}
    lines = [
        "# What the ledger costs for each request",
        "",
        f"`python -m benchmarks.ledger --rounds {given.rounds}`, Python {platform.python_version()}, PostgreSQL on the "
        "same machine, medians.",
        "",
        "| | clock | processor of the suite |",
        "|---|---|---|",
        *(f"| {kind}, ms | {clock:.2f} | {processor:.2f} |" for kind, (clock, processor) in medians.items()),
        f"| PostgreSQL, SQLite = 1 | {statistics.median(ratios[0]):.1f} | {statistics.median(ratios[1]):.1f} |",
        f"| lowest and highest | {min(ratios[0]):.1f}, {max(ratios[0]):.1f} | {min(ratios[1]):.1f}, "
        f"{max(ratios[1]):.1f} |",
        "",
        f"In PostgreSQL each request takes {size} bytes, with an answer of {len(ANSWER)} characters.",
    ]
    tell(lines, given.output)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
