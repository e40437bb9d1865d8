"""The file of a ledger: an SQLite database that several processes share and its owner alone can read."""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from clausewise.budget.limits import LedgerError
from clausewise.budget.storage import TABLES, Storage, T

#: Seconds that another process may hold the file.
_PATIENCE = 10
#: Locks by file: one thread of this process writes at a time, as SQLite gives those that wait no order.
_TURNS: defaultdict[Path, threading.RLock] = defaultdict(threading.RLock)


class LedgerFile(Storage):
    """A file that processes of one machine share."""

    def __init__(self, path: Path, tables: Sequence[str] = TABLES) -> None:
        self.path = path
        self._turn = _TURNS[path.absolute()]
        try:
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
            if not path.is_file():  # such as /dev/null, which would be closed to all others
                raise OSError(0, "no regular file")
            with suppress(PermissionError):  # a file of somebody else, which may be written all the same
                path.chmod(0o600)
            self._db = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None, check_same_thread=False)
            self._db.execute("PRAGMA journal_mode = WAL")
            # What is written survives the death of a process at any moment; FULL would also survive a crash
            # of the machine, and cost more than the request itself.
            self._db.execute("PRAGMA synchronous = NORMAL")
            for table in tables:
                self._db.execute(table.format(number="INTEGER PRIMARY KEY", bytes="BLOB"))
        except (sqlite3.Error, OSError) as error:
            reason = error.strerror if isinstance(error, OSError) else error
            raise LedgerError(f"{path}: this is no ledger that can be written ({reason}); give another file") from None

    def close(self) -> None:
        """Close the file."""
        with suppress(sqlite3.Error):  # what could not be written is told already
            self._db.close()

    def execute(self, query: str, values: Sequence[Any] = ()) -> int:
        """Run one statement; gives the number of rows that it has changed."""
        try:
            with self._turn:
                return self._db.execute(query, values).rowcount
        except sqlite3.Error as error:
            raise self._trouble(error) from None

    def rows(self, query: str, values: Sequence[Any] = ()) -> list[Any]:
        """All rows of a query."""
        try:
            return self._db.execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise self._trouble(error) from None

    def atomically(self, work: Callable[[], T]) -> T:
        """Do some work as a whole or not at all, while no other process writes."""
        with self._turn:
            self.execute("BEGIN IMMEDIATE")
            try:
                done = work()
            except BaseException:
                with suppress(sqlite3.Error):
                    self._db.execute("ROLLBACK")
                raise
            self.execute("COMMIT")
            return done

    def now(self) -> float:
        """The time of this machine."""
        return time.time()

    def _trouble(self, error: sqlite3.Error) -> LedgerError:
        return LedgerError(
            f"{self.path}: the ledger cannot be read or written any more ({error}); nothing more is sent, since it "
            "could not be written down. Mend that, then go on with --resume"
        )
