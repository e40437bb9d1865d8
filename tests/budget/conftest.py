"""Both storages of a ledger: a file, and a database that is started once, or that is a list of answers."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from clausewise.budget.ledger import Ledger
from clausewise.settings.shared_ledger import LedgerPlace, SharedLedger, read_shared
from tests.budget.scripted_database import Clock, Scripted
from tests.postgres import STARTED, Postgres, running_postgres, some_database

_runs = count()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    pytest.importorskip("psycopg", reason="it is the extra 'postgres'")
    with running_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def database(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a database for these tests."""
    if STARTED in os.environ:
        with some_database() as address:
            yield address
    else:
        yield request.getfixturevalue("postgres").address


@pytest.fixture
def shared(database: str) -> SharedLedger:
    return read_shared(database, f"run-{next(_runs)}")


@pytest.fixture(params=["file", "database"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> LedgerPlace:
    if request.param == "file":
        return tmp_path / "ledger.sqlite"
    found: SharedLedger = request.getfixturevalue("shared")
    return found


@pytest.fixture
def ledger(place: LedgerPlace) -> Iterator[Ledger]:
    opened = Ledger(place, limit=5, spend=100)
    yield opened
    opened.close()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock of the ledger's database, which nobody waits for."""
    found = Clock()
    monkeypatch.setattr("clausewise.budget.ledger_database.time", found)
    return found


@pytest.fixture
def scripted(monkeypatch: pytest.MonkeyPatch) -> Scripted:
    """A database that is a list of answers, in the place of psycopg's."""
    psycopg = pytest.importorskip("psycopg", reason="it is the extra 'postgres'")
    found = Scripted(psycopg.OperationalError)
    monkeypatch.setattr(psycopg, "connect", found.connect)
    return found
