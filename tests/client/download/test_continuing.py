"""A download that breaks off is continued, and never from another file."""

from __future__ import annotations

import asyncio
import gzip
import threading
import types
from pathlib import Path
from typing import Any

import pytest
from video_generations_client import (
    Download,
    LinkExpired,
)
from video_generations_client.download.part import Part
from video_generations_client.download.sending import fetch_async

from tests.client.download.host_answers import (
    CHUNKED,
    FIVE,
    LATER,
    OTHER,
    TAG,
    TYPE,
    VIDEO,
    WEAK,
    Fetch,
    asked,
    broken,
    made,
    rest,
    whole,
)
from tests.client.scripted_server import Act, answer

TOLD_BY_RANGE = (
    f"HTTP/1.1 206 Part\r\nContent-Type: video/mp4\r\nContent-Range: bytes 1000-{len(VIDEO) - 1}/{len(VIDEO)}\r\n\r\n"
).encode()

SHORT = ("Content-Range", "bytes */1000")

CONTINUED = {
    "by its tag": [broken(1000, TAG), rest(1000, TAG)],
    "without any": [broken(1000), rest(1000)],
    "by a weak one, which tells nothing": [broken(1000, WEAK), rest(1000, WEAK)],
    "more than once": [broken(1000, TAG), rest(1000, TAG, content=VIDEO[:3000]), rest(3000, TAG)],
    "host busy meanwhile": [broken(1000, TAG), answer(503, b""), answer(429, headers=LATER), rest(1000, TAG)],
    "of unknown length": [
        Act((CHUNKED, b"3e8\r\n" + VIDEO[:1000] + b"\r\n"), "close"),
        rest(1000, TAG),
    ],
    "ended early, its length told by the range": [
        Act((CHUNKED, b"3e8\r\n" + VIDEO[:1000] + b"\r\n"), "close"),
        Act((TOLD_BY_RANGE + VIDEO[1000:3000],), "close"),
        rest(3000),
    ],
}


@pytest.mark.parametrize("script", CONTINUED.values(), ids=CONTINUED)
def test_what_breaks_off_is_continued(script: list[Act], host: Any, fetch: Fetch, tmp_path: Path) -> None:
    server = host(*script)
    assert fetch(made(server), tmp_path / "out.mp4").read_bytes() == VIDEO
    assert asked(server)[1] == "bytes=1000-"
    tagged = any(b'ETag: "' in act.pieces[0] for act in script)
    assert server.received[1].headers.get("if-range") == ('"v1"' if tagged else None)
    assert [file.name for file in tmp_path.iterdir()] == ["out.mp4"]


ANEW = {
    "no part is given": [broken(1000, TAG), whole(VIDEO, TAG)],
    "another version": [broken(1000, TAG), whole(VIDEO[::-1] + b"new", ("ETag", '"v2"'))],
    "another part": [broken(1000, TAG), rest(500, TAG), whole(VIDEO, TAG)],
    "another part of a fitting length": [broken(1000, TAG), rest(500, TAG, content=VIDEO[:-500]), whole(VIDEO, TAG)],
    "a part of another length": [broken(1000, TAG), rest(1000, TAG, total="99999"), whole(VIDEO, TAG)],
    "a part of another version": [broken(1000, TAG), rest(1000, OTHER, content=VIDEO[::-1]), whole(VIDEO, TAG)],
    "a part that does not say which": [broken(1000), answer(206, VIDEO[1000:], headers=[TYPE]), whole()],
    "refused as out of range": [broken(1000, TAG), answer(416, headers=[FIVE]), whole(VIDEO, TAG)],
    "refused without a length": [broken(1000), answer(416, b""), whole()],
    "refused as whole too early": [broken(1000, TAG), answer(416, headers=[SHORT]), whole(VIDEO, TAG)],
    "a part nobody asked for": [rest(1000), whole()],
    "more than there is": [broken(1000), rest(1000, content=VIDEO + b"more"), whole()],
    "a part that comes compressed": [
        broken(1000),
        rest(1000, ("Content-Encoding", "gzip"), content=VIDEO[:1000] + gzip.compress(VIDEO[::-1][1000:])),
        whole(),
    ],
}


@pytest.mark.parametrize("script", ANEW.values(), ids=ANEW)
def test_a_part_that_does_not_fit_is_not_mixed_in(script: list[Act], host: Any, fetch: Fetch, tmp_path: Path) -> None:
    server = host(*script)
    expected = VIDEO[::-1] + b"new" if b"v2" in script[-1].pieces[0] else VIDEO
    assert fetch(made(server), tmp_path / "out.mp4").read_bytes() == expected
    assert [file.name for file in tmp_path.iterdir()] == ["out.mp4"]


def test_a_later_call_goes_on_where_the_first_was_ended(host: Any, fetch: Fetch, tmp_path: Path) -> None:
    failing = host(broken(1000, TAG), answer(403, b""))
    with pytest.raises(LinkExpired):
        fetch(made(failing, "/v.mp4?signed=1"), tmp_path / "out.mp4")
    assert [name.startswith(".out.mp4.") for name in (file.name for file in tmp_path.iterdir())] == [True]
    server = host(whole(VIDEO, TAG), rest(1000, TAG))
    assert fetch(made(server, "/v.mp4?signed=2"), tmp_path / "out.mp4").read_bytes() == VIDEO
    assert asked(server) == [None, "bytes=1000-"]
    assert [file.name for file in tmp_path.iterdir()] == ["out.mp4"]


def test_a_file_that_was_whole_only_gets_its_name(host: Any, fetch: Fetch, tmp_path: Path) -> None:
    failing = host(broken(1000, TAG), answer(403, b""))
    with pytest.raises(LinkExpired):
        fetch(made(failing), tmp_path / "out.mp4")
    (part,) = tmp_path.iterdir()
    part.write_bytes(VIDEO)
    assert fetch(made(host(whole(VIDEO, TAG))), tmp_path / "out.mp4").read_bytes() == VIDEO
    failing = host(broken(1000, TAG), answer(403, b""))
    with pytest.raises(LinkExpired):
        fetch(made(failing), tmp_path / "out.mp4")
    (part,) = (file for file in tmp_path.iterdir() if file.suffix == ".part")
    part.write_bytes(VIDEO[::-1] + b"more")  # of more than there is nothing is kept
    server = host(whole(VIDEO, TAG))
    assert fetch(made(server), tmp_path / "out.mp4").read_bytes() == VIDEO
    assert asked(server) == [None]
    cut = Act((CHUNKED, b"3e8\r\n" + VIDEO[:1000] + b"\r\n"), "close")
    failing = host(cut, answer(416, b"", headers=[SHORT]))
    assert fetch(made(failing), tmp_path / "b.mp4").read_bytes() == VIDEO[:1000]  # the host says that this is all


def test_an_asynchronous_download_waits_for_no_disk_in_its_loop(
    host: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither where the last piece completes the file, nor where an answer without content does."""
    threads: list[threading.Thread] = []
    monkeypatch.setattr("os.fsync", lambda _: threads.append(threading.current_thread()))
    cut = Act((CHUNKED, b"3e8\r\n" + VIDEO[:1000] + b"\r\n"), "close")
    for script in ([whole()], [cut, answer(416, b"", headers=[SHORT])]):
        asyncio.run(fetch_async(made(host(*script)), Download(tmp_path / "out.mp4")))
    assert len(threads) == 2
    assert threading.main_thread() not in threads


def test_two_downloads_to_one_path_do_not_mix(host: Any, tmp_path: Path) -> None:
    pieces = tuple(VIDEO[at : at + 512] for at in range(0, len(VIDEO), 512))
    head = f'HTTP/1.1 200 OK\r\nETag: "v1"\r\nContent-Length: {len(VIDEO)}\r\n\r\n'.encode()
    server = host(Act((head, *pieces)))
    threads = [threading.Thread(target=made(server).download, args=(tmp_path / "out.mp4",)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (tmp_path / "out.mp4").read_bytes() == VIDEO
    assert [file.name for file in tmp_path.iterdir()] == ["out.mp4"]


def test_a_part_that_is_renamed_before_it_is_locked_is_not_written_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another download has just completed it."""
    target = tmp_path / "out.mp4"
    renaming = types.SimpleNamespace(LOCK_EX=2, LOCK_NB=4, flock=lambda file, _: Path(file.name).replace(target))
    monkeypatch.setattr("video_generations_client.download.part._fcntl", renaming)
    part = Part(target, "the same content")
    part.write(b"another")
    part.leave(keep=True)
    assert target.read_bytes() == b""
    assert [file.name for file in tmp_path.iterdir()] == ["out.mp4"]
