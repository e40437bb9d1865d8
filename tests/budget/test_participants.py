"""The machines of a run: who takes part, who is taken for dead, and what nobody waits for."""

from __future__ import annotations

from typing import Any

import pytest

from clausewise.budget.ledger import Ledger
from clausewise.budget.limits import Counts, LeaseLostError, LedgerError, LimitReachedError, UnderWayError
from clausewise.budget.work import Work
from clausewise.settings.shared_ledger import LEASE, LedgerPlace
from tests.budget.asking import intend


def test_a_machine_with_other_tests_is_refused(ledger: Ledger, place: LedgerPlace) -> None:
    work, other = Work(ledger), Work(Ledger(place))
    names = ["test_one", "test_\ud800"]
    work.join(names, [0, 0])
    for different in (["test_one"], ["test_\ud800", "test_one"], ["test_onetest_\ud800"]):
        with pytest.raises(LedgerError) as refused:
            other.join(different, [0] * len(different))
        assert str(refused.value) == (
            f"{place}: this machine has chosen other tests than the run (-k, or other files): start the same command "
            "on each machine"
        )
    other.join(names, [0, 0])
    for each in (work, other):
        each.leave()
        with pytest.raises(LeaseLostError):
            intend(each.ledger, "after it has left", paid=False)
        each.close()
    other.ledger.close()


def test_who_was_taken_for_dead_is_told_in_full(ledger: Ledger, place: LedgerPlace) -> None:
    work = Work(ledger, lease=0.0)
    work.join(["one"], [0])
    ledger.storage.execute("DELETE FROM machines")
    with pytest.raises(LedgerError) as told:
        work.take()
    assert str(told.value).startswith(f"{place}: ")
    assert str(told.value).endswith("held was given to others. Start the same command again")
    with pytest.raises(LedgerError, match="this machine counts as dead; start the same command again"):
        intend(ledger, "a")
    work.close()


def test_nothing_starts_anew_while_a_machine_takes_part(ledger: Ledger, place: LedgerPlace) -> None:
    work = Work(ledger)
    work.join(["one"], [0])
    another = Work(ledger)
    with pytest.raises(LedgerError) as told:
        another.restart()
    another.close()
    assert str(told.value) == (
        f"{place}: --resume while machines take part in the run; leave it out to take part too, "
        f"or wait {LEASE:.0f} s where they are dead"
    )
    work.leave()
    work.close()


def test_what_a_dead_process_had_under_way_is_counted_and_not_waited_for(ledger: Ledger, place: LedgerPlace) -> None:
    dead = Ledger(place, limit=5, spend=100)
    for number in range(5):
        intend(dead, f"a{number}", price=1)
    with pytest.raises(UnderWayError):  # which may be answered yet
        intend(ledger, "b", price=1)
    assert not ledger.is_quiet()
    ledger.leave(dead.sender)
    with pytest.raises(LimitReachedError) as told:
        ledger.intend("b", "request", 0, may_be_paid=True, price=1, wait=60)
    assert not isinstance(told.value, UnderWayError)
    assert ledger.is_quiet()
    assert ledger.counts() == Counts(requests=5, paid=0, unknown=5, spent=5)
    dead.close()


def test_a_run_sends_nothing_more_once_a_later_one_goes_on(ledger: Ledger, place: LedgerPlace) -> None:
    first = intend(ledger, "a")
    later = Ledger(place, limit=5, spend=100)
    later.go_on()
    intend(later, "b")
    with pytest.raises(LedgerError, match="a later run goes on with this ledger; nothing more is sent by this one"):
        intend(ledger, "c")
    ledger.settle(first, "paid")  # what was under way is written down still
    assert later.counts() == Counts(requests=2, paid=1, unknown=1)
    assert ledger.recall("c", "request", 0) is None
    later.close()


def test_a_run_goes_on_in_the_same_process(ledger: Ledger) -> None:
    intend(ledger, "a")
    ledger.go_on()
    intend(ledger, "b")
    assert ledger.counts().requests == 2


def test_who_leaves_asks_the_database_once_and_who_never_joined_not_at_all(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else whoever ends since the database is gone waits for it again."""
    asked: list[object] = []
    ask = ledger.storage.atomically

    def counted(work: Any) -> Any:
        asked.append(work)
        return ask(work)

    monkeypatch.setattr(ledger.storage, "atomically", counted)
    work = Work(ledger)
    work.leave()
    assert asked == []
    work.join(["one"], [0])
    asked.clear()
    for _ in range(2):
        work.leave()
    assert len(asked) == 1
    work.close()
