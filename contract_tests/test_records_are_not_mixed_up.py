"""Many machines read again at once what was made, and each is answered with its own record."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from clausewise.probes.probe import VALID, Probe
from clausewise.run.reading_again import read_again
from clausewise.run.result import Result
from clausewise.run.session import Run


@pytest.mark.together
@pytest.mark.probes(*VALID, afterwards=True)
def test_records_are_not_mixed_up(probe: Probe, run: Run, judge: Callable[[Result], None]) -> None:
    result = read_again(run.runner.prober, probe)
    if result is None:
        pytest.skip("not run: its request was not sent, was refused, or has made nothing that can be read")  # says why
    judge(result)
