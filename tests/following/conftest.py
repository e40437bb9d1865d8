"""One running server for all tests of a worker."""

from tests.engine.conftest import engine

__all__ = ["engine"]
