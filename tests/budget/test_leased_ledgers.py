"""A ledger of a machine that takes part: it sends nothing more once it counts as dead, over whichever connection."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from clausewise.budget.ledger import Ledger
from clausewise.budget.limits import Counts, LeaseLostError, LedgerEntry
from clausewise.budget.opening import opened
from clausewise.budget.work import Work
from clausewise.settings.shared_ledger import LedgerPlace


@pytest.fixture
def work(place: LedgerPlace) -> Iterator[Work]:
    ledger = Ledger(place, limit=5)
    made = Work(ledger)
    made.join(["one"], [0])
    yield made
    made.close()
    ledger.close()


def test_the_same_machine_sends_over_another_connection(work: Work, place: LedgerPlace) -> None:
    storage = opened(place)
    work.ledger.leased = False
    other = work.ledger.over(storage)
    assert (other.storage, other.leased, work.ledger.leased) == (storage, True, False)
    assert work.ledger.storage is not storage
    assert (other.sender, other.limits) == (work.ledger.sender, work.ledger.limits)
    other.intend("a", "request", 0, may_be_paid=True)
    assert work.ledger.counts() == Counts(requests=1, paid=0, unknown=1, spent=0)
    storage.close()


def test_what_is_sent_once_more_is_the_machine_s_that_sends_it(work: Work, place: LedgerPlace) -> None:
    first = Ledger(place)
    intent = first.intend("a", "request", 0, may_be_paid=True)
    first.settle(intent, "unpaid")
    work.ledger.intend_again(intent)
    assert work.ledger.storage.rows("SELECT outcome, lost, sender FROM intents") == [("sent", 1, work.ledger.sender)]
    first.close()


def test_an_answer_that_comes_late_is_none_to_what_was_sent_once_more(work: Work, place: LedgerPlace) -> None:
    first = Ledger(place)
    intent = first.intend("a", "request", 0, may_be_paid=True)
    work.ledger.intend_again(intent)
    first.settle(intent, "unpaid", "late")
    assert work.ledger.recall("a", "request", 0) == LedgerEntry(intent, "sent", may_be_paid=False, answer=None)
    work.ledger.settle(intent, "unpaid", "in time")
    assert work.ledger.recall("a", "request", 0) == LedgerEntry(intent, "unpaid", may_be_paid=False, answer="in time")
    first.settle(intent, "paid", "late")  # which counts, whoever tells of it
    assert work.ledger.counts() == Counts(requests=2, paid=1, unknown=0)
    first.close()


def test_who_counts_as_dead_sends_nothing_once_more(work: Work, place: LedgerPlace) -> None:
    intent = work.ledger.intend("a", "request", 0, may_be_paid=True)
    work.ledger.settle(intent, "unpaid")
    work.ledger.storage.execute("DELETE FROM machines")
    with pytest.raises(LeaseLostError) as told:
        work.ledger.intend_again(intent)
    assert str(told.value) == f"{place}: this machine counts as dead; start the same command again"
    assert work.ledger.storage.rows("SELECT outcome, lost FROM intents") == [("unpaid", 0)]


def test_without_machines_nobody_is_dead(place: LedgerPlace) -> None:
    ledger = Ledger(place)
    intent = ledger.intend("a", "request", 0, may_be_paid=False)
    ledger.intend_again(intent)
    ledger.intend_again(intent + 1)  # which nobody knows
    assert ledger.storage.rows("SELECT outcome, lost FROM intents") == [("sent", 1)]
    ledger.close()
