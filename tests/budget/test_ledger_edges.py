"""The ledger at its edges: whose it is, what was lost and sent again, and which limit says no."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from clausewise.budget.ledger import Ledger
from clausewise.budget.limits import Counts, LeaseLostError, LedgerError, LimitReachedError, UnderWayError
from clausewise.budget.work import Work
from clausewise.settings.shared_ledger import LEASE, LedgerPlace
from tests.budget.scripted_database import Clock as ScriptedClock

KEY = "sk-ledger-1234567890"
OTHER_KEY = (
    "the API key is another than that of the run that is to go on, and another account may answer otherwise; "
    "resume with the same key, or give another file"
)


@pytest.fixture
def ledger(place: LedgerPlace) -> Iterator[Ledger]:
    opened = Ledger(place, limit=5, spend=100)
    yield opened
    opened.close()


def intend(ledger: Ledger, name: str, *, price: int = 0, paid: bool = True) -> int:
    return ledger.intend(name, "request", 0, may_be_paid=paid, price=price)


@pytest.mark.parametrize(("first", "second"), [(KEY, "another"), (KEY, None), (None, KEY), (KEY, KEY.upper())])
def test_a_run_goes_on_with_its_own_key_only(
    ledger: Ledger, place: LedgerPlace, first: str | None, second: str | None
) -> None:
    assert ledger.has_key() is False
    ledger.join("plan", first)
    assert ledger.has_key() is (first is not None)
    ledger.join("plan", first)
    resumed = Ledger(place)
    with pytest.raises(LedgerError, match=f"^{re.escape(f'{place}: {OTHER_KEY}')}$"):
        resumed.join("plan", second)
    resumed.join("plan", first)
    resumed.close()


def test_a_key_is_kept_as_a_salted_digest_alone(tmp_path: Path) -> None:
    kept = set()
    for name in ("one", "two"):
        ledger = Ledger(tmp_path / name)
        ledger.join("plan", KEY)
        salt, digest = str(ledger.storage.fact("key")).split()
        assert (len(salt), len(digest)) == (32, 64)
        kept |= {salt, digest}
        ledger.close()
        assert KEY.encode() not in (tmp_path / name).read_bytes()
    assert len(kept) == 4


def test_answers_are_kept_unless_it_is_told_otherwise(ledger: Ledger, tmp_path: Path) -> None:
    assert ledger.keeps_answers is True
    other = Ledger(tmp_path / "other", keeps_answers=False)
    assert other.keeps_answers is False
    other.close()


def test_another_plan_is_told_in_full(ledger: Ledger, place: LedgerPlace) -> None:
    ledger.join("plan")
    assert ledger.is_of("plan")
    assert not ledger.is_of("another")
    with pytest.raises(LedgerError) as refused:
        ledger.join("another")
    assert str(refused.value) == (
        f"{place}: this is the ledger of another plan (another spec, server, option or shard); "
        "resume with the options of that run, or give another file"
    )


@pytest.mark.parametrize("paid", [True, False])
def test_it_remembers_whether_a_request_could_be_paid(ledger: Ledger, *, paid: bool) -> None:
    ledger.settle(intend(ledger, "a", paid=paid), "unknown", "answer")
    entry = ledger.recall("a", "request", 0)
    assert entry is not None
    assert entry.may_be_paid is paid


def test_what_is_sent_once_more_counts_twice_and_costs_nothing(ledger: Ledger) -> None:
    first = intend(ledger, "a", price=7)
    ledger.settle(first, "unpaid")
    ledger.intend_again(first)
    assert ledger.counts() == Counts(requests=2, paid=0, unknown=0, spent=0)
    assert not ledger.is_quiet()
    ledger.settle(first, "unpaid")
    assert ledger.is_quiet()


def test_what_did_not_leave_once_more_stays_as_it_left_before(ledger: Ledger) -> None:
    first = intend(ledger, "a", price=7)
    ledger.settle(first, "unpaid")
    ledger.intend_again(first)
    ledger.withdraw(first)
    assert ledger.counts() == Counts(requests=1, paid=0, unknown=0, spent=0)
    entry = ledger.recall("a", "request", 0)
    assert entry is not None
    assert entry.outcome == "unknown"


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


def test_an_id_that_is_no_text_of_unicode_is_known_again(ledger: Ledger) -> None:
    assert ledger.made_before("\ud800", "a", b"{}") is None
    assert ledger.made_before("\ud800", "b", b"{}") == ("a", True)


def test_a_file_that_breaks_meanwhile_is_told_in_full(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger")
    ledger.storage.execute("DROP TABLE intents")
    with pytest.raises(LedgerError) as broken:
        intend(ledger, "a")
    assert str(broken.value) == (
        f"{tmp_path / 'ledger'}: the ledger cannot be read or written any more (no such table: intents); nothing more "
        "is sent, since it could not be written down. Mend that, then go on with --resume"
    )
    ledger.close()


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
            ledger.intend(name, "request", 0, may_be_paid=True, wait=30)
        return clock.now - before

    assert waited("first") >= 30
    assert waited("second") == 0
    intend(ledger, "free", paid=False)
    assert waited("third") == 0
    ledger.settle(held[0], "unpaid")
    intend(ledger, "another")
    assert waited("fourth") >= 30
