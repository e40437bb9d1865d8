"""The video of a task: whole under its name or not at all, continued, bounded, and without anything of ours."""

from __future__ import annotations

import asyncio
import gzip
import threading
import time
import types
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from video_generations_client import (
    AsyncVideoGenerations,
    ConfigurationError,
    Download,
    DownloadFailed,
    LinkExpired,
    Task,
    VideoGenerations,
)
from video_generations_client.download.part import Part
from video_generations_client.download.transfer import Transfer

from tests.client.answers import GOOD, UUID, VALID, record
from tests.client.conftest import KEY
from tests.client.scripted_server import Act, ScriptedServer, answer

VIDEO = bytes(range(256)) * 40
TAG = ("ETag", '"v1"')
WEAK = ("ETag", 'W/"v1"')
OTHER = ("ETag", '"v2"')
TYPE = ("Content-Type", "video/mp4")
CHUNKED = b'HTTP/1.1 200 OK\r\nETag: "v1"\r\nTransfer-Encoding: chunked\r\n\r\n'
LATER = [("Retry-After", "1")]
FIVE = ("Content-Range", "bytes */5")
Fetch = Callable[..., Path]


def whole(content: bytes = VIDEO, *headers: tuple[str, str]) -> Act:
    """The whole video."""
    return answer(200, content, headers=[TYPE, *headers])


def broken(upto: int, *headers: tuple[str, str]) -> Act:
    """The beginning of the video, and then the end of the connection."""
    return answer(200, VIDEO[:upto], headers=[TYPE, *headers], claims=len(VIDEO))


def rest(start: int, *headers: tuple[str, str], total: str = str(len(VIDEO)), content: bytes = VIDEO) -> Act:
    """What is left of the video."""
    said = ("Content-Range", f"bytes {start}-{len(content) - 1}/{total}")
    return answer(206, content[start:], headers=[TYPE, said, *headers])


@pytest.fixture
def host(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., ScriptedServer]]:
    quick = types.SimpleNamespace(sleep=lambda _: None)
    monkeypatch.setattr("video_generations_client.download.sending.time", quick)

    async def sleep(_: float) -> None:
        await asyncio.sleep(0)

    monkeypatch.setattr("anyio.sleep", sleep)
    with ExitStack() as stack:
        yield lambda *script: stack.enter_context(ScriptedServer(list(script)))


@pytest.fixture(params=["sync", "async"])
def fetch(request: pytest.FixtureRequest) -> Fetch:
    """A download, by either client."""

    def by_task(task: Task, path: Any, **options: Any) -> Path:
        return task.download(path, **options)

    def awaited(task: Task, path: Any, **options: Any) -> Path:
        async def run() -> Path:
            async with AsyncVideoGenerations(KEY, base_url="https://api.example", headers={"X-Team": "us"}) as videos:
                return await videos.download(task, Download(path, **options))

        return asyncio.run(run())

    return by_task if request.param == "sync" else awaited


def made(server: ScriptedServer | str, path: str = "/v.mp4?signed=s3cret") -> Task:
    """A task that has succeeded."""
    url = server if isinstance(server, str) else server.url + path
    return Task("t-1", {"task_id": "t-1", "status": "SUCCESS", "data": {"output": url}})


def asked(server: ScriptedServer) -> list[str | None]:
    """Which part each request asked for."""
    return [request.headers.get("range") for request in server.received]


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


def test_an_older_file_stays_until_the_new_one_is_whole(host: Any, fetch: Fetch, tmp_path: Path) -> None:
    path = tmp_path / "out.mp4"
    path.write_bytes(b"older")
    with pytest.raises(DownloadFailed):
        fetch(made(host(broken(100))), path)
    assert path.read_bytes() == b"older"
    fetch(made(host(whole())), path)
    assert path.read_bytes() == VIDEO


TOLD_BY_RANGE = (
    f"HTTP/1.1 206 Part\r\nContent-Type: video/mp4\r\nContent-Range: bytes 1000-{len(VIDEO) - 1}/{len(VIDEO)}\r\n\r\n"
).encode()
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
    failing = host(broken(1000, TAG), answer(416, b"", headers=[("Content-Range", "bytes */1000")]))
    assert fetch(made(failing), tmp_path / "b.mp4").read_bytes() == VIDEO[:1000]  # the host says that this is all


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
    """By another download, which has just completed it."""
    target = tmp_path / "out.mp4"
    renaming = types.SimpleNamespace(LOCK_EX=2, LOCK_NB=4, flock=lambda file, _: Path(file.name).replace(target))
    monkeypatch.setattr("video_generations_client.download.part._fcntl", renaming)
    part = Part(target, "the same content")
    part.write(b"another")
    part.leave(keep=True)
    assert target.read_bytes() == b""
    assert [file.name for file in tmp_path.iterdir()] == ["out.mp4"]


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


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_an_expired_link_keeps_the_id(status: int, host: Any, fetch: Fetch, tmp_path: Path) -> None:
    with pytest.raises(LinkExpired, match=r"Read the task again, .*get\('t-1'\)") as caught:
        fetch(made(host(answer(status, b"<Error>expired</Error>"))), tmp_path / "out.mp4")
    assert caught.value.task_id == "t-1"
    assert caught.value.status == status
    assert "s3cret" not in str(caught.value)
    assert not list(tmp_path.iterdir())


FAILED = {
    "page": (answer(200, b"<html>login</html>", headers=[("Content-Type", "text/html; charset=utf-8")]), "no video"),
    "message": (answer(200, {"error": "expired"}), "no video"),
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


@pytest.mark.parametrize(
    "output", ["file:///etc/passwd", "ftp://h/v", "/v.mp4", "http://", "http://[fe80::1]/", "data:,a"]
)
def test_an_output_that_is_no_address_is_not_asked_for(output: str, fetch: Fetch, tmp_path: Path) -> None:
    with pytest.raises(DownloadFailed, match="has an output"):
        fetch(made(output), tmp_path / "out.mp4")


@pytest.mark.parametrize("host", ["[::ffff:169.254.169.254]", "[fe80::1%25eth0]", "169.254.1.1"])
def test_an_address_by_which_secrets_are_handed_out_is_not_asked(host: str, tmp_path: Path) -> None:
    with pytest.raises(DownloadFailed, match="where no video can be"):
        Transfer(made(f"http://{host}/v.mp4"), Download(tmp_path / "out.mp4"))


def test_a_redirect_does_not_lead_from_an_encrypted_address_to_a_plain_one(tmp_path: Path) -> None:
    transfer = Transfer(made("http://a.example/v.mp4"), Download(tmp_path / "out.mp4"))
    assert not transfer.answered(302, {"location": "https://b.example/v.mp4"})
    assert not transfer.answered(302, {"location": "//c.example/v.mp4"})
    assert str(transfer.url) == "https://c.example/v.mp4"
    with pytest.raises(DownloadFailed, match=r"to plain http, at d\.example"):
        transfer.answered(302, {"location": "http://d.example/v.mp4"})


def test_a_task_without_a_video_has_nothing_to_fetch(fetch: Fetch, tmp_path: Path) -> None:
    with pytest.raises(DownloadFailed, match="has no output, its status is IN_PROGRESS"):
        fetch(Task("t-1", record("IN_PROGRESS")), tmp_path / "out.mp4")


def test_a_redirect_takes_no_cookie_along(host: Any, fetch: Fetch, tmp_path: Path) -> None:
    second = host(whole())
    cookie = ("Set-Cookie", "session=1; Path=/")
    first = host(answer(302, b"", headers=[("Location", f"{second.url}/other"), cookie]))
    assert fetch(made(first), tmp_path / "out.mp4").read_bytes() == VIDEO
    assert second.received[0].target == "/other"
    assert "cookie" not in second.received[0].headers


def test_a_host_that_trickles_is_given_up_in_time(host: Any, fetch: Fetch, tmp_path: Path) -> None:
    head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(VIDEO)}\r\n\r\n".encode()
    server = host(Act((head, *(b"x" for _ in range(2000))), "close"))
    begun = time.monotonic()
    with pytest.raises(DownloadFailed, match=r"not whole after 0\.3 seconds"):
        fetch(made(server), tmp_path / "out.mp4", timeout=0.3)
    assert time.monotonic() - begun < 10
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504])
def test_a_busy_host_is_left_alone_for_as_long_as_it_wants(status: int, tmp_path: Path) -> None:
    transfer = Transfer(made("https://host.example/v.mp4"), Download(tmp_path / "out.mp4", timeout=30))
    assert not transfer.answered(status, {})
    assert transfer.pause == 0.5
    assert not transfer.answered(status, {"retry-after": "20"})
    assert transfer.pause == 20
    with pytest.raises(DownloadFailed, match=f"answered {status}"):  # not in the time that is left
        transfer.answered(status, {"retry-after": "31"})


def test_a_silent_host_is_given_up_in_time(host: Any, fetch: Fetch, tmp_path: Path) -> None:
    with pytest.raises(DownloadFailed, match="ReadTimeout"):
        fetch(made(host(Act(then="hang"))), tmp_path / "out.mp4", timeout=0.3)


def test_an_error_of_the_callers_goes_through_and_leaves_no_file(host: Any, fetch: Fetch, tmp_path: Path) -> None:
    def fails(done: int, total: int | None) -> None:
        raise LookupError(done)

    with pytest.raises(LookupError):
        fetch(made(host(whole())), tmp_path / "out.mp4", on_progress=fails)
    assert not list(tmp_path.iterdir())


def test_a_path_is_checked_before_anything_is_paid(tmp_path: Path) -> None:
    wrong: list[Any] = [tmp_path, tmp_path / "none" / "out.mp4", "", 5, Download]
    with ScriptedServer([GOOD]) as server, VideoGenerations("", base_url=server.url) as videos:
        for path in wrong:
            with pytest.raises(ConfigurationError):
                videos.create_and_wait(prompt="p", model="sora-2", download=path)
        assert server.received == []
    for options in ({"max_bytes": 0}, {"max_bytes": True}, {"timeout": 0}, {"on_progress": 5}):
        with pytest.raises(ConfigurationError):
            Download(tmp_path / "out.mp4", **options)


def test_what_is_created_is_waited_for_and_fetched(both: Any, tmp_path: Path) -> None:
    with ScriptedServer([whole()]) as media:
        done = {**record("SUCCESS", data={"output": f"{media.url}/v.mp4"}), "task_id": UUID}
        with ScriptedServer([GOOD, answer(200, done)]) as server:
            both.options |= {"base_url": server.url, "headers": {"X-Team": "us"}}
            target = Download(tmp_path / "out.mp4", max_bytes=1_000_000)
            video = both.create_and_wait(**VALID, interval=0.01, download=target)
        assert video.task_id == UUID
        assert (tmp_path / "out.mp4").read_bytes() == VIDEO
        assert "authorization" not in media.received[0].headers
        assert "x-team" not in media.received[0].headers


def test_a_failed_download_keeps_the_task_that_is_paid(both: Any, tmp_path: Path) -> None:
    done = {**record("SUCCESS", data={"output": "http://127.0.0.1:9/v.mp4"}), "task_id": UUID}
    with ScriptedServer([GOOD, answer(200, done)]) as server:
        both.options["base_url"] = server.url
        target = Download(tmp_path / "out.mp4", timeout=0.2)
        with pytest.raises(DownloadFailed, match="ConnectError") as caught:
            both.create_and_wait(**VALID, interval=0.01, download=target)
    assert caught.value.task_id == UUID
    assert caught.value.task is not None
    assert caught.value.task.output == "http://127.0.0.1:9/v.mp4"


def test_a_disk_that_is_full_is_told(host: Any, fetch: Fetch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(part: Any, piece: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Part, "write", full)
    with pytest.raises(DownloadFailed, match=r"cannot be written to .*No space left on device"):
        fetch(made(host(whole())), tmp_path / "out.mp4")
    assert not list(tmp_path.iterdir())
