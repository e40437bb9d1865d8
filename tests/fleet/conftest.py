"""One database for the tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.postgres import running_postgres


@pytest.fixture(scope="package")
def address() -> Iterator[str]:
    with running_postgres() as server:
        yield server.address
