"""The address of a ledger in a database, and the name of a run: what is refused, and a password that nobody sees."""

from __future__ import annotations

import traceback
from urllib.parse import quote

import pytest

from clausewise.budget.ledger import Ledger
from clausewise.budget.limits import LedgerError
from clausewise.settings.shared_ledger import SharedLedgerError, is_shared, read_shared

pytest.importorskip("psycopg", reason="it is the extra 'postgres'")

from clausewise.budget import ledger_database

PASSWORD = "sw0rdfish-7fe1"  # noqa: S105 - of no server


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://somebody:{}@127.0.0.1:1/ledger?connect_timeout=1",
        "postgresql://somebody@127.0.0.1:1/ledger?password={}",
        "postgresql://somebody:{}@127.0.0.1:notaport/ledger",
        "postgresql://somebody:{}@127.0.0.1/ledger?{}",
    ],
)
def test_a_password_is_in_nothing_that_is_said(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger_database, "PATIENCE", 0.1)
    for password in (PASSWORD, f"{PASSWORD}/+ä"):
        place = read_shared(address.replace("{}", quote(password, safe="")), "night-1")
        with pytest.raises(LedgerError) as told:
            Ledger(place)
        said = "".join(traceback.format_exception(told.value)) + repr(place) + str(place) + repr(vars(place))
        assert PASSWORD not in said
        assert quote(password, safe="") not in said
        assert "\n" not in str(told.value)


@pytest.mark.parametrize(
    "address",
    [f"postgresql://user:{PASSWORD}@x@host/db", f"postgresql://user:x/{PASSWORD}@host/db", "postgresql:/host"],
)
def test_an_address_that_may_be_misread_is_refused_unseen(address: str) -> None:
    with pytest.raises(SharedLedgerError, match="%40") as told:
        read_shared(address, "night-1")
    assert PASSWORD not in str(told.value)


def test_an_address_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEDGER_ADDRESS", "postgresql://user@host/db")
    assert read_shared("env:LEDGER_ADDRESS", "night-1").address == "postgresql://user@host/db"
    monkeypatch.delenv("LEDGER_ADDRESS")
    with pytest.raises(SharedLedgerError, match="is not set or empty"):
        read_shared("env:LEDGER_ADDRESS", "night-1")


@pytest.mark.parametrize("run", [None, "", "a b", "x" * 41, "../up", 'a"b'])
def test_a_run_needs_a_name(run: str | None) -> None:
    with pytest.raises(SharedLedgerError, match="--run"):
        read_shared("postgresql://user@host/db", run)


def test_files_are_told_from_databases() -> None:
    assert not is_shared("ledger.sqlite")
    assert not is_shared("./env:x")
    assert is_shared("env:LEDGER_ADDRESS")
