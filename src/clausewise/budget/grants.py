"""The grants of a run: what may be paid leaves only where the limits hold, whatever becomes of all under way."""

from __future__ import annotations

import time

from clausewise.budget.intents import ENDED, Intents
from clausewise.budget.limits import LimitReachedError, Limits, UnderWayError
from clausewise.budget.storage import Storage
from clausewise.settings.shared_ledger import LedgerPlace

_OWN = "SELECT id FROM intents WHERE probe = ? AND request = ? AND turn = ? AND sender = ? AND outcome = 'sent'"
_INTEND = (
    "INSERT INTO intents (probe, request, turn, may_be_paid, price, sender) VALUES (?, ?, ?, ?, ?, ?) RETURNING id"
)
#: Count and price of what may be paid and has ended, and of all that may be paid.
_COUNTED = f"""
SELECT COUNT(*) FILTER (WHERE {ENDED}), COALESCE(SUM(price) FILTER (WHERE {ENDED}), 0),
    COUNT(*), COALESCE(SUM(price), 0) FROM intents WHERE may_be_paid AND outcome != 'unpaid'
"""  # noqa: S608 - no value is in it


class Grants(Intents):
    """The limits of a run. Every method raises LedgerError when the ledger cannot be read or written."""

    def __init__(self, path: LedgerPlace, storage: Storage, limits: Limits) -> None:
        super().__init__(path, storage)
        self.limits = limits
        #: True from a wait for requests under way that was in vain until one that may be paid is granted again.
        self._waited_in_vain = False

    def intend(self, probe: str, request: str, turn: int, *, may_be_paid: bool, price: int = 0, wait: float = 0) -> int:
        """Write down that a request is about to leave; LimitReachedError when it must not.

        Where only requests that are under way stand in its way, it waits for them, at most `wait` seconds. After a wait
        in vain it asks once and waits no more until one was granted: whoever has sent them may be dead.
        """
        until, attempts = time.monotonic() + (0 if self._waited_in_vain else wait), 0

        def granted() -> int:
            nonlocal attempts
            attempts += 1
            # What this process has written before the connection was lost, it has not sent yet.
            known = self.storage.row(_OWN, (probe, request, turn, self.sender)) if attempts > 1 else None
            if known is not None:
                return int(known[0])
            if may_be_paid:
                self._check_limits(price)
            return int(self.storage.row(_INTEND, (probe, request, turn, may_be_paid, price, self.sender))[0])

        while True:
            try:
                intent = self._taking_part(granted)
                break
            except UnderWayError:
                if time.monotonic() >= until:
                    if wait:
                        self._waited_in_vain = True
                    raise
            time.sleep(self.storage.pause)
        if may_be_paid:
            self._waited_in_vain = False
        return intent

    def intend_again(self, intent: int) -> None:
        """Write down that what can cost nothing, and whose answer was lost, is about to leave once more."""
        query = "UPDATE intents SET outcome = 'sent', may_be_paid = FALSE, lost = lost + 1, sender = ? WHERE id = ?"
        self._taking_part(lambda: self.storage.execute(query, (self.sender, intent)))

    def refuses(self, price: int) -> bool:
        """Tell whether a request that may cost so much is granted no more, whatever becomes of those under way."""
        try:
            self._check_limits(price)
        except UnderWayError:
            return False
        except LimitReachedError:
            return True
        return False

    def _check_limits(self, price: int) -> None:
        ended_count, ended_spent, count, spent = self.storage.row(_COUNTED)
        self.limits.check(ended_count, ended_spent + price, LimitReachedError)
        self.limits.check(count, spent + price, UnderWayError)
