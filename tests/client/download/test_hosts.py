"""The host of a video: which address is asked, what is sent to it, and how long it is waited for."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from video_generations_client import (
    Download,
    DownloadFailed,
    LinkExpired,
)
from video_generations_client.download import sending
from video_generations_client.download.transfer import Transfer

from tests.client.download.host_answers import (
    VIDEO,
    Fetch,
    made,
    whole,
)
from tests.client.scripted_server import Act, answer


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_an_expired_link_keeps_the_id(status: int, host: Any, fetch: Fetch, tmp_path: Path) -> None:
    with pytest.raises(LinkExpired, match=r"Read the task again, .*get\('t-1'\)") as caught:
        fetch(made(host(answer(status, b"<Error>expired</Error>"))), tmp_path / "out.mp4")
    assert caught.value.task_id == "t-1"
    assert caught.value.status == status
    assert "s3cret" not in str(caught.value)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "output",
    [
        "file:///etc/passwd",
        "ftp://h/v",
        "/v.mp4",
        "http://",
        "http://[fe80::1]/",
        "data:,a",
        f"https://{'a' * 70}.example/v",
    ],
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


def test_a_proxy_that_cannot_be_used_is_told_with_the_task(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A client of a server on this machine never looks at it, and the video is somewhere else."""
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.setenv("ALL_PROXY", "socks9://127.0.0.1:9")
    task, target = made("https://media.example/v.mp4"), Download(tmp_path / "out.mp4")
    ways: list[Callable[[], Path]] = [
        lambda: sending.fetch(task, target),
        lambda: asyncio.run(sending.fetch_async(task, target)),
    ]
    for fetched in ways:
        with pytest.raises(DownloadFailed, match="cannot be fetched: ALL_PROXY is no address of a proxy") as caught:
            fetched()
        assert caught.value.task_id == "t-1"
