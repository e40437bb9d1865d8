"""The server that counts, both storages of a ledger, and machines, for the tests of this folder."""

from pathlib import Path

import pytest

from tests.budget.conftest import database, place, postgres, shared
from tests.machines.same_command import VARIABLE, Machines
from tests.postgres import Postgres
from tests.suite.command import server, switch, url

__all__ = ["database", "machines", "place", "postgres", "server", "shared", "switch", "url"]


@pytest.fixture
def machines(
    postgres: Postgres,
    url: str,
    request: pytest.FixtureRequest,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Machines:
    monkeypatch.setenv(VARIABLE, postgres.address)
    return Machines(url, f"run-{abs(hash(request.node.name)) % 10**9}", tmp_path)
