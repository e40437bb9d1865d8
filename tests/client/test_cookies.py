"""Cookies: an HTTP client of our own keeps none, and sends none."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from video_generations_client import AsyncVideoGenerations, VideoGenerations

from tests.client.scripted_server import ScriptedServer, answer

SETS = answer(200, {"task_id": "t1"}, headers=[("Set-Cookie", "session=1; Path=/")])


def test_a_cookie_of_the_server_is_neither_kept_nor_sent() -> None:
    with ScriptedServer([SETS]) as server, VideoGenerations("", base_url=server.url) as videos:
        videos.create(prompt="p", model="sora-2")
        videos.create(prompt="p", model="sora-2")
        assert ["cookie" in request.headers for request in server.received] == [False, False]
        assert len(videos._connections.current().cookies) == 0


def test_nor_by_the_asynchronous_client() -> None:
    async def created(url: str) -> int:
        async with AsyncVideoGenerations("", base_url=url) as videos:
            await videos.create(prompt="p", model="sora-2")
            await videos.create(prompt="p", model="sora-2")
            return len((await videos._connections.current()).cookies)

    with ScriptedServer([SETS]) as server:
        assert asyncio.run(created(server.url)) == 0
        assert ["cookie" in request.headers for request in server.received] == [False, False]


@pytest.mark.parametrize(("name", "client"), [("Client", VideoGenerations), ("AsyncClient", AsyncVideoGenerations)])
def test_a_class_in_the_place_of_the_library_s_is_used(
    name: str, client: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tracing puts one there, also after the client was imported."""
    stands_in = type(name, (getattr(httpx, name),), {})
    monkeypatch.setattr(httpx, name, stands_in)
    assert isinstance(client("", base_url="http://127.0.0.1:9")._connections._make(), stands_in)
