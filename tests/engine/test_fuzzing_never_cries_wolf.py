"""Requests that schemathesis makes up fail no conforming server, whatever the seed.

`FUZZ_SEEDS=20 pytest tests/engine/test_fuzzing_never_cries_wolf.py` tries twenty seeds; one is tried as a rule.
"""

from __future__ import annotations

import os
from pathlib import Path

import hypothesis
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, Verbosity

from clausewise.budget.ledger import Ledger
from clausewise.mock_server import MockServer
from clausewise.mock_server.faults import changes, variants
from clausewise.probes.fuzzing import fuzzed_calls
from clausewise.probes.probe import Probe
from clausewise.run.runner import Runner
from clausewise.run.server_under_test import Client
from tests.engine.driver import KEY, SPEC, Engine
from tests.sampling import sampled

SEEDS = range(int(os.environ.get("FUZZ_SEEDS", "1")))
MODES = [schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE]
EXAMPLES = 15


@pytest.mark.parametrize("name", sampled([None, *variants()], every=8))
def test_fuzzing_never_cries_wolf(name: str | None, engine: Engine, tmp_path: Path) -> None:
    keyed = name is not None and variants()[name].keys
    engine.switch.app = MockServer(SPEC, keys=frozenset([KEY] if keyed else []), changes=changes(variant=name))
    client = Client(SPEC, engine.url, key=KEY if keyed else None, timeout=5)
    ledger = Ledger(tmp_path / "ledger.sqlite")
    runner = Runner(SPEC, client, ledger)
    operation = next(operation for operation in SPEC.operations if operation.paid)
    for seed in SEEDS:
        for mode in MODES:

            @hypothesis.seed(seed)
            @hypothesis.settings(
                max_examples=EXAMPLES,
                database=None,
                deadline=None,
                verbosity=Verbosity.quiet,
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            )
            @hypothesis.given(fuzzed_calls(client.schema, SPEC, operation, mode))
            def judged_right(probe: Probe) -> None:
                findings = runner.run(probe).findings
                failed = findings if name is None else [found for found in findings if found.binds_at("documented")]
                assert failed == [], probe.call.body

            judged_right()
    client.close()
    ledger.close()
