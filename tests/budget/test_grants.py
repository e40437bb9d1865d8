"""The grants of a ledger: which limit says no, for good or until what is under way has ended, and who waits."""

from __future__ import annotations

import pytest

from clausewise.budget.ledger import Ledger
from clausewise.budget.limits import LimitReachedError, UnderWayError
from clausewise.settings.shared_ledger import LedgerPlace
from tests.budget.asking import intend
from tests.budget.scripted_database import Clock as ScriptedClock


def test_money_that_has_gone_is_told_apart_from_money_under_way(ledger: Ledger) -> None:
    first = intend(ledger, "a", price=60)
    with pytest.raises(UnderWayError):
        intend(ledger, "b", price=41)
    ledger.settle(first, "paid")
    told = "the limit of money is reached: this request may cost more than is left"
    with pytest.raises(LimitReachedError, match=rf"^{told}$") as refused:
        intend(ledger, "b", price=41)
    assert refused.type is LimitReachedError


def test_requests_that_were_paid_are_told_apart_from_those_under_way(place: LedgerPlace) -> None:
    ledger = Ledger(place, limit=1)
    first = intend(ledger, "a")
    with pytest.raises(UnderWayError):
        intend(ledger, "b")
    ledger.settle(first, "paid")
    with pytest.raises(LimitReachedError) as refused:
        intend(ledger, "b")
    assert refused.type is LimitReachedError
    ledger.close()


def test_a_request_is_refused_for_good_only_once_nothing_under_way_can_make_room(ledger: Ledger) -> None:
    ids = [intend(ledger, f"probe {number}", price=10) for number in range(5)]
    assert not ledger.refuses(0)
    for number in ids[:4]:
        ledger.settle(number, "paid")
    assert not ledger.refuses(0)
    ledger.settle(ids[4], "unpaid")
    assert not ledger.refuses(60)
    assert ledger.refuses(61)
    ledger.settle(intend(ledger, "another", price=10), "unknown")
    assert ledger.refuses(0)


def test_what_a_dead_process_may_have_under_way_is_waited_for_once(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a fleet stands still whose limit is held by a check of another worker that was killed."""
    clock = ScriptedClock()
    monkeypatch.setattr("clausewise.budget.grants.time", clock)
    held = [intend(ledger, f"probe {number}") for number in range(5)]

    def waited(name: str) -> float:
        before = clock.now
        with pytest.raises(UnderWayError):
            ledger.intend(name, "request", 0, may_be_paid=True, wait=1)
        return clock.now - before

    assert waited("first") >= 1
    assert waited("second") == 0
    intend(ledger, "free", paid=False)
    assert waited("third") == 0
    ledger.settle(held[0], "unpaid")
    intend(ledger, "another")
    assert waited("fourth") >= 1
