"""A server on a raw socket that does what a script says, down to resets and half answers."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from tests.raw_server import RawServer, Received, read_request, will_reset


@dataclass(frozen=True)
class Act:
    """The reaction of the server to a request: pieces to send, and what becomes of the connection."""

    pieces: tuple[bytes, ...] = ()
    then: Literal["keep", "close", "reset", "hang"] = "keep"


def answer(status: int, body: Any = b"", *, headers: Sequence[tuple[str, str]] = (), claims: int | None = None) -> Act:
    """A whole answer; `claims` is a Content-Length that is not the body's."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    names = {name.lower() for name, _ in headers}
    lines = [f"HTTP/1.1 {status} Said", *(f"{name}: {value}" for name, value in headers)]
    if "content-type" not in names:
        lines.append("Content-Type: application/json")
    lines.append(f"Content-Length: {len(content) if claims is None else claims}")
    head = "\r\n".join(lines).encode() + b"\r\n\r\n"
    return Act((head + content,), "keep" if claims is None else "close")


@dataclass
class ScriptedServer(RawServer):
    """Plays its script, one act per request; the last act is repeated."""

    script: list[Act]
    received: list[Received] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._lock = threading.Lock()

    def serve(self, connection: socket.socket) -> None:
        """Play the acts whose turn it is."""
        stream = connection.makefile("rb")
        if not stream.peek(1)[:1].isalpha():  # a TLS handshake, to which plain HTTP is the answer
            connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            connection.shutdown(socket.SHUT_RDWR)
            return
        while request := read_request(stream):
            with self._lock:
                act = self.script[min(len(self.received), len(self.script) - 1)]
                self.received.append(request)
            for piece in act.pieces:
                connection.sendall(piece)
                time.sleep(0.01 if len(act.pieces) > 1 or act.then == "reset" else 0)
            if act.then == "hang":
                self.stopped.wait()
            if act.then == "reset":
                will_reset(connection)
            if act.then != "keep":
                stream.close()
                connection.close()
                return
