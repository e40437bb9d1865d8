"""A server on a raw socket that does what a script says, down to resets and half answers."""

from __future__ import annotations

import contextlib
import json
import socket
import struct
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Self


@dataclass(frozen=True)
class Act:
    """What the server does after it has read a request: pieces to send, and what then."""

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


@dataclass(frozen=True)
class Received:
    """A request as it came over the wire."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes
    names: tuple[str, ...] = ()

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


@dataclass
class ScriptedServer:
    """Plays its script, one act per request; the last act is repeated."""

    script: list[Act]
    received: list[Received] = field(default_factory=list)

    def __enter__(self) -> Self:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._stopped = threading.Event()
        self._connections: list[socket.socket] = []
        self._lock = threading.Lock()
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._stopped.set()
        for open_socket in [self._listener, *self._connections]:
            with contextlib.suppress(OSError):
                open_socket.shutdown(socket.SHUT_RDWR)
            open_socket.close()
        for thread in self._threads:
            thread.join(5)

    @property
    def posts(self) -> int:
        """How many POSTs have arrived."""
        return sum(request.method == "POST" for request in self.received)

    @property
    def gets(self) -> int:
        """How many GETs have arrived."""
        return sum(request.method == "GET" for request in self.received)

    def wait_until_closed(self) -> None:
        """Wait until the connections that the script closes are closed."""
        for thread in self._threads[1:]:
            thread.join(5)

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._connections.append(connection)
            thread = threading.Thread(target=self._serve, args=(connection,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        stream = connection.makefile("rb")
        with contextlib.suppress(OSError, ValueError):
            if not stream.peek(1)[:1].isalpha():  # a TLS handshake, to which plain HTTP is the answer
                connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
                connection.shutdown(socket.SHUT_RDWR)
                return
            while request := _read(stream):
                with self._lock:
                    act = self.script[min(len(self.received), len(self.script) - 1)]
                    self.received.append(request)
                for piece in act.pieces:
                    connection.sendall(piece)
                    time.sleep(0.01 if len(act.pieces) > 1 or act.then == "reset" else 0)
                if act.then == "hang":
                    self._stopped.wait()
                if act.then == "reset":
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                if act.then != "keep":
                    stream.close()
                    connection.close()
                    return


def _read(stream: Any) -> Received | None:
    first = stream.readline().decode()
    if not first.strip():
        return None
    method, target, _ = first.split(" ", 2)
    headers, names = {}, []
    while (line := stream.readline().decode().strip()) != "":
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
        names.append(name.lower())
    return Received(method, target, headers, stream.read(int(headers.get("content-length", "0"))), tuple(names))
