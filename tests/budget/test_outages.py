"""The ledger in a database that goes and comes back: what was under way is done again, and granted once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest

from clausewise.budget.ledger import Ledger
from clausewise.budget.limits import Counts, LedgerError, LimitReachedError
from clausewise.settings.shared_ledger import SharedLedger
from tests.postgres import Postgres

psycopg = pytest.importorskip("psycopg", reason="it is the extra 'postgres'")

from clausewise.budget import ledger_database  # noqa: E402 - it imports psycopg


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
