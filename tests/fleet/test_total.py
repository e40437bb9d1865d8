"""The limit over all servers: kept by the database, whatever runs race for what is left of it."""

from __future__ import annotations

import threading
from collections import Counter
from contextlib import closing, suppress

import pytest

from clausewise.budget.ledger import Ledger
from clausewise.budget.limits import LedgerError, LimitReachedError, Limits, UnderWayError
from clausewise.settings.shared_ledger import SharedLedger, SharedRound, read_shared

pytest.importorskip("procrastinate", reason="it is the extra 'fleet'")

from clausewise.fleet.rounds import TABLES, Round
from tests.budget.scripted_database import Clock


def counted(address: str, name: str, most: int | None, *runs: str, spend: int | None = None) -> Round:
    """A round whose runs count, without jobs."""
    from clausewise.budget import total

    round_ = Round(SharedRound(read_shared(address, name).address, name))
    total.limit_total(round_._storage, round_.place, Limits(most, spend))
    for run in runs:
        with closing(Ledger(round_.run_of(run))):
            total.count_in_total(round_._storage, round_.place, round_.run_of(run))
    return round_


def spend(place: SharedLedger, limit: int, outcomes: list[str], told: Counter[str]) -> None:
    """Ask for leave again and again, and settle what is granted."""
    with closing(Ledger(place, limit=limit)) as ledger:
        for number in range(12):
            try:
                intent = ledger.intend("probe", str(number), 0, may_be_paid=True, wait=5)
            except LimitReachedError as error:
                told[str(error)] += 1
                continue
            ledger.settle(intent, outcomes[number % len(outcomes)])
            told[outcomes[number % len(outcomes)]] += 1


def test_racing_runs_never_pass_the_total(address: str) -> None:
    runs = [f"server-{number}" for number in range(6)]
    with closing(counted(address, "race", 20, *runs)) as round_:
        told: Counter[str] = Counter()
        given = [(round_.run_of(run), 5, ["paid", "unpaid", "unknown"], told) for run in runs]
        threads = [threading.Thread(target=spend, args=each) for each in given]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        sums = round_.sums()
        # What is paid, and what may have been, counts; what was refused is given back.
        assert told["paid"] + told["unknown"] == 20 == sums.paid
        assert told["the limit of 20 paid requests over all servers is reached"] > 0
        for run in runs:
            with closing(Ledger(round_.run_of(run))) as ledger:
                assert ledger.counts().paid + ledger.counts().unknown <= 5


def test_what_is_under_way_is_waited_for_and_what_is_taken_back_is_free(address: str) -> None:
    with closing(counted(address, "wait", 1, "a", "b")) as round_:
        with closing(Ledger(round_.run_of("a"))) as one, closing(Ledger(round_.run_of("b"))) as two:
            first = one.intend("p", "r", 0, may_be_paid=True)
            with pytest.raises(UnderWayError, match="the limit of 1 paid requests over all servers is under way"):
                two.intend("p", "r", 0, may_be_paid=True)
            two.intend("p", "free", 0, may_be_paid=False)  # which can cost nothing
            one.withdraw(first)
            second = two.intend("p", "r", 0, may_be_paid=True)
            two.settle(second, "paid")
            with pytest.raises(LimitReachedError, match="over all servers is reached") as raised:
                one.intend("p", "r", 1, may_be_paid=True)
            assert not isinstance(raised.value, UnderWayError)
            # A server that charges for what no server should accept is counted all the same.
            free = one.intend("p", "s", 0, may_be_paid=False)
            one.settle(free, "paid")
        assert round_.sums().paid == 2


def test_what_another_server_holds_is_waited_for_once_and_counts_once_it_is_given_up(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock()
    monkeypatch.setattr("clausewise.budget.grants.time", clock)
    with (
        closing(counted(address, "held", 2, "dead", "alive", spend=1000)) as round_,
        closing(Ledger(round_.run_of("dead"))) as dead,
        closing(Ledger(round_.run_of("alive"))) as alive,
    ):
        held = dead.intend("p", "r", 0, may_be_paid=True, price=600)

        def waited(turn: int, price: int) -> float:
            before = clock.now
            with pytest.raises(UnderWayError):
                alive.intend("p", "r", turn, may_be_paid=True, price=price, wait=1)
            return clock.now - before

        assert waited(0, 500) >= 1  # for money
        assert waited(1, 500) == 0
        alive.settle(alive.intend("p", "r", 2, may_be_paid=True, price=300, wait=1), "paid")
        assert waited(3, 1) >= 1  # for the last piece, since one was granted
        assert waited(4, 1) == 0
        dead.settle(held, "unknown")  # as those do who bury it
        with pytest.raises(LimitReachedError) as told:
            alive.intend("p", "r", 5, may_be_paid=True, price=1, wait=1)
        assert not isinstance(told.value, UnderWayError)
        assert (round_.sums().paid, round_.sums().spent) == (2, 900)


def test_a_round_keeps_its_limit_and_one_without_has_none(address: str) -> None:
    for known, other in ((7, None), (None, 7), (7, 8)):
        name = f"kept-{known}"
        counted(address, name, known).close()
        with pytest.raises(LedgerError) as told:
            counted(address, name, other)
        assert str(told.value) == (
            f"--ledger (PostgreSQL, fleet {name}): the limit over all servers is {'none' if known is None else known} "
            "in this round; give the same, or begin another round with another --run"
        )
        counted(address, name, known).close()
    with closing(counted(address, "none", None, "a")) as round_, closing(Ledger(round_.run_of("a"))) as ledger:
        for number in range(3):
            ledger.settle(ledger.intend("p", str(number), 0, may_be_paid=True), "paid")
        assert (round_.sums().paid, round_.sums().most) == (3, Limits())


def test_racing_runs_never_spend_more_than_all_may(address: str) -> None:
    runs = [f"server-{number}" for number in range(4)]
    with closing(counted(address, "money", None, *runs, spend=10_000)) as round_:
        granted: list[int] = []

        def race(run: str, price: int) -> None:
            with closing(Ledger(round_.run_of(run))) as ledger, suppress(LimitReachedError):
                for number in range(40):
                    intent = ledger.intend("probe", str(number), 0, may_be_paid=True, price=price, wait=10)
                    outcome = ("paid", "unpaid", "unknown")[number % 3]
                    ledger.settle(intent, outcome)
                    granted.append(price * (outcome != "unpaid"))

        threads = [threading.Thread(target=race, args=each) for each in zip(runs, (100, 300, 700, 1100), strict=True)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        sums = round_.sums()
        assert 10_000 - 100 < sum(granted) == sums.spent <= 10_000  # the cheapest one leaves less than its price
        with closing(Ledger(round_.run_of("server-0"))) as ledger:
            with pytest.raises(LimitReachedError, match="the limit of money over all servers is reached") as raised:
                ledger.intend("probe", "dear", 0, may_be_paid=True, price=10_001)
            assert not isinstance(raised.value, UnderWayError)
            free = ledger.intend("probe", "free", 0, may_be_paid=False, price=10_001)
            ledger.settle(free, "paid")  # what is charged for counts, though nobody may order it any more
        assert round_.sums().spent == sums.spent + 10_001


def test_money_that_is_under_way_is_waited_for(address: str) -> None:
    with (
        closing(counted(address, "wait-money", None, "a", spend=5)) as round_,
        closing(Ledger(round_.run_of("a"))) as one,
    ):
        first = one.intend("p", "r", 0, may_be_paid=True, price=3)
        with pytest.raises(UnderWayError, match="the limit of money over all servers is under way"):
            one.intend("p", "r", 1, may_be_paid=True, price=3)
        one.withdraw(first)
        one.settle(one.intend("p", "r", 1, may_be_paid=True, price=3), "unpaid")
        one.settle(one.intend("p", "r", 2, may_be_paid=True, price=5), "paid")
        assert round_.sums().spent == 5
    with pytest.raises(LedgerError, match=r"the limit of money over all servers is 5e-06 in this round; give the same"):
        counted(address, "wait-money", None, spend=6)


@pytest.mark.parametrize(
    ("known", "other", "told"),
    [(2_500_000, None, "2.5"), (None, 5, "none"), (1_234_567_000_000, 5, "1234567")],
)
def test_a_round_keeps_its_limit_of_money(address: str, known: int | None, other: int | None, told: str) -> None:
    name = f"money-{known}"
    counted(address, name, None, spend=known).close()
    with pytest.raises(LedgerError) as refused:
        counted(address, name, None, spend=other)
    assert str(refused.value) == (
        f"--ledger (PostgreSQL, fleet {name}): the limit of money over all servers is {told} in this round; give the "
        "same, or begin another round with another --run"
    )


def test_no_run_shares_a_schema_with_a_round() -> None:
    address = read_shared("postgresql://u@h/d", "x").address
    assert len({SharedLedger(address, "x").schema, SharedRound(address, "x").schema}) == 2
    assert all(len(SharedRound(address, "x" * 40).schema) <= 63 for _ in TABLES)
