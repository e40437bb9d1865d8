"""The ledger: what was sent and what it may have cost, written before each request leaves."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path

_SCHEMA = """
CREATE TABLE IF NOT EXISTS intents (
    id INTEGER PRIMARY KEY,
    probe TEXT NOT NULL,
    may_be_paid INTEGER NOT NULL,
    -- 'sent' until an answer settles it; what stays 'sent' counts as paid.
    outcome TEXT NOT NULL DEFAULT 'sent' CHECK (outcome IN ('sent', 'paid', 'unpaid', 'unknown', 'not sent'))
);
CREATE TABLE IF NOT EXISTS ended_clauses (clause TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS made (id TEXT PRIMARY KEY, probe TEXT NOT NULL, request BLOB NOT NULL);
"""
#: What counts against the limit: everything that may have been accepted.
_COUNTED = "may_be_paid AND outcome IN ('sent', 'paid', 'unknown')"


class LimitReachedError(Exception):
    """One more request could be one more paid than allowed; it was not sent."""


@dataclass(frozen=True)
class Counts:
    """How many requests were sent, how many of them were certainly paid, how many perhaps."""

    requests: int
    paid: int
    unknown: int


class Ledger:
    """One row for each request, in a file that several processes share."""

    def __init__(self, path: Path, *, limit: int | None = None) -> None:
        self.path = path
        self.limit = limit
        self._db = sqlite3.connect(path, timeout=60, isolation_level=None, check_same_thread=False)
        self._db.execute("PRAGMA journal_mode = WAL")
        # The database survives the death of a process at any moment; only a crash of the machine could lose rows.
        self._db.execute("PRAGMA synchronous = NORMAL")
        self._db.executescript(_SCHEMA)

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def intend(self, probe: str, *, may_be_paid: bool) -> int:
        """Write down that a request is about to leave; LimitReachedError when it must not."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            if may_be_paid and self.limit is not None:
                (count,) = self._db.execute(f"SELECT COUNT(*) FROM intents WHERE {_COUNTED}").fetchone()  # noqa: S608 - a constant
                if count >= self.limit:
                    raise LimitReachedError(f"the limit of {self.limit} paid requests is reached")
            cursor = self._db.execute("INSERT INTO intents (probe, may_be_paid) VALUES (?, ?)", (probe, may_be_paid))
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")
        return int(cursor.lastrowid or 0)

    def settle(self, intent: int, outcome: str) -> None:
        """Write down what became of a request: paid, unpaid, unknown, or not sent at all."""
        self._db.execute("UPDATE intents SET outcome = ? WHERE id = ?", (outcome, intent))

    def counts(self) -> Counts:
        """The sums so far, of every process that shares the file."""
        rows = self._db.execute("SELECT outcome, may_be_paid, COUNT(*) FROM intents GROUP BY outcome, may_be_paid")
        sums = {(outcome, bool(may_be_paid)): count for outcome, may_be_paid, count in rows}
        return Counts(
            requests=sum(count for (outcome, _), count in sums.items() if outcome != "not sent"),
            paid=sums.get(("paid", True), 0),
            unknown=sums.get(("unknown", True), 0) + sums.get(("sent", True), 0),
        )

    def end_clause(self, clause: str) -> None:
        """Note that a clause was seen broken by a paid request: no more money is spent on it."""
        self._db.execute("INSERT OR IGNORE INTO ended_clauses VALUES (?)", (clause,))

    def has_ended(self, clause: str) -> bool:
        """Whether a clause was seen broken already, by any process."""
        return self._db.execute("SELECT 1 FROM ended_clauses WHERE clause = ?", (clause,)).fetchone() is not None

    def made_before(self, made: str, probe: str, request: bytes) -> tuple[str, bool] | None:
        """Remember what a request has made: None when new, else who made it, and whether by an equal request."""
        known = self._db.execute("SELECT probe, request FROM made WHERE id = ?", (made,)).fetchone()
        if known is not None:
            return str(known[0]), bool(known[1] == request)
        self._db.execute("INSERT OR IGNORE INTO made VALUES (?, ?, ?)", (made, probe, request))
        return None
