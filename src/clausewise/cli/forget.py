"""Delete an old run of many machines, or an old round of a fleet with all its runs, from its database.

Whoever begins a run of that name afterwards begins a new one, which pays anew. Exit codes: 0 it is deleted, 2 there is
no such run, or it is not over.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from clausewise.budget.limits import LedgerError
from clausewise.cli.command_parser import command_parser
from clausewise.settings.shared_ledger import SharedLedgerError, SharedRound, read_shared


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    parser = command_parser("forget", __doc__)
    parser.add_argument("--ledger", required=True, metavar="ADDRESS", help="the database: postgresql://… or env:NAME")
    parser.add_argument("--run", required=True, metavar="NAME", help="the name of the run, or of the round")
    given = parser.parse_args(argv)
    from clausewise.budget.forgetting import forget  # --help is there without the extra

    try:
        forgotten = forget(read_shared(given.ledger, given.run))
    except (LedgerError, SharedLedgerError) as error:
        print(error, file=sys.stderr)
        return 2
    for place in forgotten:
        print(f"deleted: {'round' if isinstance(place, SharedRound) else 'run'} {place.run}")
    return 0
