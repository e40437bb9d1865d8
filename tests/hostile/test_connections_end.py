"""No request meets the end of a connection that the server was asked to close, or may be closing by itself."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from clausewise.probes.probe import Call
from clausewise.run.server_under_test import Client
from clausewise.spec import Spec
from tests.raw_server import RawServer, Received, read_request

SPEC = Spec.load()
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"


@dataclass
class Curt(RawServer):
    """A server that answers each request on a connection, and closes it a moment after a pause or a `close`."""

    patience: float
    #: Close the connection soon after each answer, without a word of it.
    is_silent: bool = False
    received: list[Received] = field(default_factory=list)
    opened: int = 0

    def serve(self, connection: socket.socket) -> None:
        """Answer, until a request asks for the end or none comes."""
        self.opened += 1
        connection.settimeout(self.patience)
        with connection, connection.makefile("rb") as stream:
            while (request := read_request(stream)) is not None:
                self.received.append(request)
                connection.sendall(ANSWER)  # without Connection: close, which a server need not repeat
                if self.is_silent or request.headers.get("connection") == "close":
                    time.sleep(0.005)
                    return


@pytest.fixture
def curt() -> Iterator[Curt]:
    with Curt(patience=5) as server:
        yield server


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


def test_a_server_that_closes_without_a_word_is_known_for_it() -> None:
    with Curt(patience=5, is_silent=True) as server:
        client = Client(SPEC, server.url)
        assert read(client) is None
        time.sleep(0.05)  # until it has closed the first one
        assert [read(client) for _ in range(30)] == [None] * 30
        assert server.opened == 31
        client.close()


def test_an_id_stays_whole_in_a_path(curt: Curt) -> None:
    client = Client(SPEC, curt.url)
    for task_id in ("a/b", "a?b=c", "a#b", "100%25-1", "sora-2:task_1", "é"):
        assert read(client, task_id) is None
    ends = [request.target.rpartition("/")[2] for request in curt.received]
    assert ends == ["a%2Fb", "a%3Fb%3Dc", "a%23b", "100%2525-1", "sora-2%3Atask_1", "%C3%A9"]
    client.close()
