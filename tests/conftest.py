"""What holds for every test: the measuring of coverage, kept affordable."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator

import coverage
import pytest

#: For how many seconds of the processor, its own and that of its subprocesses, the cases of one test are measured, in
#: each worker: measuring doubles the time of most.
MEASURED = 6.0
#: By this variable coverage measures subprocesses too.
IN_SUBPROCESSES = "COVERAGE_PROCESS_CONFIG"
_spent: defaultdict[str, float] = defaultdict(float)


@pytest.fixture(autouse=True)
def _measured_at_first(request: pytest.FixtureRequest) -> Iterator[None]:
    """Pause coverage in the later cases of a test that is long: most run the same lines again."""
    test = request.node.nodeid.partition("[")[0]
    measuring = coverage.Coverage.current()
    if measuring is not None and _spent[test] > MEASURED:
        measuring.stop()
        with pytest.MonkeyPatch.context() as patch:
            patch.delenv(IN_SUBPROCESSES, raising=False)
            yield
        measuring.start()
    else:
        began = sum(os.times()[:4])
        yield
        _spent[test] += sum(os.times()[:4]) - began
