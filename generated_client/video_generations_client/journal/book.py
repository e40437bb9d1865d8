"""The journal as its users see it."""

from __future__ import annotations

import os
from pathlib import Path

from ..errors import ConfigurationError
from .entry import Entry
from .problems import JournalError
from .table import Database, Table
from .under_way import is_under_way


class Journal:
    """Remembers what was sent by which name. May be used by several threads, processes and clients at once.

    It holds names, ids and the fields of requests, never the API key.

    Args:
        address: An SQLite file, which is made when there is none; or a PostgreSQL database as
            `postgresql://user:password@host/database`, for several machines (extra `postgres`).
        survives_power_loss: Whether outcomes are on the disk, too, before a call returns. That a request is about to
            leave always is, so that no name is sent twice, whatever dies. Without this, outcomes survive the death of
            the program; when the machine loses its power, that of the last create may be lost, and its name stays
            `OutcomeUnknown`. PostgreSQL is always asked to wait.

    Raises:
        ConfigurationError: The address is neither, or psycopg is not installed.
    """

    def __init__(self, address: str | os.PathLike[str], *, survives_power_loss: bool = False) -> None:
        self._database = _database(address, survives_power_loss=survives_power_loss)
        self.table = Table(self._database)

    @property
    def place(self) -> str:
        """The file, or the address of the database without user and password."""
        return self._database.place

    def find(self, name: str) -> Entry | None:
        """The entry of a name; None when there is none."""
        return self.table.find(name)

    def entries(self) -> list[Entry]:
        """All entries, the oldest first."""
        return self.table.entries()

    def unfinished(self) -> list[Entry]:
        """The tasks that were started and not seen to end, the oldest first: wait for each by its `task_id`."""
        return self.table.entries("state = 'started'")

    def unknown(self) -> list[Entry]:
        """The entries whose outcome is unknown: `resolve` or `forget` each, once you have looked at the server."""
        return [entry for entry in self.table.entries("state IN ('sending', 'unknown')") if not is_under_way(entry)]

    def resolve(self, name: str, *, task_id: str) -> None:
        """Say which task a create has started whose outcome is unknown.

        Raises:
            JournalError: There is no such name, or its task is known to be another one.
        """
        _check_text("task_id", task_id)
        if self.table.resolve(name, task_id):
            return
        entry = self.table.find(name)
        if entry is None:
            raise JournalError(f"The journal {self.place} has no entry {name!r}")
        if entry.task_id != task_id:
            raise JournalError(
                f"The task of {name!r} is known: {entry.task_id!r}. Forget the name first, if that is wrong",
                task_id=entry.task_id,
            )

    def forget(self, name: str) -> bool:
        """Free a name: the next create by it is sent, and paid. False when there was no such name.

        Raises:
            JournalError: Its request is under way.
        """
        entry = self.table.find(name)
        if entry is None:
            return False
        if is_under_way(entry):
            raise JournalError(f"The create {name!r} is under way, and cannot be forgotten before it has ended")
        self.table.forget(name, entry.token)
        return True

    def ended(self, task_id: str) -> None:
        """Note that a task was seen to end. A client does so by itself for what it reads."""
        self.table.end(task_id)

    def close(self) -> None:
        """Close the connection of this process. It is opened again when it is needed."""
        self._database.close()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.place}>"


def _database(address: str | os.PathLike[str], *, survives_power_loss: bool) -> Database:
    if isinstance(address, str) and address.startswith(("postgresql://", "postgres://")):
        from .postgres import Postgres  # here, like the other one: most programs need neither

        return Postgres(address)
    if not isinstance(address, (str, os.PathLike)) or not str(address).strip():
        raise ConfigurationError(
            f"journal must be the path of a file or a PostgreSQL address, and not of type {type(address).__name__}"
        )
    if "://" in str(address) or str(address).startswith(":"):
        raise ConfigurationError("journal must be the path of a file, or an address that begins with postgresql://")
    from .sqlite_file import SqliteFile

    try:
        path = Path(address).expanduser().absolute()
    except RuntimeError:  # there is no such user
        raise ConfigurationError(f"The folder of the journal {str(address)!r} cannot be found") from None
    return SqliteFile(path, survives_power_loss=survives_power_loss)


def _check_text(name: str, value: object) -> None:
    if not isinstance(value, str) or not value.strip() or not value.isprintable():
        raise ConfigurationError(f"{name} must be a text, and not {value!r}")
