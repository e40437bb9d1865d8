"""An SQLite file that other processes hold is waited for, and not for ever."""

from __future__ import annotations

import sqlite3
import types
from pathlib import Path
from typing import Any

import pytest
from video_generations_client import JournalError
from video_generations_client.journal import sqlite_file
from video_generations_client.journal.sqlite_file import PATIENCE, SqliteFile


def _used(folder: Path) -> tuple[int, list[tuple[Any, ...]]]:
    return SqliteFile(folder / "jobs.sqlite", survives_power_loss=False).run("SELECT 1")


class Opening:
    """A database that is opened by a clock which each look at it moves, and is locked a number of times."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, error: Exception, times: int, step: float = 0.0) -> None:
        self.slept: list[float] = []
        self.opened: list[sqlite3.Connection] = []
        self.now = 0.0
        set_up = SqliteFile._set_up

        def locked(file: SqliteFile, db: sqlite3.Connection, *, is_new: bool) -> None:
            self.opened.append(db)
            if len(self.opened) <= times:
                raise error
            set_up(file, db, is_new=is_new)

        def monotonic() -> float:
            self.now += step
            return self.now - step

        monkeypatch.setattr(SqliteFile, "_set_up", locked)
        monkeypatch.setattr(sqlite_file, "time", types.SimpleNamespace(sleep=self.slept.append, monotonic=monotonic))


LOCKED = sqlite3.OperationalError("database is locked")


def test_a_file_that_another_process_sets_up_is_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opening = Opening(monkeypatch, LOCKED, times=2)
    assert _used(tmp_path) == (0, [(1,)])
    assert opening.slept == [0.02, 0.02]
    for before in opening.opened[:2]:
        with pytest.raises(sqlite3.ProgrammingError, match="closed"):
            before.execute("SELECT 1")


def test_a_file_that_stays_locked_is_given_up_in_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opening = Opening(monkeypatch, LOCKED, times=99, step=PATIENCE / 2)
    with pytest.raises(JournalError, match="database is locked"):
        _used(tmp_path)
    assert len(opening.opened) == 3, "at 5, at 10 and after 10 seconds"


@pytest.mark.parametrize(
    "error", [sqlite3.OperationalError("disk I/O error"), sqlite3.DatabaseError("locked")], ids=str
)
def test_another_error_is_told_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    opening = Opening(monkeypatch, error, times=99)
    with pytest.raises(JournalError, match=str(error)):
        _used(tmp_path)
    assert (len(opening.opened), opening.slept) == (1, [])


def test_other_processes_are_waited_for_as_long_as_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[dict[str, Any]] = []
    connect = sqlite3.connect

    def noted(place: Any, **options: Any) -> Any:
        given.append(options)
        return connect(place, **options)

    monkeypatch.setattr(sqlite3, "connect", noted)
    _used(tmp_path)
    assert given == [{"timeout": PATIENCE, "isolation_level": None, "check_same_thread": False}]
