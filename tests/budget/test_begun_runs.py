"""A run in a database that is to be there already: found by its name, or told with those that there are."""

from __future__ import annotations

from contextlib import closing

import pytest

from clausewise.budget.ledger import Ledger
from clausewise.budget.limits import LedgerError
from clausewise.budget.work import Work
from clausewise.settings.shared_ledger import SharedLedger

psycopg = pytest.importorskip("psycopg", reason="it is the extra 'postgres'")


@pytest.fixture(autouse=True)
def _no_runs(database: str) -> None:
    """No run of another test is there."""
    with psycopg.connect(database, autocommit=True) as connection:
        for (schema,) in connection.execute(
            "SELECT nspname FROM pg_catalog.pg_namespace WHERE nspname LIKE 'clausewise%'"
        ).fetchall():
            connection.execute(f'DROP SCHEMA "{schema}" CASCADE'.encode())


def begin(shared: SharedLedger, *runs: str) -> None:
    """Begin runs, in which machines may take part."""
    for run in runs:
        with closing(Ledger(SharedLedger(shared.address, run))) as ledger:
            Work(ledger).close()


def refused(shared: SharedLedger, run: str) -> str:
    """The words about a run that is not there."""
    with pytest.raises(LedgerError) as told:
        Ledger(SharedLedger(shared.address, run), begun=True)
    return str(told.value)


def test_a_run_that_is_there_is_gone_on_with(shared: SharedLedger) -> None:
    begin(shared, "night-1", "night-2")
    with closing(Ledger(SharedLedger(shared.address, "night-1"))) as ledger:
        ledger.join("plan")
    with closing(Ledger(SharedLedger(shared.address, "night-1"), begun=True)) as ledger:
        assert ledger.is_of("plan")


def test_a_run_that_is_not_there_is_not_made(shared: SharedLedger) -> None:
    assert refused(shared, "night-1") == (
        "--ledger (PostgreSQL, run night-1): there is no such run; there is none at all in this database"
    )
    with psycopg.connect(shared.address) as connection:
        query = "SELECT count(*) FROM pg_catalog.pg_namespace WHERE nspname LIKE 'clausewise%'"
        assert connection.execute(query).fetchone() == (0,)


def test_the_runs_that_there_are_are_named(shared: SharedLedger) -> None:
    begin(shared, "nite", "night-1", "x")
    assert refused(shared, "night-2") == (
        "--ledger (PostgreSQL, run night-2): there is no such run; there are night-1, nite, x"
    )


def test_of_many_runs_the_five_nearest_are_named(shared: SharedLedger) -> None:
    begin(shared, *(f"night-{number}" for number in range(1, 8)), "day")
    told = refused(shared, "night-0")
    assert told.startswith("--ledger (PostgreSQL, run night-0): there is no such run; there are night-")
    assert told.endswith(", and 3 more")
    assert told.count("night-") == 6
    assert "day" not in told


def test_what_is_no_run_of_ours_is_not_named(shared: SharedLedger) -> None:
    with psycopg.connect(shared.address, autocommit=True) as connection:
        connection.execute("CREATE SCHEMA IF NOT EXISTS night; CREATE TABLE IF NOT EXISTS night.work (place INTEGER)")
        connection.execute('CREATE SCHEMA "clausewise_other"; CREATE TABLE "clausewise_other".tasks (id INTEGER)')
    assert refused(shared, "night").endswith("there is none at all in this database")
