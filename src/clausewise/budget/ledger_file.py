"""The file of a ledger: an SQLite database that several processes share and its owner alone can read."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from clausewise.budget.limits import LedgerError

#: How long another process may hold the file, in seconds.
_PATIENCE = 10
_SCHEMA = """
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS intents (
    id INTEGER PRIMARY KEY,
    probe TEXT NOT NULL,
    request TEXT NOT NULL,
    turn INTEGER NOT NULL,
    may_be_paid INTEGER NOT NULL,
    price INTEGER NOT NULL,
    -- 'sent' until an answer settles it; what stays 'sent' counts as paid.
    outcome TEXT NOT NULL DEFAULT 'sent' CHECK (outcome IN ('sent', 'paid', 'unpaid', 'unknown')),
    answer TEXT,
    -- How often it was sent before, and nobody knows what came of it.
    lost INTEGER NOT NULL DEFAULT 0,
    UNIQUE (probe, request, turn)
);
CREATE TABLE IF NOT EXISTS ended_clauses (clause TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS made (id TEXT PRIMARY KEY, probe TEXT NOT NULL, request BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS finished (place INTEGER PRIMARY KEY);
CREATE TABLE IF NOT EXISTS causes (cause TEXT PRIMARY KEY, probe TEXT NOT NULL);
"""


class LedgerFile:
    """The database behind a ledger. Every trouble with it is a LedgerError, which says so in one line."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
            with suppress(PermissionError):  # a file of somebody else, which may be written all the same
                path.chmod(0o600)
            self._db = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None, check_same_thread=False)
            self._db.execute("PRAGMA journal_mode = WAL")
            # What is written survives the death of a process at any moment; FULL would also survive a crash
            # of the machine, and cost more than the request itself.
            self._db.execute("PRAGMA synchronous = NORMAL")
            self._db.executescript(_SCHEMA)
        except (sqlite3.Error, OSError) as error:
            reason = error.strerror if isinstance(error, OSError) else error
            raise LedgerError(f"{path}: this is no ledger that can be written ({reason}); give another file") from None

    def close(self) -> None:
        """Close the file."""
        with suppress(sqlite3.Error):  # what could not be written is told already
            self._db.close()

    def execute(self, query: str, values: Sequence[Any] = ()) -> sqlite3.Cursor:
        """Run one statement; LedgerError when the file cannot be read or written."""
        try:
            return self._db.execute(query, values)
        except sqlite3.Error as error:
            raise self._trouble(error) from None

    def rows(self, query: str, values: Sequence[Any] = ()) -> list[Any]:
        """All rows of a query; LedgerError when the file cannot be read."""
        try:
            return self._db.execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise self._trouble(error) from None

    def row(self, query: str, values: Sequence[Any] = ()) -> Any:
        """The first row of a query, None without any; LedgerError when the file cannot be read."""
        return next(iter(self.rows(query, values)), None)

    def fact(self, name: str) -> str | None:
        """The note under a name; None when there is none."""
        row = self.row("SELECT value FROM facts WHERE name = ?", (name,))
        return None if row is None else str(row[0])

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Do what is within as a whole or not at all, while no other process writes."""
        self.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            with suppress(sqlite3.Error):
                self._db.execute("ROLLBACK")
            raise
        self.execute("COMMIT")

    def _trouble(self, error: sqlite3.Error) -> LedgerError:
        return LedgerError(
            f"{self.path}: the ledger cannot be read or written any more ({error}); nothing more is sent, since it "
            "could not be written down. Mend that, then go on with --resume"
        )
