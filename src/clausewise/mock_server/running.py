"""Running an ASGI application on uvicorn in the background, with a quick start and a quick stop."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from typing import Any, cast

import uvicorn
from uvicorn.protocols.http.auto import AutoHTTPProtocol

from clausewise.mock_server.delivery import TRANSPORT
from clausewise.mock_server.exchange import ASGIApp, Receive, Scope, Send

#: Seconds that a server may take to start.
STARTED_WITHIN = 10.0


class Switch:
    """An ASGI application that passes each request on to `app`, which may be changed while it runs."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        await self.app(scope, receive, send)


class _Protocol(AutoHTTPProtocol):  # type: ignore[misc, valid-type]  # uvicorn picks the class when it is imported
    """uvicorn's protocol, which also hands the transport to the application."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        app: ASGIApp = self.app  # type: ignore[has-type]  # of the class above

        async def with_transport(scope: Scope, receive: Receive, send: Send) -> None:
            scope["extensions"] = {**scope.get("extensions", {}), TRANSPORT: transport}
            await app(scope, receive, send)

        self.app = with_transport


def configured(app: ASGIApp | Callable[[], ASGIApp], **options: Any) -> uvicorn.Config:
    """Uvicorn's configuration for the mock server: bare, silent, without WebSockets and, unless asked for, lifespan."""
    bare: dict[str, Any] = {
        "http": _Protocol,
        "ws": "none",
        "lifespan": "off",
        "log_config": None,
        "access_log": False,
        "proxy_headers": False,
        "server_header": False,
    }
    return uvicorn.Config(cast("Any", app), **(bare | options))


def listening(host: str, port: int) -> socket.socket:
    """A listening socket, port 0 for a free one; OSError when the port is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # The protocol is named because asyncio sends small packets at once (TCP_NODELAY) only where it is.
    opened = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind((host, port))
        opened.listen(1024)
    except OSError:
        opened.close()
        raise
    return opened


@contextmanager
def running(app: ASGIApp, port: int = 0) -> Iterator[str]:
    """Serve an application on the loopback while the context lasts; gives its base URL.

    OSError when the port is taken, RuntimeError when the server does not start.
    """
    opened = listening("127.0.0.1", port)
    started: Future[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = Future()

    async def serve() -> None:
        stop = asyncio.Event()
        server = uvicorn.Server(config)
        server.lifespan = config.lifespan_class(config)
        try:
            await server.startup(sockets=[opened])
        except (Exception, SystemExit) as error:
            started.set_exception(error)
            return
        started.set_result((asyncio.get_running_loop(), stop))
        await stop.wait()
        for listener in server.servers:
            listener.close()
        for connection in list(server.server_state.connections):
            connection.transport.abort()
        await asyncio.sleep(0)  # the transports close in the next turn

    config = configured(app)
    config.load()
    thread = threading.Thread(target=asyncio.run, args=(serve(),), name="mock-server", daemon=True)
    thread.start()
    try:
        loop, stop = started.result(STARTED_WITHIN)
    except (Exception, SystemExit) as error:
        opened.close()
        raise RuntimeError(f"the mock server has not started: {error!r}") from None
    try:
        yield f"http://127.0.0.1:{opened.getsockname()[1]}"
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(10)
        opened.close()
