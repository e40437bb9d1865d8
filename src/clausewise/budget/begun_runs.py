"""A run in a database that is to be there already, and the names of those that there are."""

from __future__ import annotations

from difflib import get_close_matches

from clausewise.budget.limits import LedgerError
from clausewise.budget.storage import Storage
from clausewise.settings.shared_ledger import SharedLedger
from clausewise.terminal.printable import printable

#: The number of runs that are named where one is asked for that is not there.
LISTED = 5


def check_begun(database: Storage, place: SharedLedger) -> None:
    """Check that there is such a run; LedgerError, which names those that there are, where there is not."""
    query = "SELECT schemaname FROM pg_catalog.pg_tables WHERE tablename = 'work'"
    schemas = [str(row[0]) for row in database.rows(query)]
    prefix = place.schema.removesuffix(place.run)
    runs = sorted(name.removeprefix(prefix) for name in schemas if name.startswith(prefix))
    if place.run in runs:
        return
    near = get_close_matches(place.run, runs, n=LISTED, cutoff=0.0)
    others = f", and {len(runs) - len(near)} more" if runs[len(near) :] else ""
    there = f"there are {', '.join(near)}{others}" if near else "there is none at all in this database"
    raise LedgerError(f"{place}: there is no such run; {printable(there)}")
