"""The files of an open journal: removing or replacing one is noticed, without a look at each for each create."""

from __future__ import annotations

import os
import time
import types
from collections.abc import Callable
from pathlib import Path

import pytest
from video_generations_client import Journal, JournalError
from video_generations_client.journal import files
from video_generations_client.journal.files import SETTLED, Files

from tests.client.answers import GOOD, VALID
from tests.client.conftest import Both, Serve

LONG_AGO = time.time() - 100 * SETTLED


def _removed(path: Path) -> None:
    path.unlink()


def _replaced(path: Path) -> None:
    other = path.with_name("other")
    other.write_text("other")
    other.replace(path)


def _folder_replaced(path: Path) -> None:
    path.parent.rename(path.parent.with_name("moved"))
    path.parent.mkdir()


def _folder_moved(path: Path) -> None:
    path.parent.rename(path.parent.with_name("moved"))


def _opened(path: Path) -> Files:
    for name in (path, Path(f"{os.path.realpath(path)}-wal")):
        name.touch()
    status = path.stat()
    return Files(path, (status.st_dev, status.st_ino))


def _settle(*folders: Path) -> None:
    for folder in folders:
        os.utime(folder, (LONG_AGO, LONG_AGO))


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that were looked at."""
    seen: list[str] = []
    look = files._identity

    def noted(path: str) -> tuple[int, int]:
        seen.append(path)
        return look(path)

    monkeypatch.setattr(files, "_identity", noted)
    return seen


def test_files_in_a_folder_that_does_not_change_are_looked_at_once(tmp_path: Path, looks: list[str]) -> None:
    opened = _opened(tmp_path / "jobs.sqlite")
    _settle(tmp_path)
    assert opened.are_those_opened()
    looks.clear()
    assert all(opened.are_those_opened() for _ in range(5))
    assert looks == []


def test_files_are_looked_at_again_when_another_file_comes_to_their_folder(tmp_path: Path, looks: list[str]) -> None:
    opened = _opened(tmp_path / "jobs.sqlite")
    _settle(tmp_path)
    assert opened.are_those_opened()
    looks.clear()
    (tmp_path / "video.mp4").touch()
    assert opened.are_those_opened()
    assert looks


def test_files_in_a_folder_that_has_just_changed_are_looked_at_each_time(tmp_path: Path, looks: list[str]) -> None:
    """The next change may have the same time, where times are coarse."""
    opened = _opened(tmp_path / "jobs.sqlite")
    for _ in range(3):
        looks.clear()
        assert opened.are_those_opened()
        assert looks


def test_a_folder_has_settled_only_when_the_time_is_over(
    tmp_path: Path, looks: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = _opened(tmp_path / "jobs.sqlite")
    os.utime(tmp_path, (1000, 1000))
    monkeypatch.setattr(files, "time", types.SimpleNamespace(time=lambda: 1000 + SETTLED))
    for _ in range(2):
        looks.clear()
        assert opened.are_those_opened()
        assert looks


@pytest.mark.parametrize("change", [_removed, _replaced, _folder_replaced, _folder_moved])
@pytest.mark.parametrize("part", ["", "-wal"])
def test_a_change_is_noticed(tmp_path: Path, change: Callable[[Path], None], part: str) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    opened = _opened(folder / "jobs.sqlite")
    _settle(folder)
    assert opened.are_those_opened()
    change(folder / f"jobs.sqlite{part}")
    assert not opened.are_those_opened()


@pytest.mark.parametrize("change", [_removed, _replaced])
@pytest.mark.parametrize("name", ["link/jobs.sqlite", "real/jobs.sqlite", "real/jobs.sqlite-wal"])
def test_a_change_is_noticed_on_both_sides_of_a_link(tmp_path: Path, change: Callable[[Path], None], name: str) -> None:
    real, link = tmp_path / "real", tmp_path / "link"
    for folder in (real, link):
        folder.mkdir()
    (real / "jobs.sqlite").touch()
    (link / "jobs.sqlite").symlink_to(real / "jobs.sqlite")
    opened = _opened(link / "jobs.sqlite")
    _settle(real, link)
    assert opened.are_those_opened()
    change(tmp_path / name)
    assert not opened.are_those_opened()


@pytest.mark.parametrize("part", ["", "-wal"], ids=["whole", "newest part"])
def test_a_journal_removed_meanwhile_sends_nothing(both: Both, serve: Serve, tmp_path: Path, part: str) -> None:
    """Of what is still in the newest part, no later program would know."""
    server = serve(GOOD)
    held = both.options["journal"] = Journal(tmp_path / "jobs.sqlite")
    both.create(**VALID, once="n")
    (tmp_path / f"jobs.sqlite{part}").unlink()
    with pytest.raises(JournalError, match="removed or replaced"):
        both.create(**VALID, once="m")
    assert server.posts == 1
    held.close()
