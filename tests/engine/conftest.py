"""One running server for all tests of a worker."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.engine.driver import Engine
from tests.engine.driver import engine as running_engine


@pytest.fixture(scope="session")
def engine() -> Iterator[Engine]:
    with running_engine() as found:
        yield found
