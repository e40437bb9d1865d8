"""The limits of a ledger, of paid requests and of money: what they let through, and what they wait for."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest

from clausewise.budget.ledger import Ledger
from clausewise.budget.limits import LimitReachedError, UnderWayError
from clausewise.settings.shared_ledger import LedgerPlace
from tests.budget.asking import intend, settled


@pytest.fixture
def ledger(place: LedgerPlace) -> Iterator[Ledger]:
    opened = Ledger(place, limit=2, spend=100)
    yield opened
    opened.close()


def test_as_many_as_allowed_are_granted_and_no_more(ledger: Ledger) -> None:
    settled(ledger, "a", "paid")
    settled(ledger, "b", "paid")
    with pytest.raises(LimitReachedError, match="the limit of 2 paid requests is reached"):
        intend(ledger, "c")


def test_what_is_under_way_counts_until_it_is_settled(ledger: Ledger) -> None:
    first = intend(ledger, "a")
    intend(ledger, "b")
    with pytest.raises(UnderWayError):
        intend(ledger, "c")
    ledger.settle(first, "unpaid")
    intend(ledger, "c")


def test_an_unknown_outcome_counts_as_paid(ledger: Ledger) -> None:
    settled(ledger, "a", "unknown")
    settled(ledger, "b", "unknown")
    with pytest.raises(LimitReachedError, match="limit of 2"):
        intend(ledger, "c")


def test_what_costs_nothing_is_granted_whatever_the_limit(place: LedgerPlace) -> None:
    ledger = Ledger(place, limit=0, spend=0)
    intend(ledger, "a", paid=False)
    with pytest.raises(LimitReachedError):
        intend(ledger, "b")
    ledger.close()


def test_the_limit_of_money_may_be_reached_and_not_passed(ledger: Ledger) -> None:
    settled(ledger, "a", "paid", price=60)
    with pytest.raises(LimitReachedError, match="this request may cost more than is left"):
        intend(ledger, "b", price=41)
    intend(ledger, "c", price=40)


def test_no_limit_is_no_limit(place: LedgerPlace) -> None:
    ledger = Ledger(place)
    for number in range(20):
        settled(ledger, str(number), "paid", price=10**9)
    assert ledger.counts().paid == 20
    ledger.close()


def test_an_intent_waits_for_what_is_under_way(place: LedgerPlace) -> None:
    ledger = Ledger(place, limit=1)
    first = intend(ledger, "a")
    threading.Timer(0.1, ledger.settle, (first, "unpaid")).start()
    assert ledger.intend("b", "request", 0, may_be_paid=True, wait=10) > first
    ledger.close()


def test_an_intent_waits_no_longer_than_asked(place: LedgerPlace) -> None:
    ledger = Ledger(place, limit=1)
    intend(ledger, "a")
    began = time.monotonic()
    with pytest.raises(UnderWayError):
        ledger.intend("b", "request", 0, may_be_paid=True, wait=0.1)
    assert time.monotonic() - began >= 0.1
    ledger.close()


def test_what_is_refused_leaves_no_trace(ledger: Ledger) -> None:
    settled(ledger, "a", "paid")
    settled(ledger, "b", "paid")
    before = ledger.counts()
    with pytest.raises(LimitReachedError):
        intend(ledger, "c")
    assert ledger.counts() == before
