"""Eight machines at once notice a server that mixes up requests, and find nothing of one that does not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from clausewise.budget.ledger import Ledger
from clausewise.mock_server import MockServer, running
from clausewise.mock_server.faults import Fault, faults
from clausewise.probes.plan import PlanOptions
from clausewise.run.reading_again import read_again
from clausewise.run.runner import Runner
from clausewise.run.server_under_test import Client
from tests.engine.driver import SPEC, planned
from tests.machines.overlapping import together
from tests.postgres import Postgres, running_postgres

pytest.importorskip("psycopg", reason="it is the extra 'postgres'")

LIMIT = 10
#: Creates that cost money go one after the other over all machines: only where they are free are two under way at once.
FREE = {"overlap-one-id"}
OVERLAPPING = [fault for fault in faults().values() if fault.overlapping]


@pytest.fixture(scope="module")
def postgres() -> Iterator[Postgres]:
    with running_postgres() as server:
        yield server


@pytest.mark.exhaustive
@pytest.mark.parametrize("fault", OVERLAPPING, ids=lambda fault: fault.name)
def test_what_is_mixed_up_under_load_is_found(fault: Fault, postgres: Postgres) -> None:
    limit = None if fault.name in FREE else LIMIT
    told = together(postgres.address, fault.name, fault.name, limit=limit, step=40)
    assert fault.clauses[0] in told.clauses, told


@pytest.mark.exhaustive
@pytest.mark.parametrize("limit", [None, LIMIT])
def test_the_same_load_finds_nothing_of_a_correct_server(limit: int | None, postgres: Postgres) -> None:
    told = together(postgres.address, f"correct-{limit}", limit=limit, step=40)
    assert told.findings == []
    assert told.requests > 60


@pytest.mark.exhaustive
def test_one_machine_alone_sees_no_overlapping_fault(postgres: Postgres) -> None:
    names = [fault.name for fault in OVERLAPPING][:1]
    assert together(postgres.address, "alone", *names, machines=1, limit=LIMIT, step=40).findings == []


def test_what_a_server_has_forgotten_meanwhile_is_nothing_wrong(tmp_path: Path) -> None:
    app = MockServer(SPEC)
    with running(app) as url, closing(Client(SPEC, url)) as client, closing(Ledger(tmp_path / "ledger")) as ledger:
        runner = Runner(SPEC, client, ledger)
        probe = next(probe for probe in planned(PlanOptions(), SPEC) if probe.control)
        assert read_again(runner.prober, probe) is None  # nothing was sent
        assert runner.run(probe).accepted
        again = read_again(runner.prober, probe)
        assert again is not None
        assert (again.findings, again.requests) == ([], 3)
        app.tasks.clear()
        other = Runner(SPEC, client, ledger)  # whose reads are not those of the ledger
        other.prober.sender.ledger.forget_answers(f"{probe.id} (read again) (read back)")
        assert [other.run(probe).accepted, getattr(read_again(other.prober, probe), "findings", None)] == [True, []]
