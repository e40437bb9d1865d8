"""Between ASGI messages and requests and answers, slow and broken answers included."""

from __future__ import annotations

import asyncio
from typing import Any, Protocol, cast

from clausewise.mock_server.exchange import Answer, Receive, Request, Scope, Send

#: The key of the scope at which `running` puts the connection's transport, for answers that are no HTTP.
TRANSPORT = "mock_server.transport"


class _Transport(Protocol):
    def write(self, data: bytes) -> None: ...
    def close(self) -> None: ...
    def abort(self) -> None: ...


async def read_body(receive: Receive, limit: int) -> bytes | None:
    """The body of a request in bytes, None when it is longer than `limit`; read to its end either way."""
    message = await receive()
    if not message.get("more_body"):
        body = bytes(message.get("body", b""))
        return body if len(body) <= limit else None
    chunks, length = [message["body"]], len(message["body"])
    while message.get("more_body"):
        message = await receive()
        chunk = message.get("body", b"")
        length += len(chunk)
        if length <= limit:
            chunks.append(chunk)
    return b"".join(chunks) if length <= limit else None


def read_request(scope: Scope, body: bytes) -> Request:
    """The request of an ASGI scope; a header that came twice is one with a comma, as in RFC 9110."""
    headers: dict[bytes, bytes] = {}
    for name, value in scope["headers"]:
        headers[name] = headers[name] + b", " + value if name in headers else value
    path = scope.get("raw_path") or scope["path"].encode()
    client = scope.get("client") or ("", 0)
    return Request(
        scope["method"],
        path.partition(b"?")[0],
        scope["query_string"],
        headers,
        body,
        scope.get("scheme", "http"),
        scope.get("server"),
        client[0],
    )


async def deliver(answer: Answer, scope: Scope, receive: Receive, send: Send) -> None:
    """Send an answer: whole and at once, or as late and as broken as it says."""
    if answer.delay:
        await asyncio.sleep(answer.delay)
    if answer.raw is not None or answer.dropped == "headers":
        await _broken(answer.raw or b"", scope, receive, answer.lingers)
        return
    headers = list(answer.headers)
    if answer.header(b"content-length") is None and answer.status != 204:
        headers.append((b"content-length", str(len(answer.body)).encode()))
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    if answer.dropped == "body":
        await send({"type": "http.response.body", "body": answer.body[: len(answer.body) // 2], "more_body": True})
        await _broken(b"", scope, receive)
        return
    await send({"type": "http.response.body", "body": answer.body})


async def _broken(raw: bytes, scope: Scope, receive: Receive, lingers: float = 0) -> None:
    extensions: dict[str, Any] = scope.get("extensions") or {}
    if TRANSPORT not in extensions:
        raise ConnectionResetError("the answer is to be broken off, which needs `mock_server.running`")
    transport = cast("_Transport", extensions[TRANSPORT])
    transport.write(raw)
    await asyncio.sleep(lingers)
    transport.close()
    while (await receive())["type"] != "http.disconnect":
        pass
