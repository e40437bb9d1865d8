"""Asking a ledger for leave, as a sender does."""

from __future__ import annotations

from clausewise.budget.ledger import Ledger


def intend(ledger: Ledger, name: str, *, price: int = 0, paid: bool = True) -> int:
    """Ask for the one request of a name."""
    return ledger.intend(name, "request", 0, may_be_paid=paid, price=price)


def settled(ledger: Ledger, name: str, outcome: str, *, price: int = 0) -> None:
    """Ask for a request that may be paid, and tell what became of it."""
    ledger.settle(intend(ledger, name, price=price), outcome)
