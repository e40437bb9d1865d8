"""The work of a run that machines share: each takes the next piece, and what a dead one held is given back."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from hashlib import sha256

from clausewise.budget.ledger import Ledger
from clausewise.budget.limits import LeaseLostError, LedgerError
from clausewise.budget.opening import opened
from clausewise.budget.storage import Storage
from clausewise.settings.shared_ledger import BEATS, LEASE

#: Pieces that are written with one statement.
_AT_ONCE = 400
TABLES = (
    """CREATE TABLE IF NOT EXISTS work (
    place INTEGER PRIMARY KEY,
    -- So many pieces, the first ones, are done before it.
    after INTEGER NOT NULL,
    machine TEXT,
    done BOOLEAN NOT NULL DEFAULT FALSE,
    outcome TEXT
)""",
)
_TAKE = """
UPDATE work SET machine = ? WHERE place = (
    SELECT place FROM work AS next WHERE machine IS NULL AND NOT EXISTS (
        SELECT 1 FROM work AS earlier WHERE earlier.place < next.after AND NOT earlier.done
    ) ORDER BY place LIMIT 1
) AND EXISTS (SELECT 1 FROM machines WHERE id = ?) RETURNING place
"""


def left(storage: Storage) -> int:
    """The number of pieces that are not done."""
    return int(storage.row("SELECT COUNT(*) FROM work WHERE NOT done")[0])


def outcomes(storage: Storage) -> list[str]:
    """The outcome of each piece that is done, in their order."""
    return [str(row[0]) for row in storage.rows("SELECT outcome FROM work WHERE done ORDER BY place")]


class Work:
    """The pieces of a run, numbered from 0, and one machine that takes part.

    A process counts as a machine. Every method raises LedgerError as a ledger does, LeaseLostError when the machine
    was taken for dead.
    """

    def __init__(self, ledger: Ledger, *, lease: float = LEASE, beat: float = LEASE / BEATS) -> None:
        self.ledger = ledger
        self.lease = lease
        self.beat = beat
        self._own = opened(ledger.path, *TABLES)
        self._joined = False
        self._stopped = threading.Event()
        self._beating = threading.Thread(target=self._beat, name="heartbeat", daemon=True)

    @property
    def _storage(self) -> Storage:
        return self.ledger.storage

    def restart(self) -> None:
        """Let a run that was ended go on, every piece anew; LedgerError while a machine takes part."""

        def restarted() -> None:
            self._release_dead(self._storage)
            if self._storage.row("SELECT 1 FROM machines LIMIT 1") is not None:
                raise LedgerError(
                    f"{self.ledger.path}: --resume while machines take part in the run; leave it out to take part too, "
                    f"or wait {self.lease:.0f} s where they are dead"
                )
            self.ledger.go_on()
            self._storage.execute("UPDATE work SET machine = NULL, done = FALSE, outcome = NULL")

        self._storage.atomically(restarted)

    def join(self, names: Sequence[str], after: Sequence[int]) -> None:
        """Take part: the pieces by name, the same for each machine, and how many of the first come before each."""
        digest = sha256("\n".join(names).encode("utf-8", "surrogatepass")).hexdigest()

        def joined() -> None:
            self._storage.note_first("work", digest)
            if self._storage.fact("work") != digest:
                raise LedgerError(
                    f"{self.ledger.path}: this machine has chosen other tests than the run (-k, or other files): start "
                    "the same command on each machine"
                )
            if self._storage.row("SELECT 1 FROM work LIMIT 1") is None:
                for start in range(0, len(after), _AT_ONCE):
                    rows = list(enumerate(after))[start : start + _AT_ONCE]
                    query = f"INSERT INTO work (place, after) VALUES {', '.join(['(?, ?)'] * len(rows))}"  # noqa: S608 - no values
                    self._storage.execute(query, [value for row in rows for value in row])
            query = "INSERT INTO machines VALUES (?, ?) ON CONFLICT DO NOTHING"
            self._storage.execute(query, (self.ledger.sender, self._storage.now()))

        self._storage.atomically(joined)
        self.ledger.leased = self._joined = True
        self._beating.start()

    def take(self) -> int | None:
        """Take the first piece that nobody has and whose turn has come; None where there is none at the moment."""
        me = self.ledger.sender
        taken = self._storage.atomically(lambda: self._held() or self._storage.row(_TAKE, (me, me)))
        if taken is None and not self.ledger.is_alive():
            raise LeaseLostError(self._lost())
        return None if taken is None else int(taken[0])

    def finish(self, place: int, outcome: str) -> None:
        """Note that a piece is done, and what came of it."""
        query = "UPDATE work SET done = TRUE, outcome = ? WHERE place = ? AND machine = ?"
        if not self._storage.execute(query, (outcome, place, self.ledger.sender)):
            raise LeaseLostError(self._lost())

    def left(self) -> int:
        """The number of pieces that are not done."""
        return left(self._storage)

    def outcome(self, place: int) -> str | None:
        """The outcome of a piece; None while it is not done."""
        row = self._storage.row("SELECT outcome FROM work WHERE place = ? AND done", (place,))
        return None if row is None else str(row[0])

    def leave(self) -> None:
        """Take part no more: what this machine holds is given back, and nothing more is granted to it."""
        self._stopped.set()
        if self._joined:
            self._joined = False
            self._storage.atomically(lambda: self._give_back(self._storage, self.ledger.sender))

    def close(self) -> None:
        """Stop beating, and close the connection for that."""
        self._stopped.set()
        if self._beating.is_alive():
            self._beating.join(self.beat)
        self._own.close()

    def _held(self) -> tuple[int] | None:
        """The piece that this machine has taken already, when the answer to that was lost."""
        found: tuple[int] | None = self._storage.row(
            "SELECT place FROM work WHERE machine = ? AND NOT done", (self.ledger.sender,)
        )
        return found

    def _lost(self) -> str:
        return (
            f"{self.ledger.path}: this machine was not heard of for {self.lease:.0f} s and counts as dead: what it "
            "held was given to others. Start the same command again"
        )

    def _beat(self) -> None:
        """Be heard of, and release what dead machines hold: only after a lease with the ledger there all along."""
        heard = since = time.monotonic()
        while not self._stopped.wait(self.beat):
            try:
                query = "UPDATE machines SET seen = ? WHERE id = ?"
                if not self._own.execute(query, (self._own.now(), self.ledger.sender)):
                    return
                before, heard = heard, time.monotonic()
                if heard - before > self.beat + self.lease / 3:
                    since = heard
                if heard - since >= self.lease:
                    self._own.atomically(lambda: self._release_dead(self._own))
            except LedgerError:
                since = time.monotonic()

    def _release_dead(self, storage: Storage) -> None:
        dead = "SELECT id FROM machines WHERE seen < ? AND id != ?"
        for (machine,) in storage.rows(dead, (storage.now() - self.lease, self.ledger.sender)):
            self._give_back(storage, str(machine))

    def _give_back(self, storage: Storage, machine: str) -> None:
        storage.execute("UPDATE work SET machine = NULL WHERE machine = ? AND NOT done", (machine,))
        storage.execute("UPDATE intents SET outcome = 'unknown' WHERE sender = ? AND outcome = 'sent'", (machine,))
        storage.execute("DELETE FROM machines WHERE id = ?", (machine,))
