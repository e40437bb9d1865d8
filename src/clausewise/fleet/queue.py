"""The jobs of all fleets, in procrastinate's tables beside the ledgers of their runs."""

from __future__ import annotations

import logging
from contextlib import closing

from procrastinate import App, PsycopgConnector
from procrastinate.schema import SchemaManager

from clausewise.budget.ledger_database import LedgerDatabase
from clausewise.settings.shared_ledger import SharedLedger

#: The queue, and the one task in it.
QUEUE, TASK = "clausewise", "check"
_SCHEMA = "clausewisefleet"
#: Connections of one process to the database.
_CONNECTIONS = 4


class _Jobs(SharedLedger):
    """The place of the jobs, one for all fleets of a database."""

    def __str__(self) -> str:
        return "--ledger (PostgreSQL, jobs)"

    @property
    def schema(self) -> str:
        """The schema of procrastinate's tables, which is that of no run and no round."""
        return _SCHEMA


def queue(place: SharedLedger) -> App:
    """The application of procrastinate on the database of a place; LedgerError where its tables cannot be made.

    Whoever uses it opens it, for calls that wait or for a worker.
    """
    for name in ("procrastinate", "psycopg"):  # whose tracebacks tell nobody what to do
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    jobs = _Jobs(place.address, "jobs")
    with closing(LedgerDatabase(jobs, ())) as database:

        def made() -> None:
            database.execute(f"SET LOCAL search_path = {_SCHEMA}")  # procrastinate's own tables bear no schema
            if database.row("SELECT to_regclass('procrastinate_jobs')")[0] is None:
                database.execute(SchemaManager.get_schema())

        database.atomically(made)
    search_path = {"options": f"-c search_path={_SCHEMA}", "application_name": "clausewise"}
    connector = PsycopgConnector(conninfo=str(place.address), kwargs=search_path, min_size=1, max_size=_CONNECTIONS)
    return App(connector=connector)
