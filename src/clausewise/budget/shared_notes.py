"""Notes of the processes of a run to each other, in the ledger, beside what was sent."""

from __future__ import annotations

import hashlib
import time

from clausewise.budget.storage import Storage


class SharedNotes:
    """Notes of all processes of a run. Every method raises LedgerError when the ledger cannot be read or written."""

    def __init__(self, storage: Storage) -> None:
        self.storage = storage

    def turn_at(self, seconds_apart: float) -> float:
        """Take the next place in the queue of a rate; gives when it comes, in seconds of time.time() here."""

        def taken() -> float:
            now = self.storage.now()
            at = max(now, float(self.storage.fact("next") or 0))
            self.storage.note("next", repr(at + seconds_apart))
            return at - now

        return time.time() + self.storage.atomically(taken)

    def finish(self, place: int) -> None:
        """Note that the item at a place of the run is done, so that others may take their turn."""
        self.storage.execute("INSERT INTO finished VALUES (?) ON CONFLICT DO NOTHING", (place,))

    def finished_before(self, place: int) -> int:
        """Count the items before a place of the run that are done, in all processes."""
        return int(self.storage.row("SELECT COUNT(*) FROM finished WHERE place < ?", (place,))[0])

    def open_turns(self) -> None:
        """Let nobody wait for a turn any more."""
        self.storage.note_first("turns", "open")

    def turns_are_open(self) -> bool:
        """Tell whether nobody waits for a turn any more."""
        return self.storage.fact("turns") is not None

    def first_of(self, cause: str, probe: str) -> str:
        """The probe, of all processes, that has told a cause first; this one where none has."""
        self.storage.execute("INSERT INTO causes VALUES (?, ?) ON CONFLICT DO NOTHING", (cause, probe))
        return str(self.storage.row("SELECT probe FROM causes WHERE cause = ?", (cause,))[0])

    def end_clause(self, clause: str) -> None:
        """Note that a clause was seen broken by a paid request: no more money is spent on it."""
        self.storage.execute("INSERT INTO ended_clauses VALUES (?) ON CONFLICT DO NOTHING", (clause,))

    def has_ended(self, clause: str) -> bool:
        """Tell whether a clause was seen broken already, by any process."""
        return self.storage.row("SELECT 1 FROM ended_clauses WHERE clause = ?", (clause,)) is not None

    def made_before(self, made: str, probe: str, request: bytes) -> tuple[str, bool] | None:
        """Remember what a request has made: None when new, else who made it, and whether by an equal request."""
        made = _digest(made)
        if self.storage.execute("INSERT INTO made VALUES (?, ?, ?) ON CONFLICT DO NOTHING", (made, probe, request)):
            return None
        known = self.storage.row("SELECT probe, request FROM made WHERE id = ?", (made,))
        # A probe that is judged again, when a run is resumed, has made it itself.
        return None if known[0] == probe else (str(known[0]), bool(known[1] == request))

    def has_made_others(self, made: str) -> bool:
        """Tell whether anything else was made: only then could `made` have been seen before."""
        return self.storage.row("SELECT 1 FROM made WHERE id != ? LIMIT 1", (_digest(made),)) is not None


def _digest(made: str) -> str:
    return hashlib.sha256(made.encode("utf-8", "surrogatepass")).hexdigest()  # a server may write a key into it
