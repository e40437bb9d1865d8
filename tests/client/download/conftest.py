"""A download by either client, and a scripted host; nothing waits."""

from __future__ import annotations

import asyncio
import types
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from video_generations_client import (
    AsyncVideoGenerations,
    Download,
    Task,
)

from tests.client.conftest import KEY
from tests.client.download.host_answers import Fetch
from tests.client.scripted_server import ScriptedServer


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
