"""The storage of a ledger: what its rows are kept in, a file or a database, told in the SQL that both know."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

T = TypeVar("T")

#: `{number}` is a number that the storage gives, `{bytes}` a type for bytes.
TABLES = (
    "CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
    """CREATE TABLE IF NOT EXISTS intents (
    id {number},
    probe TEXT NOT NULL,
    request TEXT NOT NULL,
    turn INTEGER NOT NULL,
    may_be_paid BOOLEAN NOT NULL,
    price BIGINT NOT NULL,
    -- 'sent' until an answer settles it; what stays 'sent' counts as paid.
    outcome TEXT NOT NULL DEFAULT 'sent' CHECK (outcome IN ('sent', 'paid', 'unpaid', 'unknown')),
    answer TEXT,
    -- How often it was sent before, and nobody knows what came of it.
    lost INTEGER NOT NULL DEFAULT 0,
    -- The process that sends it.
    sender TEXT NOT NULL,
    UNIQUE (probe, request, turn)
)""",
    "CREATE TABLE IF NOT EXISTS ended_clauses (clause TEXT PRIMARY KEY)",
    "CREATE TABLE IF NOT EXISTS made (id TEXT PRIMARY KEY, probe TEXT NOT NULL, request {bytes} NOT NULL)",
    "CREATE TABLE IF NOT EXISTS finished (place INTEGER PRIMARY KEY)",
    # The processes that take part in the run that goes on, and when one with a lease was heard of last. What any other
    # has under way, nobody waits for: it may be dead.
    "CREATE TABLE IF NOT EXISTS machines (id TEXT PRIMARY KEY, seen DOUBLE PRECISION)",
    "CREATE TABLE IF NOT EXISTS causes (cause TEXT PRIMARY KEY, probe TEXT NOT NULL)",
)
#: Tables that are made beside them, by `budget/work` and `run/following`.
OF_OTHERS = ("work", "tasks", "calls")


class Storage(ABC):
    """Rows that several processes share. `?` stands for a value in a query. Every trouble is a LedgerError.

    `pause` is how long to wait, in seconds, before something is asked again.
    """

    pause = 0.02

    @abstractmethod
    def close(self) -> None:
        """Close the file or the connection."""

    @abstractmethod
    def execute(self, query: str, values: Sequence[Any] = ()) -> int:
        """Run one statement; gives the number of rows that it has changed."""

    @abstractmethod
    def rows(self, query: str, values: Sequence[Any] = ()) -> list[Any]:
        """All rows of a query."""

    @abstractmethod
    def atomically(self, work: Callable[[], T]) -> T:
        """Do some work as a whole or not at all, while no other process does.

        It may be done again from its start where nobody knows whether it was done.
        """

    @abstractmethod
    def now(self) -> float:
        """The time in seconds since 1970, by the one clock of all processes."""

    def row(self, query: str, values: Sequence[Any] = ()) -> Any:
        """The first row of a query, None without any."""
        return next(iter(self.rows(query, values)), None)

    def fact(self, name: str) -> str | None:
        """The note under a name; None when there is none."""
        row = self.row("SELECT value FROM facts WHERE name = ?", (name,))
        return None if row is None else str(row[0])

    def note(self, name: str, value: str) -> None:
        """Note something under a name, in the place of what was noted before."""
        query = "INSERT INTO facts VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value"
        self.execute(query, (name, value))

    def note_first(self, name: str, value: str) -> None:
        """Note something under a name where nothing is noted yet."""
        self.execute("INSERT INTO facts VALUES (?, ?) ON CONFLICT DO NOTHING", (name, value))
