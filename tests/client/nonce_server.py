"""A server in threads of its own that says of each create which request it answers, and counts the creates."""

from __future__ import annotations

import http.server
import itertools
import json
import sys
import threading
import time
from typing import Any, Self

import anyio


class NonceServer:
    """Answers a create with `task-N-of-PROMPT`, after a while; a read with a task in progress.

    Args:
        slow: Seconds until a create is answered.

    """

    def __init__(self, slow: float = 0.0) -> None:
        self.slow = slow
        self.made: list[str] = []
        numbers, lock, server = itertools.count(1), threading.Lock(), self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            timeout = 30

            def do_POST(self) -> None:
                prompt = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["prompt"]
                with lock:
                    task_id = f"task-{next(numbers)}-of-{prompt}"
                    server.made.append(task_id)
                time.sleep(server.slow)
                self._answer({"task_id": task_id})

            def do_GET(self) -> None:
                self._answer({"task_id": self.path.rpartition("/")[2], "status": "IN_PROGRESS", "progress": "10%"})

            def _answer(self, body: Any) -> None:
                content = json.dumps(body).encode()
                head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n"
                self.wfile.write(head.encode() + content)  # in one piece: in two, the second waits for the first

            def log_message(self, *_: object) -> None:
                pass

        class Quiet(http.server.ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 64

            def handle_error(self, *_: object) -> None:
                """Clients that go away are a part of the tests."""

        self._server = Quiet(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    async def until_made(self, number: int) -> None:
        """Wait until so many creates have arrived."""
        while len(self.made) < number:
            await anyio.sleep(0.01)

    def __exit__(self, *exc: object) -> None:
        self._server.shutdown()
        self._server.server_close()


def main() -> None:
    """Serve in a process of its own: print the address, then the ids that were made for each line that is read."""
    with NonceServer(slow=0.1) as server:
        said = server.url
        while True:
            sys.stdout.write(said + "\n")
            sys.stdout.flush()
            if sys.stdin.readline() != "made\n":
                return
            said = json.dumps(server.made)


if __name__ == "__main__":
    main()
