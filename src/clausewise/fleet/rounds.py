"""A round of a fleet: each server checked once, by jobs that workers take."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import psycopg
from procrastinate import App
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException
from procrastinate.types import JSONDict

from clausewise.budget import total
from clausewise.budget.ledger import Ledger
from clausewise.budget.ledger_database import LedgerDatabase
from clausewise.budget.limits import LedgerError, Limits
from clausewise.fleet.queue import QUEUE, TASK, queue
from clausewise.fleet.servers_file import Server
from clausewise.settings.shared_ledger import SharedLedger, SharedRound

TABLES = (
    total.TABLE,
    # `code` is the exit code of the check, `said` what it has said of why nothing was judged.
    "CREATE TABLE IF NOT EXISTS servers (name TEXT PRIMARY KEY, job BIGINT, code INTEGER, said TEXT)",
)


@dataclass(frozen=True)
class Ended:
    """The end of a server's check: its exit code, and the line by which it has said why nothing was judged."""

    code: int
    said: str


@dataclass(frozen=True)
class Sums:
    """The sums of a round: servers, those that are done, requests that may have been paid, what they may have cost.

    `spent` is in millionths of the currency; `most` are the limits of both.
    """

    servers: int
    done: int
    paid: int
    spent: int
    most: Limits


class Round:
    """A round in the database, for those who begin it and for the workers. Every method raises LedgerError."""

    def __init__(self, place: SharedRound) -> None:
        self.place = place
        self._storage = LedgerDatabase(place, TABLES)

    def close(self) -> None:
        """Close the connection."""
        self._storage.close()

    def run_of(self, server: str) -> SharedLedger:
        """The run in which a server is checked."""
        return SharedLedger(self.place.address, f"{self.place.run}.{server}")

    def begin(self, servers: Iterable[Server], most: Limits) -> None:
        """Submit a job for each server that has none yet, after the limits over all of them are set."""
        total.limit_total(self._storage, self.place, most)
        try:
            with queue(self.place).open() as app:
                for server in servers:
                    self._storage.execute(
                        "INSERT INTO servers (name) VALUES (?) ON CONFLICT DO NOTHING", (server.name,)
                    )
                    if self._storage.row("SELECT job FROM servers WHERE name = ?", (server.name,))[0] is None:
                        self._submit(app, server)
        except (ConnectorException, psycopg.Error) as error:
            raise LedgerError(
                f"{self.place}: jobs cannot be submitted ({type(error).__name__}); try it again"
            ) from None

    def _submit(self, app: App, server: Server) -> None:
        run = self.run_of(server.name)
        with closing(Ledger(run)):  # which makes its tables
            total.count_in_total(self._storage, self.place, run)
        # One run of a server at a time, in whichever round; one job for it in this round.
        locks = {"lock": server.options["--base-url"], "queueing_lock": run.run}
        task = app.configure_task(TASK, queue=QUEUE, allow_unknown=True, **locks)
        files: JSONDict = {name: Path(file).read_text(encoding="utf-8") for name, file in server.files.items()}
        options: JSONDict = {name: value for name, value in server.options.items() if name not in files}
        try:
            job = task.defer(name=self.place.run, server=server.name, options=options, files=files)
        except AlreadyEnqueued:  # by one who begins it at the same time, or was killed before it could note that
            return
        self._storage.execute("UPDATE servers SET job = ? WHERE name = ?", (job, server.name))

    def end(self, server: str, ended: Ended) -> None:
        """Note the end of a server's check."""
        query = "UPDATE servers SET code = ?, said = ? WHERE name = ? AND code IS NULL"
        self._storage.execute(query, (ended.code, ended.said, server))

    def ended(self) -> dict[str, Ended]:
        """The servers that are done, and how each has ended."""
        rows = self._storage.rows("SELECT name, code, said FROM servers WHERE code IS NOT NULL ORDER BY name")
        return {str(name): Ended(int(code), str(said)) for name, code, said in rows}

    def sums(self) -> Sums:
        """The sums so far."""
        servers, done = self._storage.row("SELECT COUNT(*), COUNT(code) FROM servers")
        query = "SELECT ended + under_way, ended_spent + under_way_spent, most, most_spent FROM total"
        paid, spent, most, most_spent = self._storage.row(query)
        return Sums(int(servers), int(done), int(paid), int(spent), Limits(most, most_spent))
