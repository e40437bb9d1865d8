"""Statements of a journal beside an event loop: in a thread, and never given up half-way."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

T = TypeVar("T")


async def in_thread(function: Callable[..., T], *arguments: Any) -> T:
    """Run a function in a thread. Whoever is cancelled meanwhile learns it once the function has ended."""
    import asyncio  # here, like the other: httpx loads them only where they are used

    import anyio

    call = partial(function, *arguments)
    sniffio: Any = sys.modules.get("sniffio")  # trio brings it
    with anyio.CancelScope(shield=True):
        if sniffio is not None and sniffio.current_async_library() == "trio":
            return await anyio.to_thread.run_sync(call)
        # An executor and no task: the end of asyncio.run cancels tasks, and waits for threads.
        future = asyncio.get_running_loop().run_in_executor(None, call)
        try:
            return await asyncio.shield(future)
        except asyncio.CancelledError:
            while not future.done():
                try:
                    await asyncio.wait({future})
                except asyncio.CancelledError:
                    continue
            if not future.cancelled():
                future.exception()  # looked at, so that asyncio does not report it
            raise
    raise AssertionError("a shield swallows nothing")
