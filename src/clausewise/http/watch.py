"""Watching one request on its connection: how long it takes, how much comes back, whether it left at all."""

from __future__ import annotations

import contextlib
import io
import socket
import threading
import time
from http import HTTPStatus
from http import client as http_client
from typing import Any

from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection

#: The most interim responses before the final one; servers send one or two.
INTERIM = 100


class TooLongError(Exception):
    """More came than the watch lets through."""


class Watch:
    """The bounds of one request: `seconds`, and `longest` bytes received, headers and framing included.

    The answer has so many, and the handshake before it as many: a pause of this machine ahead of them is no fault of
    the server's.

    `sent`: whether any byte of it may have left. `received`: the bytes that have come, as they came.
    """

    def __init__(self, seconds: float, longest: int) -> None:
        self.seconds = seconds
        self.longest = longest
        self.sent = False
        self.too_long = False
        self.received = bytearray()
        #: True where the server has said all that it will say on this connection.
        self.at_end = False
        #: True where bytes came behind the answer: they would be read as the next one.
        self.left_over = False
        #: True where the server had closed the connection that it was to leave on, without having said that it would.
        self.was_closed = False

    def __enter__(self) -> Watch:
        self.begin()
        _current.watch = self
        return self

    def __exit__(self, *_: object) -> None:
        _current.watch = None

    @property
    def expired(self) -> bool:
        """Tell whether the time is over."""
        return time.monotonic() >= self._until

    def bound(self, sock: socket.socket) -> None:
        """Let the next step on a socket take the time that is left; TimeoutError where none is."""
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError("timed out")
        sock.settimeout(left)

    def begin(self) -> None:
        """Begin to count the seconds."""
        self._until = time.monotonic() + self.seconds

    def leaves(self) -> None:
        """Note that a byte leaves: from the first one on the server may answer."""
        if not self.sent:
            self.begin()
            self.sent = True

    def take(self, received: bytes) -> None:
        """Keep bytes that have come; TooLongError when they are too many."""
        if len(self.received) + len(received) > self.longest:
            self.too_long = True
            raise TooLongError
        self.received += received


class _Current(threading.local):
    """The watch over the running request of this thread."""

    watch: Watch | None = None


_current = _Current()


class _Counted(io.RawIOBase):
    """The bytes of a socket, counted and timed, so that no header, chunk or trailer is without end."""

    def __init__(self, raw: Any, sock: socket.socket, watch: Watch) -> None:
        self.raw = raw
        self.sock = sock
        self.watch = watch
        self.ended = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if self.ended:
            return 0
        self.watch.bound(self.sock)
        received: int = self.raw.readinto(buffer) or 0
        self.watch.at_end = received == 0
        self.watch.take(bytes(buffer[:received]))
        return received

    def close(self) -> None:
        self.raw.close()
        super().close()


class _Reader(io.BufferedReader):
    """The buffer between socket and parser. What is still in it when the answer ends belongs to no answer."""

    def close(self) -> None:
        counted = self.raw
        if not self.closed and isinstance(counted, _Counted):
            counted.ended = True
            with contextlib.suppress(ValueError, OSError):  # a stream that has failed gives nothing more
                counted.watch.left_over = bool(self.peek(1).strip())
        super().close()


class _Response(http_client.HTTPResponse):
    def __init__(self, sock: socket.socket, *args: Any, **kwargs: Any) -> None:
        super().__init__(sock, *args, **kwargs)
        if _current.watch is not None:
            self.fp = _Reader(_Counted(self.fp.detach(), sock, _current.watch))

    def begin(self) -> None:
        """Read up to the headers of the final response: any number of interim ones may precede it (RFC 9110, 15.2).

        101 is final here, and ends the connection: no other protocol was asked for.
        """
        for _ in range(INTERIM):
            super().begin()
            switches = self.status == HTTPStatus.SWITCHING_PROTOCOLS
            if switches or not 100 <= self.status < 200:
                self.will_close = self.will_close or switches
                return
            self.headers = None  # type: ignore[assignment]  # by which `begin` knows that it has not begun
        raise http_client.HTTPException(f"more than {INTERIM} interim responses")


class _Watched:
    """A connection that tells the watch over its request what happens."""

    response_class: Any = _Response
    sock: Any

    def _new_conn(self) -> socket.socket:
        sock: socket.socket = super()._new_conn()  # type: ignore[misc]  # of urllib3's connection
        if _current.watch is not None:
            _current.watch.begin()
            _current.watch.bound(sock)  # a handshake of TLS comes next
        return sock

    @property
    def is_connected(self) -> bool:
        """Tell whether the connection is open; urllib3 asks before it uses one again."""
        connected: bool = super().is_connected  # type: ignore[misc]  # of urllib3's connection
        if _current.watch is not None and self.sock is not None and not connected:
            _current.watch.was_closed = True
        return connected

    def send(self, data: Any) -> None:
        if self.sock is None:
            self.connect()  # type: ignore[attr-defined]  # of urllib3's connection
        if _current.watch is not None:
            _current.watch.leaves()
            _current.watch.bound(self.sock)
        super().send(data)  # type: ignore[misc]  # of urllib3's connection


class _WatchedHTTP(_Watched, HTTPConnection):
    pass


class _WatchedHTTPS(_Watched, HTTPSConnection):
    pass


class HTTPPool(HTTPConnectionPool):
    """A pool of watched connections."""

    ConnectionCls = _WatchedHTTP


class HTTPSPool(HTTPSConnectionPool):
    """A pool of watched connections over TLS."""

    ConnectionCls = _WatchedHTTPS
