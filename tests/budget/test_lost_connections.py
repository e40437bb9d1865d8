"""The connection of a ledger that is lost or refused: what is tried again and for how long, and what is told."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from clausewise.budget.limits import LedgerError, LimitReachedError, UnderWayError
from tests.budget.scripted_database import PLACE, Clock, Scripted

psycopg = pytest.importorskip("psycopg", reason="it is the extra 'postgres'")

from clausewise.budget import ledger_database  # noqa: E402 - it imports psycopg
from clausewise.budget.ledger_database import LedgerDatabase  # noqa: E402 - likewise

LOST = psycopg.OperationalError("server closed the connection unexpectedly")
TROUBLE = (
    "--ledger (PostgreSQL, run night-2): the ledger cannot be read or written ({}); nothing more is sent, since it "
    "could not be written down. Mend that, then start the same command again"
)


@pytest.mark.parametrize(
    "said",
    [
        "connection refused",
        "FATAL: the database system is starting up",
        "FATAL: remaining connection slots are reserved",
        "could not translate host name",
    ],
)
def test_what_may_pass_is_tried_again_with_growing_pauses(said: str, clock: Clock, scripted: Scripted) -> None:
    scripted.refuses = [psycopg.OperationalError(said) for _ in range(9)]
    LedgerDatabase(PLACE)
    assert clock.slept == [0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 2.0, 2.0, 2.0]
    assert len(scripted.asked) == 10


def test_a_wait_of_more_than_a_second_is_told_once(
    clock: Clock, scripted: Scripted, caplog: pytest.LogCaptureFixture
) -> None:
    scripted.refuses = [psycopg.OperationalError("connection refused by sw0rdfish-7fe1") for _ in range(5)]
    LedgerDatabase(PLACE)
    assert sum(clock.slept) > 1
    assert caplog.messages == []
    scripted.refuses = [psycopg.OperationalError("connection refused by sw0rdfish-7fe1") for _ in range(9)]
    LedgerDatabase(PLACE)
    place = "--ledger (PostgreSQL, run night-2)"
    assert caplog.messages == [f"{place} cannot be reached (connection refused by [REDACTED KEY]); trying for 60 s"]


def test_a_database_that_stays_away_is_waited_for_a_minute(clock: Clock, scripted: Scripted) -> None:
    scripted.refuses = [psycopg.OperationalError("connection\nrefused") for _ in range(99)]
    with pytest.raises(LedgerError) as told:
        LedgerDatabase(PLACE)
    assert 60 <= sum(clock.slept) < 62
    assert str(told.value) == TROUBLE.format("connection refused")
    assert told.value.__cause__ is None


def test_the_time_to_wait_ends_to_the_second(clock: Clock, scripted: Scripted, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger_database, "PATIENCE", 0.0)
    scripted.refuses = [LOST]
    with pytest.raises(LedgerError):
        LedgerDatabase(PLACE)
    assert clock.slept == []


@pytest.mark.parametrize(
    "said", ["FATAL: password authentication failed", 'FATAL: database "nowhere" does not exist', "FATAL: no pg_hba"]
)
def test_who_is_refused_by_a_server_that_is_up_is_told_at_once(said: str, clock: Clock, scripted: Scripted) -> None:
    scripted.refuses = [psycopg.OperationalError(f"{said} for sw0rdfish-7fe1")]
    with pytest.raises(LedgerError) as told:
        LedgerDatabase(PLACE)
    assert clock.slept == []
    assert str(told.value).startswith(TROUBLE.format(said)[:90])
    assert "sw0rdfish-7fe1" not in str(told.value)


def test_a_statement_whose_connection_was_lost_is_asked_again(clock: Clock, scripted: Scripted) -> None:
    storage = LedgerDatabase(PLACE)
    scripted.fails = {"SELECT 2": LOST}
    scripted.found = {"SELECT 2": [(2,)]}
    assert storage.rows("SELECT 2") == [(2,)]
    assert clock.slept == [0.05]
    assert [connection.statements[-1] for connection in scripted.made] == ["SELECT 2", "SELECT 2"]
    assert scripted.made[0].closed


def test_a_statement_that_is_wrong_is_told_at_once(clock: Clock, scripted: Scripted) -> None:
    storage = LedgerDatabase(PLACE)
    scripted.closes = False
    scripted.fails = {"SELECT 2": psycopg.errors.UndefinedTable('relation "two" does not exist')}
    with pytest.raises(LedgerError) as told:
        storage.rows("SELECT 2")
    assert str(told.value) == TROUBLE.format('relation "two" does not exist')
    assert clock.slept == []


@pytest.mark.parametrize("undone", [psycopg.errors.DeadlockDetected, psycopg.errors.SerializationFailure])
def test_work_undone_by_a_deadlock_is_begun_anew(undone: type[Exception], clock: Clock, scripted: Scripted) -> None:
    storage = LedgerDatabase(PLACE)
    scripted.closes = False
    scripted.fails = {"UPDATE": undone("deadlock detected")}
    done = []
    assert storage.atomically(lambda: done.append(storage.execute("UPDATE facts SET value = ?", ("x",)))) is None
    assert done == [1]
    assert clock.slept == [0.05]


def test_a_refusal_by_the_limit_over_all_servers_keeps_its_type_and_words(clock: Clock, scripted: Scripted) -> None:
    for state, error in (("CW001", LimitReachedError), ("CW002", UnderWayError)):
        raised: Any = type(
            "Raised", (psycopg.Error,), {"sqlstate": state, "diag": SimpleNamespace(message_primary=state)}
        )
        storage = LedgerDatabase(PLACE)
        scripted.fails = {"SELECT 2": raised()}
        with pytest.raises(LimitReachedError, match=f"^{state}$") as told:
            storage.rows("SELECT 2")
        assert told.type is error
    assert clock.slept == []


def test_work_whose_connection_is_lost_rolls_back_by_itself(clock: Clock, scripted: Scripted) -> None:
    storage = LedgerDatabase(PLACE)
    scripted.fails = {"SELECT 2": LOST}
    scripted.found = {"SELECT 2": [(2,)]}
    assert storage.atomically(lambda: storage.row("SELECT 2")) == (2,)
    assert len(scripted.made) == 2


def test_a_connection_that_cannot_be_closed_is_left(clock: Clock, scripted: Scripted) -> None:
    storage = LedgerDatabase(PLACE)

    def close() -> None:
        raise LOST

    scripted.made[0].close = close  # type: ignore[method-assign]  # which fails
    storage.close()
    storage.close()
    storage.rows("SELECT 2")
    assert len(scripted.made) == 2
