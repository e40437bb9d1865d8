"""The video of a task: whole under its name or not at all, continued, bounded, and without anything of ours."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import pytest
from video_generations_client import (
    DownloadFailed,
    LinkExpired,
    Task,
)
from video_generations_client.download.part import Part

from tests.client.answers import record
from tests.client.download.host_answers import (
    TYPE,
    VIDEO,
    Fetch,
    asked,
    broken,
    made,
    whole,
)
from tests.client.scripted_server import Act, answer


def test_a_video_is_written_in_whole(host: Any, fetch: Fetch, tmp_path: Path) -> None:
    server = host(whole(VIDEO, ("Set-Cookie", "session=1")))
    told: list[tuple[int, int | None]] = []
    path = fetch(made(server), tmp_path / "out.mp4", on_progress=lambda *seen: told.append(seen))
    assert path == tmp_path / "out.mp4"
    assert path.read_bytes() == VIDEO
    assert told[-1] == (len(VIDEO), len(VIDEO))
    assert sorted(told) == told
    assert [file.name for file in tmp_path.iterdir()] == ["out.mp4"]
    sent = server.received[0].headers
    assert set(sent) == {"host", "accept", "accept-encoding", "connection", "user-agent"}


def test_a_name_of_the_most_bytes_is_taken(host: Any, fetch: Fetch, tmp_path: Path) -> None:
    path = fetch(made(host(whole())), tmp_path / ("\N{GRINNING FACE}" * 62 + ".mp4"))
    assert path.read_bytes() == VIDEO


def test_an_older_file_stays_until_the_new_one_is_whole(host: Any, fetch: Fetch, tmp_path: Path) -> None:
    path = tmp_path / "out.mp4"
    path.write_bytes(b"older")
    with pytest.raises(DownloadFailed):
        fetch(made(host(broken(100))), path)
    assert path.read_bytes() == b"older"
    fetch(made(host(whole())), path)
    assert path.read_bytes() == VIDEO


def test_a_length_is_not_needed(host: Any, fetch: Fetch, tmp_path: Path) -> None:
    close = Act((b"HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\n\r\n" + VIDEO,), "close")
    told: list[tuple[int, int | None]] = []
    path = fetch(made(host(close)), tmp_path / "out.mp4", on_progress=lambda *seen: told.append(seen))
    assert path.read_bytes() == VIDEO
    assert told[-1] == (len(VIDEO), None)


def test_what_comes_compressed_is_unpacked(host: Any, fetch: Fetch, tmp_path: Path) -> None:
    packed = gzip.compress(VIDEO)
    broke = answer(200, packed[:50], headers=[TYPE, ("Content-Encoding", "gzip")], claims=len(packed))
    server = host(broke, answer(200, packed, headers=[TYPE, ("Content-Encoding", "gzip")]))
    assert fetch(made(server), tmp_path / "out.mp4").read_bytes() == VIDEO
    assert asked(server) == [None, None]


FAILED = {
    "page": (answer(200, b"<html>login</html>", headers=[("Content-Type", "text/html; charset=utf-8")]), "no video"),
    "message": (answer(200, {"error": "expired"}), "no video"),
    "brotli": (whole(VIDEO, ("Content-Encoding", "br")), "compressed as br, which it was not asked for"),
    "unheard of": (whole(VIDEO, ("Content-Encoding", "gzip, \x1bx")), r"compressed as \\x1bx, which"),
    "nothing": (whole(b""), "is empty"),
    "refused": (answer(405, b""), "refused"),
    "no content": (answer(204, b""), "refused"),
    "broken": (broken(0), "could not be fetched in whole"),
    "down": (answer(500, b""), "answered 500"),
    "too large": (whole(b"x" * 20_000), "larger than 15000 bytes"),
    "too large, untold": (Act((b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 20_000,), "close"), "larger than 15000 bytes"),
    "to a file": (answer(302, b"", headers=[("Location", "file:///etc/passwd")]), "no address of the web"),
    "to secrets": (answer(302, b"", headers=[("Location", "http://169.254.169.254/latest")]), "no video can be"),
    "for ever": (answer(302, b"", headers=[("Location", "/v.mp4")]), "redirected more than 5"),
}


@pytest.mark.parametrize(("act", "says"), FAILED.values(), ids=FAILED)
def test_what_is_no_video_leaves_no_file(act: Act, says: str, host: Any, fetch: Fetch, tmp_path: Path) -> None:
    server = host(act)
    with pytest.raises(DownloadFailed, match=says) as caught:
        fetch(made(server), tmp_path / "out.mp4", max_bytes=15_000)
    assert caught.value.task_id == "t-1"
    assert not isinstance(caught.value, LinkExpired)
    assert not list(tmp_path.iterdir())
    assert len(server.received) <= 6


@pytest.mark.parametrize("act", [whole(), Act((b"HTTP/1.1 200 OK\r\n\r\n" + VIDEO,), "close")], ids=["told", "untold"])
def test_just_as_much_as_is_allowed_is_taken(act: Act, host: Any, fetch: Fetch, tmp_path: Path) -> None:
    assert fetch(made(host(act)), tmp_path / "out.mp4", max_bytes=len(VIDEO)).read_bytes() == VIDEO
    with pytest.raises(DownloadFailed, match="larger than"):
        fetch(made(host(act)), tmp_path / "out.mp4", max_bytes=len(VIDEO) - 1)


def test_a_task_without_a_video_has_nothing_to_fetch(fetch: Fetch, tmp_path: Path) -> None:
    with pytest.raises(DownloadFailed, match="has no output, its status is IN_PROGRESS"):
        fetch(Task("t-1", record("IN_PROGRESS")), tmp_path / "out.mp4")


def test_an_error_of_the_callers_goes_through_with_the_id_and_leaves_no_file(
    host: Any, fetch: Fetch, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(done: int, total: int | None) -> None:
        raise LookupError(done)

    with pytest.raises(LookupError) as caught:
        fetch(made(host(whole())), tmp_path / "out.mp4", on_progress=fails)
    assert not list(tmp_path.iterdir())
    assert "t-1" in caught.value.__notes__[0]
    assert "t-1" in caplog.text


def test_a_disk_that_is_full_is_told(host: Any, fetch: Fetch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(part: Any, piece: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Part, "write", full)
    with pytest.raises(DownloadFailed, match=r"cannot be written to .*No space left on device"):
        fetch(made(host(whole())), tmp_path / "out.mp4")
    assert not list(tmp_path.iterdir())
