"""The file or database of a journal: whose it is, what is durable in it, and what goes wrong with it."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from video_generations_client import (
    ConfigurationError,
    Journal,
    JournalError,
)

from tests.client.answers import GOOD, UUID, VALID
from tests.client.conftest import KEY, SPELLINGS, Both, Serve


def test_the_key_is_nowhere_and_only_the_owner_reads_the_file(both: Both, serve: Serve, tmp_path: Path) -> None:
    place = tmp_path / "jobs.sqlite"
    place.touch(0o644)
    both.options["journal"] = place
    serve(GOOD)
    both.create(**VALID, notify_hook=f"https://me.example/?key={KEY}", once="n")
    both.create(**VALID, notify_hook=f"https://me.example/?key={KEY}", once="n")
    files = list(tmp_path.iterdir())
    assert place in files
    for file in files:
        content = file.read_bytes().decode("latin-1")
        assert not any(spelling in content for spelling in SPELLINGS)
        assert "Authorization" not in content
        assert file.stat().st_mode & 0o077 == 0


def test_what_is_no_file_keeps_its_mode(both: Both, tmp_path: Path) -> None:
    """As root, /dev/null would else be closed to everybody."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    pipe.chmod(0o666)
    both.options |= {"base_url": "http://127.0.0.1:9", "journal": pipe}
    with pytest.raises(JournalError, match=r"cannot be used .*it is no regular file: give the path of one") as told:
        both.create(**VALID, once="n")
    assert "nothing was sent" in str(told.value)
    assert pipe.stat().st_mode & 0o777 == 0o666


def test_the_password_of_a_database_is_not_shown(both: Both) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    both.options |= {"base_url": "http://127.0.0.1:9", "journal": f"postgresql://me:s3cret@127.0.0.1:{port}/jobs"}
    with pytest.raises(JournalError, match=r"postgresql://127\.0\.0\.1:\d+/jobs cannot be used") as caught:
        both.create(**VALID, once="n")
    assert "s3cret" not in repr(caught.value) + repr(Journal(both.options["journal"]))
    both.options["journal"] = "postgresql://me:s3cret@[host/jobs"
    with pytest.raises(ConfigurationError) as wrong:
        both.create(**VALID)
    assert "s3cret" not in repr(wrong.value)


Broken = Callable[[Path], Any]


def _a_text(path: Path) -> None:
    path.write_text("my jobs, line by line\n" * 100, encoding="utf-8")


def _a_folder(path: Path) -> None:
    path.mkdir()


def _damaged(path: Path) -> None:
    journal = Journal(path)
    for number in range(200):
        journal.table.intend(f"name-{number}", '{"prompt": "p"}', "http://h", "o h 1 2", "t", 1.0)
    journal.close()
    content = bytearray(path.read_bytes())
    for at in range(4096, len(content), 4096):
        content[at : at + 64] = os.urandom(64)
    path.write_bytes(content)


def _of_another(path: Path) -> None:
    import sqlite3

    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE video_generations_journal (mine TEXT)")
    db.close()


@pytest.mark.parametrize("breaks", [_a_text, _a_folder, _damaged, _of_another], ids=lambda value: value.__name__)
def test_a_file_that_is_no_journal_sends_nothing(breaks: Broken, both: Both, serve: Serve, tmp_path: Path) -> None:
    server = serve(GOOD)
    both.options["journal"] = tmp_path / "jobs.sqlite"
    breaks(both.options["journal"])
    with pytest.raises(JournalError, match=r"jobs\.sqlite cannot be used .*nothing was sent") as caught:
        both.create(**VALID, once="n")
    assert "\n" not in str(caught.value)
    assert server.posts == 0


@pytest.mark.parametrize(("name", "says"), [("none/jobs.sqlite", "No such file"), ("jobs\0.sqlite", "null ")])
def test_a_journal_in_no_place_sends_nothing(both: Both, serve: Serve, tmp_path: Path, name: str, says: str) -> None:
    server = serve(GOOD)
    both.options["journal"] = tmp_path / name
    with pytest.raises(JournalError, match=says):
        both.create(**VALID, once="n")
    assert server.posts == 0


def test_a_journal_that_is_locked_sends_nothing(
    both: Both, serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sqlite3

    monkeypatch.setattr("video_generations_client.journal.sqlite_file.PATIENCE", 0.2)
    server = serve(GOOD)
    path = both.options["journal"] = tmp_path / "jobs.sqlite"
    Journal(path).entries()
    lock = sqlite3.connect(path, isolation_level=None)
    lock.execute("BEGIN IMMEDIATE")
    with pytest.raises(JournalError, match="locked"):
        both.create(**VALID, once="n")
    lock.execute("ROLLBACK")
    lock.close()
    assert server.posts == 0
    assert both.create(**VALID, once="n").task_id == UUID


def test_a_database_that_waits_for_no_disk_is_asked_to(database: str) -> None:
    import psycopg

    with psycopg.connect(database, autocommit=True) as other:
        other.execute("ALTER ROLE CURRENT_USER SET synchronous_commit = off")
        try:
            journal = Journal(database)
            journal.entries()
            (held,) = journal._database._processes.values()  # type: ignore[attr-defined]  # of PostgreSQL
            assert held.db.execute("SHOW synchronous_commit").fetchone() == ("on",)
            journal.close()
        finally:
            other.execute("ALTER ROLE CURRENT_USER RESET synchronous_commit")


def test_a_connection_to_the_database_that_breaks_is_made_anew(both: Both, serve: Serve, database: str) -> None:
    import psycopg

    server = serve(GOOD)
    journal = both.options["journal"] = Journal(database)
    journal.forget("before")
    with psycopg.connect(database, autocommit=True) as other:
        others = "application_name = 'video_generations_journal'"
        other.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}")  # noqa: S608 - a constant
    journal.forget("broken")
    both.create(**VALID, once="broken")
    assert both.create(**VALID, once="broken").task_id == UUID
    assert server.posts == 1
    journal.close()


@pytest.mark.parametrize("survives", [False, True])
def test_an_intent_is_on_the_disk_before_it_leaves_and_an_outcome_if_wished(
    serve: Serve,
    tmp_path: Path,
    both: Both,
    survives: bool,  # noqa: FBT001 - a row of the table
) -> None:
    serve(GOOD)
    journal = both.options["journal"] = Journal(tmp_path / "jobs.sqlite", survives_power_loss=survives)
    journal.entries()
    (held,) = journal._database._processes.values()  # type: ignore[attr-defined]  # of a file
    assert held.db is not None
    level: int = held.db.execute("PRAGMA synchronous").fetchone()[0]
    ran: list[str] = []
    held.db.set_trace_callback(ran.append)
    for name in ("n", "m"):
        both.create(**VALID, once=name)
    held.db.set_trace_callback(None)
    full, normal = 2, 1  # as SQLite counts them
    found: list[tuple[str, int]] = []
    for statement in ran:
        if statement.startswith("PRAGMA synchronous = "):
            level = {"FULL": full, "NORMAL": normal}[statement.rpartition(" ")[2]]
        elif statement.startswith(("INSERT", "UPDATE")):
            found.append((statement[:6], level))
    assert found == [("INSERT", full), ("UPDATE", full if survives else normal)] * 2
    journal.close()
