"""The ledger, method by method: what it counts, what it grants, what it remembers."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from clausewise.budget.ledger import Ledger
from clausewise.budget.limits import Counts, LedgerError, LimitReachedError
from clausewise.settings.shared_ledger import LedgerPlace


@pytest.fixture
def ledger(place: LedgerPlace) -> Iterator[Ledger]:
    opened = Ledger(place, limit=2, spend=100)
    yield opened
    opened.close()


def intend(ledger: Ledger, name: str, *, turn: int = 0, price: int = 0, paid: bool = True) -> int:
    return ledger.intend(name, f"request of {name}", turn, may_be_paid=paid, price=price)


def settled(ledger: Ledger, name: str, outcome: str, *, price: int = 0, paid: bool = True) -> None:
    ledger.settle(intend(ledger, name, price=price, paid=paid), outcome, f"answer to {name}")


def test_each_outcome_is_counted_as_what_it_is(place: LedgerPlace) -> None:
    ledger = Ledger(place)
    settled(ledger, "paid", "paid", price=1)
    settled(ledger, "unpaid", "unpaid", price=10)
    settled(ledger, "unknown", "unknown", price=100)
    intend(ledger, "under way", price=1000)
    settled(ledger, "free", "unpaid", price=10_000, paid=False)
    assert ledger.counts() == Counts(requests=5, paid=1, unknown=2, spent=1101)
    ledger.close()


def test_what_was_paid_counts_though_nobody_thought_that_it_could_be(ledger: Ledger) -> None:
    settled(ledger, "a", "paid", price=7, paid=False)
    assert ledger.counts() == Counts(requests=1, paid=1, unknown=0, spent=7)


def test_an_unknown_outcome_of_what_costs_nothing_costs_nothing(ledger: Ledger) -> None:
    settled(ledger, "a", "unknown", price=7, paid=False)
    assert ledger.counts() == Counts(requests=1, paid=0, unknown=0, spent=0)


def test_what_is_withdrawn_was_never_there(ledger: Ledger) -> None:
    ledger.withdraw(intend(ledger, "a", price=7))
    assert ledger.counts() == Counts(requests=0, paid=0, unknown=0, spent=0)
    assert ledger.recall("a", "request of a", 0) is None


def test_a_ledger_is_new_until_something_is_sent(ledger: Ledger) -> None:
    assert ledger.is_new()
    intend(ledger, "a")
    assert not ledger.is_new()


def test_an_answer_is_found_by_probe_request_and_turn(ledger: Ledger) -> None:
    settled(ledger, "a", "unpaid")
    entry = ledger.recall("a", "request of a", 0)
    assert entry is not None
    assert (entry.outcome, entry.answer) == ("unpaid", "answer to a")
    for other in (("b", "request of a", 0), ("a", "another request", 0), ("a", "request of a", 1)):
        assert ledger.recall(*other) is None


def test_one_turn_of_a_request_is_written_once(ledger: Ledger) -> None:
    intend(ledger, "a")
    with pytest.raises(Exception, match=r"(?i)unique"):
        intend(ledger, "a")
    intend(ledger, "a", turn=1)


def test_a_second_process_sees_what_the_first_has_written(ledger: Ledger, place: LedgerPlace) -> None:
    settled(ledger, "a", "paid", price=5)
    other = Ledger(place, limit=1)
    assert other.counts() == ledger.counts()
    with pytest.raises(LimitReachedError, match="limit of 1"):
        intend(other, "b")
    other.close()


def test_a_clause_ends_once_for_everybody(ledger: Ledger, place: LedgerPlace) -> None:
    assert not ledger.has_ended("c")
    ledger.end_clause("c")
    ledger.end_clause("c")
    other = Ledger(place)
    assert other.has_ended("c")
    assert not other.has_ended("d")
    other.close()


def test_what_was_made_is_known_with_its_maker(ledger: Ledger) -> None:
    assert ledger.made_before("id", "a", b"{}") is None
    assert ledger.made_before("id", "a", b"{}") is None  # judged again when a run is resumed
    assert ledger.made_before("id", "b", b"{}") == ("a", True)
    assert ledger.made_before("id", "b", b"[]") == ("a", False)
    assert ledger.made_before("other", "b", b"[]") is None


def test_what_was_made_is_not_kept_as_it_came(ledger: Ledger) -> None:
    ledger.made_before("sk-a-key-in-an-id", "a", b"{}")
    assert "sk-a-key-in-an-id" not in str(ledger.storage.rows("SELECT * FROM made"))


def test_a_ledger_belongs_to_one_plan(ledger: Ledger, place: LedgerPlace) -> None:
    ledger.join("plan")
    ledger.join("plan")
    other = Ledger(place)
    with pytest.raises(LedgerError, match="the ledger of another plan"):
        other.join("another plan")
    other.close()


def test_an_end_holds_until_the_run_goes_on(ledger: Ledger) -> None:
    assert ledger.ended() is None
    ledger.end("first reason")
    ledger.end("second reason")
    assert ledger.ended() == "first reason"
    ledger.go_on()
    assert ledger.ended() is None


def test_failures_in_a_row_are_counted_and_forgotten(ledger: Ledger) -> None:
    assert [ledger.count_failure(failed=failed) for failed in (True, True, False, True)] == [1, 2, 0, 1]
    ledger.go_on()
    assert ledger.count_failure(failed=True) == 1


def test_an_answer_that_is_no_failure_is_written_only_after_one_that_is(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each write is a wait for the others of the run."""
    written: list[object] = []
    atomically = ledger.storage.atomically

    def noted(work: Callable[[], object]) -> object:
        written.append(work)
        return atomically(work)

    monkeypatch.setattr(ledger.storage, "atomically", noted)
    assert (ledger.count_failure(failed=False), len(written)) == (0, 0)
    ledger.count_failure(failed=True)
    assert [(ledger.count_failure(failed=False), len(written)) for _ in range(3)] == [(0, 2)] * 3


def test_places_in_the_queue_are_apart(ledger: Ledger) -> None:
    before = time.time()
    first, second, third = (ledger.turn_at(10) for _ in range(3))
    assert before <= first <= time.time()
    assert second == pytest.approx(first + 10)
    assert third == pytest.approx(first + 20)
    ledger.go_on()
    assert ledger.turn_at(10) < second


def test_text_that_no_database_holds_is_found_again(ledger: Ledger) -> None:
    settled(ledger, "a\0b", "unpaid")
    assert ledger.recall("a\0b", "request of a\0b", 0) is not None
    assert ledger.first_of("cause\0", "a") == "a"
    assert ledger.first_of("cause\0", "b") == "a"


def test_a_file_that_is_no_ledger_is_refused_in_one_line(tmp_path: Path) -> None:
    file = tmp_path / "ledger.sqlite"
    file.write_text("no database" * 100)
    with pytest.raises(LedgerError, match="give another file") as refused:
        Ledger(file)
    assert str(file) in str(refused.value)
    assert "\n" not in str(refused.value)
