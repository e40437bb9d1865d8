"""A create by name that is cancelled is sent at most once, and blocks no loop."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path
from typing import Any

import anyio
import pytest
from video_generations_client import (
    AsyncVideoGenerations,
    Journal,
    VideoGenerations,
)

from tests.client.answers import GOOD
from tests.client.nonce_server import NonceServer
from tests.client.scripted_server import ScriptedServer


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_the_loop_goes_on_while_a_journal_is_locked(backend: str, tmp_path: Path) -> None:
    import sqlite3

    place = tmp_path / "jobs.sqlite"
    Journal(place).entries()
    lock = sqlite3.connect(place, isolation_level=None, check_same_thread=False)
    lock.execute("BEGIN IMMEDIATE")
    turns = 0

    async def count() -> None:
        nonlocal turns
        while True:
            turns += 1
            await anyio.sleep(0.01)

    async def main() -> None:
        async with (
            AsyncVideoGenerations("", base_url=server.url, journal=place) as videos,
            anyio.create_task_group() as group,
        ):
            group.start_soon(count)
            threading.Timer(0.25, lambda: lock.execute("ROLLBACK")).start()
            await videos.create(prompt="n", model="sora-2", once="n")
            group.cancel_scope.cancel()

    with ScriptedServer([GOOD]) as server:
        anyio.run(main, backend=backend)
    lock.close()
    assert turns > 8


async def _cancelled(place: Path, server: Any, after: float) -> None:
    async with AsyncVideoGenerations("", base_url=server.url, journal=place) as videos:
        creating = asyncio.ensure_future(videos.create(prompt="n", model="sora-2", once="n"))
        await asyncio.sleep(after)
        creating.cancel()
        with pytest.raises(asyncio.CancelledError):
            await creating


@pytest.mark.parametrize("after", [0.0, 0.001, 0.002, 0.004, 0.008, 0.04])
def test_a_cancelled_create_is_sent_at_most_once(after: float, tmp_path: Path) -> None:
    """Whenever it is cancelled, the next call gives its task, or sends it if it had not left."""
    place = tmp_path / "jobs.sqlite"
    with NonceServer(slow=0.08) as server:
        asyncio.run(_cancelled(place, server, after))
        with VideoGenerations("", base_url=server.url, journal=place) as videos:
            assert videos.create(prompt="n", model="sora-2", once="n").task_id == "task-1-of-n"
        assert len(server.made) == 1


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
@pytest.mark.parametrize("after", [0.001, 0.005, 0.04])
def test_a_create_in_a_scope_that_is_cancelled_is_sent_at_most_once(after: float, backend: str, tmp_path: Path) -> None:
    place = tmp_path / "jobs.sqlite"

    async def main() -> None:
        async with AsyncVideoGenerations("", base_url=server.url, journal=place) as videos:
            with anyio.move_on_after(after):
                await videos.create(prompt="n", model="sora-2", once="n")
            with anyio.fail_after(30):
                assert (await videos.create(prompt="n", model="sora-2", once="n")).task_id == "task-1-of-n"

    with NonceServer(slow=0.08) as server:
        anyio.run(main, backend=backend)
        assert len(server.made) == 1
