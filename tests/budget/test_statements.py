"""The statements of a ledger in a database: how a connection is asked for, and each table in the schema of its run."""

from __future__ import annotations

import pytest

from tests.budget.scripted_database import PLACE, Clock, Scripted

pytest.importorskip("psycopg", reason="it is the extra 'postgres'")

from clausewise.budget.ledger_database import LedgerDatabase

#: The key of the lock of a run, as it has always been: machines of two versions must not pass each other.
LOCK = -3077001095831211678


def test_a_connection_is_asked_for_as_poolers_bear_it(clock: Clock, scripted: Scripted) -> None:
    LedgerDatabase(PLACE, ("CREATE TABLE IF NOT EXISTS facts (id {number}, body {bytes})",))
    ((address, options),) = scripted.asked
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
    assert scripted.statements == [
        "BEGIN; SET LOCAL idle_in_transaction_session_timeout = 15000; SET LOCAL statement_timeout = 30000; "
        f"SET LOCAL synchronous_commit = on; SELECT pg_advisory_xact_lock({LOCK}) (prepare=False)",
        'CREATE SCHEMA IF NOT EXISTS "clausewise_night-2"',
        'CREATE TABLE IF NOT EXISTS "clausewise_night-2".facts '
        "(id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, body BYTEA)",
        "COMMIT",
        "SELECT 1",
    ]


def test_tables_are_made_once(clock: Clock, scripted: Scripted) -> None:
    storage = LedgerDatabase(PLACE)
    storage.close()
    assert scripted.made[0].closed
    storage.rows("SELECT 2")
    assert scripted.made[1].statements == ["SELECT 2"]


def test_a_run_that_has_begun_is_not_made(clock: Clock, scripted: Scripted) -> None:
    scripted.found = {"pg_tables": [("clausewise_night-2",)]}
    LedgerDatabase(PLACE, begun=True)
    assert not [statement for statement in scripted.statements if "CREATE" in statement]


@pytest.mark.parametrize("error", [KeyboardInterrupt(), ValueError("no")])
def test_work_that_is_interrupted_is_taken_back(error: BaseException, clock: Clock, scripted: Scripted) -> None:
    storage = LedgerDatabase(PLACE)

    def work() -> None:
        raise error

    with pytest.raises(type(error)):
        storage.atomically(work)
    assert scripted.statements[-1] == "ROLLBACK"
    scripted.found = {"SELECT 2": [(2,)]}
    assert storage.row("SELECT 2") == (2,)


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
    query: str, sent: str, clock: Clock, scripted: Scripted
) -> None:
    storage = LedgerDatabase(PLACE)
    for _ in range(2):
        storage.rows(query)
        assert scripted.statements[-1] == sent


def test_what_no_text_can_hold_is_sent_as_another_sign(clock: Clock, scripted: Scripted) -> None:
    storage = LedgerDatabase(PLACE)
    storage.execute("SELECT ?, ?, ?", ("a\0b", b"\0", None))
    assert scripted.made[-1].values[-1] == ["a\u2400b", b"\0", None]
