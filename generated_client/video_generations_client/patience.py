"""The time in which an answer has to come: the HTTP library counts anew for every piece that it reads."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from time import monotonic
from typing import Any

from .http_library import httpx

#: The end of the time for the current step of a request, in seconds of monotonic(); None between steps that read.
_end: ContextVar[float | None] = ContextVar("end of a step", default=None)
_OPENED = frozenset(
    {
        "connection.connect_tcp.complete",
        "connection.connect_unix_socket.complete",
        "connection.start_tls.complete",
        "proxy.start_tls.complete",
        "socks.connect_tcp.complete",
        "socks.start_tls.complete",
    }
)


class Patience:
    """The `trace` of a request, by which the HTTP library tells which step it begins.

    Each connection that it opens is given a `read` that waits no longer than is left of the step. Those that a client
    of the caller's has opened before, and those of HTTP/2, which many requests share, stay as they are.

    Args:
        connect: Seconds for a SOCKS proxy to connect.
        head: Seconds until status and headers are whole.
        body: Seconds for the body.
    """

    def __init__(self, connect: float, head: float, body: float) -> None:
        self._seconds = {
            "socks.setup_socks5_connection.started": connect,
            "http11.receive_response_headers.started": head,
            "http11.receive_response_body.started": body,
        }

    def __call__(self, event: str, info: Mapping[str, Any]) -> Any:
        """Take note of an event."""
        seconds = self._seconds.get(event)
        _end.set(None if seconds is None else monotonic() + seconds)
        if event in _OPENED:
            with contextlib.suppress(AttributeError):  # a stream of somebody else's
                info["return_value"].read = _bounded(info["return_value"].read)


class AsyncPatience(Patience):
    """The same for an asynchronous client, whose reads are awaited."""

    async def __call__(self, event: str, info: Mapping[str, Any]) -> None:
        """Take note of an event."""
        super().__call__(event, info)


def _bounded(read: Callable[[int, float | None], Any]) -> Callable[..., Any]:
    def bounded(max_bytes: int, timeout: float | None = None) -> Any:
        end = _end.get()
        if end is not None:
            left = end - monotonic()
            if left <= 0:
                raise httpx.ReadTimeout("it came in pieces, and was not whole in time")
            timeout = left if timeout is None else min(left, timeout)
        return read(max_bytes, timeout)

    return bounded
