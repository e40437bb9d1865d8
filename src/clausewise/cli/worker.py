"""Take the jobs of fleets, on any number of machines, until it is stopped (Ctrl-C or SIGTERM).

What it has begun then goes on at another worker, by its ledger, and so it does some time after a worker has died. The
API keys are read here, from the environment variables that the file of servers names. Exit codes: 0 when stopped,
2 when the database is not there.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence

from clausewise.budget.limits import LedgerError
from clausewise.cli.command_parser import command_parser
from clausewise.settings.shared_ledger import LEASE, SharedLedgerError, read_shared
from clausewise.terminal.printable import tell


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    parser = command_parser("worker", __doc__)
    parser.add_argument("--ledger", required=True, metavar="ADDRESS", help="the database: postgresql://… or env:NAME")
    parser.add_argument(
        "--jobs", type=int, default=1, metavar="N", help="check N servers at once (default: %(default)s)"
    )
    parser.add_argument(
        "--lease",
        type=float,
        default=LEASE,
        metavar="SECONDS",
        help="how long a worker may be unheard of before its jobs are given to others (default: %(default)s)",
    )
    given = parser.parse_args(arguments)
    from clausewise.fleet.working import Worker  # --help is there without the extra

    if not 1 <= given.jobs <= 1000 or not 1 <= given.lease <= 3600:
        parser.error("--jobs is from 1 to 1000, --lease from 1 to 3600")
    try:
        worker = Worker(read_shared(given.ledger, "worker"), given.jobs, given.lease, tell)
        asyncio.run(worker.work())
    except (LedgerError, SharedLedgerError) as error:
        print(error, file=sys.stderr)
        return 2
    return 0
