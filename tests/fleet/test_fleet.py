"""A fleet whose worker is killed with the check that it has begun: the others go on by its ledger, within one limit."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

pytest.importorskip("procrastinate", reason="it is the extra 'fleet'")

from tests.fleet import fleet_of_mocks
from tests.fleet.fleet_of_mocks import checked, fleet, name_of, problems
from tests.fleet.mocks import KEY
from tests.fleet.workers import LEDGER

#: What these tests find, by few requests.
NAMES = ["task-id-missing", None, "key-wrong-accepted", None]
TOTAL, EACH = 9, 3


@pytest.mark.exhaustive
def test_a_fleet_outlives_a_worker_within_one_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTEST_ADDOPTS", "-k 'keys_are_checked or valid_requests'")
    monkeypatch.setattr(fleet_of_mocks, "PATIENCE", 300.0)
    with fleet(NAMES, workers=2) as (mocks, url, workers, folder):
        code, output = checked(mocks, url, workers, folder, TOTAL, EACH, after=2)
        assert code == 1, output
        assert problems(mocks, folder, TOTAL, EACH) == [], output
        verdicts = [conforms(folder, number) for number in range(len(NAMES))]
        assert [verdict == "no" for verdict in verdicts] == [name is not None for name in NAMES]
        assert "over all servers" in whole(folder)  # of four times three, nine were left
        assert len(workers.running) == 1
        assert {path.name for path in (folder / "out").iterdir()} == {"index.html", *map(name_of, range(len(NAMES)))}
        assert "# EOF" in (folder / "fleet.prom").read_text()
        assert KEY not in output + whole(folder) + in_database(os.environ[LEDGER])
        assert workers.stop() == [0]


def in_database(address: str) -> str:
    """All that is in the tables of a database, as one text."""
    import psycopg

    with psycopg.connect(address) as connection:
        named = "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname LIKE 'clausewise%'"
        tables = connection.execute(named).fetchall()
        assert len(tables) > 8 * len(NAMES)
        texts = [connection.execute(f"SELECT t::text FROM {name} t".encode()).fetchall() for (name,) in tables]  # noqa: S608 - the database's own names
    return "".join(text for rows in texts for (text,) in rows)


def conforms(folder: Path, number: int) -> str:
    """The verdict on a server."""
    return str(json.loads((folder / "out" / name_of(number) / "contract.json").read_text())["conforms"])


def whole(folder: Path) -> str:
    """All that was written, as one text."""
    return "".join(path.read_text("utf-8") for path in folder.rglob("*") if path.is_file())
