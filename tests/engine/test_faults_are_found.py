"""Every fault of the catalogue is found, by the clause that it breaks.

`CATALOGUE_LIMIT=26 pytest tests/engine/test_faults_are_found.py -m ""` shows how many are found with 26 paid requests.
"""

from __future__ import annotations

import os

import pytest

from clausewise.mock_server import MockServer
from clausewise.mock_server.faults import Fault, changes, faults
from tests.engine.driver import KEY, SPEC, Engine
from tests.sampling import sampled

#: Slower than this is a fault; the mock's slow answers take longer, its others a hundredth of it.
ALLOWED_SECONDS = 1.0
#: Those that show in single answers; tests/following has the others, tests/machines those that take several at once.
ALONE = [fault for fault in faults().values() if fault.shows_alone]
LIMIT = int(os.environ["CATALOGUE_LIMIT"]) if "CATALOGUE_LIMIT" in os.environ else None


@pytest.mark.parametrize("fault", sampled(ALONE, every=8, name=lambda fault: fault.name))
def test_faults_are_found(fault: Fault, engine: Engine) -> None:
    server = MockServer(SPEC, keys=frozenset([KEY] if fault.keys else []), changes=changes(fault=fault.name))
    until = fault.clauses[0] if LIMIT is None else None
    outcome = engine.check(server, max_seconds=ALLOWED_SECONDS, limit=LIMIT, until=until)
    assert fault.clauses[0] in outcome.clauses, outcome.texts[:10]


def test_no_fault_is_left_out() -> None:
    assert len(ALONE) >= 432
