"""The connection of a ledger: what is tried again and for how long, what is told at once, and in which words."""

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
#: The key of the lock of a run, as it has always been: machines of two versions must not pass each other.
LOCK = -3077001095831211678


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    found = Clock()
    monkeypatch.setattr(ledger_database, "time", found)
    return found


@pytest.fixture
def database(monkeypatch: pytest.MonkeyPatch) -> Scripted:
    found = Scripted()
    monkeypatch.setattr(psycopg, "connect", found.connect)
    return found


@pytest.mark.parametrize(
    "said",
    [
        "connection refused",
        "FATAL: the database system is starting up",
        "FATAL: remaining connection slots are reserved",
        "could not translate host name",
    ],
)
def test_what_may_pass_is_tried_again_with_growing_pauses(said: str, clock: Clock, database: Scripted) -> None:
    database.refuses = [psycopg.OperationalError(said) for _ in range(9)]
    LedgerDatabase(PLACE)
    assert clock.slept == [0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 2.0, 2.0, 2.0]
    assert len(database.asked) == 10


def test_a_wait_of_more_than_a_second_is_told_once(
    clock: Clock, database: Scripted, caplog: pytest.LogCaptureFixture
) -> None:
    database.refuses = [psycopg.OperationalError("connection refused by sw0rdfish-7fe1") for _ in range(5)]
    LedgerDatabase(PLACE)
    assert sum(clock.slept) > 1
    assert caplog.messages == []
    database.refuses = [psycopg.OperationalError("connection refused by sw0rdfish-7fe1") for _ in range(9)]
    LedgerDatabase(PLACE)
    place = "--ledger (PostgreSQL, run night-2)"
    assert caplog.messages == [f"{place} cannot be reached (connection refused by [REDACTED KEY]); trying for 60 s"]


def test_a_database_that_stays_away_is_waited_for_a_minute(clock: Clock, database: Scripted) -> None:
    database.refuses = [psycopg.OperationalError("connection\nrefused") for _ in range(99)]
    with pytest.raises(LedgerError) as told:
        LedgerDatabase(PLACE)
    assert 60 <= sum(clock.slept) < 62
    assert str(told.value) == TROUBLE.format("connection refused")
    assert told.value.__cause__ is None


def test_the_time_to_wait_ends_to_the_second(clock: Clock, database: Scripted, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger_database, "PATIENCE", 0.0)
    database.refuses = [LOST]
    with pytest.raises(LedgerError):
        LedgerDatabase(PLACE)
    assert clock.slept == []


@pytest.mark.parametrize(
    "said", ["FATAL: password authentication failed", 'FATAL: database "nowhere" does not exist', "FATAL: no pg_hba"]
)
def test_who_is_refused_by_a_server_that_is_up_is_told_at_once(said: str, clock: Clock, database: Scripted) -> None:
    database.refuses = [psycopg.OperationalError(f"{said} for sw0rdfish-7fe1")]
    with pytest.raises(LedgerError) as told:
        LedgerDatabase(PLACE)
    assert clock.slept == []
    assert str(told.value).startswith(TROUBLE.format(said)[:90])
    assert "sw0rdfish-7fe1" not in str(told.value)


def test_a_statement_whose_connection_was_lost_is_asked_again(clock: Clock, database: Scripted) -> None:
    storage = LedgerDatabase(PLACE)
    database.fails = {"SELECT 2": LOST}
    database.found = {"SELECT 2": [(2,)]}
    assert storage.rows("SELECT 2") == [(2,)]
    assert clock.slept == [0.05]
    assert [connection.statements[-1] for connection in database.made] == ["SELECT 2", "SELECT 2"]
    assert database.made[0].closed


def test_a_statement_that_is_wrong_is_told_at_once(clock: Clock, database: Scripted) -> None:
    storage = LedgerDatabase(PLACE)
    database.closes = False
    database.fails = {"SELECT 2": psycopg.errors.UndefinedTable('relation "two" does not exist')}
    with pytest.raises(LedgerError) as told:
        storage.rows("SELECT 2")
    assert str(told.value) == TROUBLE.format('relation "two" does not exist')
    assert clock.slept == []


@pytest.mark.parametrize("undone", [psycopg.errors.DeadlockDetected, psycopg.errors.SerializationFailure])
def test_work_undone_by_a_deadlock_is_begun_anew(undone: type[Exception], clock: Clock, database: Scripted) -> None:
    storage = LedgerDatabase(PLACE)
    database.closes = False
    database.fails = {"UPDATE": undone("deadlock detected")}
    done = []
    assert storage.atomically(lambda: done.append(storage.execute("UPDATE facts SET value = ?", ("x",)))) is None
    assert done == [1]
    assert clock.slept == [0.05]


def test_a_refusal_by_the_limit_over_all_servers_keeps_its_type_and_words(clock: Clock, database: Scripted) -> None:
    for state, error in (("CW001", LimitReachedError), ("CW002", UnderWayError)):
        raised: Any = type(
            "Raised", (psycopg.Error,), {"sqlstate": state, "diag": SimpleNamespace(message_primary=state)}
        )
        storage = LedgerDatabase(PLACE)
        database.fails = {"SELECT 2": raised()}
        with pytest.raises(LimitReachedError, match=f"^{state}$") as told:
            storage.rows("SELECT 2")
        assert told.type is error
    assert clock.slept == []


def test_a_connection_is_asked_for_as_poolers_bear_it(clock: Clock, database: Scripted) -> None:
    LedgerDatabase(PLACE, ("CREATE TABLE IF NOT EXISTS facts (id {number}, body {bytes})",))
    ((address, options),) = database.asked
    assert (address, options) == (
        PLACE.address,
        {
            "autocommit": True,
            "application_name": "clausewise",
            "prepare_threshold": None,
            "connect_timeout": 5,
            "keepalives_idle": 5,
            "keepalives_interval": 3,
            "keepalives_count": 3,
            "tcp_user_timeout": 15_000,
        },
    )
    assert database.statements == [
        "BEGIN; SET LOCAL idle_in_transaction_session_timeout = 15000; SET LOCAL statement_timeout = 30000; "
        f"SET LOCAL synchronous_commit = on; SELECT pg_advisory_xact_lock({LOCK}) (prepare=False)",
        'CREATE SCHEMA IF NOT EXISTS "clausewise_night-2"',
        'CREATE TABLE IF NOT EXISTS "clausewise_night-2".facts '
        "(id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, body BYTEA)",
        "COMMIT",
        "SELECT 1",
    ]


def test_tables_are_made_once(clock: Clock, database: Scripted) -> None:
    storage = LedgerDatabase(PLACE)
    storage.close()
    assert database.made[0].closed
    storage.rows("SELECT 2")
    assert database.made[1].statements == ["SELECT 2"]


def test_a_run_that_has_begun_is_not_made(clock: Clock, database: Scripted) -> None:
    database.found = {"pg_tables": [("clausewise_night-2",)]}
    LedgerDatabase(PLACE, begun=True)
    assert not [statement for statement in database.statements if "CREATE" in statement]


@pytest.mark.parametrize("error", [KeyboardInterrupt(), ValueError("no")])
def test_work_that_is_interrupted_is_taken_back(error: BaseException, clock: Clock, database: Scripted) -> None:
    storage = LedgerDatabase(PLACE)

    def work() -> None:
        raise error

    with pytest.raises(type(error)):
        storage.atomically(work)
    assert database.statements[-1] == "ROLLBACK"
    database.found = {"SELECT 2": [(2,)]}
    assert storage.row("SELECT 2") == (2,)


def test_work_whose_connection_is_lost_rolls_back_by_itself(clock: Clock, database: Scripted) -> None:
    storage = LedgerDatabase(PLACE)
    database.fails = {"SELECT 2": LOST}
    database.found = {"SELECT 2": [(2,)]}
    assert storage.atomically(lambda: storage.row("SELECT 2")) == (2,)
    assert len(database.made) == 2


@pytest.mark.parametrize(
    ("query", "sent"),
    [
        ("SELECT value FROM facts WHERE name = ?", 'SELECT value FROM "clausewise_night-2".facts WHERE name = %s'),
        ("INSERT INTO made VALUES (?, ?)", 'INSERT INTO "clausewise_night-2".made VALUES (%s, %s)'),
        ("UPDATE intents SET price = price % 7", 'UPDATE "clausewise_night-2".intents SET price = price %% 7'),
        ("SELECT 1 FROM machines", 'SELECT 1 FROM "clausewise_night-2".machines'),
        ("SELECT 1 FROM others", "SELECT 1 FROM others"),
    ],
)
def test_a_table_is_looked_for_in_the_schema_of_the_run(
    query: str, sent: str, clock: Clock, database: Scripted
) -> None:
    storage = LedgerDatabase(PLACE)
    for _ in range(2):
        storage.rows(query)
        assert database.statements[-1] == sent


def test_what_no_text_can_hold_is_sent_as_another_sign(clock: Clock, database: Scripted) -> None:
    storage = LedgerDatabase(PLACE)
    storage.execute("SELECT ?, ?, ?", ("a\0b", b"\0", None))
    assert database.made[-1].values[-1] == ["a\u2400b", b"\0", None]


def test_a_connection_that_cannot_be_closed_is_left(clock: Clock, database: Scripted) -> None:
    storage = LedgerDatabase(PLACE)

    def close() -> None:
        raise LOST

    database.made[0].close = close  # type: ignore[method-assign]  # which fails
    storage.close()
    storage.close()
    storage.rows("SELECT 2")
    assert len(database.made) == 2
