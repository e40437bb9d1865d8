"""Receiving the calls that tell of a task's end: on this machine only, bounded, each kept as it came."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from clausewise.http.exchange import Exchange
from clausewise.http.redaction import Redaction
from clausewise.mock_server.delivery import read_body
from clausewise.mock_server.exchange import Receive, Scope, Send
from clausewise.mock_server.running import running
from clausewise.run.following.task_ledger import TOKEN, TaskLedger
from clausewise.run.kept_answers import stored
from clausewise.settings.options import OptionError

#: The longest call that is kept, in bytes.
LONGEST = 512 * 1024
#: The most calls of one task that are kept: more would show nothing more.
KEPT = 10


class Receiver:
    """An ASGI application that takes calls, answers 200 to each and keeps those with a token."""

    def __init__(self, store: TaskLedger, redact: Redaction) -> None:
        self.store = store
        self.redact = redact

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Take a call."""
        if scope["type"] != "http":
            return
        body = await read_body(receive, LONGEST)
        token = str(scope["path"]).rpartition("/")[2]
        if body is not None and len(token) == TOKEN and len(self.store.calls(token)) < KEPT:
            headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
            call = Exchange(scope["method"], str(scope["path"]), headers, body, status=200)
            self.store.call(token, self.store.now(), stored(call, self.redact))
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"0")]})
        await send({"type": "http.response.body", "body": b""})


@contextmanager
def receiving(store: TaskLedger, redact: Redaction, url: str | None, port: int | None) -> Iterator[str]:
    """Receive calls while the context lasts; gives the address under which the server reaches this.

    It is `url` where one is given, which may lead here through a tunnel or a proxy. Without a port it is that of a
    `url` on this machine, else that of an earlier run of the same ledger, else a free one.
    """
    parts = urlsplit(url or "")
    known = int(store.fact("receiver port") or 0)
    with _bound(
        Receiver(store, redact), [port or parts.port or known, 0 if url is None else port or parts.port or 0]
    ) as own:
        store.note("receiver port", str(urlsplit(own).port))
        yield (url or own).rstrip("/")


@contextmanager
def _bound(app: Any, ports: list[int]) -> Iterator[str]:
    """Serve on the first of two ports that is free."""
    try:
        context = running(app, ports[0])
        address = context.__enter__()
    except OSError:
        context = running(app, ports[1])
        try:
            address = context.__enter__()
        except OSError as error:
            raise OptionError(
                f"--notify-port {ports[1]}: no calls can be received there ({error.strerror}); give one that is free, "
                "each process of this machine its own"
            ) from None
    try:
        yield address
    finally:
        context.__exit__(None, None, None)
