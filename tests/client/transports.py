"""Transports of an HTTP client in the place of a network."""

from __future__ import annotations

from collections.abc import Callable

import httpx


class Function(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """A transport that is a function. Unlike httpx.MockTransport it takes the body of a request only if that does."""

    def __init__(self, function: Callable[[httpx.Request], httpx.Response]) -> None:
        self._function = function

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Call the function."""
        return self._function(request)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Call the function."""
        return self._function(request)
