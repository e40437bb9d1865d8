"""One database for the tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.postgres import some_database


@pytest.fixture(scope="package")
def address() -> Iterator[str]:
    with some_database() as found:
        yield found
