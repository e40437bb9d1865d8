"""Notes of the processes of a run to each other: who is done, what was made, by which id the run goes."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest

from clausewise.budget.ledger import Ledger
from clausewise.settings.shared_ledger import LedgerPlace


@pytest.fixture
def ledger(place: LedgerPlace) -> Iterator[Ledger]:
    opened = Ledger(place)
    yield opened
    opened.close()


@pytest.fixture
def other(place: LedgerPlace) -> Iterator[Ledger]:
    """Another process of the same run."""
    opened = Ledger(place)
    yield opened
    opened.close()


def test_what_is_done_before_a_place_is_counted_for_all(ledger: Ledger, other: Ledger) -> None:
    assert ledger.finished_before(9) == 0
    for place in (0, 2, 2, 5):
        ledger.finish(place)
    assert [other.finished_before(place) for place in (0, 1, 2, 3, 5, 6)] == [0, 1, 1, 2, 2, 3]
    other.go_on()
    assert ledger.finished_before(9) == 0


def test_turns_that_are_open_are_open_to_all_until_the_run_goes_on(ledger: Ledger, other: Ledger) -> None:
    assert not other.turns_are_open()
    ledger.open_turns()
    assert other.turns_are_open()
    other.go_on()
    assert not ledger.turns_are_open()


def test_anything_else_that_was_made_is_told_apart(ledger: Ledger, other: Ledger) -> None:
    assert ledger.has_made_others("a") is False
    ledger.made_before("a", "probe", b"{}")
    assert other.has_made_others("a") is False
    assert other.has_made_others("b") is True
    ledger.made_before("b", "probe", b"{}")
    assert other.has_made_others("a") is True


def test_a_run_has_one_id_for_all_its_processes(ledger: Ledger, other: Ledger) -> None:
    found = ledger.run_id()
    assert str(UUID(found)) == found
    assert other.run_id() == ledger.run_id() == found


def test_two_runs_have_two_ids(ledger: Ledger, place: LedgerPlace) -> None:
    found = ledger.run_id()
    ledger.storage.execute("DELETE FROM facts")
    assert ledger.run_id() != found


def test_the_first_that_tells_a_cause_is_named_until_the_run_goes_on(ledger: Ledger, other: Ledger) -> None:
    assert ledger.first_of("cause", "a") == "a"
    assert other.first_of("cause", "b") == "a"
    assert other.first_of("another", "b") == "b"
    other.go_on()
    assert other.first_of("cause", "b") == "b"


def test_only_answers_of_a_probe_that_cost_nothing_are_forgotten(ledger: Ledger) -> None:
    for probe in ("a", "b"):
        for turn, outcome in enumerate(("unpaid", "paid", "unknown")):
            intent = ledger.intend(probe, "request", turn, may_be_paid=True)
            ledger.settle(intent, outcome, f"answer {turn}")
    ledger.forget_answers("a")
    kept = [ledger.recall(probe, "request", turn) for probe in ("a", "b") for turn in range(3)]
    assert [entry and entry.answer for entry in kept] == [
        *(None, "answer 1", "answer 2"),
        *("answer 0", "answer 1", "answer 2"),
    ]
    assert [entry and entry.outcome for entry in kept[:3]] == ["unpaid", "paid", "unknown"]
