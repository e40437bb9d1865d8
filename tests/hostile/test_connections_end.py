"""No request meets the end of a connection that the server was asked to close, or may be closing by itself."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator

import pytest

from clausewise.probes.probe import Call
from clausewise.run.server_under_test import Client
from clausewise.spec import Spec

SPEC = Spec.load()
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"


class Curt:
    """A server that answers each request on a connection, and closes it a moment after a pause or a `close`."""

    def __init__(self, patience: float) -> None:
        self.patience = patience
        self.opened = 0
        self.paths: list[str] = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def url(self) -> str:
        """Its base URL."""
        return f"http://127.0.0.1:{self.listener.getsockname()[1]}"

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            self.opened += 1
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        connection.settimeout(self.patience)
        with connection:
            while True:
                try:
                    request = connection.recv(65536)
                except TimeoutError:
                    return
                if not request:
                    return
                self.paths.append(request.split(b" ")[1].decode())
                connection.sendall(ANSWER)  # without Connection: close, which a server need not repeat
                if b"connection: close" in request.lower():
                    time.sleep(0.005)
                    return


@pytest.fixture
def curt() -> Iterator[Curt]:
    server = Curt(patience=5)
    yield server
    server.listener.close()


def read(client: Client, task_id: str = "a", **headers: str) -> str | None:
    operation = next(operation for operation in SPEC.operations if operation.method == "GET")
    call = Call("GET", headers=headers, path_parameters={"task_id": task_id})
    return client.send(operation, call)[2].error


def test_a_connection_that_was_to_be_closed_is_not_used_again(curt: Curt) -> None:
    client = Client(SPEC, curt.url)
    assert [read(client, Connection="close") for _ in range(30)] == [None] * 30
    assert curt.opened == 30
    client.close()


def test_a_connection_that_was_idle_is_not_used_again(curt: Curt) -> None:
    client = Client(SPEC, curt.url)
    assert [read(client), read(client)] == [None, None]
    assert curt.opened == 1
    time.sleep(0.3)
    assert read(client) is None
    assert curt.opened == 2
    client.close()


def test_an_id_stays_whole_in_a_path(curt: Curt) -> None:
    client = Client(SPEC, curt.url)
    for task_id in ("a/b", "a?b=c", "a#b", "100%25-1", "sora-2:task_1", "é"):
        assert read(client, task_id) is None
    ends = [path.rpartition("/")[2] for path in curt.paths]
    assert ends == ["a%2Fb", "a%3Fb%3Dc", "a%23b", "100%2525-1", "sora-2%3Atask_1", "%C3%A9"]
    client.close()
