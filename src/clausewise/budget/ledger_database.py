"""The database of a ledger: tables in PostgreSQL that processes of any number of machines share."""

from __future__ import annotations

import logging
import re
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from hashlib import sha256
from typing import Any

import psycopg

from clausewise.budget.limits import LedgerError
from clausewise.budget.storage import OF_OTHERS, TABLES, Storage, T
from clausewise.budget.total import TOTAL_ERRORS
from clausewise.http.redaction import Redaction
from clausewise.settings.shared_ledger import SharedLedger
from clausewise.terminal.printable import printable

#: Seconds that the database may be gone before nothing more is sent.
PATIENCE = 60.0
#: Seconds between two attempts to reach it: at first, and at most.
_FIRST_PAUSE, _LONGEST_PAUSE = 0.05, 2.0
#: Seconds that it is tried without a word.
_SILENCE = 1.0
#: Settings by which a machine that has lost its network is noticed, and keeps no lock: seconds, and milliseconds.
_CONNECTION: dict[str, Any] = {
    "connect_timeout": 5,
    "keepalives_idle": 5,
    "keepalives_interval": 3,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
}
#: Settings of one transaction and no longer: behind a pooler the next one is another's.
_SETTINGS = (
    "SET LOCAL idle_in_transaction_session_timeout = 15000; SET LOCAL statement_timeout = 30000; "
    "SET LOCAL synchronous_commit = on"
)
#: The name of a table where it is made.
_MADE = re.compile(r"TABLE IF NOT EXISTS (\w+)")
_log = logging.getLogger(__name__)
#: The character in the place of NUL, which text in PostgreSQL cannot hold.
_NUL = "\u2400"


class LedgerDatabase(Storage):
    """A schema of a database, one for each run; it is made where it is not there.

    A connection that is lost is made anew for PATIENCE seconds, and what was under way is done again. Other trouble is
    told at once. Threads may share it, one at a time. Nothing rests on the state of a session, which a pooler of
    transactions gives to anybody. With `begun` nothing is made.
    """

    pause = 0.1

    def __init__(self, place: SharedLedger, tables: Sequence[str] = TABLES, *, begun: bool = False) -> None:
        self.place = place
        self._schema = f'"{place.schema}"'  # which has letters, digits, dots, dashes and underscores
        self._lock = int.from_bytes(sha256(place.schema.encode()).digest()[:8], "big", signed=True)
        self._redact = Redaction(place.secrets)
        self._connection: psycopg.Connection[Any] | None = None
        self._turn = threading.RLock()
        self._inside = False
        self._tables = tables
        names = [name for table in (*TABLES, *tables) for name in _MADE.findall(table)] + [*OF_OTHERS]
        self._named = re.compile(rf"\b(FROM|INTO|UPDATE|TABLE IF NOT EXISTS|ON) ({'|'.join(dict.fromkeys(names))})\b")
        self._known: dict[str, bytes] = {}
        self._made = begun
        self.rows("SELECT 1")

    def close(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            with suppress(psycopg.Error):
                self._connection.close()
        self._connection = None

    def execute(self, query: str, values: Sequence[Any] = ()) -> int:
        """Run one statement; gives the number of rows that it has changed."""
        return self._run(query, values).rowcount

    def rows(self, query: str, values: Sequence[Any] = ()) -> list[Any]:
        """All rows of a query."""
        return self._run(query, values).fetchall()

    def atomically(self, work: Callable[[], T]) -> T:
        """Do some work as a whole or not at all, while no other process does."""
        with self._turn:
            return self._persistently(lambda connection: self._whole(connection, work))

    def now(self) -> float:
        """The time of the database."""
        return float(self.row("SELECT extract(epoch FROM clock_timestamp())::float8")[0])

    def _run(self, query: str, values: Sequence[Any]) -> psycopg.Cursor[Any]:
        written, given = self._translated(query), [_text(value) for value in values]
        with self._turn:
            if self._inside:
                assert self._connection is not None  # noqa: S101 - `atomically` has made it
                return self._connection.execute(written, given)
            return self._persistently(lambda connection: connection.execute(written, given))

    def _whole(self, connection: psycopg.Connection[Any], work: Callable[[], T]) -> T:
        connection.execute(f"BEGIN; {_SETTINGS}; SELECT pg_advisory_xact_lock({self._lock})".encode(), prepare=False)
        self._inside = True
        try:
            done = work()
        except BaseException:
            with suppress(psycopg.Error):  # a connection that is lost rolls back by itself
                connection.execute("ROLLBACK")
            raise
        finally:
            self._inside = False
        connection.execute("COMMIT")
        return done

    def _persistently(self, work: Callable[[psycopg.Connection[Any]], T]) -> T:
        begun, pause, warned = time.monotonic(), _FIRST_PAUSE, False
        while True:
            try:
                return work(self._connected())
            except psycopg.Error as error:
                if error.sqlstate in TOTAL_ERRORS:
                    raise TOTAL_ERRORS[error.sqlstate](error.diag.message_primary) from None
                waited = time.monotonic() - begun
                if not self._is_lost(error) or waited >= PATIENCE:
                    raise self._trouble(error) from None
                if waited >= _SILENCE and not warned:
                    _log.warning("%s cannot be reached (%s); trying for %g s", self.place, self._said(error), PATIENCE)
                    warned = True
            self.close()
            time.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)

    def _connected(self) -> psycopg.Connection[Any]:
        if self._connection is None:
            connection = psycopg.connect(
                self.place.address,
                autocommit=True,
                application_name="clausewise",
                prepare_threshold=None,  # a prepared statement is of one session too
                **_CONNECTION,
            )
            self._connection = connection
            if not self._made:
                self._whole(connection, lambda: self._make(connection))
                self._made = True
        return self._connection

    def _make(self, connection: psycopg.Connection[Any]) -> None:
        connection.execute(f"CREATE SCHEMA IF NOT EXISTS {self._schema}".encode())
        for table in self._tables:
            number = "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY"
            connection.execute(self._translated(table.format(number=number, bytes="BYTEA")))

    def _translated(self, query: str) -> bytes:
        """The query as PostgreSQL knows it, each table with its schema."""
        if query not in self._known:
            named = self._named.sub(rf"\1 {self._schema}.\2", query)
            self._known[query] = named.replace("%", "%%").replace("?", "%s").encode()
        return self._known[query]

    def _is_lost(self, error: psycopg.Error) -> bool:
        """Tell whether a connection was lost, or could not be made yet, as while a server starts."""
        if isinstance(error, psycopg.errors.DeadlockDetected | psycopg.errors.SerializationFailure):
            return True  # of two transactions that waited for each other: nothing of this one was done
        if self._connection is not None:
            return bool(self._connection.closed)
        # Whoever is refused by a server that is up, for want of rights or of a database, is refused again.
        return "FATAL" not in str(error) or "database system" in str(error) or "connection slots" in str(error)

    def _said(self, error: psycopg.Error) -> str:
        return printable(self._redact(" ".join(str(error).split())))

    def _trouble(self, error: psycopg.Error) -> LedgerError:
        return LedgerError(
            f"{self.place}: the ledger cannot be read or written ({self._said(error)}); nothing more is sent, since it "
            "could not be written down. Mend that, then start the same command again"
        )


def _text(value: Any) -> Any:
    return value.replace("\0", _NUL) if isinstance(value, str) else value
