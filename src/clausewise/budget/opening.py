"""The storage of a ledger, opened by its place: a file, or a database for many machines."""

from __future__ import annotations

from pathlib import Path

from clausewise.budget.begun_runs import check_begun
from clausewise.budget.ledger_file import LedgerFile
from clausewise.budget.limits import LedgerError
from clausewise.budget.storage import TABLES, Storage
from clausewise.bundled import installing
from clausewise.settings.shared_ledger import LedgerPlace
from clausewise.terminal.printable import printable


def opened(path: LedgerPlace, *tables: str, begun: bool = False) -> Storage:
    """The storage at a path or in a database, with some tables beside those of the ledger; LedgerError without one.

    Where a run in a database is to have `begun`, nothing is made, and it is a LedgerError if it has not.
    """
    if isinstance(path, Path):
        return LedgerFile(path, (*TABLES, *tables))
    try:
        from clausewise.budget.ledger_database import LedgerDatabase
    except ImportError as error:  # psycopg is there without a libpq, or is not there
        why = printable(" ".join(str(error).split()))
        raise LedgerError(f"{path}: psycopg is missing ({why}); run: {installing('postgres')}") from None
    database = LedgerDatabase(path, (*TABLES, *tables), begun=begun)
    if begun:
        check_begun(database, path)
    return database
