"""The mock server behind TLS, by a certificate of a private authority that is made for the test."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import trustme
import uvicorn

from clausewise.mock_server import MockServer
from clausewise.mock_server.running import configured, listening
from clausewise.spec import Spec
from tests.hostile.driver import KEY

HOST = "127.0.0.1"


class Authority:
    """A private authority, whose certificate lies in the file `bundle`."""

    def __init__(self, folder: Path) -> None:
        self._authority = trustme.CA()
        self.bundle = folder / "authority.pem"
        self._authority.cert_pem.write_to_path(self.bundle)

    def certifies(self, name: str, until: datetime | None = None) -> ssl.SSLContext:
        """A TLS context of a server with a certificate for a name, valid until then."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._authority.issue_cert(name, not_after=until).configure_cert(context)
        return context


@dataclass
class SecureServer:
    """The mock server at `url`. `app` counts what arrives and what it accepts."""

    url: str
    app: MockServer


@contextmanager
def secure(spec: Spec, context: ssl.SSLContext) -> Iterator[SecureServer]:
    """Serve the mock server over TLS while the context lasts."""
    app = MockServer(spec, keys=frozenset([KEY]))
    config = configured(app)
    config.load()
    config.ssl = context
    server = uvicorn.Server(config)
    opened = listening(HOST, 0)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [opened]}, daemon=True)
    thread.start()
    try:
        while not server.started:
            time.sleep(0.01)
        yield SecureServer(f"https://{HOST}:{opened.getsockname()[1]}", app)
    finally:
        server.force_exit = server.should_exit = True
        thread.join(10)
        opened.close()


@dataclass
class Slow:
    """Stands before a server and passes on what it says: `whole` bytes of it at once, then what `pace` says.

    `pace` is how many seconds the next byte waits each time; None closes the connection there.
    `said`: how many bytes were passed on at once.
    """

    behind: str
    whole: int
    pace: float | None
    said: int = 0
    _opened: list[socket.socket] = field(default_factory=list)
    _threads: list[threading.Thread] = field(default_factory=list)

    def __enter__(self) -> Slow:
        self._over = threading.Event()
        self._listener = listening(HOST, 0)
        self.url = f"https://{HOST}:{self._listener.getsockname()[1]}"
        self._start(self._accept)
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for opened in [self._listener, *self._opened]:
            _shut(opened)
            opened.close()
        for thread in self._threads:
            thread.join(5)

    def _start(self, run: object, *arguments: object) -> None:
        self._threads.append(threading.Thread(target=run, args=arguments, daemon=True))  # type: ignore[arg-type]  # one of ours
        self._threads[-1].start()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            server = socket.create_connection((HOST, int(self.behind.rpartition(":")[2])))
            self._opened += [client, server]
            self._start(self._pass_on, client, server, None)
            self._start(self._pass_on, server, client, self.whole)

    def _pass_on(self, source: socket.socket, target: socket.socket, whole: int | None) -> None:
        passed = 0
        try:
            while data := source.recv(65536):
                if whole is None:
                    target.sendall(data)
                    continue
                at_once = data[: max(0, whole - passed)]
                passed += len(at_once)
                self.said += len(at_once)
                target.sendall(at_once)
                for byte in data[len(at_once) :]:
                    if self.pace is None or self._over.wait(self.pace):
                        return
                    target.sendall(bytes([byte]))
        except OSError:
            return  # one of both has closed it
        finally:
            _shut(source)
            _shut(target)


def _shut(opened: socket.socket) -> None:
    try:
        opened.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # it is shut already
