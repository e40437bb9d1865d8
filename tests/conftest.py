"""What holds for every test: the measuring of coverage, kept affordable."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import coverage
import pytest

#: How many cases of one test are measured, in each worker; measuring doubles the time of most.
MEASURED = 10
_cases: Counter[str] = Counter()


@pytest.fixture(autouse=True)
def _measured_at_first(request: pytest.FixtureRequest) -> Iterator[None]:
    """Pause coverage in the later cases of a test that has many: they run the same lines again."""
    test = request.node.nodeid.partition("[")[0]
    _cases[test] += 1
    measuring = coverage.Coverage.current()
    if measuring is None or _cases[test] <= MEASURED:
        yield
        return
    measuring.stop()
    yield
    measuring.start()
