"""Behaviour of servers that the contract leaves open costs nothing, and is held against none."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from clausewise.mock_server import MockServer, Switch
from tests.suite.command import SPEC, Suite


class Reads:
    """A server that gives one answer to reads of some paths, and names what it allows in two headers."""

    def __init__(self, server: MockServer, paths: str, status: int, body: bytes) -> None:
        self.server = server
        self.paths = re.compile(paths)
        self.status = status
        self.body = body

    async def __call__(self, scope: Any, receive: Any, send: Callable[[Any], Awaitable[None]]) -> None:
        """Answer such a read; pass everything else on."""

        async def change(message: Any) -> None:
            headers = message.get("headers", [])
            message["headers"] = [*[(b"allow", b"GET") for name, _ in headers if name == b"allow"], *headers]
            await send(message)

        if scope["type"] != "http" or scope["method"] != "GET" or not self.paths.fullmatch(scope["path"]):
            await self.server(scope, receive, change)
            return
        headers = [(b"content-type", b"application/json"), (b"connection", b"close")]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": self.body})


@pytest.mark.exhaustive
def test_a_list_is_not_paid_for_and_ends_no_clause(suite: Suite, switch: Switch) -> None:
    switch.app = Reads(MockServer(SPEC), ".*/generations", 200, b'{"data": []}')
    done = suite("--max-paid", "26", "--strength", "2")
    assert done.returncode == 0, done.stdout
    assert "CONFORMS at basis documented" in done.stdout
    assert "reported allow-header (assumed" in " ".join(done.stdout.split())
    assert "22 accepted and charged for (" in done.stdout
    assert "not run" not in done.stdout


@pytest.mark.exhaustive
def test_a_refused_read_is_not_held_against_the_documented_create(suite: Suite, switch: Switch) -> None:
    """Gateways answer so where there is no such operation."""
    switch.app = Reads(MockServer(SPEC), ".*", 403, b'{"message": "Missing Authentication Token"}')
    done = suite("--max-paid", "26")
    assert done.returncode == 0, done.stdout


def test_a_server_that_sends_everything_elsewhere_soon_ends_the_run(suite: Suite, switch: Switch) -> None:
    async def elsewhere(scope: Any, receive: Any, send: Callable[[Any], Awaitable[None]]) -> None:
        del scope, receive
        headers = [(b"location", b"https://www.example.com/"), (b"connection", b"close"), (b"content-length", b"0")]
        await send({"type": "http.response.start", "status": 308, "headers": headers})
        await send({"type": "http.response.body", "body": b""})

    switch.app = elsewhere
    done = suite("--max-paid", "26")
    assert done.returncode == 1, done.stdout  # the first request, a valid one, was sent elsewhere too
    assert "20 answers in a row were redirects, 429, 5xx or none" in done.stdout
