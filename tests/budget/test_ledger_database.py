"""The ledger in a database: many processes, and a server that goes and comes back."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import pytest

from clausewise.budget import ledger as ledger_module
from clausewise.budget.ledger import Ledger
from clausewise.budget.limits import Counts, LedgerError, LimitReachedError
from clausewise.bundled import ROOT
from clausewise.settings.shared_ledger import SharedLedger
from tests.postgres import Postgres

psycopg = pytest.importorskip("psycopg", reason="it is the extra 'postgres'")

from clausewise.budget import ledger_database  # noqa: E402 - it imports psycopg


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


def test_a_connection_that_is_lost_is_made_anew(shared: SharedLedger) -> None:
    ledger = Ledger(shared, limit=2)
    ledger.intend("a", "request", 0, may_be_paid=True)
    with psycopg.connect(shared.address, autocommit=True) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE application_name = 'clausewise' AND datname = current_database()"
        )
    ledger.intend("b", "request", 0, may_be_paid=True)
    with pytest.raises(LimitReachedError):
        ledger.intend("c", "request", 0, may_be_paid=True)
    ledger.close()


def test_what_the_server_has_undone_for_another_is_done_again(shared: SharedLedger) -> None:
    ledger, tries = Ledger(shared), []

    def work() -> None:
        tries.append(ledger.storage.fact("name"))
        ledger.storage.note("name", "value")
        if len(tries) == 1:
            ledger.storage.execute("DO $$BEGIN RAISE EXCEPTION 'deadlock detected' USING ERRCODE = '40P01'; END$$")

    ledger.storage.atomically(work)
    assert tries == [None, None]
    assert ledger.storage.fact("name") == "value"
    ledger.close()


@pytest.mark.exhaustive
def test_a_server_that_comes_back_is_gone_on_with(shared: SharedLedger, postgres: Postgres) -> None:
    ledger = Ledger(shared, limit=2)
    ledger.settle(ledger.intend("a", "request", 0, may_be_paid=True), "paid")
    postgres.stop()
    later = threading.Timer(0.3, postgres.start)
    later.start()
    ledger.settle(ledger.intend("b", "request", 0, may_be_paid=True), "paid")
    later.join()
    assert ledger.counts() == Counts(requests=2, paid=2, unknown=0, spent=0)
    with pytest.raises(LimitReachedError):
        ledger.intend("c", "request", 0, may_be_paid=True)
    ledger.close()


@pytest.mark.exhaustive
def test_a_server_that_stays_away_is_told_in_one_line(
    shared: SharedLedger, postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger_database, "PATIENCE", 0.2)
    ledger = Ledger(shared, limit=2)
    postgres.stop()
    try:
        with pytest.raises(LedgerError, match="nothing more is sent, since it could not be written down") as told:
            ledger.intend("a", "request", 0, may_be_paid=True)
        assert "\n" not in str(told.value)
        with pytest.raises(LedgerError):
            Ledger(shared)
    finally:
        postgres.start()
    assert ledger.counts().requests == 0
    ledger.close()


class _Lost:
    """A connection that is lost after a statement was carried out, before its answer arrives."""

    def __init__(self, connection: Any, when: Callable[[object], bool]) -> None:
        self.connection = connection
        self.when = when

    def execute(self, query: object, *values: Any, **options: Any) -> Any:
        done = self.connection.execute(query, *values, **options)
        if self.when(query):
            self.connection.close()
            raise psycopg.OperationalError("the connection is lost")
        return done

    def __getattr__(self, name: str) -> Any:
        return getattr(self.connection, name)


@pytest.mark.parametrize("lost", ["COMMIT", "BEGIN"])
def test_an_intent_whose_grant_is_lost_on_its_way_is_written_once(lost: str, shared: SharedLedger) -> None:
    ledger = Ledger(shared, limit=1)
    storage: Any = ledger.storage
    storage._connection = _Lost(storage._connection, lambda query: lost in str(query))
    intent = ledger.intend("a", "request", 0, may_be_paid=True)
    assert ledger.counts().requests == 1
    entry = ledger.recall("a", "request", 0)
    assert entry is not None
    assert entry.id == intent
    ledger.close()


def test_what_another_process_has_written_is_no_grant(shared: SharedLedger) -> None:
    one, two = Ledger(shared), Ledger(shared)
    one.intend("a", "request", 0, may_be_paid=True)
    storage: Any = two.storage
    storage._connection = _Lost(storage._connection, lambda query: "BEGIN" in str(query))
    with pytest.raises(LedgerError, match="unique"):
        two.intend("a", "request", 0, may_be_paid=True)
    one.close()
    two.close()


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
