"""The work that machines share: each piece is done once, in order, and what a dead machine held is given back."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from clausewise.budget.ledger import Ledger
from clausewise.budget.limits import Counts, LeaseLostError, LedgerError
from clausewise.budget.work import Work, outcomes
from clausewise.settings.shared_ledger import LedgerPlace

NAMES = ["contact", "a", "b", "paid", "last"]
#: The paid one waits for all before it.
AFTER = [0, 1, 1, 3, 1]
#: A lease, and the time between two beats, that a test can wait for.
LEASE, BEAT = 0.3, 0.05

Joined = Callable[..., Work]


@pytest.fixture
def joined(place: LedgerPlace) -> Iterator[Joined]:
    """Make a machine that takes part."""
    made: list[Work] = []

    def join(*, lease: float = 60.0, beat: float = 60.0, names: list[str] = NAMES, after: list[int] = AFTER) -> Work:
        work = Work(Ledger(place, limit=3), lease=lease, beat=beat)
        made.append(work)
        work.join(names, after)
        return work

    yield join
    for work in made:
        work.close()
        work.ledger.close()


def die(work: Work) -> None:
    """Be heard of no more, as after a SIGKILL."""
    work._stopped.set()


def eventually(wanted: Callable[[], object]) -> bool:
    until = time.monotonic() + 20
    while not wanted() and time.monotonic() < until:
        time.sleep(0.02)
    return bool(wanted())


def test_pieces_are_taken_once_and_in_order(joined: Joined) -> None:
    one, two = joined(), joined()
    assert one.take() == 0
    assert two.take() is None  # what all wait for is not done
    one.finish(0, "made")
    assert [one.take(), two.take()] == [1, 2]
    assert two.outcome(0) == "made"
    assert two.outcome(1) is None


def test_a_piece_waits_for_all_that_come_before_it(joined: Joined) -> None:
    one, two = joined(), joined()
    one.finish(one.take() or 0, "")
    assert [one.take(), two.take()] == [1, 2]
    two.finish(2, "")
    assert two.take() == 4  # the paid one waits for the first, and this for the contact alone
    two.finish(4, "")
    assert two.take() is None
    one.finish(1, "")
    assert two.take() == 3
    two.finish(3, "x")
    assert (one.left(), outcomes(one.ledger.storage)) == (0, ["", "", "", "x", ""])


def test_racing_machines_take_each_piece_once(joined: Joined) -> None:
    names, after = [str(n) for n in range(40)], [0] * 40
    machines = [joined(names=names, after=after) for _ in range(6)]
    taken: list[int] = []

    def race(work: Work) -> None:
        while (place := work.take()) is not None:
            taken.append(place)
            work.finish(place, "")

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(race, machines))
    assert sorted(taken) == list(range(40))


def test_a_machine_that_leaves_gives_back_what_it_holds(joined: Joined) -> None:
    one, two = joined(), joined()
    assert one.take() == 0
    one.ledger.intend("probe", "request", 0, may_be_paid=True)
    one.leave()
    assert two.take() == 0
    assert two.ledger.counts() == Counts(requests=1, paid=0, unknown=1, spent=0)
    assert two.ledger.is_quiet()


def test_a_dead_machine_gives_back_what_it_held(joined: Joined) -> None:
    dead, alive = joined(lease=LEASE, beat=BEAT), joined(lease=LEASE, beat=BEAT)
    assert dead.take() == 0
    dead.ledger.intend("probe", "request", 0, may_be_paid=True)
    assert alive.take() is None
    die(dead)
    assert eventually(lambda: alive.take() == 0)
    assert alive.ledger.is_quiet()
    assert alive.ledger.counts().unknown == 1


def test_a_machine_that_is_heard_of_keeps_what_it_holds(joined: Joined) -> None:
    slow, other = joined(lease=LEASE, beat=BEAT), joined(lease=LEASE, beat=BEAT)
    assert slow.take() == 0
    time.sleep(4 * LEASE)
    assert other.take() is None
    slow.finish(0, "")


def test_who_counts_as_dead_sends_nothing_and_finishes_nothing(joined: Joined) -> None:
    paused, other = joined(lease=LEASE, beat=BEAT), joined(lease=LEASE, beat=BEAT)
    assert paused.take() == 0
    die(paused)
    assert eventually(lambda: other.take() == 0)
    for late in (
        lambda: paused.ledger.intend("probe", "request", 0, may_be_paid=True),
        lambda: paused.finish(0, ""),
        paused.take,
    ):
        with pytest.raises(LeaseLostError, match="counts as dead"):
            late()
    other.finish(0, "mine")
    assert other.outcome(0) == "mine"
    assert other.ledger.counts().requests == 0


def test_a_machine_that_came_less_than_a_lease_ago_takes_none_for_dead(joined: Joined) -> None:
    dead, late = joined(lease=LEASE, beat=BEAT), joined(lease=3.0, beat=BEAT)
    dead.take()
    die(dead)
    time.sleep(2 * LEASE)
    assert late.take() is None  # it has been there for less than a lease


def test_a_machine_joins_late_and_takes_what_is_left(joined: Joined) -> None:
    one = joined()
    one.finish(one.take() or 0, "")
    assert one.take() == 1
    assert joined().take() == 2


def test_other_tests_are_another_run(joined: Joined) -> None:
    joined()
    with pytest.raises(LedgerError, match="has chosen other tests"):
        joined(names=[*NAMES[:-1], "another"])


def test_a_run_begins_anew_only_where_nobody_takes_part(joined: Joined, place: LedgerPlace) -> None:
    one = joined()
    one.finish(one.take() or 0, "")
    one.ledger.end("enough")
    ledger = Ledger(place)
    again = Work(ledger)
    with pytest.raises(LedgerError, match="--resume while machines take part"):
        again.restart()
    one.leave()
    again.restart()
    assert (ledger.ended(), again.left()) == (None, len(NAMES))
    again.close()
    ledger.close()


def test_a_heartbeat_ends_with_its_machine(joined: Joined) -> None:
    work = joined(beat=BEAT)
    work.leave()
    work.close()
    assert not any(thread is work._beating for thread in threading.enumerate())
