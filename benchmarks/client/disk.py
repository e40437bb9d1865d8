"""The cost of an intent's durability by itself, on the disk of the journals: one block, and one row of SQLite's."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

BLOCK = os.urandom(4096)
#: The blocks of a journal in a file before it is written over.
BLOCKS = 100


class Disk:
    """A file at a path. Its blocks are there already, so that a write of one changes nothing else of it."""

    def __init__(self, path: Path) -> None:
        path.write_bytes(BLOCK * BLOCKS)
        self._file = os.open(path, os.O_RDWR)
        os.fsync(self._file)
        self._next = 0

    def write(self) -> None:
        """Write the next block, and wait until it is on the disk."""
        os.pwrite(self._file, BLOCK, self._next * len(BLOCK))
        os.fdatasync(self._file)
        self._next = (self._next + 1) % BLOCKS


class Rows:
    """The least that a journal in SQLite writes for a create, at a path: a row that is waited for, and its change."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(path, isolation_level=None)
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute(f"PRAGMA wal_autocheckpoint = {BLOCKS}")
        self._db.execute("CREATE TABLE creates (name TEXT PRIMARY KEY, task_id TEXT) WITHOUT ROWID")

    def begin(self, name: str) -> None:
        """Write a row, and wait until it is on the disk."""
        self._db.execute("PRAGMA synchronous = FULL")
        self._db.execute("INSERT INTO creates (name) VALUES (?)", (name,))

    def end(self, name: str, task_id: str) -> None:
        """Change the row, and wait for nothing."""
        self._db.execute("PRAGMA synchronous = NORMAL")
        self._db.execute("UPDATE creates SET task_id = ? WHERE name = ?", (task_id, name))
