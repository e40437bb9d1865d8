"""What holds for every test: the measuring of coverage, kept affordable."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator

import coverage
import pytest

#: For how many seconds the cases of one test are measured, in each worker: measuring doubles the time of most.
MEASURED = 10.0
_spent: defaultdict[str, float] = defaultdict(float)


@pytest.fixture(autouse=True)
def _measured_at_first(request: pytest.FixtureRequest) -> Iterator[None]:
    """Pause coverage in the later cases of a test that is long: most run the same lines again."""
    test = request.node.nodeid.partition("[")[0]
    measuring = coverage.Coverage.current()
    if measuring is not None and _spent[test] > MEASURED:
        measuring.stop()
        yield
        measuring.start()
    else:
        began = time.process_time()
        yield
        _spent[test] += time.process_time() - began
