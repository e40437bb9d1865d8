"""The machines of a run: the processes that take part in it, of which nobody else's requests are waited for."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

from clausewise.budget.limits import LeaseLostError, LedgerError
from clausewise.budget.shared_notes import SharedNotes
from clausewise.budget.storage import Storage, T
from clausewise.settings.shared_ledger import LedgerPlace


class Participants(SharedNotes):
    """The table of machines, as one of them sees it.

    A process counts as a machine. One with a lease is put down and taken out by `budget/work`; any other puts itself
    down with its first request. Every method raises LedgerError when the ledger cannot be read or written.
    """

    def __init__(self, path: LedgerPlace, storage: Storage) -> None:
        super().__init__(storage)
        self.path = path
        #: This process, whom others know by it.
        self.sender = uuid4().hex
        #: True where it has a lease: then nothing is granted any more once it counts as dead.
        self.leased = False
        self._takes_part = False

    def is_alive(self) -> bool:
        """Tell whether this process takes part in the run that goes on, and does not count as dead."""
        return self.storage.row("SELECT 1 FROM machines WHERE id = ?", (self.sender,)) is not None

    def leave(self, sender: str) -> None:
        """Note that a process is gone: nobody waits for what it had under way, which counts as sent."""
        self.storage.execute("DELETE FROM machines WHERE id = ?", (sender,))

    def _taking_part(self, work: Callable[[], T]) -> T:
        """Do some work as a whole, or not at all where this process does not take part any more.

        A process without a lease takes part from its first work on. LeaseLostError, or LedgerError where the ledger
        was given to a later run since then.
        """

        def done() -> T:
            if not (self.leased or self._takes_part):
                self.storage.execute("INSERT INTO machines (id) VALUES (?) ON CONFLICT DO NOTHING", (self.sender,))
            elif not self.is_alive():
                raise self._gone()
            return work()

        found = self.storage.atomically(done)
        self._takes_part = True
        return found

    def _gone(self) -> LedgerError:
        if self.leased:
            return LeaseLostError(f"{self.path}: this machine counts as dead; start the same command again")
        return LedgerError(f"{self.path}: a later run goes on with this ledger; nothing more is sent by this one")
