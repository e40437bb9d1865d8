"""A server on a raw socket that does to a request whatever a generator of bytes, waits and endings says."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any

from tests.raw_server import RawServer, Received, read_request, will_reset


class End(Enum):
    """The end of a connection."""

    CLOSE = auto()
    RESET = auto()
    #: It stays open, and nothing more is said.
    HANG = auto()


#: Bytes are sent, numbers are seconds to wait; without an end the connection is kept.
Behaviour = Callable[[Received], Iterator[bytes | float | End]]


@dataclass
class HostileServer(RawServer):
    """Behaves so to every request. `received` holds each that came whole."""

    behaviour: Behaviour
    received: list[Received] = field(default_factory=list)

    def serve(self, connection: socket.socket) -> None:
        """Behave until the connection is to end."""
        with connection.makefile("rb") as stream:
            while (request := read_request(stream)) is not None:
                self.received.append(request)
                if self._behave(connection, request) is not None:
                    return

    def _behave(self, connection: socket.socket, request: Received) -> End | None:
        for act in self.behaviour(request):
            if isinstance(act, bytes):
                connection.sendall(act)
            elif isinstance(act, End):
                self._end(connection, act)
                return act
            elif self.stopped.wait(act):
                return End.CLOSE
        return None

    def _end(self, connection: socket.socket, end: End) -> None:
        if end is End.HANG:
            self.stopped.wait()
        if end is End.RESET:
            will_reset(connection)
            connection.close()
        else:
            connection.shutdown(socket.SHUT_RDWR)


def answer(status: int, body: Any = b"", *headers: str, length: int | str | None = None) -> bytes:
    """A whole answer in bytes; `length` is a Content-Length that is not the body's."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    lines = [f"HTTP/1.1 {status} Said", *headers]
    if not any(line.lower().startswith("content-type:") for line in headers):
        lines.append("Content-Type: application/json")
    if not any(line.lower().startswith("transfer-encoding:") for line in headers):
        lines.append(f"Content-Length: {len(content) if length is None else length}")
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + content
