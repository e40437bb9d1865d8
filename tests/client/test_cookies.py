"""Cookies: an HTTP client of our own keeps none, and sends none."""

from __future__ import annotations

import asyncio

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
