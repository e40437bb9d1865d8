"""The module for tests of others: a server of the contract, clients without a network, fixtures."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, cast

import pytest
from video_generations_client import (
    AuthenticationError,
    InvalidRequest,
    NotFound,
    OutcomeUnknown,
    RateLimited,
    TaskFailed,
    VideoGenerations,
    WaitTimedOut,
)
from video_generations_client.testing import ContractServer, FakeAsyncVideoGenerations, FakeVideoGenerations, Outcome
from video_generations_client.testing.tasks import REASON, VIDEO

from clausewise.spec import Spec
from tests.client.answers import VALID

ERRORS: dict[Outcome, type[Exception]] = {
    "failure": TaskFailed,
    "stuck": WaitTimedOut,
    "refused": InvalidRequest,
    "rate-limited": RateLimited,
    "crash": OutcomeUnknown,
    "no-answer": OutcomeUnknown,
}
PAID = {"failure", "stuck", "crash", "no-answer"}


def test_a_fake_makes_a_video_without_waiting_or_network(tmp_path: Path) -> None:
    with FakeVideoGenerations(reads=3) as videos:
        video = videos.create_and_wait(prompt="p", model="sora-2", download=tmp_path / "out.mp4")
        assert (tmp_path / "out.mp4").read_bytes() == VIDEO
        assert video.download(tmp_path / "again.mp4").read_bytes() == VIDEO
        assert videos.tasks.created == [{"prompt": "p", "model": "sora-2"}]
        assert 100 < videos.waited < 140
        with pytest.raises(InvalidRequest, match="duration-25-needs-pro"):
            videos.create(**cast("Any", {**VALID, "duration": "25"}))
        with pytest.raises(NotFound):
            videos.get("another")


def test_an_asynchronous_fake_does_the_same(tmp_path: Path) -> None:
    async def run() -> None:
        async with FakeAsyncVideoGenerations("success", "failure") as videos:
            video = await videos.create_and_wait(prompt="p", model="sora-2")
            assert (await videos.download(video, tmp_path / "out.mp4")).read_bytes() == VIDEO
            with pytest.raises(TaskFailed, match=REASON):
                await videos.create_and_wait(prompt="p", model="sora-2")

    asyncio.run(run())


@pytest.mark.parametrize("outcome", ERRORS)
def test_each_outcome_is_the_error_that_the_real_one_would_be(outcome: Outcome, tmp_path: Path) -> None:
    with FakeVideoGenerations(journal=tmp_path / "jobs.sqlite") as videos:
        videos.tasks.next(outcome)
        with pytest.raises(ERRORS[outcome]):
            videos.create_and_wait(prompt="p", model="sora-2", once="n", wait_timeout=300)
        assert len(videos.tasks.created) == (outcome in PAID)
    with ContractServer(outcome) as server, VideoGenerations("", base_url=server.url, retries=None) as real:
        with pytest.raises(ERRORS[outcome]):
            real.create_and_wait(prompt="p", model="sora-2", interval=0.01, wait_timeout=0.2)
        assert len(server.created) == (outcome in PAID)


def test_the_server_takes_what_the_contract_takes_and_nothing_else(tmp_path: Path) -> None:
    examples = Spec.load().operation("createVideoGeneration").node["requestBody"]["content"]["application/json"]
    with ContractServer(api_key="sk-right") as server:
        with VideoGenerations("sk-right", base_url=server.url) as videos:
            for example in examples["examples"].values():
                videos.create(**example["value"])
            assert server.created == [example["value"] for example in examples["examples"].values()]
            for wrong in ({"prompt": "p"}, {**VALID, "duration": 10}, {**VALID, "hd": True}):
                with pytest.raises(InvalidRequest, match="answered 400"):
                    videos.create(**cast("Any", wrong), check=False)
            video = videos.create_and_wait(prompt="p", model="sora-2", interval=0.01)
            assert video.download(tmp_path / "out.mp4").read_bytes() == VIDEO
        with pytest.raises(AuthenticationError), VideoGenerations("sk-wrong", base_url=server.url) as videos:
            videos.create(prompt="p", model="sora-2")


def test_the_pytest_plugin_offers_its_fixtures(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text('pytest_plugins = ["video_generations_client.testing.pytest_plugin"]\n')
    (tmp_path / "test_mine.py").write_text(
        """
from video_generations_client import VideoGenerations

def test_server(video_server):
    with VideoGenerations() as videos:
        videos.create(prompt="p", model="sora-2")
    assert len(video_server.created) == 1

def test_fakes(fake_videos, fake_async_videos):
    assert fake_videos.create_and_wait(prompt="p", model="sora-2").output
    assert fake_async_videos.tasks.created == []
"""
    )
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path)]
    bare = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}  # other plugins take longer to load than this to run
    result = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path, env=bare)  # noqa: S603 - made here
    assert "2 passed" in result.stdout, result.stdout + result.stderr


def test_the_module_is_no_part_of_the_engine() -> None:
    told = "import sys, video_generations_client.testing; print({*sys.modules} & {*sys.argv[1:]})"
    command = [sys.executable, "-c", told, "clausewise", "pytest", "psycopg", "sqlite3"]
    bare = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}  # it needs sqlite3
    result = subprocess.run(command, capture_output=True, text=True, check=True, env=bare)  # noqa: S603 - made here
    assert result.stdout.strip() == "set()"
