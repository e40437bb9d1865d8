"""The ledger at its edges: whose it is, what was lost and sent again, what breaks meanwhile."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from clausewise.budget.ledger import Ledger
from clausewise.budget.limits import Counts, LedgerError
from clausewise.settings.shared_ledger import LedgerPlace
from tests.budget.asking import intend

KEY = "sk-ledger-1234567890"
OTHER_KEY = (
    "the API key is another than that of the run that is to go on, and another account may answer otherwise; "
    "resume with the same key, or give another file"
)


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
