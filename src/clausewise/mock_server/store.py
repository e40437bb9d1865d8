"""Tasks in a file of SQLite: they outlive the process, and several processes share them."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from clausewise.mock_server.clock import unix_time
from clausewise.mock_server.tasks import Task
from clausewise.spec.tasks import AskedVideo

#: The form of the file; one of another form is refused.
_FORM = 1
#: Seconds that a process waits for another that writes.
_WAIT = 10.0
_TABLES = """
CREATE TABLE IF NOT EXISTS tasks (id TEXT PRIMARY KEY, task TEXT NOT NULL, caller INTEGER);
CREATE INDEX IF NOT EXISTS to_call ON tasks (caller) WHERE caller IS NOT NULL;
CREATE TABLE IF NOT EXISTS numbers (number INTEGER PRIMARY KEY AUTOINCREMENT);
CREATE TABLE IF NOT EXISTS shared (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS lines (number INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, line TEXT NOT NULL);
"""


class StoreError(Exception):
    """The file cannot be used; the message says in one line why, and what to do."""


class TaskStore:
    """The tasks of all processes that use one file. A task is in it before its create is answered.

    What was written outlives the end of the process, kill -9 included; only the end of the machine may take the last
    of it. `caller` is the process that is to call the hook of a task, NULL when there is nothing left to call.
    """

    def __init__(self, path: Path, clock: Callable[[], float] = unix_time) -> None:
        self.path = path
        self.clock = clock
        try:
            self._file = sqlite3.connect(path, timeout=_WAIT, isolation_level=None, check_same_thread=False)
            self._file.execute("PRAGMA journal_mode = WAL")
            self._file.execute("PRAGMA synchronous = NORMAL")
            form = self._file.execute("PRAGMA user_version").fetchone()[0]
            if form not in (0, _FORM) or (form == 0 and self._tables()):
                raise StoreError(f"--store {path}: it is no store of this version of the mock server; give another")
            self._file.executescript(_TABLES)
            self._file.execute(f"PRAGMA user_version = {_FORM}")
        except sqlite3.Error as error:
            raise StoreError(f"--store {path}: {error}; give a file that can be written, or a new one") from None

    def _run(self, statement: str, values: tuple[Any, ...] = ()) -> sqlite3.Cursor:
        try:
            return self._file.execute(statement, values)
        except sqlite3.Error as error:  # a full disk, a file that is gone
            raise StoreError(f"--store {self.path}: {error}") from None

    def _tables(self) -> bool:
        return bool(self._run("SELECT 1 FROM sqlite_master LIMIT 1").fetchone())

    def add(self, task: Task) -> None:
        """Keep a new task."""
        caller = None if task.hook is None else os.getpid()
        kept = json.dumps(asdict(task))
        self._run("INSERT OR REPLACE INTO tasks VALUES (?, ?, ?)", (_key(task.id), kept, caller))

    def find(self, task_id: str) -> Task | None:
        """The task of an id as it stands in a path, as it is now; None when it is unknown."""
        row = self._run("SELECT task FROM tasks WHERE id = ?", (_key(task_id),)).fetchone()
        return None if row is None else replace(_task(row[0]), now=self.clock())

    def number(self) -> int:
        """A number that no other process has had from this file."""
        return int(self._run("INSERT INTO numbers DEFAULT VALUES").lastrowid or 0)

    def settle(self, task_id: str) -> None:
        """Take note that the hook of a task was called, or given up."""
        self._run("UPDATE tasks SET caller = NULL WHERE id = ?", (_key(task_id),))

    def resume(self) -> list[Task]:
        """The tasks whose hooks are left by processes that have ended; they are this one's now."""
        taken = []
        for task_id, kept, caller in self._run(
            "SELECT id, task, caller FROM tasks WHERE caller IS NOT NULL"
        ).fetchall():
            if caller != os.getpid() and _runs(caller):
                continue
            moved = self._run("UPDATE tasks SET caller = ? WHERE id = ? AND caller = ?", (os.getpid(), task_id, caller))
            if moved.rowcount:
                taken.append(_task(kept))
        return taken

    def share(self, name: str, value: Any) -> None:
        """Tell all processes a JSON value by a name."""
        self._run("INSERT OR REPLACE INTO shared VALUES (?, ?)", (name, json.dumps(value)))

    def shared(self, name: str) -> Any:
        """The value that was last told by a name, None before."""
        row = self._run("SELECT value FROM shared WHERE name = ?", (name,)).fetchone()
        return None if row is None else json.loads(row[0])

    def log(self, kind: str, lines: list[Any], keep: int) -> None:
        """Add lines of a kind to those of all processes, and drop all but the last ones."""
        try:
            with self._file:  # all or nothing
                self._file.execute("BEGIN IMMEDIATE")
                values = [(kind, json.dumps(line)) for line in lines]
                self._file.executemany("INSERT INTO lines (kind, line) VALUES (?, ?)", values)
                self._file.execute(
                    "DELETE FROM lines WHERE kind = ? AND number <= "
                    "(SELECT number FROM lines WHERE kind = ? ORDER BY number DESC LIMIT 1 OFFSET ?)",
                    (kind, kind, keep),
                )
        except sqlite3.Error as error:
            raise StoreError(f"--store {self.path}: {error}") from None

    def logged(self, kind: str) -> list[Any]:
        """The last lines of a kind, of all processes, in their order."""
        rows = self._run("SELECT line FROM lines WHERE kind = ? ORDER BY number", (kind,))
        return [json.loads(row[0]) for row in rows]

    def forget_shared(self) -> None:
        """Forget what was told and logged, not the tasks."""
        self._run("DELETE FROM shared")
        self._run("DELETE FROM lines")

    def clear(self) -> None:
        """Forget every task."""
        self._run("DELETE FROM tasks")

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def _task(kept: str) -> Task:
    values = json.loads(kept)
    asked = values["asked"]
    ratio = tuple(asked["ratio"]) if asked["ratio"] else None
    return Task(**{**values, "life": tuple(values["life"]), "asked": AskedVideo(**{**asked, "ratio": ratio})})


def _key(task_id: Any) -> str:
    """An id as SQLite can keep it: half a surrogate pair, which a path may hold, is no text of UTF-8."""
    return str(task_id).encode("utf-8", "backslashreplace").decode()


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:  # it belongs to somebody else
        return True
    return True
