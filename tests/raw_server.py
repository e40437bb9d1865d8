"""The listening half of servers on a raw socket: connections are accepted, requests read, and all of it is ended."""

from __future__ import annotations

import contextlib
import json
import socket
import struct
import threading
from dataclasses import dataclass
from typing import Any, BinaryIO, Self


@dataclass(frozen=True)
class Received:
    """A request as it came over the wire; `names` are those of its headers in their order, in small letters."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes
    names: tuple[str, ...] = ()

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)

    @property
    def key(self) -> str:
        """The key in Authorization, without its scheme."""
        return self.headers.get("authorization", "").partition(" ")[2]


class RawServer:
    """Accepts connections on the loopback, a thread each; `serve` says what is done with one."""

    received: list[Received]

    def __enter__(self) -> Self:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self.stopped = threading.Event()
        self._connections: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()
        return self

    def __exit__(self, *exc: object) -> None:
        self.stopped.set()
        for opened in [self._listener, *self._connections]:
            with contextlib.suppress(OSError):
                opened.shutdown(socket.SHUT_RDWR)
            opened.close()
        for thread in self._threads:
            thread.join(5)

    @property
    def posts(self) -> int:
        """The number of POSTs that have arrived."""
        return sum(request.method == "POST" for request in self.received)

    @property
    def gets(self) -> int:
        """The number of GETs that have arrived."""
        return sum(request.method == "GET" for request in self.received)

    def wait_until_closed(self) -> None:
        """Wait until the connections that the server itself closes are closed."""
        for thread in self._threads[1:]:
            thread.join(5)

    def serve(self, connection: socket.socket) -> None:
        """Read requests from a connection and answer them."""
        raise NotImplementedError

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._connections.append(connection)
            self._threads.append(threading.Thread(target=self._quietly, args=(connection,), daemon=True))
            self._threads[-1].start()

    def _quietly(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError, ValueError):
            self.serve(connection)


def read_request(stream: BinaryIO) -> Received | None:
    """Read one request; None when nothing more comes, or the start of TLS, which holds none."""
    first = stream.readline().decode("latin-1")
    if not (first.isascii() and first[:1].isalpha()):
        return None
    method, target, _ = first.split(" ", 2)
    headers, names = {}, []
    while (line := stream.readline().decode("latin-1").strip()) != "":
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
        names.append(name.lower())
    return Received(method, target, headers, stream.read(int(headers.get("content-length", "0"))), tuple(names))


def will_reset(connection: socket.socket) -> None:
    """Let the end of a connection be a reset."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
