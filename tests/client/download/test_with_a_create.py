"""A create that is waited for and whose video is fetched: what was paid for is not lost."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from video_generations_client import (
    ConfigurationError,
    Download,
    DownloadFailed,
    VideoGenerations,
)

from tests.client.answers import GOOD, UUID, VALID, record
from tests.client.download.host_answers import (
    VIDEO,
    whole,
)
from tests.client.scripted_server import ScriptedServer, answer


class _OfBytes(os.PathLike[bytes]):
    def __fspath__(self) -> bytes:
        return b"bytes"


def test_a_path_is_checked_before_anything_is_paid(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("/dev/null")  # a file would take its place
    wrong: list[Any] = [
        tmp_path,
        tmp_path / "none" / "out.mp4",
        "",
        5,
        Download,
        f"{tmp_path}/out/",
        "/dev/null",
        tmp_path / "link",
    ]
    wrong += [tmp_path / ("n" * 300), f"{tmp_path}/a\0b", f"{tmp_path}/bytes".encode(), _OfBytes()]
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
