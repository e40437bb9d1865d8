"""The words of the ledger: what may be spent, what was, and why a request must not leave."""

from __future__ import annotations

from dataclasses import dataclass


class LimitReachedError(Exception):
    """One more request could be one more paid than allowed; it was not sent."""


class UnderWayError(LimitReachedError):
    """The limit would not hold if every request that is under way were accepted."""


class LedgerError(Exception):
    """The ledger cannot be used for this run; the message says in one line what to do."""


class LeaseLostError(LedgerError):
    """A machine was taken for dead, and it is the one that asks: what it held was given to others."""


#: The beginning of the message that a limit is reached.
LIMIT_OF = "the limit of"


@dataclass(frozen=True)
class Limits:
    """The limits of a run: paid requests, and money in millionths of the currency. None is no limit."""

    paid: int | None = None
    spend: int | None = None

    def check(self, count: int, spent: int, error: type[LimitReachedError]) -> None:
        """Raise an error where one more request beside `count` is too many, or `spent` with its price too much."""
        if self.paid is not None and count >= self.paid:
            raise error(f"{LIMIT_OF} {self.paid} paid requests is reached")
        if self.spend is not None and spent > self.spend:
            raise error(f"{LIMIT_OF} money is reached: this request may cost more than is left")


@dataclass(frozen=True)
class Counts:
    """The sums of a ledger: requests sent, certainly paid, perhaps paid, and what all these cost."""

    requests: int
    paid: int
    unknown: int
    spent: int = 0


@dataclass(frozen=True)
class LedgerEntry:
    """A request that left before: its outcome, and its answer if one was kept.

    `id` names it to the ledger; `may_be_paid` says whether it was thought that it may cost something.
    """

    id: int
    outcome: str
    may_be_paid: bool
    answer: str | None
