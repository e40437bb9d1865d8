"""Watching one request on its connection: how long it takes, how much comes back, whether it left at all."""

from __future__ import annotations

import contextlib
import io
import socket
import threading
from http import HTTPStatus
from http import client as http_client
from typing import Any

from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection

#: How often the socket of a request that is out of time is shut again, in seconds: it may open only then.
SHUT_AGAIN = 0.05
#: How many interim responses may come before the final one; servers send one or two.
INTERIM = 100


class TooLongError(Exception):
    """More came than the watch lets through."""


class Watch:
    """The bounds of one request: `seconds` in all, and `longest` bytes received, headers and framing included.

    `sent`: whether any byte of it may have left. `received`: the bytes that have come, as they came.
    """

    def __init__(self, seconds: float, longest: int) -> None:
        self.longest = longest
        self.sent = False
        self.expired = False
        self.too_long = False
        self.received = bytearray()
        #: Whether the server has said all that it will say on this connection.
        self.at_end = False
        #: Whether bytes came behind the answer: they would be read as the next one.
        self.left_over = False
        #: True where the server had closed the connection that it was to leave on, without having said that it would.
        self.was_closed = False
        self._handle: socket.socket | None = None
        self._over = threading.Event()
        self._timer = threading.Timer(seconds, self._expire)
        self._timer.daemon = True

    def __enter__(self) -> Watch:
        _current.watch = self
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._timer.cancel()
        _current.watch = None
        self._let_go()

    def hold(self, sock: socket.socket) -> None:
        """Keep a handle of the request's own: urllib3 gives its socket away, and TLS hides it in a handshake."""
        self._let_go()
        self._handle = socket.fromfd(sock.fileno(), sock.family, sock.type, sock.proto)

    def take(self, received: bytes) -> None:
        """Keep bytes that have come; TooLongError when they are too many."""
        if len(self.received) + len(received) > self.longest:
            self.too_long = True
            raise TooLongError
        self.received += received

    def _let_go(self) -> None:
        if self._handle is not None:
            self._handle.close()

    def _expire(self) -> None:
        while not self._over.is_set():
            self.expired = True
            if self._handle is not None:
                with contextlib.suppress(OSError):  # it may have ended by itself in the meantime
                    self._handle.shutdown(socket.SHUT_RDWR)
            self._over.wait(SHUT_AGAIN)


class _Current(threading.local):
    """The watch over the running request of this thread."""

    watch: Watch | None = None


_current = _Current()


class _Counted(io.RawIOBase):
    """The bytes of a socket, counted, so that no header, chunk or trailer is without end."""

    def __init__(self, raw: Any, watch: Watch) -> None:
        self.raw = raw
        self.watch = watch
        self.ended = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if self.ended:
            return 0
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
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if _current.watch is not None:
            self.fp = _Reader(_Counted(self.fp.detach(), _current.watch))

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
            _current.watch.hold(sock)
        return sock

    @property
    def is_connected(self) -> bool:
        """Tell whether the connection is open; urllib3 asks before it uses one again."""
        connected: bool = super().is_connected  # type: ignore[misc]  # of urllib3's connection
        if _current.watch is not None and self.sock is not None and not connected:
            _current.watch.was_closed = True
        return connected

    def putrequest(self, *args: Any, **kwargs: Any) -> None:
        if _current.watch is not None and self.sock is not None:
            _current.watch.hold(self.sock)
        super().putrequest(*args, **kwargs)  # type: ignore[misc]  # of urllib3's connection

    def send(self, data: Any) -> None:
        if self.sock is None:
            self.connect()  # type: ignore[attr-defined]  # of urllib3's connection
        if _current.watch is not None:
            _current.watch.sent = True
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
