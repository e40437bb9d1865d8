"""An SQLite file as a journal keeps it: its rights, its disk, and the words for what is wrong."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from video_generations_client import Journal, JournalError
from video_generations_client.journal.sqlite_file import PAGES, SqliteFile


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "jobs.sqlite"


def _file(path: Path) -> SqliteFile:
    return SqliteFile(path, survives_power_loss=False)


def _connection(file: SqliteFile) -> sqlite3.Connection:
    (held,) = file._processes.values()
    assert held.db is not None
    return held.db


def test_a_new_file_is_not_open_to_others_for_a_moment(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.fchmod", lambda *_: None)
    _file(path).run("SELECT 1")
    assert path.stat().st_mode & 0o777 == 0o600


def test_rights_are_changed_only_where_others_have_some(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The owner alone may change them, and a file that is right already may be somebody else's."""
    asked: list[int] = []
    monkeypatch.setattr("os.fchmod", lambda _, mode: asked.append(mode))
    path.touch(mode=0o600)
    _file(path).run("SELECT 1")
    assert asked == []
    path.chmod(0o604)
    _file(path).run("SELECT 1")
    assert asked == [0o600]


def _no_file(path: Path) -> None:
    os.mkfifo(path)


def _removed(path: Path) -> None:
    path.unlink()
    path.with_name(f"{path.name}-wal").unlink()


@pytest.mark.parametrize(
    ("breaks", "is_open", "says"),
    [
        (_no_file, False, "it is no regular file: give the path of one"),
        (_removed, True, "the file was removed or replaced while it was in use: start the program anew"),
    ],
)
def test_what_is_wrong_is_told_in_words(path: Path, breaks: Any, is_open: bool, says: str) -> None:  # noqa: FBT001 - a row
    file = _file(path)
    if is_open:
        file.run("SELECT 1")
    breaks(path)
    with pytest.raises(JournalError) as caught:
        file.run("SELECT 1")
    assert str(caught.value) == f"The journal {path} cannot be used ({says})"


def test_the_second_file_is_written_over_after_some_pages(path: Path) -> None:
    """Each create waits longer where the file grows than where it is written over."""
    journal = Journal(path)
    for number in range(200):  # two pages each
        journal.table.intend(f"name-{number}", "{}", "http://h", "o h 1 2", "t", 1.0)
    frame, size = 4096 + 24, path.with_name(f"{path.name}-wal").stat().st_size
    journal.close()
    assert PAGES * frame < size < 1.2 * PAGES * frame


def test_a_page_that_is_damaged_is_found_when_the_file_is_opened(path: Path) -> None:
    """SQLite alone would notice it once it comes to that page."""
    journal = Journal(path)
    for number in range(100):
        journal.table.intend(f"name-{number}", f'{{"prompt": "{"p" * 200}"}}', "http://h", "o h 1 2", "t", 1.0)
    journal.close()
    content = bytearray(path.read_bytes())
    content[-4096:-4000] = b"\xff" * 96
    path.write_bytes(content)
    with pytest.raises(JournalError, match=r"cannot be used \(it is damaged: [^(]") as caught:
        Journal(path).find("name-0")
    assert "\n" not in str(caught.value)


def test_only_a_file_with_content_is_looked_through(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    new: list[object] = []
    set_up = SqliteFile._set_up

    def noted(self: SqliteFile, db: sqlite3.Connection, *, is_new: bool) -> None:
        new.append(is_new)
        set_up(self, db, is_new=is_new)

    monkeypatch.setattr(SqliteFile, "_set_up", noted)
    for _ in range(2):
        file = _file(path)
        file.run("SELECT 1")
        file.close()
    assert new == [True, False]


def test_the_disk_is_asked_anew_only_where_it_is_to_do_something_else(path: Path) -> None:
    file, ran = _file(path), list[str]()
    file.run("SELECT 0")
    _connection(file).set_trace_callback(ran.append)
    for number, to_disk in ((1, False), (2, True), (3, True), (4, False)):
        file.run(f"SELECT {number}", to_disk=to_disk)
    full, normal = "PRAGMA synchronous = FULL", "PRAGMA synchronous = NORMAL"
    assert ran == ["SELECT 1", full, "SELECT 2", "SELECT 3", normal, "SELECT 4"]


def test_a_file_that_was_closed_is_opened_again(path: Path) -> None:
    file = _file(path)
    file.close()
    file.run("SELECT 1")
    before = _connection(file)
    file.close()
    file.close()
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        before.execute("SELECT 1")
    assert file.run("SELECT 1", to_disk=True) == (0, [(1,)])
    assert _connection(file).execute("PRAGMA synchronous").fetchone() == (2,)


def test_a_file_that_nobody_has_any_more_is_closed(path: Path) -> None:
    file = _file(path)
    file.run("SELECT 1")
    before = _connection(file)
    del file
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        before.execute("SELECT 1")
    SqliteFile.__del__(object.__new__(SqliteFile))  # of one that could not be made
