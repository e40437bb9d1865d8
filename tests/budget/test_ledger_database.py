"""The ledger in a database: many processes, threads, runs and sessions, and those who may not."""

from __future__ import annotations

import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import pytest

from clausewise.budget import ledger as ledger_module
from clausewise.budget.ledger import Ledger
from clausewise.budget.limits import Counts, LedgerError, LimitReachedError
from clausewise.bundled import ROOT
from clausewise.settings.shared_ledger import SharedLedger

psycopg = pytest.importorskip("psycopg", reason="it is the extra 'postgres'")


def test_racing_processes_are_granted_what_is_allowed(shared: SharedLedger) -> None:
    ledgers = [Ledger(shared, limit=30) for _ in range(8)]

    def race(racer: int) -> int:
        granted = 0
        for turn in range(8):
            try:
                ledgers[racer].settle(ledgers[racer].intend(f"{racer}", "request", turn, may_be_paid=True), "paid")
                granted += 1
            except LimitReachedError:
                pass
        return granted

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(race, range(8))) == 30
    assert ledgers[0].counts().paid == 30
    for ledger in ledgers:
        ledger.close()


def test_threads_of_one_connection_wait_for_each_other(shared: SharedLedger) -> None:
    ledger = Ledger(shared, limit=10)
    ledger.storage.note("sum", "0")

    def add(turn: int) -> None:
        def added() -> None:
            known = int(ledger.storage.fact("sum") or 0)
            time.sleep(0.001)
            ledger.storage.note("sum", str(known + 1))
            if turn % 2:
                raise LookupError

        with suppress(LookupError):  # which takes back what was noted, and nothing of another thread
            ledger.storage.atomically(added)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add, range(40)))
    assert ledger.storage.fact("sum") == "20"
    ledger.close()


def test_two_runs_of_one_database_know_nothing_of_each_other(shared: SharedLedger) -> None:
    one, two = Ledger(shared, limit=1), Ledger(SharedLedger(shared.address, f"{shared.run}-other"), limit=1)
    for ledger in (one, two):
        ledger.settle(ledger.intend("a", "request", 0, may_be_paid=True), "paid")
        ledger.close()


def test_a_pooler_may_give_one_session_to_two_runs_in_turns(
    shared: SharedLedger, monkeypatch: pytest.MonkeyPatch
) -> None:
    with psycopg.connect(shared.address, autocommit=True) as session:
        given: list[dict[str, Any]] = []

        def connect(_: str, **options: Any) -> Any:
            given.append(options)
            return session

        monkeypatch.setattr(psycopg, "connect", connect)
        one, two = (Ledger(SharedLedger(shared.address, f"{shared.run}-{name}"), limit=1) for name in "ab")
        before = session.execute("SELECT name, setting FROM pg_settings WHERE source = 'session'").fetchall()
        for ledger in (one, two):
            ledger.settle(ledger.intend("a", "request", 0, may_be_paid=True), "paid")
        for ledger in (one, two):
            assert ledger.counts() == Counts(requests=1, paid=1, unknown=0, spent=0)
            with pytest.raises(LimitReachedError):
                ledger.intend("b", "request", 0, may_be_paid=True)
        # Nothing is left in a session that is another's next: no setting, no statement that was prepared.
        assert session.execute("SELECT name, setting FROM pg_settings WHERE source = 'session'").fetchall() == before
        assert session.execute("SELECT 1 FROM pg_prepared_statements").fetchall() == []
        assert all(options["prepare_threshold"] is None for options in given)


def test_a_missing_package_is_told_with_the_extra(shared: SharedLedger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    monkeypatch.delitem(sys.modules, "clausewise.budget.ledger_database")
    with pytest.raises(LedgerError) as told:
        ledger_module.Ledger(shared)
    assert str(told.value) == (
        f"{shared}: psycopg is missing (import of psycopg halted; None in sys.modules); "
        f"run: {sys.executable} -m pip install '{ROOT}[postgres]'"
    )


def test_somebody_without_rights_is_told_at_once(shared: SharedLedger) -> None:
    with psycopg.connect(shared.address, autocommit=True) as connection:
        database = connection.info.dbname
        connection.execute("DO $$BEGIN CREATE ROLE nobody LOGIN; EXCEPTION WHEN OTHERS THEN NULL; END$$")
    with pytest.raises(LedgerError, match="permission denied"):
        Ledger(SharedLedger(type(shared.address)(shared.address.replace("postgres:@", "nobody:@")), "night-1"))
    with pytest.raises(LedgerError, match="does not exist"):
        Ledger(SharedLedger(type(shared.address)(shared.address.replace(f"/{database}?", "/nowhere?")), "night-1"))
