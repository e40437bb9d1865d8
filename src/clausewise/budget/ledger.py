"""The ledger: what was sent and what it may have cost, written before each request leaves."""

from __future__ import annotations

import copy
import hashlib
import secrets
import time
from pathlib import Path
from uuid import uuid4

from clausewise.budget.ledger_file import LedgerFile
from clausewise.budget.limits import (
    Counts,
    Entry,
    LeaseLostError,
    LedgerError,
    LimitReachedError,
    Limits,
    UnderWayError,
)
from clausewise.budget.shared_notes import SharedNotes
from clausewise.budget.storage import TABLES, Storage
from clausewise.settings.shared_ledger import Place
from clausewise.terminal.printable import printable

#: Raised when the tables change: a ledger of another format belongs to another plan.
_FORMAT = 5
#: Rounds of PBKDF2 for the digest of a key.
_ROUNDS = 100_000
_OWN = "SELECT id FROM intents WHERE probe = ? AND request = ? AND turn = ? AND sender = ? AND outcome = 'sent'"
_INTEND = (
    "INSERT INTO intents (probe, request, turn, may_be_paid, price, sender) VALUES (?, ?, ?, ?, ?, ?) RETURNING id"
)
#: A request whose answer nobody waits for: it has come, or the process is gone.
_ENDED = "outcome != 'sent' OR sender NOT IN (SELECT id FROM senders)"
#: Count and price of what may be paid and has ended, and of all that may be paid.
_COUNTED = f"""
SELECT COUNT(*) FILTER (WHERE {_ENDED}), COALESCE(SUM(price) FILTER (WHERE {_ENDED}), 0),
    COUNT(*), COALESCE(SUM(price), 0) FROM intents WHERE may_be_paid AND outcome != 'unpaid'
"""  # noqa: S608 - no value is in it


class Ledger(SharedNotes):
    """One row for each request, in a file that several processes share, or in a database for several machines.

    Answers need not be kept where no run is resumed and each request may be sent again. With `begun` no run is made in
    a database: LedgerError, which names those that there are, where it is not there.
    Every method raises LedgerError when the file or the database cannot be read or written.
    """

    def __init__(
        self,
        path: Place,
        *,
        limit: int | None = None,
        spend: int | None = None,
        keeps_answers: bool = True,
        begun: bool = False,
    ) -> None:
        self.path = path
        self.keeps_answers = keeps_answers
        self.limits = Limits(limit, spend)
        #: This process, whom others know by it.
        self.sender = uuid4().hex
        #: Whether nothing is granted any more once this machine counts as dead.
        self.leased = False
        self._takes_part = False
        #: True from a wait for requests under way that was in vain until one that may be paid is granted again.
        self._waited_in_vain = False
        super().__init__(opened(path, begun=begun))

    def close(self) -> None:
        """Close the file or the connection."""
        self.storage.close()

    def over(self, storage: Storage) -> Ledger:
        """The ledger of this machine over another connection, for threads that send only while it takes part."""
        other = copy.copy(self)
        other.storage, other.leased = storage, True
        return other

    def join(self, plan: str, key: str | None = None) -> None:
        """Bind the ledger to one plan and one API key. LedgerError when it belongs to others."""
        plan = f"{_FORMAT} {plan}"

        def joined() -> None:
            known, digest = self.storage.fact("plan"), self.storage.fact("key")
            if known is not None and known != plan:
                raise LedgerError(
                    f"{self.path}: this is the ledger of another plan (another spec, server, option or shard); "
                    "resume with the options of that run, or give another file"
                )
            if digest is not None and digest != _key_digest(key, digest.partition(" ")[0]):
                raise LedgerError(
                    f"{self.path}: the API key is another than that of the run that is to go on, and another account "
                    "may answer otherwise; resume with the same key, or give another file"
                )
            self.storage.note("plan", plan)
            self.storage.note_first("key", _key_digest(key, secrets.token_hex(16)))

        self.storage.atomically(joined)

    def is_of(self, plan: str) -> bool:
        """Tell whether the ledger belongs to a plan."""
        return self.storage.fact("plan") == f"{_FORMAT} {plan}"

    def has_key(self) -> bool:
        """Tell whether its run has an API key; False where no run has joined."""
        digest = self.storage.fact("key")
        return digest is not None and not digest.endswith(" none")

    def run_id(self) -> str:
        """The id of the run, the same for every process and every resumption of it."""
        self.storage.note_first("run", str(uuid4()))
        return str(self.storage.fact("run"))

    def is_new(self) -> bool:
        """Tell whether nothing was ever sent by this ledger."""
        return self.storage.row("SELECT 1 FROM intents LIMIT 1") is None

    def recall(self, probe: str, request: str, turn: int) -> Entry | None:
        """Look up the `turn`th sending of a probe's request in an earlier run; None when it was not sent."""
        row = self.storage.row(
            "SELECT id, outcome, may_be_paid, answer FROM intents WHERE probe = ? AND request = ? AND turn = ?",
            (probe, request, turn),
        )
        return None if row is None else Entry(row[0], row[1], bool(row[2]), row[3])

    def intend(self, probe: str, request: str, turn: int, *, may_be_paid: bool, price: int = 0, wait: float = 0) -> int:
        """Write down that a request is about to leave; LimitReachedError when it must not.

        Where only requests that are under way stand in its way, it waits for them, at most `wait` seconds; not again
        before one was granted, since whoever has sent them may be dead.
        """
        until, attempts = time.monotonic() + (0 if self._waited_in_vain else wait), 0

        def granted() -> int:
            nonlocal attempts
            attempts += 1
            # What this process has written before the connection was lost, it has not sent yet.
            known = self.storage.row(_OWN, (probe, request, turn, self.sender)) if attempts > 1 else None
            if known is not None:
                return int(known[0])
            self._stay()
            if may_be_paid:
                self._check_limits(price)
            if self.leased and not self.is_alive():
                raise self._lease_lost()
            return int(self.storage.row(_INTEND, (probe, request, turn, may_be_paid, price, self.sender))[0])

        while True:
            try:
                intent = self.storage.atomically(granted)
            except UnderWayError:
                if time.monotonic() >= until:
                    self._waited_in_vain = self._waited_in_vain or wait > 0
                    raise
            else:
                self._takes_part = True
                self._waited_in_vain = self._waited_in_vain and not may_be_paid
                return intent
            time.sleep(self.storage.pause)

    def _stay(self) -> None:
        """Take part with the first request; LedgerError where the ledger was given to a later run since then."""
        if not self._takes_part:
            self.take_part(self.sender)
        elif not self.leased and not self.takes_part(self.sender):
            raise LedgerError(f"{self.path}: a later run goes on with this ledger; nothing more is sent by this one")

    def is_alive(self) -> bool:
        """Tell whether this process is one of the machines that take part, and does not count as dead."""
        return self.storage.row("SELECT 1 FROM machines WHERE id = ?", (self.sender,)) is not None

    def intend_again(self, intent: int) -> None:
        """Write down that what can cost nothing, and whose answer was lost, is about to leave once more."""
        query = "UPDATE intents SET outcome = 'sent', may_be_paid = FALSE, lost = lost + 1, sender = ? WHERE id = ?"
        alive = " AND EXISTS (SELECT 1 FROM machines WHERE id = ?)" if self.leased else ""
        if not self.storage.execute(query + alive, (self.sender, intent, *([self.sender] if alive else []))) and alive:
            raise self._lease_lost()

    def settle(self, intent: int, outcome: str, answer: str | None = None) -> None:
        """Write down what became of a request, paid, unpaid or unknown, and its answer.

        What was paid counts, also where nobody thought that it could be. Another answer that comes late, when others
        have sent the request again, is not that of its turn any more.
        """
        paid = outcome == "paid"
        self.storage.execute(
            "UPDATE intents SET outcome = ?, answer = ?, may_be_paid = may_be_paid OR ? "
            "WHERE id = ? AND (sender = ? OR ?)",
            (outcome, answer, paid, intent, self.sender, paid),
        )

    def forget_answers(self, probe: str) -> None:
        """Forget what a probe was answered where it cost nothing: a resumed run asks again."""
        self.storage.execute("UPDATE intents SET answer = NULL WHERE probe = ? AND outcome = 'unpaid'", (probe,))

    def withdraw(self, intent: int) -> None:
        """Take back an intent whose request certainly has not left."""
        if not self.storage.execute("DELETE FROM intents WHERE id = ? AND lost = 0", (intent,)):
            self.storage.execute(
                "UPDATE intents SET outcome = 'unknown', lost = lost - 1 WHERE id = ? AND lost > 0", (intent,)
            )

    def counts(self) -> Counts:
        """The sums so far, of every process and every run that shared the file."""
        rows = self.storage.rows(
            "SELECT outcome, may_be_paid, COUNT(*), SUM(price), SUM(lost) FROM intents GROUP BY 1, 2"
        )
        sums = {(outcome, bool(may_be_paid)): count for outcome, may_be_paid, count, _, _ in rows}
        return Counts(
            requests=sum(sums.values()) + int(sum(lost for *_, lost in rows)),
            paid=sums.get(("paid", True), 0),
            unknown=sums.get(("unknown", True), 0) + sums.get(("sent", True), 0),
            spent=int(sum(price for outcome, may_be_paid, _, price, _ in rows if may_be_paid and outcome != "unpaid")),
        )

    def is_quiet(self) -> bool:
        """Tell whether no request of any process that takes part is under way."""
        return self.storage.row(f"SELECT 1 FROM intents WHERE NOT ({_ENDED}) LIMIT 1") is None  # noqa: S608 - no value

    def count_failure(self, *, failed: bool) -> int:
        """Count the failures in a row, of all processes, this answer included."""

        def counted() -> int:
            count = int(self.storage.fact("failures") or 0) + 1 if failed else 0
            self.storage.note("failures", str(count))
            return count

        return self.storage.atomically(counted)

    def refuses(self, price: int) -> bool:
        """Tell whether a request that may cost so much is granted no more, whatever becomes of those under way."""
        try:
            self._check_limits(price)
        except UnderWayError:
            return False
        except LimitReachedError:
            return True
        return False

    def end(self, reason: str) -> None:
        """End the run for every process: nothing more is sent."""
        self.storage.note_first("ended", reason)

    def go_on(self) -> None:
        """Let a run that was ended go on; nobody knows what became of what was under way then.

        A process of the run before that is alive still sends nothing more.
        """
        self.storage.execute("UPDATE intents SET outcome = 'unknown' WHERE outcome = 'sent'")
        self.storage.execute("DELETE FROM facts WHERE name IN ('ended', 'failures', 'next')")
        self.storage.execute("DELETE FROM finished")
        self.storage.execute("DELETE FROM senders")
        self._takes_part = False
        self.storage.execute("DELETE FROM causes")

    def ended(self) -> str | None:
        """The reason why the run was ended, None while it goes on."""
        return self.storage.fact("ended")

    def _lease_lost(self) -> LeaseLostError:
        return LeaseLostError(f"{self.path}: this machine counts as dead; start the same command again")

    def _check_limits(self, price: int) -> None:
        ended_count, ended_spent, count, spent = self.storage.row(_COUNTED)
        self._check_limit(ended_count, ended_spent + price, LimitReachedError)
        self._check_limit(count, spent + price, UnderWayError)

    def _check_limit(self, count: int, spent: int, error: type[LimitReachedError]) -> None:
        if self.limits.paid is not None and count >= self.limits.paid:
            raise error(f"the limit of {self.limits.paid} paid requests is reached")
        if self.limits.spend is not None and spent > self.limits.spend:
            raise error("the limit of money is reached: this request may cost more than is left")


def opened(path: Place, *tables: str, begun: bool = False) -> Storage:
    """The storage at a path or in a database, with some tables beside those of the ledger; LedgerError without one.

    Where a run in a database is to have `begun`, nothing is made.
    """
    if isinstance(path, Path):
        return LedgerFile(path, (*TABLES, *tables))
    try:
        from clausewise.budget.ledger_database import LedgerDatabase
    except ImportError as error:  # psycopg is there without a libpq, or is not there
        why = printable(" ".join(str(error).split()))
        raise LedgerError(f"{path}: psycopg is missing ({why}); run: pip install 'clausewise[postgres]'") from None
    return LedgerDatabase(path, (*TABLES, *tables), begun=begun)


def _key_digest(key: str | None, salt: str) -> str:
    """A salted digest of a key, the salt before it: the ledger never holds the key."""
    if key is None:
        return f"{salt} none"
    return f"{salt} {hashlib.pbkdf2_hmac('sha256', key.encode(), bytes.fromhex(salt), _ROUNDS).hex()}"
