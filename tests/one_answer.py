"""A server with one answer to everything."""

from __future__ import annotations

from typing import Any


class OneAnswer:
    """An ASGI application that answers every request with the same JSON, and counts them."""

    def __init__(self, status: int, body: bytes = b"{}", *headers: tuple[bytes, bytes]) -> None:
        self.status = status
        self.body = body
        self.headers = [(b"content-type", b"application/json"), *headers]
        self.requests = 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer, once the request is whole."""
        if scope["type"] != "http":
            return
        self.requests += 1
        while (await receive()).get("more_body"):
            pass
        await send({"type": "http.response.start", "status": self.status, "headers": self.headers})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else self.body})
