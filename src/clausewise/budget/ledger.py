"""The ledger: what was sent and what it may have cost, written before each request leaves."""

from __future__ import annotations

import hashlib
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from clausewise.budget.limits import Counts, Entry, LedgerError, LimitReachedError, Limits, UnderWayError

#: Raised when the tables below change: a ledger of another format belongs to another plan.
_FORMAT = 2
_SCHEMA = """
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS intents (
    id INTEGER PRIMARY KEY,
    probe TEXT NOT NULL,
    request TEXT NOT NULL,
    turn INTEGER NOT NULL,
    may_be_paid INTEGER NOT NULL,
    price INTEGER NOT NULL,
    -- 'sent' until an answer settles it; what stays 'sent' counts as paid.
    outcome TEXT NOT NULL DEFAULT 'sent' CHECK (outcome IN ('sent', 'paid', 'unpaid', 'unknown')),
    answer TEXT,
    UNIQUE (probe, request, turn)
);
CREATE TABLE IF NOT EXISTS ended_clauses (clause TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS made (id TEXT PRIMARY KEY, probe TEXT NOT NULL, request BLOB NOT NULL);
"""


class Ledger:
    """One row for each request, in a file that several processes share.

    Answers need not be kept where no run is resumed and each request may be sent again.
    """

    def __init__(
        self, path: Path, *, limit: int | None = None, spend: int | None = None, keeps_answers: bool = True
    ) -> None:
        self.path = path
        self.keeps_answers = keeps_answers
        self.limits = Limits(limit, spend)
        try:
            self._db = sqlite3.connect(path, timeout=60, isolation_level=None, check_same_thread=False)
            self._db.execute("PRAGMA journal_mode = WAL")
            # What is written survives the death of a process at any moment; FULL would also survive a crash
            # of the machine, and cost more than the request itself.
            self._db.execute("PRAGMA synchronous = NORMAL")
            self._db.executescript(_SCHEMA)
        except sqlite3.Error as error:
            raise LedgerError(f"{path}: this is no ledger that can be written ({error}); give another file") from None

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def join(self, plan: str) -> None:
        """Bind the ledger to one plan. LedgerError when it belongs to another."""
        plan = f"{_FORMAT} {plan}"
        with self._transaction():
            known = self._fact("plan")
            if known is not None and known != plan:
                raise LedgerError(
                    f"{self.path}: this is the ledger of another plan (another spec, server, option or shard); "
                    "resume with the options of that run, or give another file"
                )
            self._db.execute("INSERT OR REPLACE INTO facts VALUES ('plan', ?)", (plan,))

    def run_id(self) -> str:
        """The id of the run, the same for every process and every resumption of it."""
        with self._transaction():
            self._db.execute("INSERT OR IGNORE INTO facts VALUES ('run', ?)", (str(uuid4()),))
        return str(self._fact("run"))

    def is_new(self) -> bool:
        """Whether nothing was ever sent by this ledger."""
        return self._db.execute("SELECT 1 FROM intents LIMIT 1").fetchone() is None

    def recall(self, probe: str, request: str, turn: int) -> Entry | None:
        """What became of the `turn`th sending of a probe's request in an earlier run; None when it was not sent."""
        row = self._db.execute(
            "SELECT outcome, answer FROM intents WHERE probe = ? AND request = ? AND turn = ?", (probe, request, turn)
        ).fetchone()
        return None if row is None else Entry(*row)

    def intend(self, probe: str, request: str, turn: int, *, may_be_paid: bool, price: int = 0, wait: float = 0) -> int:
        """Write down that a request is about to leave; LimitReachedError when it must not.

        Where only requests that are under way stand in its way, it waits for them, at most `wait` seconds.
        """
        until = time.monotonic() + wait
        while True:
            try:
                with self._transaction():
                    if may_be_paid:
                        self._check_limits(price)
                    cursor = self._db.execute(
                        "INSERT INTO intents (probe, request, turn, may_be_paid, price) VALUES (?, ?, ?, ?, ?)",
                        (probe, request, turn, may_be_paid, price),
                    )
                return int(cursor.lastrowid or 0)
            except UnderWayError:
                if time.monotonic() >= until:
                    raise
            time.sleep(0.02)

    def settle(self, intent: int, outcome: str, answer: str | None = None) -> None:
        """Write down what became of a request, paid, unpaid or unknown, and its answer.

        What was paid counts, also where nobody thought that it could be.
        """
        self._db.execute(
            "UPDATE intents SET outcome = ?1, answer = ?2, may_be_paid = may_be_paid OR ?1 = 'paid' WHERE id = ?3",
            (outcome, answer, intent),
        )

    def withdraw(self, intent: int) -> None:
        """Take back an intent whose request certainly has not left."""
        self._db.execute("DELETE FROM intents WHERE id = ?", (intent,))

    def counts(self) -> Counts:
        """The sums so far, of every process and every run that shared the file."""
        rows = self._db.execute(
            "SELECT outcome, may_be_paid, COUNT(*), SUM(price) FROM intents GROUP BY 1, 2"
        ).fetchall()
        sums = {(outcome, bool(may_be_paid)): count for outcome, may_be_paid, count, _ in rows}
        return Counts(
            requests=sum(sums.values()),
            paid=sums.get(("paid", True), 0),
            unknown=sums.get(("unknown", True), 0) + sums.get(("sent", True), 0),
            spent=sum(price for outcome, may_be_paid, _, price in rows if may_be_paid and outcome != "unpaid"),
        )

    def turn_at(self, seconds_apart: float) -> float:
        """Take the next place in the queue of a rate; gives when it comes, in seconds of time.time()."""
        with self._transaction():
            at = max(time.time(), float(self._fact("next") or 0))
            self._db.execute("INSERT OR REPLACE INTO facts VALUES ('next', ?)", (str(at + seconds_apart),))
        return at

    def count_failure(self, *, failed: bool) -> int:
        """How many answers in a row, of all processes, were failures, this one included."""
        with self._transaction():
            count = int(self._fact("failures") or 0) + 1 if failed else 0
            self._db.execute("INSERT OR REPLACE INTO facts VALUES ('failures', ?)", (str(count),))
        return count

    def end(self, reason: str) -> None:
        """End the run for every process: nothing more is sent."""
        self._db.execute("INSERT OR IGNORE INTO facts VALUES ('ended', ?)", (reason,))

    def go_on(self) -> None:
        """Let a run that was ended go on; nobody knows what became of what was under way then."""
        self._db.execute("UPDATE intents SET outcome = 'unknown' WHERE outcome = 'sent'")
        self._db.execute("DELETE FROM facts WHERE name IN ('ended', 'failures', 'next')")

    def ended(self) -> str | None:
        """Why the run was ended, None while it goes on."""
        return self._fact("ended")

    def end_clause(self, clause: str) -> None:
        """Note that a clause was seen broken by a paid request: no more money is spent on it."""
        self._db.execute("INSERT OR IGNORE INTO ended_clauses VALUES (?)", (clause,))

    def has_ended(self, clause: str) -> bool:
        """Whether a clause was seen broken already, by any process."""
        return self._db.execute("SELECT 1 FROM ended_clauses WHERE clause = ?", (clause,)).fetchone() is not None

    def made_before(self, made: str, probe: str, request: bytes) -> tuple[str, bool] | None:
        """Remember what a request has made: None when new, else who made it, and whether by an equal request."""
        made = hashlib.sha256(made.encode("utf-8", "surrogatepass")).hexdigest()  # a server may write a key into it
        if self._db.execute("INSERT OR IGNORE INTO made VALUES (?, ?, ?)", (made, probe, request)).rowcount:
            return None
        known = self._db.execute("SELECT probe, request FROM made WHERE id = ?", (made,)).fetchone()
        # A probe that is judged again, when a run is resumed, has made it itself.
        return None if known[0] == probe else (str(known[0]), bool(known[1] == request))

    def has_made_others(self, made: str) -> bool:
        """Whether anything else was made: only then could `made` have been seen before."""
        digest = hashlib.sha256(made.encode("utf-8", "surrogatepass")).hexdigest()
        return self._db.execute("SELECT 1 FROM made WHERE id != ? LIMIT 1", (digest,)).fetchone() is not None

    def _check_limits(self, price: int) -> None:
        self._check_limit(price, "outcome IN ('paid', 'unknown')", LimitReachedError)
        self._check_limit(price, "outcome IN ('sent', 'paid', 'unknown')", UnderWayError)

    def _check_limit(self, price: int, counted: str, error: type[LimitReachedError]) -> None:
        query = f"SELECT COUNT(*), TOTAL(price) FROM intents WHERE may_be_paid AND {counted}"  # noqa: S608 - constants
        count, spent = self._db.execute(query).fetchone()
        if self.limits.paid is not None and count >= self.limits.paid:
            raise error(f"the limit of {self.limits.paid} paid requests is reached")
        if self.limits.spend is not None and spent + price > self.limits.spend:
            raise error("the limit of money is reached: this request may cost more than is left")

    def _fact(self, name: str) -> str | None:
        row = self._db.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")
