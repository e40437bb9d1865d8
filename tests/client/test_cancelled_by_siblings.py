"""Creates and waits that are cancelled with others lose no id."""

from __future__ import annotations

import asyncio
from functools import partial

import anyio
import pytest
from video_generations_client import AsyncVideoGenerations

from tests.client.answers import record
from tests.client.conftest import told
from tests.client.nonce_server import NonceServer
from tests.client.scripted_server import ScriptedServer, answer


@pytest.mark.parametrize("library", ["asyncio", "trio"])
def test_a_group_whose_sibling_fails_loses_no_id(
    library: str, slow_server: NonceServer, caplog: pytest.LogCaptureFixture
) -> None:
    """A nursery drops what its tasks return, and a group their cancellations."""

    async def run() -> None:
        async with AsyncVideoGenerations("", base_url=slow_server.url) as videos, anyio.create_task_group() as group:
            for number in range(3):
                group.start_soon(partial(videos.create, prompt=f"p{number}", model="sora-2"))
            await slow_server.until_made(3)
            raise LookupError("a sibling fails")

    with pytest.raises(ExceptionGroup):
        anyio.run(run, backend=library)
    assert len(slow_server.made) == 3
    assert [task_id for task_id in slow_server.made if task_id not in told(caplog)] == []


def test_a_client_that_is_closed_after_gather_has_raised_tells_the_ids(
    slow_server: NonceServer, caplog: pytest.LogCaptureFixture
) -> None:
    """asyncio.gather raises the first error at once, and leaves the others to themselves."""

    async def fails() -> None:
        await slow_server.until_made(2)
        raise LookupError

    async def run() -> None:
        async with AsyncVideoGenerations("", base_url=slow_server.url) as videos:
            creates = (videos.create(prompt=f"p{number}", model="sora-2") for number in range(2))
            await asyncio.gather(*creates, fails())

    with pytest.raises(LookupError):
        asyncio.run(run())
    assert len(slow_server.made) == 2
    assert [task_id for task_id in slow_server.made if task_id not in told(caplog)] == []


def test_a_wait_that_is_cancelled_by_a_sibling_tells_its_id(caplog: pytest.LogCaptureFixture) -> None:
    async def run(server: ScriptedServer) -> None:
        async with AsyncVideoGenerations("", base_url=server.url) as videos, asyncio.TaskGroup() as group:
            group.create_task(videos.wait("paid-4", interval=600))
            while not server.received:
                await asyncio.sleep(0.01)
            raise LookupError

    with (
        ScriptedServer([answer(200, record("IN_PROGRESS", task_id="paid-4"))]) as server,
        pytest.raises(ExceptionGroup),
    ):
        asyncio.run(run(server))
    assert "paid-4" in told(caplog)
