"""A database that is a list of answers, in the place of psycopg: no server, and a clock that nobody waits for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from clausewise.http.redaction import Secret
from clausewise.settings.shared_ledger import SharedLedger

PLACE = SharedLedger(Secret("postgresql://somebody:sw0rdfish-7fe1@host/ledger"), "night-2")


@dataclass
class Clock:
    """Seconds that pass by sleeping alone; `slept` holds them."""

    now: float = 1000.0
    slept: list[float] = field(default_factory=list)

    def monotonic(self) -> float:
        """The time."""
        return self.now

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        self.slept.append(seconds)
        self.now += seconds


@dataclass
class Cursor:
    """The answer to a statement."""

    found: list[Any] = field(default_factory=list)
    rowcount: int = 1

    def fetchall(self) -> list[Any]:
        """The rows."""
        return self.found


@dataclass
class Scripted:
    """Connections to one database. `refuses` are raised in turn where one is made, `fails` by the next statements.

    `lost` is the error of a connection that is closed.
    """

    lost: type[Exception]
    refuses: list[Exception] = field(default_factory=list)
    #: Errors that are raised once, by a piece of the statement that raises them.
    fails: dict[str, Exception] = field(default_factory=dict)
    found: dict[str, list[Any]] = field(default_factory=dict)
    #: True where a failure closes the connection too.
    closes: bool = True
    made: list[Connection] = field(default_factory=list)
    asked: list[tuple[Any, ...]] = field(default_factory=list)

    def connect(self, *given: Any, **options: Any) -> Connection:
        """Make a connection, or refuse it."""
        self.asked.append((*given, options))
        if self.refuses:
            raise self.refuses.pop(0)
        self.made.append(Connection(self))
        return self.made[-1]

    @property
    def statements(self) -> list[str]:
        """All statements, of all connections."""
        return [statement for connection in self.made for statement in connection.statements]


@dataclass
class Connection:
    """One connection; `statements` are those that it was given."""

    database: Scripted
    closed: bool = False
    statements: list[str] = field(default_factory=list)
    values: list[Any] = field(default_factory=list)

    def execute(self, statement: Any, values: Any = None, *, prepare: bool | None = None) -> Cursor:
        """Answer a statement, or fail."""
        if self.closed:
            raise self.database.lost("the connection is closed")
        told = statement.decode() if isinstance(statement, bytes) else str(statement)
        self.statements.append(told if prepare is None else f"{told} (prepare={prepare})")
        self.values.append(values)
        for piece in [piece for piece in self.database.fails if piece in told]:
            self.closed = self.database.closes
            raise self.database.fails.pop(piece)
        return Cursor(next((rows for piece, rows in self.database.found.items() if piece in told), []))

    def close(self) -> None:
        """Close it."""
        self.closed = True
