"""A mock server per test, asked without a socket."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from clausewise.mock_server import MockServer
from clausewise.mock_server.exchange import Answer, Request
from clausewise.mock_server.tasks import TasksInMemory
from clausewise.spec import Spec
from tests.chromium import browser
from tests.clock import Clock

__all__ = ["browser"]

CREATE = "/v2/videos/generations"
PLAIN = {"prompt": "A paper boat drifts.", "model": "sora-2"}

Ask = Callable[..., Answer]


@pytest.fixture(scope="session")
def spec() -> Spec:
    return Spec.load()


def asking(server: MockServer) -> Ask:
    """A function that asks a server: a body as bytes is sent as it is, anything else as JSON."""

    def ask(body: Any = None, method: str = "POST", path: str = CREATE, query: str = "", **headers: str) -> Answer:
        sent = {b"content-type": b"application/json"}
        sent |= {name.replace("_", "-").encode(): value.encode("latin-1") for name, value in headers.items()}
        if "content_type" in headers and not headers["content_type"]:
            del sent[b"content-type"]
        raw = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        return server.answer(Request(method, path.encode(), query.encode(), sent, raw))

    return ask


@pytest.fixture
def server(spec: Spec) -> MockServer:
    return MockServer(spec, pace=0)


@pytest.fixture
def ask(server: MockServer) -> Ask:
    return asking(server)


@pytest.fixture
def clock() -> Clock:
    return Clock(1_760_000_000.5)


@pytest.fixture
def timed(spec: Spec, clock: Clock) -> Ask:
    """A server whose stages last 10 seconds of a clock that the test sets."""
    return asking(MockServer(spec, pace=10, tasks=TasksInMemory(clock)))
