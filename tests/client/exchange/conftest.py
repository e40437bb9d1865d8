"""Sending a call to a function in the place of a server, by either kind of client."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import httpx
import pytest
from video_generations_client import Timeouts
from video_generations_client.answer import Answer
from video_generations_client.api_key import ApiKey
from video_generations_client.call import Call
from video_generations_client.exchange import send, send_async
from video_generations_client.settings import Settings

from tests.client.conftest import TRUST
from tests.client.transports import Function

BASE = "http://127.0.0.1:9"
LIMITS = Timeouts(connect=1.0, read=2.0, write=3.0)
Handler = Callable[[httpx.Request], httpx.Response]
#: Sends a call to a function.
Exchanged = Callable[..., Answer]


class Body(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body in pieces, some of which fail; it counts what is read."""

    def __init__(self, *pieces: bytes | BaseException) -> None:
        self.pieces = pieces
        self.read = 0
        self.closed = False

    def __iter__(self) -> Iterator[bytes]:
        for piece in self.pieces:
            if isinstance(piece, BaseException):
                raise piece
            self.read += 1
            yield piece

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self:
            yield piece

    def close(self) -> None:
        """Close it."""
        self.closed = True

    async def aclose(self) -> None:
        """Close it too."""
        self.closed = True


def a_call(**fields: Any) -> Call:
    """A paid call, or another one."""
    return Call("POST", "/v2/things", "/v2/things/1", **{"paid": True, "timeouts": LIMITS, "body": b"{}", **fields})


def settings(**options: Any) -> Settings:
    """The settings of an anonymous client, which is ours."""
    key = ApiKey.read(options.pop("key", ""))
    hook = options.pop("around_attempt", None)
    return Settings.read(key, BASE, None, None, options.pop("headers", None), hook, **options)


@pytest.fixture(params=["sync", "async"])
def exchanged(request: pytest.FixtureRequest) -> Callable[..., Answer]:
    """Send a call to a function in the place of a server, by either kind of client."""

    def run(call: Call, chosen: Settings, handler: Handler, *, closed: bool = False, **options: Any) -> Answer:
        transport = Function(handler)
        if request.param == "sync":
            with httpx.Client(transport=transport, verify=TRUST, **options) as http:
                if closed:
                    http.close()
                return send(http, call, chosen)

        async def sent() -> Answer:
            async with httpx.AsyncClient(transport=transport, verify=TRUST, **options) as http:
                if closed:
                    await http.aclose()
                return await send_async(http, call, chosen)

        return asyncio.run(sent())

    return run


def well(seen: list[httpx.Request]) -> Handler:
    """A server that notes what it was asked."""

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, headers={"X-Seen": "yes"}, stream=Body(b'{"task_id"', b': "t"}'))

    return handler
