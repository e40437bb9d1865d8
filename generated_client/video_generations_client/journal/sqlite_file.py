"""A journal in an SQLite file, shared by the threads and processes of one machine."""

from __future__ import annotations

import os
import stat
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..parsing import printable
from ..processes import this_process
from .files import Files
from .problems import JournalError
from .table import SCHEMA

if TYPE_CHECKING:
    import sqlite3

#: Seconds that a statement waits for other processes.
PATIENCE = 10.0
#: Pages after which SQLite begins its second file anew: to write over a block of a file, and wait for the disk, takes
#: half as long as to make the file longer. The checkpoint that comes before costs each create less than that.
PAGES = 100


@dataclass
class _InProcess:
    """The connection of one process, and the files that it is to."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    db: sqlite3.Connection | None = None
    files: Files | None = None
    synchronous: str = ""


class SqliteFile:
    """An SQLite file that only its owner can read.

    Args:
        path: The file; made when there is none.
        survives_power_loss: Whether each statement waits until the disk has it. Without it only those do that must
            (see `Database.run`): what the others have written survives the death of the process at any moment, but
            perhaps not that of the machine.
    """

    now = "((julianday('now') - 2440587.5) * 86400.0)"

    def __init__(self, path: Path, *, survives_power_loss: bool) -> None:
        self.place = printable(str(path))
        self._path = path
        self._survives_power_loss = survives_power_loss
        self._processes: dict[tuple[int, int], _InProcess] = {}

    def run(
        self, statement: str, values: tuple[Any, ...] = (), *, to_disk: bool = False
    ) -> tuple[int, list[tuple[Any, ...]]]:
        """See `Database.run`."""
        import sqlite3  # here: most programs have no journal

        held = self._processes.setdefault(this_process(), _InProcess())
        said = ""
        with held.lock:
            try:
                db = self._connected(held)
                synchronous = "FULL" if to_disk or self._survives_power_loss else "NORMAL"
                if held.synchronous != synchronous:
                    db.execute(f"PRAGMA synchronous = {synchronous}")
                    held.synchronous = synchronous
                cursor = db.execute(statement, values)
                return max(cursor.rowcount, 0), cursor.fetchall()
            except (sqlite3.Error, OSError, ValueError) as error:  # ValueError: a text that is no Unicode
                said = getattr(error, "strerror", None) or str(error)
        raise JournalError(f"The journal {self.place} cannot be used ({printable(said)})")

    def close(self) -> None:
        """Close the connection of this process; one that was inherited is left to whom it belongs."""
        held = self._processes.get(this_process())
        if held is not None:
            with held.lock:
                if held.db is not None:
                    held.db.close()
                    held.db = None

    def __del__(self) -> None:
        if hasattr(self, "_processes"):
            self.close()  # it would be reported as a leak, if nobody has closed the client

    def _connected(self, held: _InProcess) -> sqlite3.Connection:
        if held.db is None or held.files is None:
            held.db, identity = self._opened()
            held.files = Files(self._path, identity)
            held.synchronous = ""
        elif not held.files.are_those_opened():
            raise OSError(0, "the file was removed or replaced while it was in use: start the program anew")
        return held.db

    def _opened(self) -> tuple[sqlite3.Connection, tuple[int, int]]:
        import sqlite3

        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):  # such as /dev/null, which would be closed to all others
                raise OSError(0, "it is no regular file: give the path of one")
            if os.name == "posix" and status.st_mode & 0o077:
                os.fchmod(descriptor, 0o600)
        finally:
            os.close(descriptor)
        until = time.monotonic() + PATIENCE
        while True:
            db = sqlite3.connect(self._path, timeout=PATIENCE, isolation_level=None, check_same_thread=False)
            try:
                self._set_up(db, is_new=status.st_size == 0)
            except BaseException as error:
                db.close()
                # Two processes that open a new file at once: SQLite does not wait in each of these cases.
                if not (isinstance(error, sqlite3.OperationalError) and "locked" in str(error)):
                    raise
                if time.monotonic() > until:
                    raise
                time.sleep(0.02)
            else:
                return db, (status.st_dev, status.st_ino)

    def _set_up(self, db: sqlite3.Connection, *, is_new: bool) -> None:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute(f"PRAGMA wal_autocheckpoint = {PAGES}")
        db.execute("PRAGMA fullfsync = 1")  # on macOS a disk may hold back what it was asked to write, else
        if not is_new:
            found = db.execute("PRAGMA quick_check(1)").fetchone()
            if found != ("ok",):
                raise OSError(0, f"it is damaged: {found and found[0]}")
        for statement in SCHEMA:
            db.execute(statement)
