"""A journal in a PostgreSQL database, shared by several machines."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from ..errors import ConfigurationError
from ..parsing import printable
from ..processes import this_process
from .problems import JournalError
from .table import SCHEMA, TABLE

if TYPE_CHECKING:
    import psycopg

#: Seconds to connect, and for each statement.
PATIENCE = 10
_LOCK = 7310579216442017  # any number: processes that make the table do so one after the other


@dataclass
class _InProcess:
    lock: threading.Lock = field(default_factory=threading.Lock)
    db: psycopg.Connection[tuple[Any, ...]] | None = None


class Postgres:
    """A PostgreSQL database.

    Args:
        address: `postgresql://user:password@host:5432/database`, as libpq takes it.

    Raises:
        ConfigurationError: psycopg is not installed, or the address is none.
    """

    now = "extract(epoch FROM clock_timestamp())::double precision"

    def __init__(self, address: str) -> None:
        try:
            import psycopg
            from psycopg.conninfo import conninfo_to_dict
        except ImportError:
            raise ConfigurationError(
                "A journal in PostgreSQL needs a package: pip install 'video-generations-client[postgres]'"
            ) from None
        self._psycopg = psycopg
        place = ""
        try:
            conninfo_to_dict(address)
            parts = urlsplit(address)
            place = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"
        except (psycopg.Error, ValueError):
            pass
        if not place:  # raised out here: the error of the library may show the password
            raise ConfigurationError("journal is no address such as postgresql://user:password@host:5432/database")
        self.place = printable(place)
        self._address = address
        self._processes: dict[tuple[int, int], _InProcess] = {}

    def run(
        self, statement: str, values: tuple[Any, ...] = (), *, to_disk: bool = False
    ) -> tuple[int, list[tuple[Any, ...]]]:
        """See `Database.run`: what a statement has changed is always on the disk of the server.

        A connection that has broken is made anew once, and the statement run again.
        """
        held = self._processes.setdefault(this_process(), _InProcess())
        said = ""
        with held.lock:
            for attempt in (1, 2):
                fresh = held.db is None
                try:
                    if held.db is None:
                        held.db = self._opened()
                    cursor = held.db.execute(statement.replace("?", "%s"), values)
                    return max(cursor.rowcount, 0), cursor.fetchall() if cursor.description else []
                except (self._psycopg.Error, ValueError) as error:  # ValueError: a text that is no Unicode
                    told = error.diag.message_primary if isinstance(error, self._psycopg.Error) else None
                    said = told or " ".join(str(error).split()) or type(error).__name__
                    broken = held.db is None or held.db.broken or held.db.closed
                    if held.db is not None and broken:
                        held.db.close()
                        held.db = None
                    if fresh or not broken or attempt == 2:
                        break
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

    def _opened(self) -> psycopg.Connection[tuple[Any, ...]]:
        # Statements are not prepared: some poolers give each transaction another connection.
        db = self._psycopg.connect(
            self._address, autocommit=True, connect_timeout=PATIENCE, application_name=TABLE, prepare_threshold=None
        )
        try:
            db.execute(f"SET statement_timeout = {PATIENCE * 1000}")
            db.execute("SET synchronous_commit = on")
            found = db.execute("SELECT to_regclass(%s)", (f"{TABLE}_task",)).fetchone()
            if found == (None,):
                with db.transaction():
                    db.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
                    for statement in SCHEMA:
                        db.execute(statement)
        except BaseException:
            db.close()
            raise
        return db
