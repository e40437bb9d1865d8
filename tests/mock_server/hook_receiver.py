"""A server that takes the calls of hooks, a create that asks for one, and a wait for what it brings."""

from __future__ import annotations

import http.server
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import requests

from clausewise.mock_server.hooks.delivering import Hooks
from tests.mock_server.conftest import CREATE, PLAIN

Call = tuple[float, str, dict[str, str], Any]


@contextmanager
def receiver(*statuses: int, location: str = "") -> Iterator[tuple[str, list[Call]]]:
    """A server on this machine that takes calls, with these statuses first and then 200; its URL and the calls."""
    calls: list[Call] = []
    left = list(statuses)

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            calls.append((time.time(), self.path, {k.lower(): v for k, v in self.headers.items()}, json.loads(body)))
            self.send_response(left.pop(0) if left else 200)
            self.send_header("location", location)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listening:
        thread = threading.Thread(target=listening.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.server_address[1]}", calls
        finally:
            listening.shutdown()


def until(reached: Callable[[], bool]) -> None:
    """Wait until something is so, and fail when it is not after some seconds."""
    ends = time.monotonic() + 10
    while not reached():
        assert time.monotonic() < ends
        time.sleep(0.01)


def create(url: str, hook: str) -> str:
    return str(requests.post(url + CREATE, json=PLAIN | {"notify_hook": hook}, timeout=5).json()["task_id"])


def said(hooks: Hooks) -> str:
    return "\n".join(line["says"] for line in hooks.log)
