"""Requests that nobody thought of: schemathesis makes them, the spec says whether they are valid."""

from __future__ import annotations

from collections.abc import Callable

import hypothesis
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, Verbosity

from contract_tests.generation.fuzzing import fuzzed_calls
from contract_tests.generation.probe import Probe
from contract_tests.running.result import Result, combined
from contract_tests.running.run import Run

MODES = {"valid": schemathesis.GenerationMode.POSITIVE, "invalid": schemathesis.GenerationMode.NEGATIVE}


@pytest.mark.fuzz
@pytest.mark.parametrize("mode", MODES)
def test_fuzzed_requests_are_judged_right(
    mode: str, operation_id: str, run: Run, judge: Callable[[Result], None]
) -> None:
    operation = run.options.spec.operation(operation_id)
    results: list[Result] = []

    @hypothesis.seed(run.options.seed)
    @hypothesis.settings(
        max_examples=run.options.fuzz_examples,
        database=None,
        deadline=None,
        verbosity=Verbosity.quiet,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,
        print_blob=False,
    )
    @hypothesis.given(fuzzed_calls(run.client.schema, run.options.spec, operation, MODES[mode]))
    def judged_right(probe: Probe) -> None:
        result = run.runner.run(probe)
        results.append(result)
        assert not result.findings

    try:
        judged_right()
    except AssertionError:
        # The last request that failed is the one that hypothesis has shrunk to.
        failing = [result for result in results if result.findings]
        judge(combined(results, failing[-1]))
        return
    judge(combined(results, results[-1]))
