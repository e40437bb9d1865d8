"""The end of an event loop: what was opened in it is closed with it."""

from __future__ import annotations

import atexit
import contextlib
from collections.abc import AsyncGenerator
from weakref import WeakSet

from .http_library import httpx

#: True once the program ends. A loop that was never closed then has nobody who could await anything.
_at_exit = False
_open: WeakSet[AsyncGenerator[None]] = WeakSet()


async def closed_with_the_loop(http: httpx.AsyncClient) -> AsyncGenerator[None]:
    """Close connections with the running loop: asyncio and trio close the generators that are open when they end.

    It is to be closed to close them earlier.
    """
    end = _until_the_end(http)
    _open.add(end)
    await anext(end)  # from now on the loop knows of it
    return end


async def _until_the_end(http: httpx.AsyncClient) -> AsyncGenerator[None]:
    try:
        yield
    finally:
        if not _at_exit:
            await http.aclose()


@atexit.register
def _end_open_ones() -> None:
    """End the generators of loops that were never closed, or Python would report them on the screen."""
    global _at_exit
    _at_exit = True
    for end in [*_open]:
        with contextlib.suppress(StopIteration, RuntimeError):
            end.aclose().send(None)


def running_loop() -> object:
    """The event loop that runs, of asyncio or trio."""
    from anyio.lowlevel import current_token  # here: httpx brings it, and loads it only where it is used

    token = current_token()
    return getattr(token, "native_token", token)  # wrapped since anyio 4.11
