"""The table of a journal: one row for each name, each change a single statement."""

from __future__ import annotations

from typing import Any, Protocol

from .entry import Entry, State

TABLE = "video_generations_journal"
SCHEMA = (
    f"""CREATE TABLE IF NOT EXISTS {TABLE} (
    name TEXT PRIMARY KEY,
    state TEXT NOT NULL CHECK (state = 'sending' OR state = 'unknown' OR state = 'started' OR state = 'ended'),
    task_id TEXT,
    fields TEXT NOT NULL,
    server TEXT NOT NULL,
    began DOUBLE PRECISION NOT NULL,
    owner TEXT NOT NULL,
    token TEXT NOT NULL,
    until DOUBLE PRECISION NOT NULL
)""",
    f"CREATE INDEX IF NOT EXISTS {TABLE}_task ON {TABLE} (task_id) WHERE task_id IS NOT NULL",
)
_OPEN = "state IN ('sending', 'unknown')"
_SETTLE = f"UPDATE {TABLE} SET state = ?, task_id = ? WHERE name = ? AND token = ? AND {_OPEN}"  # noqa: S608 - constants
_RESOLVE = f"UPDATE {TABLE} SET state = 'started', task_id = ? WHERE name = ? AND {_OPEN}"  # noqa: S608 - as above
_END = f"UPDATE {TABLE} SET state = 'ended' WHERE task_id = ? AND state = 'started'"  # noqa: S608 - as above
_FORGET = f"DELETE FROM {TABLE} WHERE name = ? AND token = ?"  # noqa: S608 - as above


class Database(Protocol):
    """The place where the table is.

    Attributes:
        now: The database's own clock in SQL, in seconds since 1970.
        place: What it is called in messages, without a password.
    """

    now: str
    place: str

    def run(
        self, statement: str, values: tuple[Any, ...] = (), *, to_disk: bool = False
    ) -> tuple[int, list[tuple[Any, ...]]]:
        """Run a statement, its values marked by `?`; gives how many rows it changed, and those that it selects.

        What it has changed survives the process when it returns; with `to_disk` it survives a loss of power, too.
        Whoever runs a statement a second time changes nothing more.

        Raises:
            JournalError: It cannot be run.
        """

    def close(self) -> None:
        """Close the connection; a later statement opens another."""


class Table:
    """The statements."""

    def __init__(self, database: Database) -> None:
        self._run = database.run
        self._now = database.now
        columns = "name, state, fields, server, began, owner, token, until"
        row = f"?, 'sending', ?, ?, {self._now}, ?, ?, {self._now} + ?"
        self._intend = f"INSERT INTO {TABLE} ({columns}) VALUES ({row}) ON CONFLICT (name) DO NOTHING"  # noqa: S608 - constants

    def intend(self, name: str, fields: str, server: str, owner: str, token: str, seconds: float) -> bool:
        """Write down that a request is about to leave, on the disk; False when the name is taken."""
        return self._run(self._intend, (name, fields, server, owner, token, seconds), to_disk=True)[0] == 1

    def entries(self, where: str = "1 = 1", values: tuple[Any, ...] = ()) -> list[Entry]:
        """The entries that a condition holds for, the oldest first."""
        columns = f"name, state, task_id, fields, server, began, owner, token, until - {self._now}"
        query = f"SELECT {columns} FROM {TABLE} WHERE {where} ORDER BY began, name"  # noqa: S608 - constants
        return [Entry.of(row) for row in self._run(query, values)[1]]

    def find(self, name: str) -> Entry | None:
        """The entry of a name."""
        return next(iter(self.entries("name = ?", (name,))), None)

    def settle(self, name: str, token: str, state: State, task_id: str | None) -> bool:
        """Write down the outcome of an intent; False when somebody has said already what became of it."""
        return self._run(_SETTLE, (state, task_id, name, token))[0] > 0

    def free(self, name: str, token: str) -> None:
        """Take back an intent whose request was certainly not accepted."""
        self._run(f"{_FORGET} AND state = 'sending'", (name, token))

    def resolve(self, name: str, task_id: str) -> bool:
        """Say which task a request has started whose outcome is open."""
        return self._run(_RESOLVE, (task_id, name))[0] > 0

    def forget(self, name: str, token: str) -> None:
        """Free a name, if it is still that of this intent."""
        self._run(_FORGET, (name, token))

    def end(self, task_id: str) -> None:
        """Note that the end of a task was seen."""
        self._run(_END, (task_id,))
