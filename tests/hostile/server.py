"""A server on a raw socket that does to a request whatever a generator of bytes, waits and endings says."""

from __future__ import annotations

import contextlib
import json
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any, BinaryIO, Self


class End(Enum):
    """How a connection ends."""

    CLOSE = auto()
    RESET = auto()
    #: It stays open, and nothing more is said.
    HANG = auto()


@dataclass(frozen=True)
class Received:
    """A request as it came over the wire."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def key(self) -> str:
        """What follows the scheme in Authorization."""
        return self.headers.get("authorization", "").partition(" ")[2]


#: Bytes are sent, numbers are seconds to wait; without an end the connection is kept.
Behaviour = Callable[[Received], Iterator[bytes | float | End]]


@dataclass
class HostileServer:
    """Behaves so to every request. `received` holds each that came whole."""

    behaviour: Behaviour
    received: list[Received] = field(default_factory=list)

    def __enter__(self) -> Self:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._stopped = threading.Event()
        self._connections: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        for opened in [self._listener, *self._connections]:
            with contextlib.suppress(OSError):
                opened.shutdown(socket.SHUT_RDWR)
            opened.close()
        for thread in self._threads:
            thread.join(5)

    @property
    def creates(self) -> int:
        """How many POSTs have arrived."""
        return sum(request.method == "POST" for request in self.received)

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._connections.append(connection)
            self._threads.append(threading.Thread(target=self._serve, args=(connection,), daemon=True))
            self._threads[-1].start()

    def _serve(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError, ValueError), connection.makefile("rb") as stream:
            while (request := _read(stream)) is not None:
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
            elif self._stopped.wait(act):
                return End.CLOSE
        return None

    def _end(self, connection: socket.socket, end: End) -> None:
        if end is End.HANG:
            self._stopped.wait()
        if end is End.RESET:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
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


def _read(stream: BinaryIO) -> Received | None:
    first = stream.readline().decode("latin-1")
    if not first.strip():
        return None
    method, target, _ = first.split(" ", 2)
    headers = {}
    while (line := stream.readline().decode("latin-1").strip()) != "":
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
    return Received(method, target, headers, stream.read(int(headers.get("content-length", "0"))))
