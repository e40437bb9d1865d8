"""A server of the contract on a free port of this machine, in threads of the process that starts it."""

from __future__ import annotations

import http.server
import threading
from typing import Self

from .tasks import Outcome, Tasks


class ContractServer(Tasks):
    """Serves while its context lasts. The arguments and attributes are those of `Tasks`, and `url` its address."""

    def __init__(self, *outcomes: Outcome, reads: int = 1, api_key: str | None = None) -> None:
        super().__init__(*outcomes, reads=reads, api_key=api_key)

    def __enter__(self) -> Self:
        tasks = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            timeout = 60

            def _any(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                headers = {name.lower(): value for name, value in self.headers.items()}
                reply = tasks.answer(self.command, self.path.partition("?")[0], headers, body)
                if reply is None:
                    self.close_connection = True
                    return
                told = {**reply.headers, "Content-Length": str(len(reply.body))}
                lines = [f"HTTP/1.1 {reply.status} Said", *(f"{name}: {value}" for name, value in told.items())]
                # In one piece: of two, the second waits until the first is acknowledged.
                self.wfile.write("\r\n".join([*lines, "", ""]).encode("latin-1") + reply.body)

            def log_message(self, *_: object) -> None:
                """A test is told what came by `requests`."""

        for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
            setattr(Handler, f"do_{method}", Handler._any)

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 64

            def handle_error(self, *_: object) -> None:
                """Clients may go away at any time."""

        self._server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._server.shutdown()
        self._server.server_close()
