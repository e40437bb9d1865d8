"""Text of a server controls no log and no terminal, and a program without logging has a quiet screen."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import video_generations_client
from video_generations_client import (
    Retries,
    VideoGenerationsError,
)

from tests.client.answers import GOOD, VALID
from tests.client.conftest import Both
from tests.client.scripted_server import ScriptedServer, answer

QUIET = """
import asyncio, sys
from video_generations_client import AsyncVideoGenerations, Retries, VideoGenerations, VideoGenerationsError

async def main(url):
    async with AsyncVideoGenerations("", base_url=url, retries=Retries(wait_initial=0.01)) as videos:
        creating = asyncio.create_task(videos.create(prompt="p", model="sora-2"))
        await asyncio.sleep(0.05)
        creating.cancel()

with VideoGenerations("", base_url=sys.argv[1], retries=Retries(wait_initial=0.01)) as videos:
    for call in (lambda: videos.create(prompt="p", model="sora-2"), lambda: videos.wait("t", interval=0.1)):
        try:
            call()
        except VideoGenerationsError:
            pass
asyncio.run(main(sys.argv[1]))
"""


def test_a_program_without_logging_has_nothing_on_its_screen() -> None:
    """Nor do further attempts, unknown words and cancelled creates appear there."""
    busy = answer(429, {"code": "busy", "message": "later", "data": None}, headers=[("Retry-After", "0")])
    odd = answer(200, {"task_id": "t", "status": "ODD", "progress": "5%"})
    done = answer(200, {"task_id": "t", "status": "done", "url": "https://media.example/v.mp4"})
    with ScriptedServer([busy, GOOD, answer(500), odd, done, GOOD]) as server:
        result = subprocess.run(  # noqa: S603 - made here
            [sys.executable, "-W", "default", "-c", QUIET, server.url],
            capture_output=True,
            text=True,
            check=False,
            env={"PYTHONPATH": str(Path(video_generations_client.__file__).parents[1])},
        )
    assert (result.stdout, result.stderr, result.returncode) == ("", "", 0)
    assert len(server.received) >= 6


def test_an_id_of_a_server_controls_no_log(
    both: Both, serve: Callable[..., ScriptedServer], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG", "video_generations_client")
    serve(answer(200, {"task_id": "t\x1b[2J\nforged"}))
    assert both.create(**VALID).task_id == "t\x1b[2J\nforged"
    assert [record.getMessage() for record in caplog.records if record.levelname == "INFO"] == [
        r"Task t\x1b[2J\nforged has started"
    ]


def test_text_of_a_server_controls_no_terminal(both: Both, serve: Callable[..., ScriptedServer]) -> None:
    evil = "\x1b[2J\x07 cleared \u202e"
    serve(answer(400, {"code": "bad", "message": evil, "data": None}))
    both.options["retries"] = Retries.none()
    calls: list[Callable[[], Any]] = [lambda: both.create(**VALID), lambda: both.get("t")]
    for call in calls:
        with pytest.raises(VideoGenerationsError) as caught:
            call()
        assert str(caught.value).isprintable()
        assert "cleared" in str(caught.value)
    serve(answer(200, {"task_id": "t", "status": "FAILURE", "fail_reason": evil, "data": None}))
    with pytest.raises(VideoGenerationsError) as caught:
        both.wait("t")
    assert str(caught.value).isprintable()
