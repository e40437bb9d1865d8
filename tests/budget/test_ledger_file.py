"""The file of a ledger: who may read it, how long it is waited for, and what is told when it cannot be used."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from clausewise.budget import grants
from clausewise.budget.ledger import Ledger
from clausewise.budget.ledger_file import LedgerFile
from clausewise.budget.limits import LedgerError, UnderWayError


def test_a_file_is_its_owners_alone(tmp_path: Path) -> None:
    for name in ("new", "old"):
        path = tmp_path / name
        if name == "old":
            path.touch(0o644)
            path.chmod(0o644)
        LedgerFile(path).close()
        assert path.stat().st_mode & 0o777 == 0o600


def test_a_file_of_somebody_else_is_made_and_used_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def chmod(*_: Any) -> None:
        raise PermissionError("not yours")

    monkeypatch.setattr(Path, "chmod", chmod)
    LedgerFile(tmp_path / "ledger").close()
    assert (tmp_path / "ledger").stat().st_mode & 0o777 == 0o600


def test_what_cannot_be_a_ledger_is_told_in_full(tmp_path: Path) -> None:
    with pytest.raises(LedgerError) as told:
        LedgerFile(tmp_path)
    assert str(told.value) == f"{tmp_path}: this is no ledger that can be written (Is a directory); give another file"
    text = tmp_path / "text"
    text.write_text("no database" * 100)
    with pytest.raises(LedgerError) as told:
        LedgerFile(text)
    assert str(told.value) == (
        f"{text}: this is no ledger that can be written (file is not a database); give another file"
    )


def test_what_is_no_file_keeps_its_mode(tmp_path: Path) -> None:
    """As root, /dev/null would else be closed to everybody."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    pipe.chmod(0o666)
    with pytest.raises(LedgerError) as told:
        LedgerFile(pipe)
    assert str(told.value) == f"{pipe}: this is no ledger that can be written (no regular file); give another file"
    assert pipe.stat().st_mode & 0o777 == 0o666


def test_another_process_may_hold_it_for_ten_seconds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[dict[str, Any]] = []
    connect = sqlite3.connect

    def watched(*given: Any, **options: Any) -> Any:
        asked.append(options)
        return connect(*given, **options)

    monkeypatch.setattr(sqlite3, "connect", watched)
    LedgerFile(tmp_path / "ledger").close()
    assert asked == [{"timeout": 10, "isolation_level": None, "check_same_thread": False}]


def test_a_file_survives_the_death_of_a_process(tmp_path: Path) -> None:
    storage = LedgerFile(tmp_path / "ledger")
    assert storage.row("PRAGMA journal_mode") == ("wal",)
    assert storage.row("PRAGMA synchronous") == (1,)
    storage.close()


def test_what_cannot_be_written_is_told_in_full(tmp_path: Path) -> None:
    storage = LedgerFile(tmp_path / "ledger")
    for ask in (storage.execute, storage.rows):
        with pytest.raises(LedgerError) as told:
            ask("DELETE FROM nowhere")
        assert str(told.value) == (
            f"{tmp_path / 'ledger'}: the ledger cannot be read or written any more (no such table: nowhere); nothing "
            "more is sent, since it could not be written down. Mend that, then go on with --resume"
        )
    storage.close()


def test_work_that_fails_tells_its_own_error(tmp_path: Path) -> None:
    storage = LedgerFile(tmp_path / "ledger")

    def work() -> None:
        storage.note("name", "value")
        storage.execute("ROLLBACK")  # as a full disk may do
        raise ValueError("of the work")

    with pytest.raises(ValueError, match="of the work"):
        storage.atomically(work)
    assert storage.fact("name") is None
    storage.close()


def test_a_file_that_cannot_be_closed_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken:
        def close(self) -> None:
            raise sqlite3.OperationalError("disk I/O error")

    storage = LedgerFile(tmp_path / "ledger")
    storage._db.close()
    monkeypatch.setattr(storage, "_db", Broken())
    storage.close()


def test_an_intent_waits_for_nothing_where_it_was_told_no_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Clock:
        slept = 0

        def monotonic(self) -> float:
            return 1000.0 + self.slept

        def sleep(self, seconds: float) -> None:
            assert seconds == 0.02
            self.slept += 1

    clock = Clock()
    monkeypatch.setattr(grants, "time", clock)
    ledger = Ledger(tmp_path / "ledger", limit=1)
    ledger.intend("a", "request", 0, may_be_paid=True)
    with pytest.raises(UnderWayError):
        ledger.intend("b", "request", 0, may_be_paid=True)
    assert clock.slept == 0
    with pytest.raises(UnderWayError):
        ledger.intend("b", "request", 0, may_be_paid=True, wait=3)
    assert clock.slept == 3
    ledger.close()
