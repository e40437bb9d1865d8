"""Requests per second of the mock server, beside an ASGI application that answers a constant.

`python -m benchmarks.mock_server [--seconds 3] [--rounds 3]`. Both run on uvicorn, each in a process
of its own, measured in turn; the load comes from a third. Read the ratio: a machine's own speed drifts.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, cast

BODY = json.dumps(
    {
        "prompt": "A paper boat drifts down a rainy street at dusk.",
        "model": "sora-2-pro",
        "images": ["https://media.example.com/first.png"],
        "aspect_ratio": "9:16",
        "hd": True,
        "duration": "15",
        "private": True,
    }
).encode()
REQUEST = (
    b"POST /v2/videos/generations HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n"
    b"content-length: %d\r\n\r\n%b" % (len(BODY), BODY)
)
START = """
import sys
from clausewise.mock_server import MockServer, running
from clausewise.spec import Spec

async def constant(scope, receive, send):
    await receive()
    headers = [(b"content-type", b"application/json"), (b"content-length", b"50")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b'{"task_id":"f0aa213c-c09e-4e19-a0e5-c698fe48acf1"}'})

with running(MockServer(Spec.load()) if sys.argv[1] == "mock" else constant) as url:
    print(url, flush=True)
    sys.stdin.read()
"""


@contextmanager
def served(which: str) -> Iterator[int]:
    """A server in a process of its own; gives its port."""
    command = [sys.executable, "-c", START, which]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield int(cast("IO[str]", process.stdout).readline().rpartition(":")[2])
        process.communicate()


class Connection(asyncio.Protocol):
    """One keep-alive connection that sends the next request when the answer is there."""

    def __init__(self, ends: float) -> None:
        self.ends = ends
        self.answered = 0
        self.received = b""
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Send the first request."""
        self.transport = cast("asyncio.Transport", transport)
        self.transport.write(REQUEST)

    def data_received(self, data: bytes) -> None:
        """Send the next request once an answer is whole."""
        self.received += data
        if not self.received.endswith(b"}"):
            return
        if not self.received.startswith(b"HTTP/1.1 200"):
            raise SystemExit(f"not accepted: {self.received!r}")
        self.answered += 1
        self.received = b""
        if time.perf_counter() < self.ends:
            self.transport.write(REQUEST)
        else:
            self.transport.close()
            self.done.set_result(None)


async def load(port: int, seconds: float, connections: int) -> float:
    """Answered requests per second over some keep-alive connections."""
    loop = asyncio.get_running_loop()
    start = time.perf_counter()
    opened = [
        (await loop.create_connection(lambda: Connection(start + seconds), "127.0.0.1", port))[1]
        for _ in range(connections)
    ]
    await asyncio.gather(*(connection.done for connection in opened))
    return sum(connection.answered for connection in opened) / (time.perf_counter() - start)


def main() -> None:
    """Measure in turn and print a table in Markdown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=3.0, help="of each measurement (default: 3)")
    parser.add_argument("--rounds", type=int, default=3, help="measurements of each server (default: 3)")
    parser.add_argument("--connections", type=int, default=8, help="keep-alive connections (default: 8)")
    options = parser.parse_args()
    rates: dict[str, list[float]] = {"constant": [], "mock": []}
    with served("constant") as constant, served("mock") as mock:
        for _ in range(options.rounds):
            for which, port in (("constant", constant), ("mock", mock)):
                rates[which].append(asyncio.run(load(port, options.seconds, options.connections)))
    print("| server | requests per second | median |\n|---|---|---|")
    for which, measured in rates.items():
        print(f"| {which} | {', '.join(f'{rate:.0f}' for rate in measured)} | {statistics.median(measured):.0f} |")
    ratios = [mine / limit for limit, mine in zip(*rates.values(), strict=True)]
    print(f"\nThe mock server reaches {statistics.median(ratios):.0%} of the constant answer.")


if __name__ == "__main__":
    main()
